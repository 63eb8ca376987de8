"""The bridging package in reading order: frozen values whose numbers are already text, and what figures plot.

Nothing is looked up, computed or drawn here. What is a selection is not stored twice: the rows of the
conclusion, the margins and the overview are read from the attribute sections.
"""

import dataclasses
import enum
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports import canonical
from reports.attribute_content import ArmPairRow as ArmPairRow
from reports.attribute_content import AttributeSection as AttributeSection
from reports.attribute_content import Criterion as Criterion
from reports.attribute_content import InfluenceRow as InfluenceRow
from reports.attribute_content import NamedFigure as NamedFigure
from reports.attribute_content import PublishedRow as PublishedRow
from reports.attribute_content import ResultRow as ResultRow
from reports.attribute_content import SideAnalysisRow as SideAnalysisRow
from reports.attribute_content import Summary as Summary
from reports.attribute_content import Tier as Tier
from reports.canonical import UnreadableContent as UnreadableContent
from reports.components import ComponentsPlot as ComponentsPlot
from reports.lineage import Genealogy as Genealogy
from reports.overtime import SlopesPlot as SlopesPlot
from reports.plots import AgreementPlot as AgreementPlot
from reports.plots import ArmRole as ArmRole
from reports.plots import AxisScale as AxisScale
from reports.plots import Band as Band
from reports.plots import Bound as Bound
from reports.plots import IntervalPlot as IntervalPlot
from reports.plots import LotPoint as LotPoint
from reports.plots import LotsPlot as LotsPlot
from reports.plots import MethodsPlot as MethodsPlot
from reports.plots import Outcome as Outcome
from reports.plots import PlotArm as PlotArm
from reports.plots import PointState as PointState
from reports.revisions import Revised as Revised
from reports.revisions import Revisions as Revisions
from reports.studies import BridgingFigure as BridgingFigure
from reports.studies import BridgingPair as BridgingPair
from reports.studies import BridgingStudy as BridgingStudy
from reports.typography import Typography as Typography
from reports.wholes import TernaryPlot as TernaryPlot

