"""Relative potency from plates, parallelism of curves and lines, and runs combined into a lot's value."""

import json
import math
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import least_squares
from scipy.special import expit
from scipy.stats import t as student

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import (
    NoLine,
    NoRange,
    NoScatter,
    NoSpreadOfRuns,
    NotAligned,
    NotFinite,
    NotPoints,
    OutOfRange,
    TooFewPoints,
)
from comparability.statistics.interval import Interval
from comparability.statistics.potency import four_parameter, parallel_line
from comparability.statistics.potency.parallelism import curve_parallelism
from comparability.statistics.potency.runs import mean_of_runs, weighted_mean_of_runs
from comparability.statistics.qualification.checks import shipped
from comparability.statistics.qualification.potency import potency_curves, potency_lines, wells_of
from comparability.statistics.tost import equivalence

POTENCIES = (four_parameter.relative_potency, parallel_line.relative_potency)
WEIGHTED = json.loads((Path(__file__).parent.parent / "references/potency/weighted_curves.json").read_text())[
    "curves"
]
CASES = shipped("potency_curves.json")["cases"]
DOSES = (100.0, 33.3, 11.1, 3.7, 1.23, 0.41, 0.137)
NOISE = (0.03, -0.02, 0.01, -0.04, 0.02, 0.03, -0.01)


def wells(shift, noise, *, slope=1.2, doses=DOSES):
    return [
        (dose, 0.1 + 1.9 * float(expit(slope * (math.log(dose) + shift - 1.1))) + e)
        for dose, e in zip(doses, noise, strict=False)
    ]


def line(shift, noise, *, slope=1.3, doses=(1.0, 2.0, 4.0, 8.0)):
    return [(dose, 5.0 + slope * (math.log(dose) + shift) + e) for dose, e in zip(doses, noise, strict=False)]


REFERENCE, TEST = wells(0.0, NOISE), wells(0.2, NOISE[::-1])
noises = st.lists(st.floats(-0.05, 0.05), min_size=7, max_size=7).filter(
    lambda noise: max(noise) - min(noise) > 0.01
)


def of(potency, reference, test, weights=None):
    return potency(reference=reference, test=test, weights=weights)


@pytest.mark.parametrize("check", list(potency_curves()), ids=attrgetter("name"))
def test_curves_agree_with_thirty_digit_arithmetic_to_eleven_digits(check):
    assert check.digits > 11


@pytest.mark.parametrize("check", list(potency_lines()), ids=attrgetter("name"))
def test_lines_agree_with_r_to_eleven_digits(check):
    assert check.digits > 11


@pytest.mark.parametrize("case", WEIGHTED, ids=lambda case: case["id"])
def test_weighted_and_falling_curves_agree_with_nls_as_far_as_it_goes(case):
    """R 4.2.2 nls stops where its own criterion is 1e-7: seven digits of what it estimates."""
    found = four_parameter.relative_potency(**wells_of(case))
    names = ("log_rp", "se", "df", "slope", "lower", "upper")
    got = (found.difference, found.standard_error, found.df, found.slope, found.lower, found.upper)
    assert got == pytest.approx(tuple(case[name] for name in names), rel=2e-7)


@pytest.mark.parametrize(
    ("case", "low", "high"),
    [(CASES[0], 0.9621377677, 1.0514685692), (CASES[1], 1.0330232634, 1.1815687980)],
    ids=["k1", "k5"],
)
def test_the_profile_interval_is_that_of_r_within_its_splines(case, low, high):
    """R 4.2.2 confint(nls): splines through a few fits, good for seven digits."""
    found = four_parameter.profile_interval(
        reference=case["reference"], test=case["test"], weights=None, level=case["level"]
    )
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-7)


def test_at_the_ends_of_the_profile_the_best_curve_is_just_rejected():
    """Squares left by SciPy's own least squares, with the potency held at either end."""
    found = four_parameter.relative_potency(reference=REFERENCE, test=TEST, weights=None)
    interval = four_parameter.profile_interval(reference=REFERENCE, test=TEST, weights=None, level=0.9)
    log_dose = np.log([dose for dose, _ in REFERENCE + TEST])
    response = np.array([value for _, value in REFERENCE + TEST])
    is_test = np.repeat([0.0, 1.0], 7)
    best = found.residual_sd**2 * found.df
    for end in (interval.low, interval.high):

        def residual(p, end=end):
            return p[2] + (p[3] - p[2]) * expit(p[0] * (log_dose + math.log(end) * is_test - p[1])) - response

        start = [found.slope, math.log(found.middle_dose), found.lower, found.upper]
        left = 2.0 * least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15).cost
        assert (left - best) / (best / found.df) == pytest.approx(student.ppf(0.95, found.df) ** 2, rel=1e-8)


