"""Percentages of a method that resolves the species it counts, such as % full by AUC, compared by their odds.

The logit of the lots is what is averaged; the contrast is the logarithm of an odds ratio, post / pre. A ratio
of two titres is no such percentage: it can exceed 100 % and is compared with `welch_log`.

Source: Cox and Snell (1989) Analysis of Binary Data, section 2.1.
"""

import math

from comparability.statistics import paired, two_arms
from comparability.statistics.errors import BadMargin, NotAShare, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.paired import PairedContrast, read_pairs
from comparability.statistics.samples import Values, logit_ratios
from comparability.statistics.two_arms import TwoArmContrast


def welch_logit(*, pre: Values, post: Values) -> TwoArmContrast:
    """Compare two sets of lots on logits, variances not assumed equal; the contrast reports an odds ratio.

    pre, post: percent, one value per lot, at least two lots each, above 0 and below 100.
    Raises NotAShare, TooFewLots, NotFinite, NoSpread, NotAVector.
    """
    return _compare(pre, post, is_pooled=False)


def pooled_logit(*, pre: Values, post: Values) -> TwoArmContrast:
    """As `welch_logit`, with one variance for both arms; only where a protocol says so beforehand."""
    return _compare(pre, post, is_pooled=True)


def paired_logit(*, pre: Values, post: Values) -> PairedContrast:
    """Split lots, pair by pair: the mean logit of post less that of pre.

    Raises NotPairs, NoSpreadOfPairs too.
    """
    before, after = read_pairs(pre, post)
    check_shares(before, "pre")
    check_shares(after, "post")
    ratios = [logit_ratios([y], origin=x)[0] for x, y in zip(before, after, strict=True)]
    return paired.compare_on_scale(before, after, on_scale=_logit, differences=ratios)


def share_after(odds_ratio: float, *, before: float) -> float:
    """The percentage that a share of `before` percent becomes under an odds ratio, 0 and infinity included.

    Raises OutOfRange, NotAShare.
    """
    if not odds_ratio >= 0.0:
        raise OutOfRange(name="The odds ratio", value=odds_ratio, accepted="a number of 0 or more")
    _check_share(before, "The share before")
    if math.isinf(odds_ratio):
        return 100.0
    # Divided by the larger of the two, so that no odds ratio overflows.
    if odds_ratio <= 1.0:
        return 100.0 * (before * odds_ratio / ((100.0 - before) + before * odds_ratio))
    return 100.0 * (before / ((100.0 - before) / odds_ratio + before))


def odds_ratio_margin(*, reference: float, margin: Interval) -> Interval:
    """The margin on the odds ratio that a margin in percentage points means at a reference level.

    margin: on post minus pre, in percentage points. At another level the same odds ratios are other
    percentage points, so the reference belongs into the protocol. Raises NotAShare, BadMargin.
    """
    _check_share(reference, "The reference level")
    if not (0.0 < reference + margin.low and reference + margin.high < 100.0):
        raise BadMargin(
            low=margin.low,
            high=margin.high,
            why=f"around {reference:g} % it reaches 0 or 100 %, which no odds ratio does",
        )
    return Interval(_odds_ratio(reference, margin.low), _odds_ratio(reference, margin.high))


def _odds_ratio(reference: float, points: float) -> float:
    return (reference + points) / reference * ((100.0 - reference) / (100.0 - reference - points))


def _compare(pre: Values, post: Values, *, is_pooled: bool) -> TwoArmContrast:
    before, after = two_arms.read_arms(pre, post)
    check_shares(before, "pre")
    check_shares(after, "post")
    return two_arms.compare_on_scale(
        before, after, on_scale=_logit, differences=logit_ratios, is_pooled=is_pooled
    )


def _logit(share: float) -> float:
    odds = share / (100.0 - share)
    return math.log(odds) if odds > 1e-300 else math.log(share) - math.log(100.0)


def check_shares(shares: list[float], arm: str) -> None:
    """Raises NotAShare unless all have odds."""
    for share in shares:
        _check_share(share, f"A lot of the {arm} arm")


def _check_share(share: float, where: str) -> None:
    if not 0.0 < share < 100.0:
        raise NotAShare(where=where, value=share)
