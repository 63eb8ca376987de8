"""What a package says of one attribute: its criterion, results, figures and plots, as frozen values."""

import enum
import re
from dataclasses import dataclass

from reports.components import ComponentsPlot
from reports.overtime import SlopesPlot
from reports.plots import IntervalPlot, LotsPlot, Outcome
from reports.wholes import TernaryPlot

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Tier(enum.StrEnum):
    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    kind: str
    sentence: str
    margin: str | None
    justification_class: str | None
    justification: str | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One result. `entered` is verbatim as typed; `state` is empty for a plain value."""

    lot: str
    arm: str
    entered: str
    state: str
    replicate: str
    method_version: str
    laboratory: str
    run: str
    tested: str
    source: str  # document and page, raw-data id or where it is held
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A small table of computed figures, one row per arm or component; every row as long as the headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"a row of {len(row)} cells under {len(self.headings)} headings: {row!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFigure:
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceRow:
    left_out: str
    estimate: str
    interval: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SideAnalysisRow:
    """Another analysis of the same lots. `outcome` is None where it has none."""

    name: str
    estimate: str
    interval: str
    outcome: Outcome | None
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmPairRow:
    """Two of several arms compared."""

    before: str
    after: str
    lots: str  # "3 / 4"
    estimate: str
    interval: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    """Figures that a source prints of an arm, used in place of its lots."""

    arm: str
    kind: str  # "geometric mean and its interval"
    lots: str  # "253", or "253 / 253" of a comparison
    figures: str  # as typed
    adjusted_for: str  # empty where nothing is compared
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeSection:
    """One attribute from criterion to limitations. `key` names its place in the document: `vg-titre`."""

    key: str
    title: str
    category: str
    tier: Tier
    unit: str | None
    criterion: Criterion
    method_id: str
    method_version: str
    method_name: str  # the statistical method in words
    outcome: Outcome
    plain_words: str
    marks: tuple[str, ...]
    n_pre: str
    n_post: str
    estimate: str | None  # "0.98 (0.90 to 1.07)"
    difference_seen: str | None  # second axis, at its own stated level
    results: tuple[ResultRow, ...]
    summary: Summary | None
    figures: tuple[NamedFigure, ...]
    interval_plot: IntervalPlot | None
    lots_plot: LotsPlot | None
    influence: tuple[InfluenceRow, ...]
    limitations: tuple[str, ...]  # its own
    snippet: str | None  # R code that recomputes the figures
    inputs_hash: str
    pairs: tuple[ArmPairRow, ...] = ()  # of more than two arms
    side_analyses: tuple[SideAnalysisRow, ...] = ()
    checks: tuple[str, ...] = ()  # what the data show beside the verdict
    published: tuple[PublishedRow, ...] = ()  # in place of lots
    components_plot: ComponentsPlot | None = None  # of a mixed model
    slopes_plot: SlopesPlot | None = None  # where slopes over time are compared
    ternary_plot: TernaryPlot | None = None  # in the first of the parts of a whole
    title_in_english: str = ""  # beside the title of the heading; empty where there is no other
    discussion: str = ""  # what a person wrote of it
    shared_limitations: tuple[int, ...] = ()  # numbers, from 1, of those of the package that hold for it too

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"key {self.key!r} must be lower-case words joined by hyphens")
