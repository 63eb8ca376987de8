"""Exact power of the pooled and paired equivalence tests, against other people's numbers and its logic."""

import json
import math
from functools import partial
from operator import attrgetter
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import stdtrit
from scipy.stats import nct, t

from comparability.statistics.errors import NotATable, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning import pooled, welch
from comparability.statistics.planning.design import Design, PairedDesign
from comparability.statistics.planning.pooled import paired_powers, powers, probability_inside
from comparability.statistics.planning.sample_sizes import lots_per_arm
from comparability.statistics.qualification.pooled_power import pooled_powers

PLANNING = json.loads(
    (Path(__file__).parent.parent / "references" / "planning" / "planning.json").read_text(encoding="utf-8")
)["cases"]

counts = st.integers(2, 30)
sds = st.floats(0.02, 1.0)
shifts = st.floats(-0.5, 0.5)
ends = st.tuples(st.floats(-1.0, -0.05), st.floats(0.05, 1.0))


def balanced(*, n_pre: int, n_post: int, sd: float, alpha: float = 0.05) -> Design:
    return Design(n_pre=n_pre, n_post=n_post, sd_pre=sd, sd_post=sd, alpha=alpha)


@pytest.mark.parametrize("check", list(pooled_powers()), ids=attrgetter("name"))
def test_power_agrees_with_26_digit_arithmetic_within_1e_14(check):
    assert abs(check.got - check.expected) < 1e-14


def test_power_agrees_with_toster_where_its_method_is_exact(references: Path):
    cases = json.loads((references / "r" / "c_power_toster.json").read_text(encoding="utf-8"))["cases"]
    assert len(cases) == 6
    for case in cases:
        given_ = case["input"]
        n, sd, alpha = given_["n"], given_["sd"], given_["alpha"]
        design: Design | PairedDesign = balanced(n_pre=n, n_post=n, sd=sd, alpha=alpha)
        if given_["type"] == "paired":
            design = PairedDesign(pairs=n, sd_of_differences=sd, alpha=alpha)
        margin = Interval(-given_["eqb"], given_["eqb"])
        got = probability_inside(design=design, shift=given_["delta"], margin=margin)
        # TOSTER integrates adaptively to 1e-12 or so; ours agrees with 26 digits to 1e-14.
        assert got == pytest.approx(case["power"], abs=2e-12), case["id"]


@pytest.mark.parametrize("case", [case for case in PLANNING if case["kind"] == "pooled with unequal SDs"])
def test_true_sds_that_differ_are_followed_through_the_pooled_test(case):
    design = Design(
        n_pre=case["n_pre"],
        n_post=case["n_post"],
        sd_pre=case["sd_pre"],
        sd_post=case["sd_post"],
        alpha=case["alpha"],
    )
    got = probability_inside(design=design, shift=case["shift"], margin=Interval(*case["margin"]))
    assert got == pytest.approx(case["value"], abs=4 * case["standard_error"])


def test_two_dimensions_give_what_one_gives_where_the_sds_are_all_but_equal():
    margin = Interval(-0.4, 0.3)
    nearly = Design(n_pre=5, n_post=3, sd_pre=0.2, sd_post=math.nextafter(0.2, 1.0), alpha=0.05)
    one = probability_inside(design=balanced(n_pre=5, n_post=3, sd=0.2), shift=0.1, margin=margin)
    assert probability_inside(design=nearly, shift=0.1, margin=margin) == pytest.approx(one, abs=1e-12)


