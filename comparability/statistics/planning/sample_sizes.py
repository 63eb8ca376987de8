"""Sample sizes of the pooled and paired equivalence tests for a whole table of scenarios at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from comparability.statistics.errors import NotATable, NotFinite, OutOfRange
from comparability.statistics.planning.pooled import ONE_OF_EACH, paired_powers, powers
from comparability.statistics.planning.power import check_power
from comparability.statistics.quadrature import Array

FEWEST = 2

Counts = NDArray[np.int64]


def lots_per_arm(
    *, sd: ArrayLike, shift: ArrayLike, low: ArrayLike, high: ArrayLike, alpha: float, power: float, most: int
) -> Counts:
    """The smallest equal number of lots in each arm that reaches the power by the pooled test, one per
    scenario; 0 where none up to `most` does. Single numbers stand for all scenarios.

    sd: true SD of the lots of both arms. Raises NotATable, OutOfRange, NotFinite.
    """

    def reached(count: Counts, sd: Array, shift: Array, low: Array, high: Array) -> Array:
        return powers(n_pre=count, n_post=count, sd=sd, shift=shift, low=low, high=high, alpha=alpha)

    return _smallest(reached, np.sqrt(2.0), (sd, shift, low, high), alpha, power, most)


def pairs(
    *,
    sd_of_differences: ArrayLike,
    shift: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    alpha: float,
    power: float,
    most: int,
) -> Counts:
    """As `lots_per_arm`, the number of split lots."""

    def reached(count: Counts, sd: Array, shift: Array, low: Array, high: Array) -> Array:
        return paired_powers(pairs=count, sd_of_differences=sd, shift=shift, low=low, high=high, alpha=alpha)

    return _smallest(reached, 1.0, (sd_of_differences, shift, low, high), alpha, power, most)


def _smallest(
    reached: Callable[[Counts, Array, Array, Array, Array], Array],
    sigma_per_sd: float,  # of the difference of two means of one lot, or of one pair
    scenarios: tuple[ArrayLike, ...],
    alpha: float,
    power: float,
    most: int,
) -> Counts:
    check_power(power, alpha)
    if most < FEWEST:
        raise OutOfRange(name="The largest number of lots to look at", value=most, accepted="2 or more")
    try:
        given = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in scenarios))
    except ValueError as error:
        raise NotATable(why=ONE_OF_EACH) from error
    shape = given[0].shape
    sd, shift, low, high = (each.ravel() for each in given)
    nearer = np.minimum(high - shift, shift - low)
    if not np.all(np.isfinite(nearer)):
        raise NotFinite(what="A shift or both ends of a margin")
    if not np.all(nearer > 0.0):
        raise OutOfRange(
            name="The distance of a shift from the nearer end of its margin",
            value=float(np.min(nearer)),
            accepted="a number above 0",
        )
    # A start from known variances; what is returned was found by exact powers on both sides of it.
    beta = np.where(shift - low == high - shift, 0.5 * (1.0 - power), 1.0 - power)
    start = (sigma_per_sd * sd / nearer * (ndtri(alpha) + ndtri(beta))) ** 2 + 1.0
    count = np.clip(np.ceil(np.minimum(start, most)), FEWEST, most).astype(np.int64)
    too_few = np.full_like(count, FEWEST - 1)
    enough = np.full_like(count, most + 1)
    step = 1
    while np.any(open_ := enough - too_few > 1):
        tried = count[open_]
        is_enough = reached(tried, sd[open_], shift[open_], low[open_], high[open_]) >= power
        enough[open_] = np.where(is_enough, tried, enough[open_])
        too_few[open_] = np.where(is_enough, too_few[open_], tried)
        # Away from the start in doubling steps until both sides are known, then by halving.
        is_bracketed = (too_few >= FEWEST) & (enough <= most)
        outwards = np.where(enough <= most, enough - step, too_few + step)
        count = np.where(is_bracketed, (too_few + enough) // 2, np.clip(outwards, too_few + 1, enough - 1))
        step *= 2
    return np.where(enough > most, 0, enough).reshape(shape)
