"""Does an arm drift? The least-squares slope of lot values against date of manufacture or of test.

A drift within an arm makes the difference of the arms depend on which lots were taken. The rank test of the
same question is in `mann_kendall`.

Source: Draper and Smith (1998) Applied Regression Analysis, chapter 1.
"""

import math
from dataclasses import dataclass

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import NoRange, NoSpread, NotAligned, NotFinite
from comparability.statistics.regression import check_scatter, least_squares
from comparability.statistics.samples import Values, check_positive, log_ratios, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend(TContrast):
    """difference: the change per day, on logarithms of the ratio per day; df: lots - 2.

    mean_day: the middle of the dates, mean: the fitted value there, both on the scale of the computation.
    """

    n: int
    mean_day: float
    mean: float

    @property
    def slope(self) -> float:
        return self.difference

    @property
    def p(self) -> float:
        """Two-sided p-value of H0: no change."""
        return 2.0 * min(self.p_above(0.0), self.p_below(0.0))


def time_trend(*, values: Values, days: Values, arm: str) -> Trend:
    """Change per day of an arm. values, days: one per lot, at least three lots.

    With 3 to 10 lots a drift that matters is easily missed; the interval says how large it may be.
    Raises TooFewLots, NotFinite, NotAVector, NotAligned, NoSpread, NoRange, NoScatter.
    """
    return _trend(read(values, arm=arm, need=3), days, arm, is_log=False)


def time_trend_log(*, values: Values, days: Values, arm: str) -> Trend:
    """As `time_trend`, on natural logarithms: the ratio per day. Raises NotPositive too."""
    numbers = read(values, arm=arm, need=3)
    check_positive(numbers, arm=arm)
    return _trend(numbers, days, arm, is_log=True)


def _trend(values: list[float], days: Values, arm: str, *, is_log: bool) -> Trend:
    dates = read(days, arm=arm, need=3)
    if len(values) != len(dates):
        raise NotAligned(
            first="The lots", have_first=len(values), second="their dates", have_second=len(dates)
        )
    if min(values) == max(values):
        raise NoSpread(arm=arm, count=len(values))
    if min(dates) == max(dates):
        raise NoRange(where=f"The {arm} arm", axis="date")
    origin = math.log(values[0]) if is_log else values[0]
    from_first = log_ratios(values, origin=values[0]) if is_log else [value - values[0] for value in values]
    # The first lot is the origin and the largest distance the unit, on both axes.
    unit, period = max(map(abs, from_first)), max(abs(date - dates[0]) for date in dates)
    if not (math.isfinite(unit) and math.isfinite(period)):
        raise NotFinite(what=f"The spread of the {arm} arm")
    line = least_squares(
        [(date - dates[0]) / period for date in dates], [value / unit for value in from_first]
    )
    size = 1.0 if is_log else max(map(abs, values))
    check_scatter(line.rss, n=line.n, size=size / unit, where=f"The {arm} arm")
    df = line.n - 2
    return Trend(
        difference=line.slope * unit / period,
        standard_error=math.sqrt(line.rss / df / line.squares) * unit / period,
        df=float(df),
        is_log=is_log,
        n=line.n,
        mean_day=dates[0] + period * line.x,
        mean=origin + unit * line.y,
    )