@pytest.mark.parametrize("shift", [0.0, 0.9, 1.5], ids=["no shift", "near the margin", "beyond it"])
@pytest.mark.parametrize("alpha", [0.05, 0.0005])
@pytest.mark.parametrize("sd", [0.002, 0.3, 4.0])
@pytest.mark.parametrize("lots", [(2, 2), (3, 12), (400, 500)], ids=str)
def test_power_keeps_eleven_digits_where_the_integrand_turns_sharply(lots, sd, alpha, shift):
    """The same integral by adaptive tanh-sinh in 30 digits, in pieces around the turn."""
    n_pre, n_post = lots
    found = probability_inside(
        design=balanced(n_pre=n_pre, n_post=n_post, sd=sd, alpha=alpha),
        shift=shift,
        margin=Interval(-1.0, 1.0),
    )
    with mpmath.workdps(30):
        expected = float(_power_in_30_digits(n_pre, n_post, sd, shift, alpha))
    assert found == pytest.approx(expected, abs=1e-11)


def _power_in_30_digits(n_pre: int, n_post: int, sd: float, shift: float, alpha: float) -> mpmath.mpf:
    mp = mpmath.mp
    df = n_pre + n_post - 2
    sigma = mp.mpf(sd) * mp.sqrt(mp.mpf(1) / n_pre + mp.mpf(1) / n_post)
    low, high = (-1 - mp.mpf(shift)) / sigma, (1 - mp.mpf(shift)) / sigma

    def upper_tail(t: mpmath.mpf) -> mpmath.mpf:
        return mp.betainc(df / mp.mpf(2), mp.mpf("0.5"), 0, df / (df + t**2), regularized=True) / 2

    start = float(-stdtrit(df, alpha))
    t = mp.findroot(lambda t: upper_tail(t) - mp.mpf(alpha), (start, start * (1 + 1e-6)))
    b, root = t / mp.sqrt(df), mp.sqrt(df)
    constant = (mp.mpf(df) / 2 - 1) * mp.log(2) + mp.loggamma(mp.mpf(df) / 2)

    def integrand(x: mpmath.mpf) -> mpmath.mpf:
        density = mp.exp((df - 1) * mp.log(x) - x**2 / 2 - constant) if x > 0 else mp.mpf(df == 1)
        # From the tails, so that nothing cancels.
        return density * (1 - mp.ncdf(-(high - b * x)) - mp.ncdf(low + b * x))

    end = min((high - low) / (2 * b), root + 12)
    turn = min(high, -low) / b
    points = {max(mp.mpf(0), root - 12), end}
    for centre, width in ((root, mp.mpf(1)), (turn, 1 / b)):
        points |= {centre + k * width for k in (-12, -6, -3, -1, 0, 1, 3, 6, 12)}
    inside = sorted(point for point in points if max(0, root - 12) <= point <= end)
    return mp.quad(integrand, inside) if len(inside) > 1 else mp.mpf(0)


def test_an_open_margin_is_the_power_of_one_side_by_the_noncentral_t():
    design = balanced(n_pre=4, n_post=6, sd=0.3)
    sigma = 0.3 * math.sqrt(1 / 4 + 1 / 6)
    found = probability_inside(design=design, shift=0.1, margin=Interval(-0.4, math.inf))
    expected = float(nct.sf(t.ppf(0.95, 8), 8, 0.5 / sigma))
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_thousand_scenarios_at_once_are_the_scenarios_one_by_one():
    draw = np.random.default_rng(1)
    n_pre, n_post = draw.integers(2, 15, 200), draw.integers(2, 15, 200)
    sd, shift = draw.uniform(0.05, 0.5, 200), draw.uniform(-0.5, 0.5, 200)
    together = powers(n_pre=n_pre, n_post=n_post, sd=sd, shift=shift, low=-0.4, high=0.5, alpha=0.05)
    alone = [
        probability_inside(
            design=balanced(n_pre=int(a), n_post=int(b), sd=float(s)),
            shift=float(d),
            margin=Interval(-0.4, 0.5),
        )
        for a, b, s, d in zip(n_pre, n_post, sd, shift, strict=True)
    ]
    assert_allclose(together, alone, rtol=0, atol=1e-14)


