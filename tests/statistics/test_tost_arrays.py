"""Equivalence tests of many attributes at once are the tests one by one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from comparability.statistics.arrays import contrasts, contrasts_of_summaries, equivalences
from comparability.statistics.errors import (
    BadMargin,
    NoSpread,
    NotATable,
    NotFinite,
    NotPositive,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.tost import equivalence
from comparability.statistics.two_arms import pooled, pooled_log, welch, welch_log

ONE_BY_ONE = {
    (False, False): welch,
    (True, False): pooled,
    (False, True): welch_log,
    (True, True): pooled_log,
}
LOTS = [[10.0, 11.0, 12.5], [3.0, 3.5, 2.5]]
OTHERS = [[10.5, 11.4], [2.9, 3.3]]


@pytest.mark.parametrize("scale, offset", [(1.0, 0.0), (1e13, 0.0), (1e-9, 0.0), (1.0, 1e9)], ids=str)
@pytest.mark.parametrize("is_pooled, is_log", ONE_BY_ONE, ids=str)
def test_every_row_is_the_test_of_its_lots_to_fourteen_digits(is_pooled, is_log, scale, offset):
    draw = np.random.default_rng(8)
    pre = np.exp(draw.normal(0.0, 0.3, (200, 5))) * scale + offset
    post = np.exp(draw.normal(0.1, 0.5, (200, 3))) * scale + offset
    margin = Interval(0.8, 1.25) if is_log else Interval(-0.3 * scale, 0.3 * scale)
    found = contrasts(pre=pre, post=post, is_pooled=is_pooled, is_log=is_log)
    tested = equivalences(found, low=margin.low, high=margin.high, alpha=0.05)
    for row in range(200):
        alone = ONE_BY_ONE[is_pooled, is_log](pre=pre[row], post=post[row])
        for name in ("difference", "standard_error", "df", "mean_pre", "mean_post", "sd_pre", "sd_post"):
            # Of the spread where a mean or a difference happens to lie near zero.
            size = max(abs(getattr(alone, name)), 0.0 if name == "df" else alone.standard_error)
            assert abs(getattr(found, name)[row] - getattr(alone, name)) <= 1e-14 * size, name
        expected = equivalence(alone, margin=margin, alpha=0.05)
        size = max(abs(expected.interval.low), abs(expected.interval.high))
        assert tested.estimate[row] == pytest.approx(expected.estimate, rel=1e-14, abs=1e-14 * size)
        assert tested.low[row] == pytest.approx(expected.interval.low, rel=0, abs=1e-14 * size)
        assert tested.high[row] == pytest.approx(expected.interval.high, rel=0, abs=1e-14 * size)
        assert tested.p_low[row] == pytest.approx(expected.p_low, rel=0, abs=1e-14)
        assert tested.p_high[row] == pytest.approx(expected.p_high, rel=0, abs=1e-14)


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_rows_of_different_length_are_tested_from_their_summaries(is_pooled):
    rows = [([1.0, 2.0, 4.0], [1.5, 2.5]), ([5.0, 7.0], [6.0, 6.5, 7.5, 6.2])]
    one_by_one = [(pooled if is_pooled else welch)(pre=pre, post=post) for pre, post in rows]
    found = contrasts_of_summaries(
        n_pre=[3, 2],
        mean_pre=[each.mean_pre for each in one_by_one],
        sd_pre=[each.sd_pre for each in one_by_one],
        n_post=[2, 4],
        mean_post=[each.mean_post for each in one_by_one],
        sd_post=[each.sd_post for each in one_by_one],
        is_pooled=is_pooled,
        is_log=False,
    )
    tested = equivalences(found, low=[-2.0, -1.0], high=[1.0, 2.0], alpha=0.05)
    for row, (alone, margin) in enumerate(zip(one_by_one, [(-2.0, 1.0), (-1.0, 2.0)], strict=True)):
        expected = equivalence(alone, margin=Interval(*margin), alpha=0.05)
        assert tested.p_low[row] == pytest.approx(expected.p_low, rel=1e-13)
        assert (tested.low[row], tested.high[row]) == pytest.approx(
            (expected.interval.low, expected.interval.high), rel=1e-13
        )


@given(st.integers(0, 2**32), st.floats(0.01, 0.2), st.sampled_from(["low", "high"]), st.integers(-2, 2))
def test_p_values_and_ends_agree_exactly_where_the_interval_touches_the_margin(seed, alpha, end, steps):
    draw = np.random.default_rng(seed)
    found = contrasts(
        pre=draw.normal(0, 1, (20, 4)), post=draw.normal(0, 2, (20, 3)), is_pooled=False, is_log=False
    )
    reached = getattr(equivalences(found, low=-1e6, high=1e6, alpha=alpha), end)
    touching = reached + steps * np.spacing(reached)
    low, high = (touching, 1e6) if end == "low" else (-1e6, touching)
    tested = equivalences(found, low=low, high=high, alpha=alpha)
    is_inside = (low < tested.low) & (tested.high < high)
    assert np.array_equal(np.maximum(tested.p_low, tested.p_high) < alpha, is_inside)
    assert steps or not is_inside.any()


def test_an_interval_that_leaves_double_precision_has_an_open_end():
    found = contrasts(pre=[[1e-300, 1e300]], post=[[1.0, 2.0]], is_pooled=False, is_log=True)
    tested = equivalences(found, low=0.5, high=2.0, alpha=0.05)
    assert (tested.low[0], tested.high[0]) == (0.0, math.inf)


def test_whole_numbers_are_read_as_numbers():
    found = contrasts(pre=[[1, 2, 4]], post=[[2, 3, 7]], is_pooled=False, is_log=False)
    assert_allclose(found.difference, [5 / 3], rtol=1e-15)


def test_a_result_cannot_be_changed_afterwards():
    found = contrasts(pre=LOTS, post=OTHERS, is_pooled=False, is_log=False)
    with pytest.raises(ValueError, match="read-only"):
        equivalences(found, low=-1.0, high=1.0, alpha=0.05).p_low[0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        found.df[0] = 1.0


@pytest.mark.parametrize("means", [[1.0, 2.0, 3.0], "none", ["a", "b"]], ids=["too many", "text", "words"])
def test_summaries_that_do_not_go_together_are_refused(means):
    with pytest.raises(NotATable, match="one of each"):
        contrasts_of_summaries(
            n_pre=[3, 3],
            mean_pre=means,
            sd_pre=1.0,
            n_post=3,
            mean_post=0.0,
            sd_post=1.0,
            is_pooled=False,
            is_log=False,
        )


def test_what_was_given_can_be_changed_afterwards():
    pre, means = np.array(LOTS), np.array([1.0, 2.0])
    contrasts(pre=pre, post=OTHERS, is_pooled=False, is_log=False)
    contrasts_of_summaries(
        n_pre=3,
        mean_pre=means,
        sd_pre=1.0,
        n_post=3,
        mean_post=means,
        sd_post=1.0,
        is_pooled=False,
        is_log=False,
    )
    pre[0, 0] = means[0] = 0.0
    assert pre[0, 0] == means[0] == 0.0


@pytest.mark.parametrize(
    "pre, post, refusal, words",
    [
        pytest.param([[1.0], [2.0]], OTHERS, TooFewLots, "1 lot", id="one lot"),
        pytest.param(LOTS, [[1.0, 1.0], [2.0, 3.0]], NoSpread, "row 1", id="one arm constant"),
        pytest.param(LOTS, [[1.0, 2.0], [3.0, math.nan]], NotFinite, "row 2", id="not a number"),
        pytest.param([[0.0, 1.7e308, 1.7e308]] * 2, OTHERS, NotFinite, "row 1", id="sum beyond precision"),
        pytest.param([1.0, 2.0], OTHERS, NotATable, "1 dimension", id="one attribute without a table"),
        pytest.param([[1.0, 2.0], [1.0]], OTHERS, NotATable, "different lengths", id="ragged rows"),
        pytest.param(LOTS, OTHERS[:1], NotATable, "2 rows of pre lots and 1", id="rows without partner"),
        pytest.param([], [], NotATable, "no rows", id="nothing"),
    ],
)
def test_degenerate_tables_are_refused_with_a_sentence(pre, post, refusal, words):
    with pytest.raises(refusal, match=words) as caught:
        contrasts(pre=pre, post=post, is_pooled=False, is_log=False)
    assert str(caught.value).endswith(".")


def test_a_ratio_names_the_row_that_has_no_logarithm():
    with pytest.raises(NotPositive, match=r"post \(row 2\)"):
        contrasts(pre=LOTS, post=[[1.0, 2.0], [0.0, 3.0]], is_pooled=False, is_log=True)


@pytest.mark.parametrize(
    "low, high, alpha, is_log, refusal",
    [
        pytest.param(1.0, -1.0, 0.05, False, BadMargin, id="swapped"),
        pytest.param(-math.inf, 1.0, 0.05, False, BadMargin, id="open"),
        pytest.param([0.5, 0.0], 2.0, 0.05, True, BadMargin, id="a ratio of zero"),
        pytest.param([0.5, 0.6, 0.7], 2.0, 0.05, True, NotATable, id="three margins for two rows"),
        pytest.param(0.5, 2.0, 0.5, True, OutOfRange, id="alpha of a half"),
    ],
)
def test_margins_and_levels_that_mean_nothing_are_refused(low, high, alpha, is_log, refusal):
    found = contrasts(pre=LOTS, post=OTHERS, is_pooled=False, is_log=is_log)
    with pytest.raises(refusal):
        equivalences(found, low=low, high=high, alpha=alpha)


@pytest.mark.parametrize("change", [{"n_pre": 1}, {"sd_post": 0.0}, {"mean_pre": math.nan}], ids=str)
def test_summaries_that_mean_nothing_are_refused(change):
    asked = {"n_pre": 3, "mean_pre": 0.0, "sd_pre": 1.0, "n_post": 3, "mean_post": 0.0, "sd_post": 1.0}
    with pytest.raises((OutOfRange, NotFinite)):
        contrasts_of_summaries(**(asked | change), is_pooled=False, is_log=False)
