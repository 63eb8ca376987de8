"""Distribution-free tolerance limits: order statistics of the lots as a range, with an exact confidence.

How often such a range lets a shifted process pass is in `planning.error_rates`. With few lots the confidence
is low whatever the coverage asked for: the range of 3 lots covers 95 % of lots with confidence 0.007.

Sources: Wilks (1941) Ann Math Stat 12:91; ISO 16269-6:2014, clause on distribution-free intervals; Hahn and
Meeker (1991) Statistical Intervals, chapter 5.
"""

from dataclasses import dataclass

from scipy.special import betainc, betaincinv

from comparability.statistics.errors import NoSpread, OutOfRange
from comparability.statistics.ranges import Sides
from comparability.statistics.samples import Values, check_probability, read

MOST_LOTS = 10**7


@dataclass(frozen=True, slots=True, kw_only=True)
class NonparametricLimits:
    """A range from the pre lots of any distribution. low, high: an open end is None.

    rank: the range ends at the lots of this rank from either end, 1 for the smallest and the largest.
    coverage: the share of lots that the range holds with the stated confidence.
    """

    low: float | None
    high: float | None
    n: int
    rank: int
    coverage: float
    confidence: float

    def holds(self, value: float) -> bool:
        """The ends belong to the range."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def nonparametric_limits(*, pre: Values, sides: Sides, rank: int, confidence: float) -> NonparametricLimits:
    """The range between order statistics, with the coverage that it reaches at the stated confidence.

    pre: one value per lot, at least 2·rank lots for a two-sided range. Only that the lots come from one
    continuous distribution is assumed. Raises TooFewLots, NotFinite, NotAVector, NoSpread, OutOfRange.
    """
    values = sorted(read(pre, arm="pre", need=2))
    n = len(values)
    coverage = coverage_reached(n=n, sides=sides, rank=rank, confidence=confidence)
    if values[0] == values[-1]:
        raise NoSpread(arm="pre", count=n)
    return NonparametricLimits(
        low=None if sides is Sides.UPPER else values[rank - 1],
        high=None if sides is Sides.LOWER else values[n - rank],
        n=n,
        rank=rank,
        coverage=coverage,
        confidence=confidence,
    )


def confidence_reached(*, n: int, sides: Sides, rank: int, coverage: float) -> float:
    """Probability that the range of n lots holds at least `coverage` of the process.

    The share held follows Beta(n + 1 - m, m), m the number of blocks between lots that lie outside.
    """
    outside = _outside(n, sides, rank)
    check_probability("The coverage", coverage)
    return float(betainc(outside, n + 1 - outside, 1.0 - coverage))


def coverage_reached(*, n: int, sides: Sides, rank: int, confidence: float) -> float:
    """The share of the process that the range of n lots holds with the stated confidence."""
    outside = _outside(n, sides, rank)
    check_probability("The confidence", confidence)
    return float(betaincinv(n + 1 - outside, outside, 1.0 - confidence))


def lots_needed(*, sides: Sides, rank: int, coverage: float, confidence: float) -> int:
    """The smallest number of lots whose range holds `coverage` with the stated confidence."""
    check_probability("The coverage", coverage)
    check_probability("The confidence", confidence)
    too_few = _blocks(sides, rank) - 1
    enough = too_few + 1

    def suffices(n: int) -> bool:
        return confidence_reached(n=n, sides=sides, rank=rank, coverage=coverage) >= confidence

    while not suffices(enough):
        if enough > MOST_LOTS:
            raise OutOfRange(name="The coverage", value=coverage, accepted=f"what {MOST_LOTS:,} lots reach")
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if suffices(middle):
            enough = middle
        else:
            too_few = middle
    return enough


def _outside(n: int, sides: Sides, rank: int) -> int:
    blocks = _blocks(sides, rank)
    # Two different lots at least make a two-sided range.
    if n < blocks:
        raise OutOfRange(name="The number of lots", value=n, accepted=f"{blocks} or more")
    return blocks


def _blocks(sides: Sides, rank: int) -> int:
    if rank < 1:
        raise OutOfRange(name="The rank", value=rank, accepted="1 or more")
    return 2 * rank if sides is Sides.BOTH else rank
