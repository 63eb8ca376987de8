"""What an odds ratio of percentages means in percent: what the mean before the switch would become."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.findings import Figure, Form, LotValue
from comparability.model.judging.analyses.material import Compared
from comparability.model.vocabulary import Contrast
from comparability.statistics.logit import share_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """before: the mean of the pre lots. after: under the estimate; low, high: under its interval's ends."""

    before: float
    after: float
    low: float
    high: float


def shares_of(contrast: Contrast | None, found: Compared, pre: Sequence[LotValue]) -> Shares | None:
    """Of an odds ratio whose pre lots are known. pre: as compared, each above 0 and below 100."""
    if contrast is not Contrast.ODDS_RATIO or not pre:
        return None
    before = math.fsum(lot.value for lot in pre) / len(pre)
    return Shares(
        before=before,
        after=share_after(found.estimate, before=before),
        low=share_after(found.interval.low, before=before),
        high=share_after(found.interval.high, before=before),
    )


def share_figures(shares: Shares | None) -> tuple[Figure, ...]:
    if shares is None:
        return ()
    meaning = "what the mean before becomes under the odds ratio"
    return (
        Figure("share_after", shares.after, Form.OWN, meaning),
        Figure("share_after_low", shares.low, Form.OWN, f"{meaning}, low end of the interval"),
        Figure("share_after_high", shares.high, Form.OWN, f"{meaning}, high end of the interval"),
    )
