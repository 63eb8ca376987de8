"""Every statistical task that has a target, ours beside the peers that are at hand, on the same data.

SciPy, statsmodels and pingouin are installed by `make bench`; R is used where it is installed.
"""

import math
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pingouin
from scipy import integrate, optimize, special, stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW, ttost_ind

from benchmarks import statistics_tasks as tasks
from benchmarks.comparison import Answer, Comparison
from benchmarks.r_peers import r_answers
from benchmarks.statistics_tasks import ALPHA, MARGIN, POWER, TESTS
from benchmarks.timing import Timing, best_seconds_of

FACTORS_TIMED = 20  # of a thousand: the peer takes seconds for each


def comparisons() -> list[Comparison]:
    r = r_answers()
    tests = [scipy_tests(), statsmodels_tests(), pingouin_tests(), *r.get("tests", [])]
    return [
        _comparison(
            "1,000 Welch equivalence tests with interval, at once",
            tasks.tests_at_once(),
            [scipy_tests_at_once(), *tests],
            target=0.003,
        ),
        _comparison(
            "1,000 Welch equivalence tests with interval, one by one",
            tasks.tests_one_by_one(),
            tests,
            target=0.015,
        ),
        _comparison(
            "1,000 exact powers",
            tasks.exact_powers(),
            [scipy_powers(), *r.get("powers", [])],
            target=0.004,
            tolerance=1e-7,
        ),
        _comparison(
            "100 sample sizes",
            tasks.sample_sizes(),
            [scipy_sizes(), *r.get("sizes", [])],
            target=0.010,
        ),
        _comparison(
            "1,000 exact two-sided tolerance factors",
            tasks.tolerance_factors(),
            [scipy_factors(), *r.get("factors", [])],
            target=0.300,
        ),
        _comparison(
            "100 nested fits with Kenward–Roger",
            tasks.nested_fits(),
            r.get("nested", []),
            target=0.300,
            # lme4 stops its search at differences of 1e-7 or so in the variances.
            tolerance=1e-5,
        ),
        _comparison(
            "joint power, 12 attributes × 100 plans × 10,000 draws", tasks.joint_powers(), [], target=3.0
        ),
        _comparison(
            "one switch of 40 attributes, all sensitivity analyses", tasks.one_switch(), [], target=0.050
        ),
    ]


def scipy_tests() -> Answer:
    arms = list(zip(*tasks.two_sets_of_lots(), strict=True))

    def run() -> float:
        return math.fsum(_scipy_test(pre, post, axis=0) for pre, post in arms)

    return _timed_once("SciPy ttest_ind", run)


def scipy_tests_at_once() -> Answer:
    pre, post = tasks.two_sets_of_lots()
    return Answer(
        who="SciPy ttest_ind along an axis",
        seconds=best_seconds_of(lambda: _scipy_test(pre, post, axis=1), times=5),
        checksum=_scipy_test(pre, post, axis=1),
    )


def _scipy_test(pre: np.ndarray, post: np.ndarray, *, axis: int) -> float:
    asked = {"equal_var": False, "axis": axis}
    low = stats.ttest_ind(post, pre + MARGIN.low, alternative="greater", **asked)
    high = stats.ttest_ind(post, pre + MARGIN.high, alternative="less", **asked)
    interval = stats.ttest_ind(post, pre, **asked).confidence_interval(1 - 2 * ALPHA)
    return float(np.sum(low.pvalue + high.pvalue + interval.low + interval.high))


def statsmodels_tests() -> Answer:
    arms = list(zip(*tasks.two_sets_of_lots(), strict=True))

    def run() -> float:
        total = 0.0
        for pre, post in arms:
            _, low, high = ttost_ind(post, pre, MARGIN.low, MARGIN.high, usevar="unequal")
            means = CompareMeans(DescrStatsW(post), DescrStatsW(pre))
            total += low[1] + high[1] + sum(means.tconfint_diff(alpha=2 * ALPHA, usevar="unequal"))
        return total

    return _timed_once("statsmodels ttost_ind and tconfint_diff", run)


def pingouin_tests() -> Answer:
    """One p-value and an interval: pingouin takes a symmetric bound and gives the larger of the two."""
    arms = list(zip(*tasks.two_sets_of_lots(), strict=True))

    def run() -> None:
        for pre, post in arms:
            pingouin.tost(post, pre, bound=MARGIN.high, correction=True)
            pingouin.ttest(post, pre, correction=True, confidence=1 - 2 * ALPHA)

    found: pd.DataFrame = pingouin.tost(*reversed(arms[0]), bound=MARGIN.high, correction=True)
    pre, post = arms[0]
    low = stats.ttest_ind(post, pre + MARGIN.low, equal_var=False, alternative="greater").pvalue
    high = stats.ttest_ind(post, pre + MARGIN.high, equal_var=False, alternative="less").pvalue
    assert math.isclose(float(found.iloc[0].loc[_p_column(found)]), max(low, high), rel_tol=1e-9)
    return Answer(who="pingouin tost and ttest", seconds=best_seconds_of(run, times=1))