def test_a_potency_is_judged_as_a_ratio():
    contrast = four_parameter.relative_potency(reference=REFERENCE, test=TEST, weights=None)
    found = equivalence(contrast, margin=Interval(0.8, 1.6), alpha=0.05)
    assert contrast.is_log
    assert found.estimate == pytest.approx(math.exp(contrast.difference))
    assert found.interval.strictly_inside(Interval(0.8, 1.6))


def test_a_sample_twice_as_strong_has_a_potency_of_two():
    diluted = [(dose / 2.0, response) for dose, response in REFERENCE]
    found = of(four_parameter.relative_potency, REFERENCE, diluted)
    assert math.exp(found.difference) == pytest.approx(2.0, rel=1e-12)


@pytest.mark.parametrize("potency", POTENCIES, ids=["curves", "lines"])
@settings(deadline=None, max_examples=30)
@given(first=noises, second=noises)
def test_swapping_the_samples_inverts_the_potency(potency, first, second):
    reference, test = wells(0.0, first), wells(0.3, second)
    there, back = of(potency, reference, test), of(potency, test, reference)
    assert back.difference == pytest.approx(-there.difference, rel=1e-8, abs=1e-9)
    assert back.standard_error == pytest.approx(there.standard_error, rel=1e-7)


@pytest.mark.parametrize("potency", POTENCIES, ids=["curves", "lines"])
@pytest.mark.parametrize(
    ("dose", "response", "offset"),
    [(1e13, 1.0, 0.0), (1e-9, 1.0, 0.0), (1.0, 1e-9, 0.0), (1.0, 1e9, 0.0), (1.0, 1.0, 1e9)],
)
def test_a_change_of_unit_or_offset_keeps_the_potency(potency, dose, response, offset):
    # Multiples of 1/4096 stay exact beside 1e9.
    def converted(sample, dose, response, offset):
        return [(d * dose, (round(r * 4096) / 4096 + offset) * response) for d, r in sample]

    plain = of(potency, converted(REFERENCE, 1.0, 1.0, 0.0), converted(TEST, 1.0, 1.0, 0.0))
    other = of(potency, converted(REFERENCE, dose, response, offset), converted(TEST, dose, response, offset))
    assert (other.difference, other.standard_error) == pytest.approx(
        (plain.difference, plain.standard_error), rel=1e-9
    )


@pytest.mark.parametrize("potency", POTENCIES, ids=["curves", "lines"])
def test_a_well_of_weight_two_counts_as_two_wells(potency):
    twice = of(potency, [*REFERENCE, REFERENCE[2]], TEST)
    weighted = of(potency, REFERENCE, TEST, ([1, 1, 2, 1, 1, 1, 1], [1] * 7))
    assert weighted.difference == pytest.approx(twice.difference, rel=1e-9)
    assert weighted.df == twice.df - 1


@pytest.mark.parametrize("potency", POTENCIES, ids=["curves", "lines"])
def test_only_the_proportions_of_weights_matter(potency):
    weights = [1.0, 2.0, 0.5, 1.0, 3.0, 1.0, 1.0]
    one = of(potency, REFERENCE, TEST, (weights, weights))
    other = of(potency, REFERENCE, TEST, ([1e12 * w for w in weights], [1e12 * w for w in weights]))
    assert (other.difference, other.standard_error) == pytest.approx(
        (one.difference, one.standard_error), rel=1e-10
    )
    assert other.residual_sd == pytest.approx(one.residual_sd, rel=1e-10)


