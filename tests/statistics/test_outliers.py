"""Flags for distant lots: exact p-values, published tables, and what they refuse."""

import itertools
import math
from operator import attrgetter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.errors import (
    LotInTheMiddle,
    NoSpread,
    NoSpreadAmongOthers,
    NotAVector,
    NotFinite,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.outliers.dixon import dixon
from comparability.statistics.outliers.generalised_esd import generalised_esd
from comparability.statistics.outliers.grubbs import grubbs, grubbs_opposite_tails
from comparability.statistics.outliers.studentised import largest_deviate, studentised_range
from comparability.statistics.quadrature import between
from comparability.statistics.qualification.lot_checks import distant_lots, exact_grubbs, rosner_steps
from comparability.statistics.ranges import Sides

# Grubbs (1969) Technometrics 11:1, table I, one-sided critical values at 5 % and 1 %, as in ASTM E178.
GRUBBS = {
    3: (1.153, 1.155), 4: (1.463, 1.492), 5: (1.672, 1.749), 6: (1.822, 1.944), 7: (1.938, 2.097),
    8: (2.032, 2.221), 9: (2.110, 2.323), 10: (2.176, 2.410), 20: (2.557, 2.884), 50: (2.956, 3.336),
}  # fmt: skip
# David, Hartley and Pearson (1954) Biometrika 41:482, range over SD at 5 % and 1 %, as in ASTM E178.
RANGE = {
    4: (2.429, 2.445), 5: (2.753, 2.803), 6: (3.012, 3.095), 7: (3.222, 3.338), 8: (3.399, 3.543),
    9: (3.552, 3.720), 10: (3.685, 3.875),
}  # fmt: skip
# Rorabacher (1991) Anal Chem 63:139, r10, two-sided critical values at 10 %, 5 % and 1 %.
DIXON = {
    3: (0.941, 0.970, 0.994), 4: (0.765, 0.829, 0.926), 5: (0.642, 0.710, 0.821), 6: (0.560, 0.625, 0.740),
    7: (0.507, 0.568, 0.680), 8: (0.468, 0.526, 0.634), 9: (0.437, 0.493, 0.598), 10: (0.412, 0.466, 0.568),
    20: (0.300, 0.342, 0.425),
}  # fmt: skip
CALM = [93.1, 85.5, 88.0, 91.7, 90.2, 87.4]

lots = st.lists(st.floats(1.0, 100.0), min_size=4, max_size=12, unique=True).filter(
    lambda values: np.std(values) > 0.1 and len({round(value, 3) for value in values}) == len(values)
)


def room_of_deviate(n: int, statistic: float) -> float:
    return 1.0 - n * statistic**2 / (n - 1) ** 2


def room_of_range(n: int, statistic: float) -> float:
    return 1.0 - 0.5 * statistic**2 / (n - 1)


@pytest.mark.parametrize("check", [*distant_lots(), *exact_grubbs(), *rosner_steps()], ids=attrgetter("name"))
def test_distant_lots_agree_with_thirty_digit_arithmetic_to_twelve_digits(check):
    assert check.digits > 12


@pytest.mark.parametrize("n", GRUBBS)
def test_published_critical_values_of_grubbs_have_the_level_they_are_printed_for(n):
    """Within a unit of the last digit: at 50 lots the table is 0.0006 low."""
    for printed, alpha in zip(GRUBBS[n], (0.05, 0.01), strict=True):
        largest = (n - 1) / math.sqrt(n)
        above, below = (
            largest_deviate(n=n, room=max(0.0, room_of_deviate(n, edge)), is_two_sided=False).p
            for edge in (printed - 0.001, min(printed + 0.001, largest))
        )
        assert below < alpha < above


@pytest.mark.parametrize("n", RANGE)
def test_published_critical_values_of_the_range_have_the_level_they_are_printed_for(n):
    """At five lots the table prints 2.753 where it should be 2.755."""
    for printed, alpha in zip(RANGE[n], (0.05, 0.01), strict=True):
        below, above = (
            studentised_range(n=n, room=room_of_range(n, edge)).p
            for edge in (printed + 0.0025, printed - 0.0025)
        )
        assert below < alpha < above


@pytest.mark.parametrize("n", DIXON)
def test_published_critical_values_of_dixon_have_about_the_level_they_are_printed_for(n):
    """Rorabacher interpolated Dixon's one-sided tables; McBane (2006) found them off by up to 0.003."""
    for printed, alpha in zip(DIXON[n], (0.10, 0.05, 0.01), strict=True):
        found = dixon(values=[*np.linspace(0.0, 1.0 - printed, n - 1), 1.0], arm="pre", sides=Sides.BOTH)
        assert found.ratio == pytest.approx(printed, rel=1e-12)
        assert found.p == pytest.approx(alpha, abs=0.0026)


def test_three_lots_have_one_test_whatever_it_is_called():
    """The ratio of the two gaps is all that three lots say; Grubbs's formula is exact there."""
    values = [95.7259, 74.2488, 92.0468]
    by_grubbs = grubbs(values=values, arm="pre", sides=Sides.BOTH)
    by_dixon = dixon(values=values, arm="pre", sides=Sides.BOTH)
    assert by_dixon.p == pytest.approx(by_grubbs.p, rel=1e-12)


@pytest.mark.parametrize("n, bound", [(3, 2.0), (5, 3.0), (7, 4.0)], ids=["3 lots", "5 lots", "7 lots"])
def test_over_the_chi_distribution_the_studentised_range_averages_to_the_range(n, bound):
    """R's ptukey with infinite df knows the range of normal lots at a known SD."""
    tails = {(3, 2.0): 0.33349932504014979, (5, 3.0): 0.21087650496351995, (7, 4.0): 0.06995876563549952}
    # Where more lots fit to the ends of the range, the chance has a corner.
    corners = {math.sqrt(m * k / (m + k)) for m in range(1, n) for k in range(1, n - m + 1)}
    ends = [*sorted(bound * corner for corner in corners), 11.0]
    averaged = 0.0
    for low, high in itertools.pairwise(ends):
        rule = between(0.0, 0.5 * math.pi, count=40)
        chi = low + (high - low) * np.sin(rule.nodes) ** 2
        chances = [studentised_range(n=n, room=1.0 - 0.5 * (bound / x) ** 2).p for x in chi]
        slope = (high - low) * np.sin(2.0 * rule.nodes)
        averaged += rule.weights @ (slope * stats.chi.pdf(chi, n - 1) * chances)
    assert averaged == pytest.approx(tails[n, bound], abs=1e-10)


def test_simulation_finds_the_exact_chances_where_bonferroni_is_far_off():
    """Seeded; three standard errors of 200,000 samples."""
    samples = np.random.default_rng(20240601).standard_normal((200_000, 8))
    z = (samples - samples.mean(axis=1, keepdims=True)) / samples.std(axis=1, ddof=1, keepdims=True)
    for seen, chance in (
        (np.abs(z).max(axis=1) > 1.5, largest_deviate(n=8, room=room_of_deviate(8, 1.5), is_two_sided=True)),
        (z.max(axis=1) > 1.2, largest_deviate(n=8, room=room_of_deviate(8, 1.2), is_two_sided=False)),
        (np.ptp(z, axis=1) > 2.6, studentised_range(n=8, room=room_of_range(8, 2.6))),
    ):
        assert chance.p == pytest.approx(seen.mean(), abs=3 * math.sqrt(0.25 / len(samples)))
        assert chance.p_bonferroni > chance.p + 0.05


def test_clean_lots_are_not_flagged_with_a_p_of_zero():
    """R's outliers::dixon.test(…, two.sided = TRUE) returns 0 beyond its table."""
    assert 0.5 < dixon(values=CALM, arm="pre", sides=Sides.BOTH).p <= 1.0
    assert 0.5 < grubbs(values=CALM, arm="pre", sides=Sides.BOTH).p <= 1.0


@pytest.mark.parametrize("distance", [1e3, 1e9, 1e15])
def test_a_p_value_is_never_zero_however_distant_a_lot_is(distance):
    values = [*CALM, 90.0 + distance]
    assert 0.0 < grubbs(values=values, arm="pre", sides=Sides.BOTH).p < 1e-9
    assert 0.0 < dixon(values=values, arm="pre", sides=Sides.BOTH).p < 1e-9


def test_a_small_p_keeps_its_digits_where_the_statistic_has_none_left():
    """Near its largest possible value G hardly moves: ten times as distant is p times ten to the -(n - 2)."""
    near, far = (
        grubbs(values=[*CALM, 90.0 + distance], arm="pre", sides=Sides.BOTH) for distance in (1e9, 1e10)
    )
    assert near.statistic == pytest.approx(far.statistic, rel=1e-14)
    assert far.p / near.p == pytest.approx(1e-5, rel=1e-6)


def test_the_end_is_chosen_before_the_values_are_seen():
    values = [10.0, 10.4, 10.9, 11.1, 7.0]
    both = grubbs(values=values, arm="pre", sides=Sides.BOTH)
    low, high = (grubbs(values=values, arm="pre", sides=side) for side in (Sides.LOWER, Sides.UPPER))
    assert both.index == low.index == 4 and high.index == 3
    assert both.p == pytest.approx(2.0 * low.p, rel=1e-12)
    assert dixon(values=values, arm="pre", sides=Sides.UPPER).value == 11.1


@given(lots)
def test_bonferroni_bounds_the_exact_p_and_both_agree_where_no_two_lots_can_be_as_distant(values):
    found = grubbs(values=values, arm="pre", sides=Sides.BOTH)
    assert 0.0 < found.p <= found.p_bonferroni <= 1.0
    if found.statistic > math.sqrt((found.n - 1) / 2.0) * (1 + 1e-9):
        assert found.p == pytest.approx(found.p_bonferroni, rel=1e-9)


@given(lots, st.sampled_from([1e13, 1e-9]), st.randoms())
def test_neither_the_unit_nor_the_order_of_lots_changes_a_p_value(values, unit, random):
    shuffled = values.copy()
    random.shuffle(shuffled)
    for test in (
        lambda lots: grubbs(values=lots, arm="pre", sides=Sides.BOTH),
        lambda lots: grubbs_opposite_tails(values=lots, arm="pre"),
        lambda lots: dixon(values=lots, arm="pre", sides=Sides.BOTH),
    ):
        here, there = test(values), test([value * unit for value in shuffled])
        assert there.p == pytest.approx(here.p, rel=1e-7, abs=1e-10)


@given(lots)
def test_mirrored_lots_have_the_mirrored_flag(values):
    mirrored = [-value for value in values]
    for test in (grubbs, dixon):
        low, high = (
            test(values=values, arm="pre", sides=Sides.LOWER),
            test(values=mirrored, arm="pre", sides=Sides.UPPER),
        )
        assert (low.index, low.value) == (high.index, -high.value)
        assert low.p == pytest.approx(high.p, rel=1e-9, abs=1e-13)


@given(lots, st.floats(0.01, 0.2), st.integers(1, 2))
def test_a_step_is_beyond_its_bound_exactly_when_its_p_is_below_alpha(values, alpha, most):
    found = generalised_esd(values=values, arm="pre", most=most, alpha=alpha)
    for step in found.steps:
        assert step.is_beyond == (step.p_bonferroni < alpha) == (step.statistic > step.critical)
    beyond = [place for place, step in enumerate(found.steps, start=1) if step.is_beyond]
    assert len(found.flagged) == (max(beyond) if beyond else 0)


def test_two_distant_lots_cannot_mask_each_other():
    values = [10.1, 9.8, 10.0, 10.2, 9.9, 10.0, 10.3, 9.7, 10.1, 9.9, 14.9, 15.1]
    assert grubbs(values=values, arm="pre", sides=Sides.BOTH).p > 0.05
    found = generalised_esd(values=values, arm="pre", most=3, alpha=0.05)
    assert set(found.flagged) == {10, 11}
    assert not found.steps[0].is_beyond and found.steps[1].is_beyond


@pytest.mark.parametrize(
    "values, refusal",
    [
        pytest.param([1.0, 2.0], TooFewLots, id="two lots"),
        pytest.param([5.0, 5.0, 5.0], NoSpread, id="all the same"),
        pytest.param([5.0, 5.0, 5.0, 9.0], NoSpreadAmongOthers, id="all the same but one"),
        pytest.param([1.0, 2.0, math.nan], NotFinite, id="not a number"),
        pytest.param([-1.7e308, 1.7e308, 0.0], NotFinite, id="spread beyond double precision"),
        pytest.param([[1.0], [2.0], [3.0]], NotAVector, id="replicates instead of lots"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(values, refusal):
    for test in (
        lambda: grubbs(values=values, arm="pre", sides=Sides.BOTH),
        lambda: dixon(values=values, arm="pre", sides=Sides.BOTH),
        lambda: generalised_esd(values=values, arm="pre", most=1, alpha=0.05),
    ):
        with pytest.raises(refusal, match="."):
            test()


def test_three_lots_at_even_distances_leave_nothing_to_judge_their_ends_by():
    with pytest.raises(LotInTheMiddle, match="in the middle"):
        grubbs_opposite_tails(values=[0.1, 0.2, 0.3], arm="pre")


@pytest.mark.parametrize("most", [0, 5, 6])
def test_at_most_all_lots_but_two_are_looked_at(most):
    with pytest.raises(OutOfRange):
        generalised_esd(values=CALM, arm="pre", most=most, alpha=0.05)


def test_opposite_tails_of_very_many_lots_are_refused():
    with pytest.raises(OutOfRange):
        grubbs_opposite_tails(values=np.arange(61.0) ** 2, arm="pre")