def test_a_table_of_scenarios_keeps_its_shape():
    table = powers(n_pre=[[3], [5]], n_post=4, sd=[0.1, 0.2, 0.3], shift=0.0, low=-0.4, high=0.4, alpha=0.05)
    assert table.shape == (2, 3)
    single = powers(n_pre=5, n_post=4, sd=0.3, shift=0.0, low=-0.4, high=0.4, alpha=0.05)
    assert float(table[1, 2]) == pytest.approx(float(single), abs=1e-15)


def test_pairs_take_the_sd_of_differences_and_not_the_one_within_a_lot():
    within = 0.1
    found = paired_powers(
        pairs=[4], sd_of_differences=math.sqrt(2) * within, shift=0.0, low=-0.3, high=0.3, alpha=0.05
    )
    # 4 pairs: standard error of the mean difference within·sqrt(2/4), 3 degrees of freedom
    design = PairedDesign(pairs=4, sd_of_differences=math.sqrt(2) * within, alpha=0.05)
    assert design.sd_of_difference == pytest.approx(within * math.sqrt(0.5))
    assert float(found[0]) == probability_inside(design=design, shift=0.0, margin=Interval(-0.3, 0.3))


@given(counts, counts, sds, shifts, ends, st.floats(1.01, 3.0))
def test_power_rises_with_the_margin(n_pre, n_post, sd, shift, margin, factor):
    design = balanced(n_pre=n_pre, n_post=n_post, sd=sd)
    narrow = probability_inside(design=design, shift=shift, margin=Interval(*margin))
    wide = probability_inside(
        design=design, shift=shift, margin=Interval(factor * margin[0], factor * margin[1])
    )
    assert wide >= narrow - 1e-14


@given(counts, counts, sds, st.floats(-0.9, 0.9), ends, st.floats(1.01, 3.0))
def test_power_falls_with_the_sd_while_the_truth_lies_inside(n_pre, n_post, sd, share, margin, factor):
    shift = share * (-margin[0] if share < 0 else margin[1])
    small, large = (
        probability_inside(
            design=balanced(n_pre=n_pre, n_post=n_post, sd=each), shift=shift, margin=Interval(*margin)
        )
        for each in (sd, factor * sd)
    )
    assert large <= small + 1e-14


@given(counts, counts, sds, sds, shifts, ends)
def test_swapping_the_arms_mirrors_the_question(n_pre, n_post, sd_pre, sd_post, shift, margin):
    there = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd_pre, sd_post=sd_post, alpha=0.05)
    back = Design(n_pre=n_post, n_post=n_pre, sd_pre=sd_post, sd_post=sd_pre, alpha=0.05)
    mirrored = Interval(-margin[1], -margin[0])
    for test in (pooled, welch):
        assert test.probability_inside(design=there, shift=shift, margin=Interval(*margin)) == pytest.approx(
            test.probability_inside(design=back, shift=-shift, margin=mirrored), abs=1e-11
        )


@given(counts, counts, sds, sds, shifts, ends, st.sampled_from([1e13, 1e-9, 7.0]))
def test_a_change_of_unit_changes_nothing(n_pre, n_post, sd_pre, sd_post, shift, margin, unit):
    here = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd_pre, sd_post=sd_post, alpha=0.05)
    there = Design(n_pre=n_pre, n_post=n_post, sd_pre=unit * sd_pre, sd_post=unit * sd_post, alpha=0.05)
    for test in (pooled, welch):
        assert test.probability_inside(
            design=there, shift=unit * shift, margin=Interval(unit * margin[0], unit * margin[1])
        ) == pytest.approx(
            test.probability_inside(design=here, shift=shift, margin=Interval(*margin)), abs=1e-12
        )


@given(counts, counts, sds, sds, shifts, ends)
def test_inside_and_outside_leave_room_for_inconclusive(n_pre, n_post, sd_pre, sd_post, shift, margin):
    design = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd_pre, sd_post=sd_post, alpha=0.05)
    for test in (pooled, welch):
        inside = test.probability_inside(design=design, shift=shift, margin=Interval(*margin))
        outside = test.probability_outside(design=design, shift=shift, margin=Interval(*margin))
        assert min(inside, outside) > -1e-14 and inside + outside < 1 + 1e-12


