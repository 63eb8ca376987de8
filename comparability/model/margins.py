"""Reading the margin of a valid criterion: which end matters, and where it lies on the scale of analysis."""

import math
from decimal import Decimal

from comparability.model.criteria import Criterion
from comparability.model.formatting import figure
from comparability.model.vocabulary import Contrast
from comparability.statistics.interval import Interval
from comparability.statistics.tost import Side


def stated_margin(criterion: Criterion) -> Interval:
    """The margin of a valid equivalence or non-inferiority criterion."""
    if criterion.margin is None:
        raise ValueError("a valid criterion of this kind has a margin")
    return criterion.margin


def ends(criterion: Criterion) -> tuple[float | None, float | None]:
    """The stated ends; an open end is None."""
    margin = stated_margin(criterion)
    lowest = 0.0 if criterion.contrast is Contrast.RATIO else -math.inf
    return margin.low if margin.low > lowest else None, margin.high if margin.high < math.inf else None


def margin_of_analysis(criterion: Criterion) -> Interval:
    """The margin on the scale on which the arms are compared: natural logarithms for a ratio."""
    margin = stated_margin(criterion)
    if criterion.contrast is not Contrast.RATIO:
        return margin
    low = -math.inf if margin.low == 0.0 else math.log(margin.low)
    return Interval(low, math.log(margin.high) if margin.high < math.inf else math.inf)


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
