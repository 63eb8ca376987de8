"""The two one-sided tests of many attributes or scenarios at once: what `two_arms` and `tost` compute one by
one, with the same numbers.

Each row is tested by itself; nothing is adjusted for their number.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from comparability.statistics.contrast import LARGEST_EXPONENT
from comparability.statistics.errors import BadMargin, NotATable, NotFinite, OutOfRange
from comparability.statistics.lot_tables import (
    Array,
    exact_sum,
    log_ratio_table,
    named,
    read_table,
    row_moments,
)
from comparability.statistics.samples import check_probability


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contrasts:
    """One element per row, as the fields of `two_arms.TwoArmContrast`."""

    difference: Array
    standard_error: Array
    df: Array
    is_log: bool
    n_pre: Array
    n_post: Array
    mean_pre: Array
    mean_post: Array
    sd_pre: Array
    sd_post: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Equivalences:
    """One element per row, as the fields of `tost.EquivalenceEstimate`; low, high: ends of the interval."""

    estimate: Array
    low: Array
    high: Array
    p_low: Array
    p_high: Array
    contrasts: Contrasts


def contrasts(*, pre: ArrayLike, post: ArrayLike, is_pooled: bool, is_log: bool) -> Contrasts:
    """Row by row, by Welch or pooled. pre, post: a row per attribute, a column per lot, two lots at least.

    Raises NotATable, TooFewLots, NotFinite, NoSpread, and NotPositive for logarithms; each names the row.
    """
    before, after = read_table(pre, arm="pre"), read_table(post, arm="post")
    if len(before) != len(after):
        raise NotATable(why=f"there are {len(before)} rows of pre lots and {len(after)} of post lots")
    offsets, apart = (np.zeros(1), np.zeros(1)), np.zeros(len(before))
    if is_log:
        # As `two_arms`: each arm from its own first lot.
        origins = before[:, 0], after[:, 0]
        before = log_ratio_table(before, origin=origins[0], arm="pre")
        after = log_ratio_table(after, origin=origins[1], arm="post")
        offsets = np.log(origins[0]), np.log(origins[1])
        apart = log_ratio_table(origins[1][:, np.newaxis], origin=origins[0], arm="post")[:, 0]
    first, second = row_moments(before, arm="pre"), row_moments(after, arm="post")
    return _compared(
        difference=exact_sum(second.origin, -first.origin, second.centre, -first.centre, apart),
        counts=(first.n, second.n),
        means=(first.origin + first.centre + offsets[0], second.origin + second.centre + offsets[1]),
        sds=(first.sd, second.sd),
        is_pooled=is_pooled,
        is_log=is_log,
    )


def contrasts_of_summaries(
    *,
    n_pre: ArrayLike,
    mean_pre: ArrayLike,
    sd_pre: ArrayLike,
    n_post: ArrayLike,
    mean_post: ArrayLike,
    sd_post: ArrayLike,
    is_pooled: bool,
    is_log: bool,
) -> Contrasts:
    """Row by row from counts, means and SDs, where the numbers of lots differ between the rows.

    is_log: means and SDs are of natural logarithms. Single numbers stand for every row. Raises NotATable,
    OutOfRange, NotFinite.
    """
    given = (n_pre, n_post, mean_pre, mean_post, sd_pre, sd_post)
    try:
        rows = np.broadcast_arrays(*(np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in given))
    except (TypeError, ValueError) as error:
        raise NotATable(
            why="counts, means and SDs must be numbers, one of each or one for all rows"
        ) from error
    first_n, second_n, first_mean, second_mean, first_sd, second_sd = (each.copy() for each in rows)
    for name, counts in (("A number of pre lots", first_n), ("A number of post lots", second_n)):
        if not ((counts >= 2.0) & (counts < math.inf)).all():
            wrong = counts[~((counts >= 2.0) & (counts < math.inf))]
            raise OutOfRange(name=name, value=float(wrong[0]), accepted="a finite number, 2 or more")
    for name, sds in (("A pre SD", first_sd), ("A post SD", second_sd)):
        if not ((sds > 0.0) & (sds < math.inf)).all():
            raise OutOfRange(name=name, value=float(sds.min()), accepted="a finite number above 0")
    return _compared(
        difference=second_mean - first_mean,
        counts=(first_n, second_n),
        means=(first_mean, second_mean),
        sds=(first_sd, second_sd),
        is_pooled=is_pooled,
        is_log=is_log,
    )


def equivalences(found: Contrasts, *, low: ArrayLike, high: ArrayLike, alpha: float) -> Equivalences:
    """The two one-sided tests of every row. low, high: the margin of each row, or one for all, on post minus
    pre or, where the contrasts are logarithmic, on the ratio post / pre. Raises BadMargin, OutOfRange.
    """
    check_probability("Alpha", alpha, below=0.5)
    margin_low, margin_high = _margins(low, high, found)
    inner_low, inner_high = (
        (np.log(margin_low), np.log(margin_high)) if found.is_log else (margin_low, margin_high)
    )
    half = -stdtrit(found.df, alpha) * found.standard_error
    ends = found.difference - half, found.difference + half
    estimate = found.difference
    if found.is_log:
        estimate, ends = _exponential(estimate), (_exponential(ends[0]), _exponential(ends[1]))
    if not (ends[0] < ends[1]).all():
        at = int(np.flatnonzero(~(ends[0] < ends[1]))[0])
        raise BadMargin(
            low=float(ends[0][at]), high=float(ends[1][at]), why="the low end must lie below the high end"
        )
    p_low = _lower_tail(found.df, (inner_low - found.difference) / found.standard_error)
    p_high = _lower_tail(found.df, (found.difference - inner_high) / found.standard_error)
    # As `evidence.agreeing_low`: where interval and p-value do not say the same, neither is evidence.
    is_above = (ends[0] > margin_low) & (p_low < alpha)
    is_below = (ends[1] < margin_high) & (p_high < alpha)
    return Equivalences(
        estimate=_sealed(estimate),
        low=_sealed(np.where(is_above, ends[0], np.minimum(ends[0], margin_low))),
        high=_sealed(np.where(is_below, ends[1], np.maximum(ends[1], margin_high))),
        p_low=_sealed(np.where(is_above, p_low, np.maximum(p_low, alpha))),
        p_high=_sealed(np.where(is_below, p_high, np.maximum(p_high, alpha))),
        contrasts=found,
    )


def _compared(
    *,
    difference: Array,
    counts: tuple[Array, Array],
    means: tuple[Array, Array],
    sds: tuple[Array, Array],
    is_pooled: bool,
    is_log: bool,
) -> Contrasts:
    n_pre, n_post = counts
    # As `two_arms.standard_error_and_df`, where the reasons are.
    largest = np.maximum(*sds)
    s_pre, s_post = sds[0] / largest, sds[1] / largest
    if is_pooled:
        df = n_pre + n_post - 2.0
        variance = ((n_pre - 1.0) * s_pre**2 + (n_post - 1.0) * s_post**2) / df
        total = variance * (1.0 / n_pre + 1.0 / n_post)
    else:
        v_pre, v_post = s_pre**2 / n_pre, s_post**2 / n_post
        total = v_pre + v_post
        df = 1.0 / ((v_pre / total) ** 2 / (n_pre - 1.0) + (v_post / total) ** 2 / (n_post - 1.0))
    standard_error = largest * np.sqrt(total)
    is_finite = np.isfinite(difference) & np.isfinite(standard_error)
    if not is_finite.all():
        row = int(np.flatnonzero(~is_finite)[0])
        raise NotFinite(what=named("The difference of the two arms", row))
    return Contrasts(
        difference=_sealed(difference),
        standard_error=_sealed(standard_error),
        df=_sealed(df),
        is_log=is_log,
        n_pre=_sealed(n_pre),
        n_post=_sealed(n_post),
        mean_pre=_sealed(means[0]),
        mean_post=_sealed(means[1]),
        sd_pre=_sealed(sds[0]),
        sd_post=_sealed(sds[1]),
    )


def _margins(low: ArrayLike, high: ArrayLike, found: Contrasts) -> tuple[Array, Array]:
    """One a row. Raises BadMargin for the first that cannot be used, NotATable."""
    try:
        lows, highs = (
            np.broadcast_to(np.asarray(each, dtype=np.float64), found.difference.shape)
            for each in (low, high)
        )
    except ValueError as error:
        raise NotATable(
            why=f"there must be one margin, or one for each of the {found.df.size} rows"
        ) from error
    for is_wrong, why in (
        (~(np.isfinite(lows) & np.isfinite(highs)), "both ends must be finite numbers"),
        (~(lows < highs), "the low end must lie below the high end"),
        ((lows <= 0.0) & found.is_log, "the margin of a ratio must lie above zero"),
    ):
        if is_wrong.any():
            at = int(np.flatnonzero(is_wrong)[0])
            raise BadMargin(low=float(lows[at]), high=float(highs[at]), why=why)
    return lows, highs


def _lower_tail(df: Array, t: Array) -> Array:
    """As `contrast` has it of one."""
    tails: Array = stdtr(df, t)
    is_cauchy = (df == 1.0) & (np.abs(t) < 1.0)
    return np.where(is_cauchy, 0.5 + np.arctan(t) / math.pi, tails) if is_cauchy.any() else tails


def _exponential(values: Array) -> Array:
    """exp, infinite where it leaves double precision, as `contrast.exponential`."""
    with np.errstate(over="ignore"):
        return np.where(values < LARGEST_EXPONENT, np.exp(values), math.inf)


def _sealed(values: Array) -> Array:
    values.setflags(write=False)
    return values
