"""The document of a protocol in reading order: what is decided before any post-switch result is looked at.

Frozen values whose numbers are already text, like `content`, whose parts it shares; nothing here holds a
result of a lot.
"""

import dataclasses
import enum
import hashlib
from dataclasses import dataclass, field

from reports import canonical
from reports.attribute_content import KEY
from reports.content import (
    FORMAT,
    Change,
    Criterion,
    DocumentControl,
    GlossaryEntry,
    Method,
    Protocol,
    RiskRow,
    Signature,
    Tier,
)
from reports.plots import PowerPlot


class ProtocolState(enum.StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing:
    """What freezing and superseding change; the hash of the document leaves it out."""

    state: ProtocolState
    signatures: tuple[Signature, ...]
    superseded_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One side of the switch and the rule by which lots belong to it."""

    name: str
    role: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAttribute:
    """How one attribute will be judged. `key` names its place in the document: `vg-titre`."""

    key: str
    title: str
    title_in_english: str  # empty where there is no other
    tier: Tier
    stage: str
    unit: str | None
    criterion: Criterion
    method_name: str  # the statistical method in words, empty while the criterion is open
    tier_reason: str | None  # where the tier is not the attribute's own
    details: tuple[str, ...]  # of the analysis, where they are stated
    history: str | None  # which lots the margin was derived from
    methods: tuple[str, ...]  # analytical, with their versions

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"key {self.key!r} must be lower-case words joined by hyphens")


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedField:
    place: str  # "protocol" or an attribute
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Why a frozen version was followed by another, and every value that differs."""

    reference: str  # "version 1 → 2"
    reason: str
    recorded: str
    known: str  # how many post-switch results were known
    fields: tuple[AmendedField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for every attribute."""

    alpha: str
    difference_level: str
    false_pass_shift: str  # "a shift of 2 SD"
    failed_lots: str
    statistical_plan: str | None  # as typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Which record the document was made from. as_of: UTC instant, the only clock the document knows."""

    software: str
    software_version: str
    signed_hash: str  # SHA-256 of the canonical protocol: what freezing signs
    as_of: str
    catalogue: str = ""
    english: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolDocument:
    freezing: Freezing
    control: DocumentControl
    change: Change
    risks: tuple[RiskRow, ...]
    arms: tuple[Arm, ...]
    protocol: Protocol
    power: PowerPlot | None  # chance to pass by number of lots, of the plan
    methods: tuple[Method, ...]
    attributes: tuple[JudgedAttribute, ...]
    rules: Rules
    amendments: tuple[Amendment, ...]
    limitations: tuple[str, ...]
    record: Record
    glossary: tuple[GlossaryEntry, ...]
    format: int = field(default=FORMAT, metadata={"is_always_said": True})


def document_hash(content: ProtocolDocument) -> str:
    """SHA-256, in hex, of the canonical JSON as it would be before anybody signed.

    It is in the metadata of the file; the pages print the hash of the protocol itself, which people sign.
    """
    unsigned = Freezing(state=ProtocolState.DRAFT, signatures=(), superseded_by=None)
    covered = dataclasses.replace(content, freezing=unsigned)
    return hashlib.sha256(canonical.encode(covered).encode("utf-8")).hexdigest()
