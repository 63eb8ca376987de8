"""A bridging study in the package: values as typed, figures as text, and what its drawings show."""

from dataclasses import dataclass

from reports.attribute_content import KEY
from reports.plots import AgreementPlot, MethodsPlot, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingPair:
    """A lot or retained sample by both methods, verbatim. `disagreement` is empty for one left out."""

    lot: str
    before: str
    after: str
    disagreement: str
    note: str  # why it was left out


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingFigure:
    name: str
    estimate: str
    interval: str  # with its level


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingStudy:
    """Whether two method versions, laboratories or reference standards read the same. `key`: `bridging-3`."""

    key: str
    document: str
    ctd_section: str  # where validation reports of methods stand: "3.2.S.4.3"
    attribute: str
    unit: str | None
    covers: str  # "method version"
    before: str
    after: str
    performed: str
    conclusion: str  # of the report
    margin: str
    justification: str
    outcome: Outcome
    plain_words: str
    approved: str  # by whom, when
    explanation: str | None  # why it counts although its data do not show that both read the same
    disagreement: str  # "after / before"
    pairs: tuple[BridgingPair, ...]
    figures: tuple[BridgingFigure, ...]
    remarks: tuple[str, ...]
    methods_plot: MethodsPlot | None
    agreement_plot: AgreementPlot | None
    method: str
    snippet: str | None
    inputs_hash: str

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"key {self.key!r} must be lower-case words joined by hyphens")
