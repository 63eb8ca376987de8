"""Compositions against R's compositions and disprofas, base R, and against their own logic."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comparability.statistics.composition import hotelling, hotelling_unequal
from comparability.statistics.composition_parts import part_contrasts, part_intervals, parts_equivalence
from comparability.statistics.composition_zeros import replace_zeros, zero_sensitivity
from comparability.statistics.compositions import basis
from comparability.statistics.errors import (
    BadLimit,
    NoSpread,
    NoSpreadOfParts,
    NotACompositionTable,
    NotFinite,
    OutOfRange,
    PartNeverSeen,
    TooFewLots,
    TooFewLotsForParts,
    ZeroPart,
)
from comparability.statistics.interval import Interval
from comparability.statistics.logit import odds_ratio_margin, welch_logit
from comparability.statistics.qualification.composition import compositions

# Empty, full, partial, in percent.
PRE = [[28.96, 66.92, 4.119], [23.61, 71.67, 4.72], [26.0, 68.79, 5.213], [24.97, 70.29, 4.742]]
POST = [[27.76, 67.85, 4.385], [26.31, 69.3, 4.388], [26.17, 68.85, 4.984], [32.01, 62.95, 5.038]]
TESTS = [pytest.param(hotelling, id="pooled"), pytest.param(hotelling_unequal, id="unequal")]

lot = st.lists(st.floats(1.0, 98.0), min_size=3, max_size=3)
arms = st.lists(lot, min_size=4, max_size=7).filter(
    lambda rows: (
        np.linalg.svd(np.log(rows) @ basis(3) - (np.log(rows) @ basis(3)).mean(axis=0), compute_uv=False)[-1]
        > 0.05
    )
)


def test_tests_centres_and_intervals_agree_with_r_to_eleven_digits():
    assert [check.name for check in compositions() if check.digits <= 11] == []


@pytest.mark.parametrize("test", TESTS)
def test_the_joint_test_agrees_with_the_formulas_in_fifty_digits(test):
    found = test(pre=PRE, post=POST)
    with mpmath.workdps(50):
        x, y = (coordinates_in_fifty_digits(rows) for rows in (PRE, POST))
        (mean_x, cov_x), (mean_y, cov_y) = moments(x), moments(y)
        difference = mean_y - mean_x
        if test is hotelling:
            covariance = (3 * cov_x + 3 * cov_y) / 6 * (mpmath.mpf(1) / 2)
        else:
            covariance = cov_x / 4 + cov_y / 4
        t2 = (difference.T * covariance**-1 * difference)[0]
        assert found.t2 == pytest.approx(float(t2), rel=1e-13)


def coordinates_in_fifty_digits(rows):
    half, sixth = mpmath.sqrt(mpmath.mpf(1) / 2), mpmath.sqrt(mpmath.mpf(1) / 6)
    logs = [[mpmath.log(mpmath.mpf(part)) for part in row] for row in rows]
    return [mpmath.matrix([(b - a) * half, (2 * c - a - b) * sixth]) for a, b, c in logs]


def moments(points):
    n = len(points)
    mean = sum(points, mpmath.matrix(2, 1)) / n
    covariance = sum(((p - mean) * (p - mean).T for p in points), mpmath.matrix(2, 2)) / (n - 1)
    return mean, covariance


def test_the_basis_is_orthonormal_and_has_no_total():
    directions = basis(5)
    assert directions.T @ directions == pytest.approx(np.eye(4), abs=1e-15)
    assert directions.sum(axis=0) == pytest.approx(np.zeros(4), abs=1e-15)


@given(arms, arms)
def test_two_parts_with_unequal_covariances_are_the_welch_test_of_logits(pre, post):
    pre, post = ([[row[0], 100.0 - row[0]] for row in rows] for rows in (pre, post))
    assume(min(np.ptp(rows, axis=0)[0] for rows in (pre, post)) > 0.1)
    found = hotelling_unequal(pre=pre, post=post)
    welch = welch_logit(pre=[row[0] for row in pre], post=[row[0] for row in post])
    assert found.t2 == pytest.approx((welch.difference / welch.standard_error) ** 2, rel=1e-9)
    assert found.df2 == pytest.approx(welch.df, rel=1e-9)
    part = part_contrasts(pre=pre, post=post)[0]
    assert [part.difference, part.standard_error, part.mean_pre] == pytest.approx(
        [welch.difference, welch.standard_error, welch.mean_pre], rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("test", TESTS)
@given(pre=arms, post=arms)
def test_swapping_the_arms_mirrors_the_difference_and_keeps_the_test(test, pre, post):
    there, back = test(pre=pre, post=post), test(pre=post, post=pre)
    assert there.difference == pytest.approx([-value for value in back.difference], rel=1e-9, abs=1e-12)
    assert there.t2 == pytest.approx(back.t2, rel=1e-8)


@pytest.mark.parametrize("test", TESTS)
@given(pre=arms, post=arms, factor=st.sampled_from([1e13, 1e-9, 0.01]))
def test_scaling_all_parts_of_a_lot_changes_nothing(test, pre, post, factor):
    """Three percentages are two numbers: a lot that adds up to 98 % is the same lot."""
    scaled = [[part * factor for part in pre[0]], *pre[1:]]
    here, there = test(pre=pre, post=post), test(pre=scaled, post=post)
    assert there.t2 == pytest.approx(here.t2, rel=1e-8, abs=1e-12)
    assert there.centre_pre == pytest.approx(here.centre_pre, rel=1e-9)


@pytest.mark.parametrize("test", TESTS)
@given(pre=arms, post=arms, order=st.permutations(range(3)))
def test_the_order_of_parts_only_permutes(test, pre, post, order):
    moved = [[[row[part] for part in order] for row in rows] for rows in (pre, post)]
    here, there = test(pre=pre, post=post), test(pre=moved[0], post=moved[1])
    assert there.t2 == pytest.approx(here.t2, rel=1e-8, abs=1e-12)
    assert there.aitchison_distance == pytest.approx(here.aitchison_distance, rel=1e-9, abs=1e-12)
    assert there.centre_post == pytest.approx([here.centre_post[part] for part in order], rel=1e-9)


@given(arms, arms, st.randoms(use_true_random=False))
def test_the_order_of_lots_changes_nothing(pre, post, random):
    here, there = hotelling(pre=pre, post=post), hotelling(pre=random.sample(pre, len(pre)), post=post)
    assert there.t2 == pytest.approx(here.t2, rel=1e-8, abs=1e-12)


@given(arms, arms)
def test_the_centre_is_closed(pre, post):
    found = hotelling(pre=pre, post=post)
    assert math.fsum(found.centre_pre) == pytest.approx(100.0, rel=1e-14)


@pytest.mark.parametrize("is_pooled", [True, False])
@given(pre=arms, post=arms)
def test_a_joint_interval_holds_what_the_test_of_that_level_allows(is_pooled, pre, post):
    """T² rejects at the level exactly where some log-ratio's interval leaves out zero, so the parts' cannot
    do so without it; and Bonferroni's are on the same centre.
    """
    test = (hotelling if is_pooled else hotelling_unequal)(pre=pre, post=post)
    for part in part_intervals(pre=pre, post=post, level=0.9, is_pooled=is_pooled):
        assert part.joint.holds(0.0) or test.p < 0.1
        assert part.joint.low + part.joint.high == pytest.approx(
            part.bonferroni.low + part.bonferroni.high, rel=1e-7, abs=1e-9
        )
        assert part.share_joint.low <= part.share_after <= part.share_joint.high
        assert 0.0 <= part.share_bonferroni.low < part.share_bonferroni.high <= 100.0


def test_all_parts_are_equivalent_when_the_worst_of_them_is():
    margins = [odds_ratio_margin(reference=30.0, margin=Interval(-12.0, 12.0))] * 3
    found = parts_equivalence(pre=PRE, post=POST, margins=margins, alpha=0.05)
    assert found.p == max(max(part.p_low, part.p_high) for part in found.parts)
    assert all(part.interval.strictly_inside(margins[0]) for part in found.parts) == (found.p < 0.05)
    tight = [*margins[:2], Interval(0.99, 1.01)]
    assert parts_equivalence(pre=PRE, post=POST, margins=tight, alpha=0.05).p > 0.05


def test_a_margin_is_needed_for_every_part():
    with pytest.raises(NotACompositionTable, match="2 margins for 3 parts"):
        parts_equivalence(pre=PRE, post=POST, margins=[Interval(0.5, 2.0)] * 2, alpha=0.05)


ZERO_PRE = [[28.96, 66.92, 0.0], *PRE[1:]]


def test_zeros_are_replaced_counted_and_their_effect_shown():
    """R 4.2.2, base R: multiplicative replacement, then Hotelling's T² on the log-ratios."""
    found = zero_sensitivity(pre=ZERO_PRE, post=POST, delta=0.1, other_delta=0.01, test=hotelling)
    assert (found.zeros_pre, found.zeros_post) == ((0, 0, 1), (0, 0, 0))
    got = [found.test.t2, found.test.p, found.other.t2, found.other.p]
    theirs = [5.2809428128811318, 0.20630731733842467, 5.464223911632125, 0.19816022030145991]
    assert got == pytest.approx(theirs, rel=1e-12)
    assert found.ratio_of_t2 == pytest.approx(theirs[2] / theirs[0], rel=1e-12)