def test_the_chance_of_breaking_an_open_margin_is_the_power_of_the_opposite_question():
    """Outside (-inf, high): the interval lies wholly above, which is one test of H0: at or below high."""
    design = balanced(n_pre=4, n_post=6, sd=0.3)
    beyond = pooled.probability_outside(design=design, shift=0.5, margin=Interval(-math.inf, 0.2))
    shown = probability_inside(design=design, shift=0.5, margin=Interval(0.2, math.inf))
    assert beyond == pytest.approx(shown, abs=1e-13)


def test_the_size_of_one_pooled_side_is_alpha_only_while_the_sds_are_equal():
    assert pooled.size_of_one_side(design=balanced(n_pre=20, n_post=3, sd=1.0)) == pytest.approx(
        0.05, abs=1e-14
    )
    unequal = Design(n_pre=20, n_post=3, sd_pre=1.0, sd_post=4.0, alpha=0.05)
    assert pooled.size_of_one_side(design=unequal) == pytest.approx(0.251, abs=0.0005)


@given(counts, counts, sds, ends)
def test_the_size_of_equivalence_never_exceeds_alpha_while_the_sds_are_equal(n_pre, n_post, sd, margin):
    assume(margin[0] < margin[1])
    design = balanced(n_pre=n_pre, n_post=n_post, sd=sd)
    assert pooled.size_of_equivalence(design=design, margin=Interval(*margin)) <= 0.05 + 1e-13


@pytest.mark.parametrize(
    "change, refusal",
    [
        pytest.param({"n_pre": [3, 1]}, OutOfRange, id="one lot"),
        pytest.param({"sd": [0.1, 0.0]}, OutOfRange, id="no spread"),
        pytest.param({"sd": math.nan}, OutOfRange, id="an SD that is not a number"),
        pytest.param({"shift": math.inf}, NotFinite, id="an infinite shift"),
        pytest.param({"low": 0.4}, OutOfRange, id="swapped ends of a margin"),
        pytest.param({"alpha": 0.5}, OutOfRange, id="alpha of a half"),
    ],
)
def test_impossible_scenarios_are_refused_with_a_sentence(change, refusal):
    asked = {"n_pre": 3, "n_post": 3, "sd": 0.1, "shift": 0.0, "low": -0.4, "high": 0.4, "alpha": 0.05}
    with pytest.raises(refusal) as caught:
        powers(**(asked | change))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("change", [{"pairs": 1}, {"sd_of_differences": 0.0}, {"alpha": 0.0}], ids=str)
def test_an_impossible_paired_design_is_refused(change):
    with pytest.raises(OutOfRange):
        PairedDesign(**({"pairs": 3, "sd_of_differences": 1.0, "alpha": 0.05} | change))


@pytest.mark.parametrize(
    "find",
    [
        partial(powers, n_pre=3, n_post=3, alpha=0.05),
        partial(lots_per_arm, alpha=0.05, power=0.8, most=100),
    ],
    ids=["power", "lots"],
)
def test_scenarios_that_do_not_go_together_are_refused(find):
    with pytest.raises(NotATable, match="one for each scenario"):
        find(sd=[0.1, 0.2], shift=[0.0, 0.1, 0.2], low=-0.5, high=0.5)


def test_a_shift_that_is_infinitely_many_sds_away_is_refused():
    design = Design(n_pre=2, n_post=2, sd_pre=1e-9, sd_post=1e-9, alpha=0.05)
    with pytest.raises(NotFinite, match="distance"):
        probability_inside(design=design, shift=1e300, margin=Interval(-2.0, 2.0))


def test_an_infinite_shift_is_refused():
    with pytest.raises(NotFinite):
        probability_inside(
            design=balanced(n_pre=3, n_post=3, sd=1.0), shift=math.inf, margin=Interval(-1.0, 1.0)
        )