FORMAT = 1
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class Status(enum.StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"  # superseded by a version that says what this one states wrongly


class PageSize(enum.StrEnum):
    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A row of the manifest (21 CFR 11.50): printed name, meaning and time of one signature."""

    printed_name: str
    role: str
    meaning: str
    signed_at_utc: str
    signed_at_local: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What signing itself changes. The content hash leaves it out, because people sign that hash."""

    status: Status
    signatures: tuple[Signature, ...]
    superseded_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CtdPlace:
    """Where a part of the document belongs in the common technical document."""

    holds: str  # "batch analyses of all lots"
    section: str  # "3.2.P.5.4"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentControl:
    title: str
    document_id: str
    version: str
    authority: str
    ctd_home: str  # "3.2.P.2.3 Manufacturing process development"
    sponsor: str
    product: str
    switch: str
    simulated: bool
    illustrative: bool
    marks: tuple[str, ...]  # "exploratory", "retrospective"
    statements: tuple[str, ...]  # sentences that the authority asks for
    language: str  # en, ja, ko, zh-Hans: of the fixed texts, and which forms of Han characters are printed
    page_size: PageSize
    bilingual: bool = False  # headings also in English
    typography: Typography = Typography.SANS
    places: tuple[CtdPlace, ...] = ()  # where the parts of the document belong


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeChange:
    """A deviation or amendment; what happened after the criteria were frozen stands on page 1."""

    kind: str  # "deviation", "amendment"
    reference: str
    what: str
    reason: str
    recorded: str  # time, as text
    approved_by: str | None
    after_freeze: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """`overall` is one of the ICH Q5E classes in words, or None while nobody has concluded."""

    overall: str | None
    justification: str | None
    concluded_by: str | None
    concluded_at: str | None
    readiness: str
    residual_uncertainty: tuple[str, ...]
    proposed_category: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    aspect: str
    pre: str
    post: str
    assessment: str  # "same", or how the difference was resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    description: str
    pre_heading: str
    post_heading: str
    rows: tuple[ChangeRow, ...]
    why: str = ""  # it is made


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRow:
    change: str
    attribute: str
    rating: str
    rationale: str
    mitigation: str
    ground: str = ""  # of a rationale that is proposed for the kind of switch and was left as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAttribute:
    """What the plan of lots said of one attribute."""

    name: str
    assumed: str  # "a CV of 7.7 %, a true ratio of 0.97; 6 verified pre lots"
    chance: str
    lots_needed: str
    smallest_margin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of lots as it was known when the protocol was frozen."""

    reference: str  # "version 1, saved 2026-11-23 08:14:22 UTC by Ananya Rao"
    lots: str  # "6 pre, 4 post"
    targets: str
    attributes: tuple[PlannedAttribute, ...]
    together: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    reference: str
    version: str
    mode: str
    frozen_at: str
    frozen_by: str | None  # of a draft
    first_post_result: str | None  # its test and entry date, "none yet", or None where no result is looked at
    post_data_declared: str  # what post data the signers had seen
    eligibility: tuple[str, ...]
    minimum_lots: str
    planned_lots: str
    approved_outside: str | None  # document, date and attestation of a protocol approved elsewhere
    several_arms: tuple[str, ...] = ()  # which are compared, what is claimed; empty for two
    plans: tuple[Plan, ...] = ()  # the one saved last before the freeze; empty where none was


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    number: str
    arm: str
    role: ArmRole
    stage: str
    supplier: str
    site: str
    process_version: str
    scale: str
    made: str  # date of manufacture
    status: str
    use: str
    clinical_exposure: str
    retains: str
    parents: tuple[str, ...]
    excluded: str | None  # the reason, or None for a lot that counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    attribute: str
    name: str
    version: str
    validation: str
    loq: str
    precision: str
    laboratory: str
    same_both_sides: str  # "yes", or what differs
    bridging: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletenessRow:
    lot: str
    arm: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Lot by attribute: one state word per attribute in every row."""

    attributes: tuple[str, ...]
    rows: tuple[CompletenessRow, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.states) != len(self.attributes):
                raise ValueError(
                    f"lot {row.lot}: {len(row.states)} states, {len(self.attributes)} attributes"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    lot: str
    attribute: str  # or "all attributes"
    reason: str
    recorded: str
    recorded_by: str
    approved_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfExpectation:
    """An out-of-specification result, an invalid run or a retest, with its investigation."""

    lot: str
    attribute: str
    entered: str
    kind: str
    investigation: str
    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    software: str
    software_version: str
    audit_head: str  # number of the last audit entry
    audit_hash: str
    dataset_hash: str
    protocol_hash: str
    assembled_at: str  # UTC instant, 2026-11-23T05:31:00Z: the only clock the document knows
    assembled_by: str
    catalogue: str = ""  # of the fixed texts: language, version, who confirmed it; empty for English
    english: tuple[str, ...] = ()  # texts that the catalogue lacked when the content was assembled

    def __post_init__(self) -> None:
        if not INSTANT.fullmatch(self.assembled_at):
            raise ValueError(f"assembled_at {self.assembled_at!r} must look like 2026-11-23T05:31:00Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Prose from a template that regulatory writers word. key: which one; place: of the heading above it."""

    key: str
    place: str
    title: str
    text: str  # placeholders filled in; an empty line parts paragraphs
    version: str
    worded: str  # time and person, empty as delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What people wrote of the switch. version, written: which and by whom, empty where nothing is written.

    missing: what somebody has to write before the content can be approved.
    """

    version: str
    written: str  # time and person
    discussion: str
    commitments: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    approval: Approval
    control: DocumentControl
    conclusion: Conclusion
    change: Change
    risks: tuple[RiskRow, ...]
    protocol: Protocol
    changes: tuple[FreezeChange, ...]  # deviations and amendments
    lots: tuple[Lot, ...]
    exclusions: tuple[Exclusion, ...]
    methods: tuple[Method, ...]
    attributes: tuple[AttributeSection, ...]
    completeness: Completeness
    out_of_expectation: tuple[OutOfExpectation, ...]
    limitations: tuple[str, ...]
    provenance: Provenance
    glossary: tuple[GlossaryEntry, ...]
    format: int = field(default=FORMAT, metadata={"is_always_said": True})
    bridgings: tuple[BridgingStudy, ...] = ()
    revisions: Revisions | None = None  # since the version that was issued last
    genealogy: Genealogy | None = None  # drawn beside the table of genealogy
    blocks: tuple[TextBlock, ...] = ()  # none in content from before there were any
    narrative: Narrative | None = None  # none in content from before it was asked for

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise ValueError(f"content of format {self.format}; this version reads format {FORMAT}")
        keys = [section.key for section in self.attributes]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"two attribute sections share the key {', '.join(repeated)}")
        places = [study.key for study in self.bridgings]
        if len(set(places)) < len(places):
            raise ValueError("two bridging studies share a key")
        named = {number for section in self.attributes for number in section.shared_limitations}
        if unknown := sorted(named - set(range(1, len(self.limitations) + 1))):
            raise ValueError(f"there is no limitation {unknown[0]}; the last is {len(self.limitations)}")


def to_json(content: Package) -> str:
    """Canonical JSON (RFC 8785) of the whole package. Raises UnreadableContent on a number not finite."""
    return canonical.encode(content)


def from_json(text: str) -> Package:
    """The package that `to_json` wrote, equal in every field. Raises UnreadableContent, naming the place."""
    return canonical.decode(Package, text)


def content_hash(content: Package) -> str:
    """SHA-256, in hex, of the canonical JSON with an empty manifest in status draft.

    People sign this hash, and signing is what fills the manifest and moves the status: with those left out,
    the hash is the same before and after signing, and pages of every status print the same one.
    """
    unsigned = Approval(status=Status.DRAFT, signatures=(), superseded_by=None)
    covered = dataclasses.replace(content, approval=unsigned)
    return hashlib.sha256(to_json(covered).encode("utf-8")).hexdigest()


def texts(value: object) -> Iterator[str]:
    """Every text in a value of the content, in reading order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif dataclasses.is_dataclass(value):
        for name in value.__dataclass_fields__:
            yield from texts(getattr(value, name))
