"""The parts that a comparison is made of, and what one kind of criterion hands to it.

Values only; the rules are in the module named after the kind of criterion.
"""

import enum
from dataclasses import dataclass

from comparability.model.vocabulary import ArmRole, Outcome


class Form(enum.StrEnum):
    """How a figure is written; how many decimals that takes is decided where it is written."""

    COUNT = "count"
    PERCENT = "percent"  # stored as a fraction
    DF = "degrees of freedom"
    P_VALUE = "p-value"
    YES_NO = "yes or no"  # stored as 1 or 0
    NUMBER = "number"  # without a unit
    CONTRAST = "contrast"  # a ratio, or a difference in the attribute's unit
    OWN = "own unit"  # a value of the attribute


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed number. name: stable key; meaning: what a reader calls it, with its level."""

    name: str
    value: float
    form: Form
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotValue:
    """One counted lot as the comparison used it: its number, its value and the results behind it.

    bound: "<" or ">" where the value is the end of the range that the method quantifies, not a number.
    """

    lot_number: str
    arm: ArmRole
    arm_name: str
    value: float
    result_ids: tuple[int, ...]
    split_source: str | None = None
    bound: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A result that was not used, and why."""

    result_id: int
    lot_number: str
    arm: ArmRole
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceRow:
    """The comparison repeated without one lot. estimate, low, high: None where they do not exist."""

    lot_number: str
    arm: ArmRole
    outcome: Outcome
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideAnalysis:
    """Another analysis of the same lots, shown beside the verdict and never part of it.

    estimate, low, high: on the scale of the margin, None where they do not exist. outcome: what the
    criterion would say of it, None where that question does not arise. remark: what it adds.
    """

    name: str
    estimate: float | None
    low: float | None
    high: float | None
    outcome: Outcome | None
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmPair:
    """Two of several arms compared. estimate, low, high: None where they do not exist."""

    before: str
    after: str
    n_before: int
    n_after: int
    estimate: float | None
    low: float | None
    high: float | None
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one kind of criterion found, before confounding and minimum counts are looked at.

    opening: the part of the plain words that holds whatever the verdict, the estimate with its interval.
    left_out: lots that count and that the stated analysis cannot use; a limitation names them.
    """

    outcome: Outcome
    reason: str
    plain_words: str
    opening: str = ""
    figures: tuple[Figure, ...] = ()
    influence: tuple[InfluenceRow, ...] = ()
    limitations: tuple[str, ...] = ()
    side_analyses: tuple[SideAnalysis, ...] = ()
    r_snippet: str | None = None
    left_out: tuple[LotValue, ...] = ()
