"""The parts that a comparison is made of, and what one kind of criterion hands to it.

Values only; the rules are in the module named after the kind of criterion.
"""

from dataclasses import dataclass

from comparability.model.vocabulary import ArmRole, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One computed number. name: stable key; meaning: what a reader calls it, with its level."""

    name: str
    value: float
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotValue:
    """One counted lot as the comparison used it: its number, its value and the results behind it."""

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
    """The comparison repeated without one lot. estimate, low, high: None where they do not exist."""

    lot_number: str
    arm: ArmRole
    outcome: Outcome
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one kind of criterion found, before confounding and minimum counts are looked at.

    opening: the part of the plain words that holds whatever the verdict, the estimate with its interval.
    """

    outcome: Outcome
    reason: str
    plain_words: str
    opening: str = ""
    figures: tuple[Figure, ...] = ()
    influence: tuple[InfluenceRow, ...] = ()
    limitations: tuple[str, ...] = ()
    r_snippet: str | None = None
