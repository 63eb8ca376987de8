"""What a figure shows: positions as floats, and beside each the text that is printed for it."""

import enum
import itertools
import math
from dataclasses import dataclass


class Outcome(enum.StrEnum):
    EQUIVALENT = "equivalent"
    DIFFERENT = "different"
    INCONCLUSIVE = "inconclusive"
    MET = "met"
    NOT_MET = "not met"
    CANNOT_JUDGE = "cannot be judged"
    DESCRIBED = "described"


class AxisScale(enum.StrEnum):
    LINEAR = "linear"
    LOG = "log"


class ArmRole(enum.StrEnum):
    """Which symbol an arm gets: open circles before, filled squares after, triangles for a site."""

    PRE = "pre"
    POST = "post"
    SITE = "site"


class PointState(enum.StrEnum):
    COUNTED = "counted"
    EXCLUDED = "excluded"  # drawn hollow with a cross, and outside the arm's centre
    BELOW = "below limit"  # drawn at the limit, with an arrow pointing down
    ABOVE = "above limit"  # drawn at the limit, with an arrow pointing up


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A position on an axis with its printed text ("0.80", "−0.375")."""

    at: float
    text: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.at):
            raise ValueError(f"a plotted position must be finite, not {self.at!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalPlot:
    """An estimate with its interval against the margin.

    None for an end of the interval or of the margin means that side is open (one-sided criteria).
    On a log scale every position is the ratio itself (0.80), never its logarithm.
    """

    axis: str  # "Ratio of geometric means, post / pre"
    scale: AxisScale
    estimate: Bound
    low: Bound | None
    high: Bound | None
    level: str  # "90 % confidence interval"
    margin_low: Bound | None
    margin_high: Bound | None
    no_change: Bound  # zero for a difference, one for a ratio
    outcome: Outcome
    verdict: str  # "equivalent: the interval lies inside the margin"

    def __post_init__(self) -> None:
        _in_order("interval", self.low, self.estimate, self.high)
        _in_order("margin", self.margin_low, self.margin_high)
        _fits(
            self.scale, self.low, self.estimate, self.high, self.margin_low, self.margin_high, self.no_change
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A range or limit behind the lots; an end that is None is open."""

    low: Bound | None
    high: Bound | None
    definition: str  # "Quality range: mean ± 3 SD of 6 pre lots"

    def __post_init__(self) -> None:
        _in_order("band", self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPoint:
    lot: str
    value: Bound  # text: the result as entered
    state: PointState


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotArm:
    label: str  # "CDMO A (pre, n = 6)"
    role: ArmRole
    points: tuple[LotPoint, ...]
    centre: Bound | None  # text: "Geometric mean 1.21×10¹³"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsPlot:
    """Every lot of every arm, in the order given, on one value axis."""

    axis: str  # "Vector-genome titre (vg/mL)"
    scale: AxisScale
    arms: tuple[PlotArm, ...]
    band: Band | None

    def __post_init__(self) -> None:
        bounds = [point.value for arm in self.arms for point in arm.points]
        if not bounds:
            raise ValueError("a plot of lots needs at least one lot with a number")
        ends = (self.band.low, self.band.high) if self.band else ()
        _fits(self.scale, *bounds, *(arm.centre for arm in self.arms), *ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPoint:
    """One lot by the old and by the new method; texts as entered."""

    lot: str
    before: Bound
    after: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedLine:
    slope: float
    intercept: float
    text: str  # "Deming: slope 1.02, intercept 0.1"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.slope) and math.isfinite(self.intercept)):
            raise ValueError("a drawn line has a finite slope and intercept")


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsPlot:
    """The new method over the old one, lot by lot, with the line on which both would read the same."""

    before_axis: str
    after_axis: str
    points: tuple[MethodPoint, ...]
    line: FittedLine | None

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a plot of two methods needs at least one lot with both values")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPoint:
    """One lot: the disagreement of the methods over the mean of both."""

    lot: str
    middle: Bound
    difference: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """The bias or a limit of agreement with its interval; an end that is None is open."""

    name: str
    at: Bound
    low: Bound | None
    high: Bound | None
    is_limit: bool

    def __post_init__(self) -> None:
        _in_order(self.name, self.low, self.at, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPlot:
    """Bland–Altman: disagreement over mean, with bias and limits of agreement."""

    middle_axis: str
    difference_axis: str
    scale: AxisScale  # of both axes
    points: tuple[AgreementPoint, ...]
    no_difference: Bound
    lines: tuple[AgreementLine, ...]

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a plot of agreement needs at least one lot with both values")
        bounds = [bound for point in self.points for bound in (point.middle, point.difference)]
        ends = [bound for line in self.lines for bound in (line.at, line.low, line.high)]
        _fits(self.scale, *bounds, *ends, self.no_difference)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerPoint:
    """A chance at a number of lots; `chance.at` is a share of 1."""

    lots: int
    chance: Bound

    def __post_init__(self) -> None:
        if not 0.0 <= self.chance.at <= 1.0:
            raise ValueError(f"a chance lies between 0 and 1, not at {self.chance.at!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerLine:
    """How the chance of one attribute, or of all together, grows with the lots."""

    label: str
    is_joint: bool
    points: tuple[PowerPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerPlot:
    """Chances to pass against numbers of lots. planned: the number that is planned."""

    axis: str  # "Post lots"
    lines: tuple[PowerLine, ...]
    target: Bound
    planned: int

    def __post_init__(self) -> None:
        counts = {tuple(point.lots for point in line.points) for line in self.lines}
        if len(counts) != 1 or not next(iter(counts)):
            raise ValueError("every line of the plot needs the same numbers of lots, one at least")


def _in_order(what: str, *bounds: Bound | None) -> None:
    present = [bound for bound in bounds if bound is not None]
    for first, second in itertools.pairwise(present):
        if first.at > second.at:
            raise ValueError(f"{what}: {first.text} must not be above {second.text}")


def _fits(scale: AxisScale, *bounds: Bound | None) -> None:
    for bound in bounds:
        if scale is AxisScale.LOG and bound is not None and bound.at <= 0:
            raise ValueError(f"{bound.text} has no place on a logarithmic axis")
