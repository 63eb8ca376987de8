"""What a comparison reads: one reportable result per lot and attribute, with everything that can explain it.

Nothing is parsed, converted or judged here; the storage room fills these values from verified rows.
"""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from comparability.model.errors import Invalid
from comparability.model.vocabulary import ArmRole, ReportedAs, ResultState, Scale, SummaryKind, Worry

WITHOUT_A_RESULT = frozenset({ResultState.NOT_TESTED, ResultState.INSUFFICIENT, ResultState.INVALID})
CENSORED = frozenset({ResultState.LIMIT, ResultState.NOT_DETECTED, ResultState.ABOVE_RANGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The reportable result of one lot for one attribute.

    value: in the attribute's unit; for a limit, the limit itself; None where the state has no number.
    drug_substance_lot: the parent's number; drug-product lots of one drug-substance lot count once.
    split_source: what lots of both arms were made from, where one source was split between the suppliers.
    excluded_reason: the lot or result is excluded or not eligible; it stays visible and is not used.
    """

    result_id: int
    lot_id: int
    lot_number: str
    arm: ArmRole
    arm_name: str
    entered: str
    state: ResultState
    verified: bool
    entered_at: datetime
    value: float | None = None
    qualifier: str | None = None
    word: str | None = None
    unit: str | None = None
    drug_substance_lot: str | None = None
    manufactured_on: date | None = None
    tested_on: date | None = None
    method_version: str | None = None
    laboratory: str | None = None
    reference_standard: str | None = None
    run: str | None = None
    plate: str | None = None
    analyst: str | None = None
    instrument: str | None = None
    control_value: float | None = None
    replicates: tuple[float, ...] = ()
    split_source: str | None = None
    excluded_reason: str | None = None

    def __post_init__(self) -> None:
        if self.entered_at.tzinfo is None:
            raise Invalid(f"Lot {self.lot_number}: the entry time has no time zone.", field="entered_at")
        if self.state is ResultState.VALUE and (self.value is None or not math.isfinite(self.value)):
            raise Invalid(
                f"Lot {self.lot_number}: a result in the state “value” needs a number.", field="value"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePoint:
    """A result of a stability study. months: since its start. value: None where the state has no number."""

    result_id: int
    lot_id: int
    lot_number: str
    arm: ArmRole
    arm_name: str
    condition: str
    months: float
    entered: str
    state: ResultState
    verified: bool
    entered_at: datetime
    value: float | None = None
    drug_substance_lot: str | None = None
    tested_on: date | None = None
    method_version: str | None = None
    laboratory: str | None = None
    reference_standard: str | None = None
    run: str | None = None
    plate: str | None = None
    analyst: str | None = None
    instrument: str | None = None
    excluded_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a source prints of an arm instead of its lots, or of its comparison with the pre arm.

    lots: of the arm; lots_pre: of the pre arm, for a comparison. centre: mean, geometric mean, or the
    estimate of a comparison. spread: SD, or CV as a fraction. low, high: of the interval at the two-sided
    `level`. adjusted_for: what the source adjusted a comparison for. entered: the figures as typed.
    entered_at: when figures of this arm and attribute were entered first, even if they were withdrawn since.
    """

    summary_id: int
    arm: ArmRole
    arm_name: str
    kind: SummaryKind
    lots: int
    centre: float
    document: str
    entered: str
    entered_at: datetime
    lots_pre: int | None = None
    spread: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    adjusted_for: str | None = None

    def __post_init__(self) -> None:
        if self.entered_at.tzinfo is None:
            raise Invalid(f"{self.document}: the entry time has no time zone.", field="entered_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeData:
    """One attribute with the results of every lot of the switch, used or not. Raises Invalid.

    decimals: of computed figures in the attribute's own unit.
    conforming_words: the words of a qualitative attribute that conform, where the criterion names none.
    without_result: numbers of lots that count and have no result at all: missing data, not fewer lots.
    series: the stability studies of the lots. summaries: verified, of arms whose lots are not to be had.
    composition: the name that the parts of one whole share, such as empty, partial and full capsids.
    """

    attribute_id: int
    name: str
    unit: str
    scale: Scale
    worry: Worry
    decimals: int
    observations: tuple[Observation, ...]
    scientific: bool = False
    reported_as: ReportedAs | None = None
    conforming_words: tuple[str, ...] = ()
    without_result: tuple[str, ...] = ()
    series: tuple[TimePoint, ...] = ()
    summaries: tuple[Summary, ...] = ()
    composition: str | None = None

    def __post_init__(self) -> None:
        # The lot is the unit: a result that a file repeats on two rows would pass for two lots.
        for lot_id, count in Counter(observation.lot_id for observation in self.observations).items():
            if count > 1:
                number = next(item.lot_number for item in self.observations if item.lot_id == lot_id)
                raise Invalid(
                    f"Lot {number} has {count} results for {self.name}; a lot counts once, "
                    "with the reportable result of its method.",
                    field="observations",
                )
        for number, count in Counter(observation.lot_number for observation in self.observations).items():
            if count > 1:
                raise Invalid(
                    f"{count} lots are numbered {number} for {self.name}; each lot has a number of its own.",
                    field="observations",
                )

    @property
    def used(self) -> tuple[Observation, ...]:
        """The observations that are neither excluded nor outside the eligibility rule."""
        return tuple(item for item in self.observations if item.excluded_reason is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Everything one assessment of a switch reads, in the protocol's order."""

    attributes: tuple[AttributeData, ...]

    @property
    def has_results(self) -> bool:
        """Whether anything was read that can be compared, or counts in place of it."""
        return any(data.observations or data.series or data.summaries for data in self.attributes)
