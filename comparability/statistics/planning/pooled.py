"""Exact operating characteristics of the two one-sided tests whose standard error rests on one SD: pooled
arms, or the differences of split lots.

Owen's Q, in one dimension; see `interval_chances`. True SDs that differ between pooled arms break the
assumption of the test and are followed exactly, by the second dimension of `two_variances`.

Source: Phillips (1990) J Pharmacokinet Biopharm 18:137; Diletti, Hauschke and Steinijans (1991) Int J Clin
Pharmacol 29:1.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from comparability.statistics.errors import NotATable, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design, PairedDesign, distances
from comparability.statistics.planning.interval_chances import chance_inside
from comparability.statistics.planning.two_variances import Split, one_sd, pooled_split
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import check_probability

ONE_OF_EACH = "each argument must be one number, or one for each scenario"
BLOCK = 250  # scenarios worked on at a time, so that they stay in the processor's cache


def probability_inside(*, design: Design | PairedDesign, shift: float, margin: Interval) -> float:
    """Chance that the 1 - 2 alpha interval lies strictly inside the margin, that is, of showing equivalence.

    shift: true mean(post) - mean(pre), or mean difference of the pairs, on the scale of analysis; margin: on
    the same scale, one end may be infinite.
    """
    return _split(design).inside(*distances(design, shift=shift, margin=margin))


def probability_outside(*, design: Design | PairedDesign, shift: float, margin: Interval) -> float:
    """Chance that the 1 - 2 alpha interval lies strictly outside the margin, that is, of breaking it."""
    return _split(design).outside(*distances(design, shift=shift, margin=margin))


def size_of_equivalence(*, design: Design | PairedDesign, margin: Interval) -> float:
    """The actual size: the chance of showing equivalence with the truth on an end of the margin."""
    return probability_inside(design=design, shift=margin.low, margin=margin)


def size_of_one_side(*, design: Design | PairedDesign) -> float:
    """The actual size of one of the two tests: alpha itself, unless the true SDs of the arms differ."""
    return _split(design).beyond_one_bound()


def powers(
    *,
    n_pre: ArrayLike,
    n_post: ArrayLike,
    sd: ArrayLike,
    shift: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    alpha: float,
) -> Array:
    """As `probability_inside` for many scenarios at once, one per element; single numbers stand for all.

    sd: true SD of the lots of both arms. low, high: the ends of the margin. Raises NotATable, OutOfRange,
    NotFinite.
    """
    first, second = _counts("pre lots", n_pre), _counts("post lots", n_post)
    sigma = _sds("An SD", sd) * np.sqrt(1.0 / first + 1.0 / second)
    return _powers(first + second - 2.0, sigma, shift, low, high, alpha)


def paired_powers(
    *,
    pairs: ArrayLike,
    sd_of_differences: ArrayLike,
    shift: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    alpha: float,
) -> Array:
    """As `powers`, for split lots."""
    count = _counts("pairs", pairs)
    sigma = _sds("An SD of differences", sd_of_differences) / np.sqrt(count)
    return _powers(count - 1.0, sigma, shift, low, high, alpha)


def _powers(
    df: Array, sigma: Array, shift: ArrayLike, low: ArrayLike, high: ArrayLike, alpha: float
) -> Array:
    check_probability("Alpha", alpha, below=0.5)
    shifts, lows, highs = (np.asarray(each, dtype=np.float64) for each in (shift, low, high))
    if not np.all(np.isfinite(shifts)):
        raise NotFinite(what="A shift")
    width = highs - lows
    if not np.all(width > 0.0):
        raise OutOfRange(
            name="The width of a margin", value=float(np.min(width)), accepted="a number above 0"
        )
    try:
        below, above = (lows - shifts) / sigma, (highs - shifts) / sigma
        shape = np.broadcast_shapes(df.shape, below.shape, above.shape)
    except ValueError as error:
        raise NotATable(why=ONE_OF_EACH) from error
    df, below, above = (np.broadcast_to(each, shape).ravel() for each in (df, below, above))
    b = -stdtrit(df, alpha) / np.sqrt(df)
    chances = np.empty_like(b)
    by_width = np.argsort((above - below) / b)  # like beside like: narrow ones take fewer nodes
    for start in range(0, b.size, BLOCK):
        part = by_width[start : start + BLOCK]
        chances[part] = chance_inside(b=b[part], df=df[part], low=below[part], high=above[part])
    return chances.reshape(shape)


def _split(design: Design | PairedDesign) -> Split:
    if isinstance(design, PairedDesign):
        return one_sd(df=design.pairs - 1, alpha=design.alpha)
    return pooled_split(design)


def _counts(what: str, counts: ArrayLike) -> Array:
    numbers = np.asarray(counts, dtype=np.float64)
    if not np.all(numbers >= 2.0):
        raise OutOfRange(name=f"A number of {what}", value=float(np.min(numbers)), accepted="2 or more")
    return numbers


def _sds(name: str, sds: ArrayLike) -> Array:
    numbers = np.asarray(sds, dtype=np.float64)
    if not np.all((numbers > 0.0) & (numbers < np.inf)):
        raise OutOfRange(name=name, value=float(np.min(numbers)), accepted="a finite number above 0")
    return numbers
