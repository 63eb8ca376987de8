"""Reading the margin of a valid criterion: which end matters, and where it lies on the scale of analysis."""

import math
from decimal import Decimal

from comparability.model.criteria.contrasts import is_ratio, lowest
from comparability.model.criteria.criterion import Criterion
from comparability.model.values.formatting import figure, percent
from comparability.statistics.interval import Interval
from comparability.statistics.tost import Side

MOST_STATED_DECIMALS = 5


def stated_margin(criterion: Criterion) -> Interval:
    """The margin of a valid equivalence or non-inferiority criterion."""
    if criterion.margin is None:
        raise ValueError("a valid criterion of this kind has a margin")
    return criterion.margin


def ends(criterion: Criterion) -> tuple[float | None, float | None]:
    """The stated ends; an open end is None."""
    margin = stated_margin(criterion)
    has_low = margin.low > lowest(criterion.contrast)
    return margin.low if has_low else None, margin.high if margin.high < math.inf else None


def margin_of_analysis(criterion: Criterion) -> Interval:
    """The margin on the scale on which the arms are compared: natural logarithms for a ratio."""
    margin = stated_margin(criterion)
    if not is_ratio(criterion.contrast):
        return margin
    low = -math.inf if margin.low == 0.0 else math.log(margin.low)
    return Interval(low, math.log(margin.high) if margin.high < math.inf else math.inf)


def difference_of_analysis(criterion: Criterion, estimate: float) -> float:
    """An estimate on the scale on which the arms are compared."""
    return math.log(estimate) if is_ratio(criterion.contrast) else estimate


def worrying_side(criterion: Criterion) -> Side:
    """The stated end of a non-inferiority margin."""
    return Side.LOW if ends(criterion)[1] is None else Side.HIGH


def decimals_of(end: float, *, scientific: bool) -> int:
    """Decimals that an exactly stated number needs: 0.125 needs 3, 8.25e12 in scientific form needs 2."""
    exact = Decimal(repr(end)).normalize().as_tuple()
    if scientific:
        return len(exact.digits) - 1
    return max(0, -int(exact.exponent))


def as_stated(end: float) -> str:
    """A limit with every digit that was stated and no others."""
    scientific = not 1e-4 <= abs(end) < 1e6 and end != 0.0
    return figure(end, decimals=decimals_of(end, scientific=scientific), scientific=scientific)


def percent_as_stated(fraction: float) -> str:
    """A level, coverage or confidence with every digit that was stated: 0.975 reads "97.5 %".

    One that follows from a division, as the level of one of three pairs, has no end of digits: "96.7 %".
    """
    # 1 - 2 * 0.05 is not exactly 0.9; nobody states a level with more than ten digits.
    decimals = decimals_of(round(100.0 * fraction, 8), scientific=False)
    return percent(fraction, decimals=decimals if decimals <= MOST_STATED_DECIMALS else 1)


def chance(probability: float) -> str:
    """A computed probability in whole percent, in tenths near the ends so that it never reads as certain."""
    is_near_an_end = not 0.01 <= probability <= 0.99
    if probability > 0.9995:
        return f"more than {percent(0.999, decimals=1)}"
    if probability < 0.0005:
        return f"less than {percent(0.001, decimals=1)}"
    return percent(probability, decimals=1 if is_near_an_end else 0)
