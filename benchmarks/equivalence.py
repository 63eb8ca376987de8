"""A thousand equivalence tests of six lots against four: ours, and as a statistician writes it with SciPy."""

import numpy as np
from scipy import stats

from benchmarks.timing import Timing, seconds_of
from comparability.statistics.interval import Interval
from comparability.statistics.tost import tost

TESTS = 1000
MARGIN = Interval(low=-0.3, high=0.3)
ALPHA = 0.05


def timings() -> list[Timing]:
    draw = np.random.default_rng(20261123)
    arms = [(draw.normal(13.0, 0.1, 6), draw.normal(13.05, 0.1, 4)) for _ in range(TESTS)]
    own = seconds_of(lambda: [_ours(pre, post) for pre, post in arms], times=5)
    peer = seconds_of(lambda: [_peer(pre, post) for pre, post in arms], times=5)
    disagreement = max(
        abs(mine - theirs)
        for pre, post in arms
        for mine, theirs in zip(_ours(pre, post), _peer(pre, post), strict=True)
    )
    if disagreement > 1e-9:
        raise ArithmeticError(f"ours and the peer's differ by {disagreement}: their speed cannot be compared")
    return [
        Timing(name=f"{TESTS} Welch equivalence tests", seconds=own, limit=peer),
        Timing(name=f"{TESTS} pairs of scipy.stats.ttest_ind with interval", seconds=peer, limit=None),
    ]


def _ours(pre: np.ndarray, post: np.ndarray) -> tuple[float, ...]:
    found = tost(pre=pre, post=post, margin=MARGIN, alpha=ALPHA)
    return found.p_low, found.p_high, found.interval.low, found.interval.high


def _peer(pre: np.ndarray, post: np.ndarray) -> tuple[float, ...]:
    low = stats.ttest_ind(post, pre + MARGIN.low, equal_var=False, alternative="greater")
    high = stats.ttest_ind(post, pre + MARGIN.high, equal_var=False, alternative="less")
    interval = stats.ttest_ind(post, pre, equal_var=False).confidence_interval(1 - 2 * ALPHA)
    return low.pvalue, high.pvalue, interval.low, interval.high
