"""A contrast widened by the declared variance between runs, and what ignoring it would cost."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.aliased_runs import widened
from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.tost import equivalence
from comparability.statistics.two_arms import welch, welch_log

STATED = json.loads(
    (Path(__file__).parent.parent / "references" / "nested" / "aliased_runs.json").read_text(encoding="utf-8")
)
TRIALS = 10_000  # a share has a standard error of at most 0.0042
CONTRAST = welch_log(pre=[1.1e13, 1.3e13, 1.2e13], post=[1.25e13, 1.0e13, 1.4e13])

variances = st.floats(0.0, 100.0)
runs = st.integers(1, 6)


def simulated(n_pre, n_post):
    """Lots without a difference, one run an arm, SD between runs equal to that between lots."""
    draw = np.random.default_rng(20231101)
    arms = [draw.normal(size=(TRIALS, n)) + draw.normal(size=(TRIALS, 1)) for n in (n_pre, n_post)]
    return [welch(pre=pre, post=post) for pre, post in zip(*arms, strict=True)]


@pytest.mark.parametrize("case", STATED["cases"], ids=lambda case: f"{case['n_pre']} vs {case['n_post']}")
def test_a_run_effect_that_is_ignored_makes_a_test_liberal_and_one_that_is_declared_does_not(case):
    contrasts = simulated(case["n_pre"], case["n_post"])
    ignored = np.mean([contrast.p_above(0.0) < STATED["alpha"] for contrast in contrasts])
    declared = np.mean(
        [
            widened(contrast, run_variance=1.0, runs_pre=1, runs_post=1).p_above(0.0) < STATED["alpha"]
            for contrast in contrasts
        ]
    )
    assert ignored == pytest.approx(case["one_sided_size"], abs=0.011)
    assert declared == pytest.approx(STATED["alpha"], abs=0.007)


@given(variances, runs, runs)
def test_the_standard_error_grows_by_what_the_runs_contribute(run_variance, runs_pre, runs_post):
    found = widened(CONTRAST, run_variance=run_variance, runs_pre=runs_pre, runs_post=runs_post)
    expected = CONTRAST.standard_error**2 + run_variance * (1 / runs_pre + 1 / runs_post)
    assert found.standard_error == pytest.approx(math.sqrt(expected), rel=1e-12)
    assert (found.difference, found.is_log, found.contrast) == (CONTRAST.difference, True, CONTRAST)


@given(variances, runs, runs)
def test_a_known_variance_has_infinitely_many_degrees_of_freedom(run_variance, runs_pre, runs_post):
    """Satterthwaite with a second component of a million times a million degrees of freedom."""
    found = widened(CONTRAST, run_variance=run_variance, runs_pre=runs_pre, runs_post=runs_post)
    own, known = CONTRAST.standard_error**2, run_variance * (1 / runs_pre + 1 / runs_post)
    df = (own + known) ** 2 / (own**2 / CONTRAST.df + known**2 / 1e24)
    assert found.df == pytest.approx(df, rel=1e-6)
    assert found.df >= CONTRAST.df


@given(variances, st.floats(1.0, 12.0), st.floats(0.55, 0.99), st.floats(-3.0, 3.0))
def test_a_declared_variance_never_narrows_the_interval_nor_lowers_a_p_value(run_variance, df, level, bound):
    plain = TContrast(difference=0.3, standard_error=1.0, df=df, is_log=False)
    found = widened(plain, run_variance=run_variance, runs_pre=1, runs_post=2)
    inner, outer = plain.interval(level=level), found.interval(level=level)
    assert outer.low <= inner.low and inner.high <= outer.high
    assert found.p_above(bound) >= plain.p_above(bound) and found.p_below(bound) >= plain.p_below(bound)


@pytest.mark.parametrize("df, at_most", [(1, 0.0501), (2, 0.052), (3, 0.0545), (6, 0.052)])
@pytest.mark.parametrize("run_variance", [0.0, 0.025, 0.1, 0.5, 2.0])
def test_few_degrees_of_freedom_do_not_make_the_widened_test_liberal(df, at_most, run_variance):
    """One-sided size at 5 %, averaged by SciPy over the estimated variance; true variance 1 without the runs.
    The limits are those of the module's docstring; without the rule one degree of freedom gives 0.083."""
    shares = (np.arange(1000) + 0.5) / 1000
    standard_errors = np.sqrt(stats.chi2.ppf(shares, df) / df)
    reaches = [
        widened(
            TContrast(difference=0.0, standard_error=float(se), df=df, is_log=False),
            run_variance=run_variance,
            runs_pre=1,
            runs_post=1,
        )
        .interval(level=0.9)
        .high
        for se in standard_errors
    ]
    size = float(np.mean(stats.norm.sf(np.array(reaches) / math.sqrt(1 + 2 * run_variance))))
    assert size < at_most


def test_no_declared_variance_changes_nothing():
    found = widened(CONTRAST, run_variance=0.0, runs_pre=1, runs_post=1)
    assert (found.standard_error, found.df) == (CONTRAST.standard_error, CONTRAST.df)


def test_a_widened_contrast_is_tested_by_the_one_tost():
    margin = Interval(0.5, 2.0)
    narrow = equivalence(CONTRAST, margin=margin, alpha=0.05)
    wide = equivalence(
        widened(CONTRAST, run_variance=0.2, runs_pre=1, runs_post=1), margin=margin, alpha=0.05
    )
    assert wide.estimate == narrow.estimate
    assert narrow.interval.strictly_inside(margin) and not wide.interval.strictly_inside(margin)


def test_a_variance_that_dwarfs_the_rest_gives_a_normal_interval():
    tiny = TContrast(difference=0.0, standard_error=1e-200, df=2.0, is_log=False)
    found = widened(tiny, run_variance=0.5, runs_pre=1, runs_post=1).interval(level=0.9)
    assert found.high == pytest.approx(1.6448536269514722, rel=1e-12)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"run_variance": -0.1}, id="negative variance"),
        pytest.param({"run_variance": math.nan}, id="variance not a number"),
        pytest.param({"run_variance": math.inf}, id="infinite variance"),
        pytest.param({"runs_pre": 0}, id="no pre run"),
        pytest.param({"runs_post": 0}, id="no post run"),
    ],
)
def test_impossible_runs_are_refused_with_a_sentence(changed):
    with pytest.raises(OutOfRange) as caught:
        widened(CONTRAST, **({"run_variance": 0.01, "runs_pre": 1, "runs_post": 1} | changed))
    assert str(caught.value).endswith(".")
