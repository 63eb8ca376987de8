"""Percentages of a method that resolves the species it counts, such as % full by AUC, compared by their odds.

The logit of the lots is what is averaged; the contrast is the logarithm of an odds ratio, post / pre. A ratio
of two titres is no such percentage: it can exceed 100 % and is compared with `welch_log`.

Source: Cox and Snell (1989) Analysis of Binary Data, section 2.1.
"""

import math

from comparability.statistics.errors import BadMargin, NotAShare, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.paired import PairedContrast, paired_log, read_pairs
from comparability.statistics.samples import Values, read
from comparability.statistics.two_arms import TwoArmContrast, pooled_log, welch_log


def welch_logit(*, pre: Values, post: Values) -> TwoArmContrast:
    """Compare two sets of lots on logits, variances not assumed equal; the contrast reports an odds ratio.

    pre, post: percent, one value per lot, at least two lots each, above 0 and below 100.
    Raises NotAShare, TooFewLots, NotFinite, NoSpread, NotAVector.
    """
    before, after = _odds_of_arms(pre, post)
    return welch_log(pre=before, post=after)


def pooled_logit(*, pre: Values, post: Values) -> TwoArmContrast:
    """As `welch_logit`, with one variance for both arms; only where a protocol says so beforehand."""
    before, after = _odds_of_arms(pre, post)
    return pooled_log(pre=before, post=after)


def paired_logit(*, pre: Values, post: Values) -> PairedContrast:
    """Split lots, pair by pair: the mean logit of post less that of pre.

    Raises NotPairs, NoSpreadOfPairs too.
    """
    before, after = read_pairs(pre, post)
    return paired_log(pre=odds_of(before, "pre"), post=odds_of(after, "post"))


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


def _odds_of_arms(pre: Values, post: Values) -> tuple[list[float], list[float]]:
    before, after = read(pre, arm="pre", need=2), read(post, arm="post", need=2)
    return odds_of(before, "pre"), odds_of(after, "post")


def odds_of(shares: list[float], arm: str) -> list[float]:
    """What the logit is the logarithm of. Raises NotAShare."""
    for share in shares:
        _check_share(share, f"A lot of the {arm} arm")
    return [share / (100.0 - share) for share in shares]


def _check_share(share: float, where: str) -> None:
    if not 0.0 < share < 100.0:
        raise NotAShare(where=where, value=share)