def test_like_curves_are_parallel_within_margins_of_their_parameters():
    found = curve_parallelism(reference=CASES[1]["reference"], test=CASES[1]["test"], weights=None)
    for ratio, margin in ((found.slope_ratio, 1.4), (found.range_ratio, 1.25), (found.upper_ratio, 1.25)):
        result = equivalence(ratio, margin=Interval(1.0 / margin, margin), alpha=0.05)
        assert max(result.p_low, result.p_high) < 0.05
    assert found.p > 0.05
    # A lower end near zero says little about a ratio: the same data do not show it within a factor of 1.25.
    lower = equivalence(found.lower_ratio, margin=Interval(0.8, 1.25), alpha=0.05)
    assert max(lower.p_low, lower.p_high) > 0.05


def test_an_end_that_is_not_above_zero_has_no_ratio():
    below = [(dose, response - 0.3) for dose, response in TEST]
    found = curve_parallelism(reference=REFERENCE, test=below, weights=None)
    assert found.lower_ratio is None
    assert found.range_ratio.difference == pytest.approx(
        curve_parallelism(reference=REFERENCE, test=TEST, weights=None).range_ratio.difference, rel=1e-8
    )


def test_a_sample_that_falls_and_one_that_rises_have_no_ratio_of_slopes():
    falling = wells(0.0, NOISE, slope=-1.2)
    with pytest.raises(NoLine, match="of one sample rise with the dose and those of the other fall"):
        of(curve_parallelism, REFERENCE, falling)
    with pytest.raises(NoLine, match="of one sample rise with the dose and those of the other do not"):
        of(parallel_line.line_parallelism, line(0.0, NOISE), line(0.0, NOISE, slope=-1.3))


def test_a_sample_that_falls_has_no_potency_relative_to_one_that_rises():
    with pytest.raises(NoLine):
        of(four_parameter.relative_potency, REFERENCE, wells(0.0, NOISE, slope=-1.2))


def test_the_interval_of_fieller_is_the_profile_of_the_line():
    """Squares left by NumPy's least squares, with the potency held at either end."""
    reference, test = line(0.0, NOISE), line(0.4, NOISE[2:])
    found = parallel_line.relative_potency(reference=reference, test=test, weights=None)
    interval = parallel_line.fieller_interval(reference=reference, test=test, weights=None, level=0.95)
    log_dose = np.log([dose for dose, _ in reference + test])
    response = np.array([value for _, value in reference + test])
    best = found.residual_sd**2 * found.df
    for end in (interval.low, interval.high):
        moved = log_dose + math.log(end) * np.repeat([0.0, 1.0], 4)
        left = float(np.linalg.lstsq(np.stack([np.ones(8), moved], axis=1), response)[1][0])
        assert (left - best) / (best / found.df) == pytest.approx(student.ppf(0.975, found.df) ** 2, rel=1e-9)


def run(value, standard_error, df=20.0):
    return TContrast(difference=value, standard_error=standard_error, df=df, is_log=True)


def test_the_mean_of_runs_carries_the_degrees_of_freedom_of_the_runs():
    """mean, SD / √n and n - 1, as `t.test` of R: runs vary by more than the wells of one run tell."""
    found = mean_of_runs([run(0.05, 0.02), run(0.15, 0.03), run(-0.02, 0.02)])
    values = np.array([0.05, 0.15, -0.02])
    assert found.difference == pytest.approx(values.mean(), rel=1e-14)
    assert found.standard_error == pytest.approx(values.std(ddof=1) / math.sqrt(3), rel=1e-14)
    assert (found.df, found.n_runs) == (2.0, 3)
    assert found.p < 0.001


def test_a_weighted_mean_of_equal_runs_is_that_of_their_wells():
    """Three runs of standard error 0.03 and 20 df each: 0.03 / √3, enlarged by Meier's term, with 60 df."""
    found = weighted_mean_of_runs([run(0.05, 0.03), run(0.06, 0.03), run(0.04, 0.03)])
    assert found.difference == pytest.approx(0.05, rel=1e-13)
    meier = 1.0 + 4.0 * 3.0 * (1.0 / 3.0) * (2.0 / 3.0) / 20.0
    assert found.standard_error == pytest.approx(0.03 / math.sqrt(3.0) * math.sqrt(meier), rel=1e-13)
    assert found.df == pytest.approx(60.0, rel=1e-13)
    assert found.q == pytest.approx(2.0 / 9.0, rel=1e-12)


def test_a_precise_run_counts_by_its_precision():
    found = weighted_mean_of_runs([run(0.0, 0.1), run(0.1, 0.2)])
    assert found.difference == pytest.approx(0.02, rel=1e-13)