def _p_column(found: pd.DataFrame) -> str:
    return next(name for name in found.columns if name.lower().replace("-", "_").startswith("p"))


def scipy_powers() -> Answer:
    given = tasks.scenarios()

    def run() -> float:
        return math.fsum(
            _owen(n_pre, n_post, sd, shift)
            for n_pre, n_post, sd, shift in zip(given.n_pre, given.n_post, given.sd, given.shift, strict=True)
        )

    return _timed_once("SciPy quad, Owen's Q", run)


def scipy_sizes() -> Answer:
    given = tasks.scenarios()

    def size(sd: float, shift: float) -> int:
        known = (special.ndtri(1 - ALPHA) + special.ndtri(POWER)) * sd / (MARGIN.high - abs(shift))
        n = max(2, math.floor(2 * known**2) - 1)
        while n > 2 and _owen(n - 1, n - 1, sd, shift) >= POWER:
            n -= 1
        while _owen(n, n, sd, shift) < POWER:
            n += 1
        return n

    return _timed_once(
        "SciPy quad, Owen's Q, upwards from the large-sample size",
        lambda: float(sum(map(size, given.sd[:100].tolist(), given.shift[:100].tolist()))),
    )


def _owen(n_pre: int, n_post: int, sd: float, shift: float) -> float:
    df = n_pre + n_post - 2
    sigma = sd * math.sqrt(1 / n_pre + 1 / n_post)
    b = special.stdtrit(df, 1 - ALPHA) / math.sqrt(df)
    low, high = (MARGIN.low - shift) / sigma, (MARGIN.high - shift) / sigma
    constant = (df / 2 - 1) * math.log(2) + math.lgamma(df / 2)

    def integrand(x: float) -> float:
        density = math.exp((df - 1) * math.log(x) - x * x / 2 - constant) if x > 0 else 0.0
        return (special.ndtr(high - b * x) - special.ndtr(low + b * x)) * density

    start, end = max(0.0, math.sqrt(df) - 9), min((high - low) / (2 * b), math.sqrt(df) + 9)
    return float(integrate.quad(integrand, start, end, epsabs=1e-10, epsrel=1e-9)[0])


def scipy_factors() -> Answer:
    asked = tasks.questions()
    first = list(zip(asked.n, asked.coverage, asked.confidence, strict=True))[:FACTORS_TIMED]
    for question in first[:3]:
        n, coverage, confidence = question
        ours = tasks.two_sided_factor(n=n, df=n - 1, coverage=coverage, confidence=confidence)
        assert math.isclose(_factor(*question), ours, rel_tol=1e-8)
    seconds = best_seconds_of(lambda: [_factor(*question) for question in first], times=1)
    return Answer(
        who=f"SciPy quad and brentq ({FACTORS_TIMED} of 1,000 timed)", seconds=seconds * TESTS / FACTORS_TIMED
    )


def _factor(n: int, coverage: float, confidence: float) -> float:
    def half_width(z: float) -> float:
        return optimize.brentq(
            lambda r: special.ndtr(z + r) - special.ndtr(z - r) - coverage, 0.0, 40.0, xtol=1e-12
        )

    def surplus(k: float) -> float:
        def integrand(z: float) -> float:
            x = (n - 1) * (half_width(z / math.sqrt(n)) / k) ** 2
            return special.chdtrc(n - 1, x) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

        return 2 * integrate.quad(integrand, 0.0, 9.0, epsabs=1e-12, epsrel=1e-10)[0] - confidence

    return float(optimize.brentq(surplus, 0.5, 4000.0, xtol=1e-10))


def _timed_once(who: str, run: Callable[[], float]) -> Answer:
    return Answer(who=who, seconds=best_seconds_of(run, times=1), checksum=run())


def _comparison(
    task: str, ours: Answer, peers: list[Answer], *, target: float, tolerance: float = 1e-9
) -> Comparison:
    slowest_first = tuple(sorted(peers, key=lambda peer: -peer.seconds))
    return Comparison(task=task, target=target, ours=ours, peers=slowest_first, tolerance=tolerance)


def summary(timings: Iterable[Timing | Comparison]) -> str:
    slower = [each.task for each in timings if isinstance(each, Comparison) and not each.is_fastest]
    return f"OURS IS SLOWER: {', '.join(slower)}" if slower else "none of ours slower"