@given(arms, st.floats(0.001, 0.5))
def test_what_a_zero_receives_is_taken_from_the_others_in_proportion(post, delta):
    found = replace_zeros(pre=ZERO_PRE, post=post, delta=delta)
    first = found.pre[0]
    assert math.fsum(first) == pytest.approx(100.0, rel=1e-14)
    assert first[2] == delta
    assert first[0] / first[1] == pytest.approx(28.96 / 66.92, rel=1e-14)


@pytest.mark.parametrize(
    "pre, post, delta, refusal",
    [
        pytest.param(ZERO_PRE, POST, 0.0, OutOfRange, id="replaced by zero"),
        pytest.param(ZERO_PRE, POST, math.nan, OutOfRange, id="replaced by no number"),
        pytest.param(ZERO_PRE, POST, 4.6, BadLimit, id="replaced by more than a lot shows"),
        pytest.param([[1.0, 2.0, 0.0]] * 3, POST, 0.1, PartNeverSeen, id="a part no lot of an arm shows"),
        pytest.param(
            [[100.0, 0.0, 0.0], [0.0, 100.0, 0.0], [0.0, 0.0, 100.0]],
            [[100.0, 0.0, 0.0], [0.0, 100.0, 0.0], [0.0, 0.0, 100.0]],
            60.0, BadLimit, id="zeros that would fill the lot",
        ),
        pytest.param(ZERO_PRE, [[1.0, 2.0], [2.0, 3.0]], 0.1, NotACompositionTable, id="other parts"),
    ],
)  # fmt: skip
def test_a_replacement_that_makes_no_sense_is_refused(pre, post, delta, refusal):
    with pytest.raises(refusal) as caught:
        replace_zeros(pre=pre, post=post, delta=delta)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(
    "pre, post, refusal",
    [
        pytest.param(ZERO_PRE, POST, ZeroPart, id="a zero without a replacement"),
        pytest.param(PRE[:1], POST, TooFewLots, id="one lot"),
        pytest.param([], POST, TooFewLots, id="no lot"),
        pytest.param([[1.0, 2.0], [2.0, 1.0]], POST, NotACompositionTable, id="other parts in an arm"),
        pytest.param([[1.0, 2.0], [2.0]], POST, NotACompositionTable, id="a part missing in a lot"),
        pytest.param([[1.0], [2.0]], [[1.0], [2.0]], NotACompositionTable, id="one part"),
        pytest.param([70.0, 71.0], POST, NotACompositionTable, id="one number instead of parts"),
        pytest.param([[-1.0, 50.0, 51.0], *PRE], POST, NotACompositionTable, id="a negative part"),
        pytest.param([[0.0, 0.0, 0.0], *PRE], POST, NotACompositionTable, id="an empty lot"),
        pytest.param([[math.nan, 50.0, 50.0], *PRE], POST, NotFinite, id="not a number"),
        pytest.param([PRE[0]] * 4, [POST[0]] * 4, NoSpread, id="all lots the same"),
        pytest.param([PRE[0]] * 4, POST, NoSpread, id="all lots of an arm the same"),
        pytest.param(
            [[2.0 * total for total in PRE[0]], PRE[0], PRE[0]], POST, NoSpread,
            id="all lots of an arm the same but for their totals",
        ),
        pytest.param(
            [[2 * v, v, 50.0] for v in (10.0, 11.0, 13.0, 17.0)],
            [[2 * v, v, 50.0] for v in (12.0, 14.0, 13.0, 11.0)],
            NoSpreadOfParts, id="two parts in a fixed ratio",
        ),
    ],
)  # fmt: skip
def test_degenerate_lots_are_refused_with_a_sentence(test, pre, post, refusal):
    with pytest.raises(refusal) as caught:
        test(pre=pre, post=post)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("test", TESTS)
def test_more_lots_than_log_ratios_are_needed(test):
    four_parts = [[1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 3.0, 5.0]]
    with pytest.raises(TooFewLotsForParts, match="4 parts are 3 log-ratios"):
        test(pre=four_parts, post=four_parts)


def test_pooled_needs_two_lots_more_than_log_ratios_in_all():
    five = [*PRE[:2], *PRE[2:4]]
    assert hotelling(pre=five[:2], post=five[2:]).df2 == 1.0


def test_a_part_against_the_others_that_does_not_vary_is_refused():
    constant = [[10.0, 20.0, 30.0], [10.0, 20.0, 30.0], [10.0, 20.0, 30.0]]
    with pytest.raises(NoSpread):
        part_contrasts(pre=constant, post=POST)


@pytest.mark.parametrize("level", [0.0, 1.0, math.nan])
def test_the_level_of_an_interval_lies_between_zero_and_one(level):
    with pytest.raises(OutOfRange):
        part_intervals(pre=PRE, post=POST, level=level, is_pooled=True)
