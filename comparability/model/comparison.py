"""The comparison of one attribute: estimate, outcome, words and everything that is printed later."""

from dataclasses import dataclass
from datetime import datetime

from comparability.model.confounding import Bridge
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData
from comparability.model.vocabulary import ArmRole, Effect, Mark, Outcome, ProtocolMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a comparison needs to know of the protocol. bridges: approved, for this attribute's method."""

    frozen_at: datetime | None
    mode: ProtocolMode
    bridges: tuple[Bridge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One computed number. name: stable key; meaning: what a reader calls it."""

    name: str
    value: float
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotValue:
    """One counted lot as the comparison used it: one number, the results it came from."""

    lot_number: str
    arm: ArmRole
    arm_name: str
    value: float
    result_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A result that was not used, and why."""

    result_id: int
    lot_number: str
    arm: ArmRole
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceRow:
    """The comparison repeated without one lot. estimate, low, high: None when it cannot be computed."""

    lot_number: str
    arm: ArmRole
    outcome: Outcome
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One attribute judged. reason: one sentence. plain_words: what a page says first."""

    attribute_id: int
    outcome: Outcome
    effect: Effect
    marks: tuple[Mark, ...]
    reason: str
    plain_words: str
    method: str  # id and version, such as "welch-tost/1"
    criterion: Criterion
    figures: tuple[Figure, ...]
    limitations: tuple[str, ...]
    influence: tuple[InfluenceRow, ...]
    lots: tuple[LotValue, ...]
    used: tuple[int, ...]  # result ids, in the order of the attribute's observations
    unused: tuple[Unused, ...]
    r_snippet: str | None

    def figure(self, name: str) -> float:
        """The value of the figure of that name. Raises KeyError."""
        for item in self.figures:
            if item.name == name:
                return item.value
        raise KeyError(name)


def compare(attribute: AttributeData, criterion: Criterion, *, context: Context) -> Comparison:
    """Judge one attribute by one criterion. Never raises for data: what cannot be judged says why."""
    raise NotImplementedError