def test_runs_that_all_agree_are_refused_where_their_spread_is_needed():
    with pytest.raises(NoSpreadOfRuns, match="All 2 runs gave the same potency"):
        mean_of_runs([run(0.1, 0.02), run(0.1, 0.03)])
    assert weighted_mean_of_runs([run(0.1, 0.02), run(0.1, 0.03)]).run_sd == 0.0


@pytest.mark.parametrize("combine", [mean_of_runs, weighted_mean_of_runs], ids=lambda f: f.__name__)
def test_one_run_is_no_lot_value(combine):
    with pytest.raises(TooFewPoints, match="The runs of the lot: 1 point"):
        combine([run(0.1, 0.02)])


@pytest.mark.parametrize("potency", POTENCIES, ids=["curves", "lines"])
@pytest.mark.parametrize(
    ("reference", "weights", "error", "sentence"),
    [
        ([(1.0, 2.0)] * 5, None, NoRange, "The reference sample: all points have the same dose"),
        ([(0.0, 1.0), *REFERENCE], None, OutOfRange, "A dose of the reference sample is 0"),
        ([(-1.0, 1.0), *REFERENCE], None, OutOfRange, "a number above 0"),
        ([(1.0, math.nan), *REFERENCE], None, NotFinite, "One of the responses of the reference sample"),
        ([1.0, 2.0], None, NotPoints, "The reference sample must hold"),
        (REFERENCE, ([1.0] * 6, [1.0] * 7), NotAligned, "The weights of the reference sample have 6 values"),
        (REFERENCE, ([1.0] * 6 + [0.0], [1.0] * 7), OutOfRange, "A weight of the reference sample is 0"),
    ],
    ids=[
        "one dose",
        "dose zero",
        "dose below zero",
        "no number",
        "no wells",
        "a weight too few",
        "weight zero",
    ],
)
def test_wells_that_tell_no_potency_are_refused(potency, reference, weights, error, sentence):
    with pytest.raises(error, match=sentence):
        of(potency, reference, TEST, weights)


def test_three_doses_make_no_curve():
    with pytest.raises(TooFewPoints, match="The test sample, doses: 3 points, at least 4"):
        of(four_parameter.relative_potency, REFERENCE, TEST[:3])


@pytest.mark.parametrize("analysis", [*POTENCIES, curve_parallelism], ids=["curves", "lines", "parallelism"])
def test_a_plate_without_any_response_is_refused(analysis):
    flat = [(dose, 1.0) for dose in DOSES]
    with pytest.raises(NoScatter, match="The plate"):
        of(analysis, flat, flat)


@pytest.mark.parametrize(
    "analysis", [four_parameter.relative_potency, curve_parallelism], ids=["potency", "parallelism"]
)
def test_wells_without_scatter_about_their_curve_are_refused(analysis):
    exact = wells(0.0, (0.0,) * 7)
    with pytest.raises(NoScatter):
        of(analysis, exact, exact)


def test_doses_that_reach_only_one_end_of_the_curve_are_refused():
    doses = (0.05, 0.025, 0.0125, 0.00625, 0.003)
    with pytest.raises(NoLine, match="the doses do not reach the slope and both ends"):
        of(
            four_parameter.relative_potency,
            wells(0.0, NOISE, doses=doses),
            wells(0.1, NOISE[::-1], doses=doses),
        )


def test_lines_that_may_be_flat_have_no_interval_of_fieller():
    flat = [(dose, 1.0 + e) for (dose, _), e in zip(REFERENCE, NOISE, strict=True)]
    with pytest.raises(NoLine, match="might not depend on the dose"):
        parallel_line.fieller_interval(reference=flat, test=flat[::-1], weights=None, level=0.95)


def test_too_few_wells_for_a_test_of_parallelism_are_refused():
    four = wells(0.0, NOISE, doses=DOSES[::2])
    with pytest.raises(TooFewPoints, match="The plate: 8 points, at least 9"):
        of(curve_parallelism, four, wells(0.1, NOISE[::-1], doses=DOSES[::2]))
    with pytest.raises(TooFewPoints, match="The plate: 4 points, at least 5"):
        of(parallel_line.line_parallelism, line(0.0, NOISE)[:2], line(0.1, NOISE[::-1])[:2])
