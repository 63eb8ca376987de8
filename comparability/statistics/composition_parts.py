"""Each part of a composition against the others: contrasts, simultaneous intervals, equivalence of all parts.

The log-ratio of a part is ln(part / geometric mean of the others). A change of it is told as a percentage by
letting the part move while the others keep their ratios, from its share in the centre of the pre arm: that is
an odds ratio of the share, and for two parts it is the logit of `logit`.

Sources: Egozcue and Pawlowsky-Glahn (2005) Math Geol 37:795, balances; Johnson and Wichern (2007) Applied
Multivariate Statistical Analysis, sections 5.4 and 6.3, simultaneous intervals; Berger (1982) Technometrics
24:295, the intersection–union test.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.special import fdtri, stdtrit

from comparability.statistics.composition import CompositionTest, hotelling, hotelling_unequal
from comparability.statistics.compositions import Compositions, LogParts, read_log_parts
from comparability.statistics.contrast import exponential
from comparability.statistics.errors import NotACompositionTable
from comparability.statistics.interval import Interval
from comparability.statistics.logit import share_after
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import check_probability
from comparability.statistics.tost import EquivalenceEstimate, equivalence
from comparability.statistics.two_arms import TwoArmContrast, pooled, welch


@dataclass(frozen=True, slots=True, kw_only=True)
class PartInterval:
    """One part. log_ratio: post minus pre of ln(part / geometric mean of the others).

    joint: simultaneous for every log-ratio there is (T²); bonferroni: simultaneous for the parts. share_…:
    the same in percent, the part moving from share_before with the others keeping their ratios. share_after:
    not the post centre, in which all parts have moved.
    """

    log_ratio: float
    joint: Interval
    bonferroni: Interval
    share_before: float
    share_after: float
    share_joint: Interval
    share_bonferroni: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsEquivalence:
    """parts: each on the ratio (part / geometric mean of the others), post / pre. p: the largest of all."""

    parts: tuple[EquivalenceEstimate, ...]
    p: float


def part_contrasts(*, pre: Compositions, post: Compositions) -> tuple[TwoArmContrast, ...]:
    """Each part against the geometric mean of the others, by Welch; the contrasts report ratios, post / pre.

    Raises what `read_log_parts` raises, and NoSpread.
    """
    return _contrasts(read_log_parts(pre=pre, post=post), is_pooled=False)


def parts_equivalence(
    *, pre: Compositions, post: Compositions, margins: Sequence[Interval], alpha: float
) -> PartsEquivalence:
    """Two one-sided Welch tests of every part; all must pass, each at alpha (intersection–union).

    margins: one for each part, on the ratio of the part to the geometric mean of the others, post / pre;
    `odds_ratio_margin` makes one of percentage points. Raises BadMargin, OutOfRange too.
    """
    contrasts = part_contrasts(pre=pre, post=post)
    if len(margins) != len(contrasts):
        why = f"there are {len(margins)} margins for {len(contrasts)} parts"
        raise NotACompositionTable(arm="pre", why=why)
    parts = tuple(
        equivalence(contrast, margin=margin, alpha=alpha)
        for contrast, margin in zip(contrasts, margins, strict=True)
    )
    return PartsEquivalence(parts=parts, p=max(max(part.p_low, part.p_high) for part in parts))


def part_intervals(
    *, pre: Compositions, post: Compositions, level: float, is_pooled: bool
) -> tuple[PartInterval, ...]:
    """Simultaneous intervals of every part. is_pooled: one covariance for both arms, as `hotelling`, or one
    for each, as `hotelling_unequal`; refuses as those do.
    """
    check_probability("The level of an interval", level)
    logs = read_log_parts(pre=pre, post=post)
    test = (hotelling if is_pooled else hotelling_unequal)(pre=pre, post=post)
    contrasts = _contrasts(logs, is_pooled=is_pooled)
    return tuple(
        _interval(contrast, test, before=before, level=level, parts=logs.parts)
        for contrast, before in zip(contrasts, test.centre_pre, strict=True)
    )


def _interval(
    contrast: TwoArmContrast, test: CompositionTest, *, before: float, level: float, parts: int
) -> PartInterval:
    df = test.df2 + test.df1 - 1.0
    reach = math.sqrt(df * test.df1 / test.df2 * float(fdtri(test.df1, test.df2, level)))
    joint = _around(contrast, reach)
    bonferroni = _around(contrast, -float(stdtrit(contrast.df, 0.5 * (1.0 - level) / parts)))
    return PartInterval(
        log_ratio=contrast.difference,
        joint=joint,
        bonferroni=bonferroni,
        share_before=before,
        share_after=share_after(exponential(contrast.difference), before=before),
        share_joint=_as_share(joint, before),
        share_bonferroni=_as_share(bonferroni, before),
    )


def _around(contrast: TwoArmContrast, multiplier: float) -> Interval:
    half = multiplier * contrast.standard_error
    return Interval(contrast.difference - half, contrast.difference + half)


def _as_share(interval: Interval, before: float) -> Interval:
    low, high = (share_after(exponential(end), before=before) for end in (interval.low, interval.high))
    return Interval(low, high)


def _contrasts(logs: LogParts, *, is_pooled: bool) -> tuple[TwoArmContrast, ...]:
    compare = pooled if is_pooled else welch
    pre, post, first = (_against_others(rows) for rows in (logs.pre, logs.post, logs.first))
    found = []
    for part in range(logs.parts):
        contrast = compare(pre=pre[:, part], post=post[:, part])
        found.append(
            replace(
                contrast,
                is_log=True,
                mean_pre=contrast.mean_pre + float(first[part]),
                mean_post=contrast.mean_post + float(first[part]),
            )
        )
    return tuple(found)


def _against_others(logarithms: Array) -> Array:
    """ln(part / geometric mean of the others) for every part, in the last axis."""
    parts = logarithms.shape[-1]
    mean = logarithms.mean(axis=-1, keepdims=True)
    against: Array = (logarithms - mean) * (parts / (parts - 1.0))
    return against
