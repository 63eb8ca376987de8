"""Power averaged over what is not known of the spread and the shift."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import chi, norm

from comparability.statistics.errors import NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.assurance import (
    SdEstimate,
    ShiftEstimate,
    expected_power,
    expected_power_of_two_spreads,
)
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.power import power

CASES = json.loads(
    (Path(__file__).parent.parent / "references" / "planning" / "planning.json").read_text(encoding="utf-8")
)["cases"]
ASKED = {
    "n_pre": 5,
    "n_post": 4,
    "spread": SdEstimate(sd=0.15, df=6),
    "post_sd_per_pre_sd": 1.0,
    "shift": ShiftEstimate(shift=0.1, standard_error=0.0),
    "margin": Interval(-0.4, 0.4),
    "alpha": 0.05,
    "is_pooled": False,
}


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"] == "expected pooled"], ids=str)
def test_the_expected_power_of_the_pooled_test_is_rs_own_integral(case):
    found = expected_power(
        n_pre=case["n_pre"],
        n_post=case["n_post"],
        spread=SdEstimate(sd=case["sd"], df=case["df"]),
        post_sd_per_pre_sd=1.0,
        shift=ShiftEstimate(shift=case["shift"], standard_error=0.0),
        margin=Interval(*case["margin"]),
        alpha=case["alpha"],
        is_pooled=True,
    )
    # R integrates twice, adaptively, to 1e-10 and 1e-11.
    assert found.expected == pytest.approx(case["value"], abs=1e-9)


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"] == "expected welch"], ids=str)
def test_the_expected_power_of_welch_is_what_simulation_found(case):
    found = expected_power(
        n_pre=case["n_pre"],
        n_post=case["n_post"],
        spread=SdEstimate(sd=case["sd"], df=case["df"]),
        post_sd_per_pre_sd=case["ratio"],
        shift=ShiftEstimate(shift=case["shift"], standard_error=case["shift_se"]),
        margin=Interval(*case["margin"]),
        alpha=case["alpha"],
        is_pooled=False,
    )
    assert found.expected == pytest.approx(case["value"], abs=4 * case["standard_error"])


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"] == "expected of two"], ids=str)
def test_the_expected_power_with_an_estimate_for_each_arm_is_what_simulation_found(case):
    found = expected_power_of_two_spreads(
        n_pre=case["n_pre"],
        n_post=case["n_post"],
        spread_pre=SdEstimate(sd=case["sd_pre"], df=case["df_pre"]),
        spread_post=SdEstimate(sd=case["sd_post"], df=case["df_post"]),
        shift=ShiftEstimate(shift=case["shift"], standard_error=case["shift_se"]),
        margin=Interval(*case["margin"]),
        alpha=case["alpha"],
        is_pooled=case["pooled"],
    )
    assert found.expected == pytest.approx(case["value"], abs=4 * case["standard_error"])


@pytest.mark.parametrize("df", [1.0, 2.7, 30.0, 400.0])
@pytest.mark.parametrize("n", [3, 60], ids=["few lots", "many lots"])
def test_the_quadrature_is_an_adaptive_one_to_eleven_digits(n, df):
    sd = 0.05 * math.sqrt(n)

    def integrand(x: float) -> float:
        true = sd * math.sqrt(df) / x
        design = Design(n_pre=n, n_post=n, sd_pre=true, sd_post=true, alpha=0.05)
        return chi.pdf(x, df) * power(design=design, shift=0.1, margin=Interval(-0.4, 0.4), is_pooled=True)

    # The SD of the data is nearest to chi = sqrt(df), the turn of the power is elsewhere.
    expected = sum(
        integrate.quad(integrand, low, high, epsabs=1e-13, epsrel=1e-12, limit=400)[0]
        for low, high in ((1e-9, 0.3), (0.3, 1.0), (1.0, math.sqrt(df) + 1), (math.sqrt(df) + 1, df + 12))
        if low < high
    )
    found = expected_power(
        **(ASKED | {"n_pre": n, "n_post": n, "spread": SdEstimate(sd=sd, df=df), "is_pooled": True})
    )
    assert found.expected == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_an_uncertain_shift_is_an_average_over_shifts(is_pooled):
    uncertain = expected_power(
        **(ASKED | {"shift": ShiftEstimate(shift=0.1, standard_error=0.08), "is_pooled": is_pooled})
    )

    def at(shift: float) -> float:
        stated = ShiftEstimate(shift=shift, standard_error=0.0)
        return expected_power(**(ASKED | {"shift": stated, "is_pooled": is_pooled})).expected

    expected = integrate.fixed_quad(
        lambda shifts: [at(shift) * norm.pdf(shift, 0.1, 0.08) for shift in shifts], -0.6, 0.8, n=40
    )[0]
    assert uncertain.expected == pytest.approx(expected, abs=1e-7)


def test_what_is_known_exactly_costs_nothing():
    """A million degrees of freedom leave the SD where it is."""
    known = expected_power(**(ASKED | {"spread": SdEstimate(sd=0.15, df=1e6)}))
    assert known.expected == pytest.approx(known.at_estimate, abs=1e-5)


def test_an_sd_from_few_lots_promises_less_than_taking_it_as_true():
    found = expected_power(**(ASKED | {"spread": SdEstimate(sd=0.08, df=2)}))
    assert found.expected < found.at_estimate - 0.05


def test_two_estimates_of_very_many_lots_are_the_power_at_the_estimates():
    found = expected_power_of_two_spreads(
        n_pre=5,
        n_post=4,
        spread_pre=SdEstimate(sd=0.15, df=1e5),
        spread_post=SdEstimate(sd=0.2, df=1e5),
        shift=ASKED["shift"],
        margin=ASKED["margin"],
        alpha=0.05,
        is_pooled=False,
    )
    assert found.expected == pytest.approx(found.at_estimate, abs=1e-4)


@settings(max_examples=25)
@given(st.floats(0.02, 0.5), st.floats(1.0, 40.0), st.booleans(), st.floats(1.05, 3.0))
def test_expected_power_rises_with_the_margin_and_falls_with_the_sd(sd, df, is_pooled, factor):
    asked = ASKED | {"spread": SdEstimate(sd=sd, df=df), "is_pooled": is_pooled}
    found = expected_power(**asked).expected
    wider = expected_power(**(asked | {"margin": Interval(-0.4 * factor, 0.4 * factor)})).expected
    larger = expected_power(**(asked | {"spread": SdEstimate(sd=factor * sd, df=df)})).expected
    assert larger <= found + 1e-12 and found <= wider + 1e-12


@pytest.mark.parametrize(
    "make, refusal",
    [
        pytest.param(lambda: SdEstimate(sd=0.0, df=3), OutOfRange, id="no spread"),
        pytest.param(lambda: SdEstimate(sd=1.0, df=0.5), OutOfRange, id="no degrees of freedom"),
        pytest.param(lambda: SdEstimate(sd=1.0, df=math.inf), OutOfRange, id="endless degrees of freedom"),
        pytest.param(
            lambda: ShiftEstimate(shift=math.nan, standard_error=0.0), NotFinite, id="a shift of no number"
        ),
        pytest.param(
            lambda: ShiftEstimate(shift=0.0, standard_error=-1.0), OutOfRange, id="a negative error"
        ),
        pytest.param(
            lambda: expected_power(**(ASKED | {"post_sd_per_pre_sd": 0.0})), OutOfRange, id="no spread after"
        ),
    ],
)
def test_estimates_that_mean_nothing_are_refused_with_a_sentence(make, refusal):
    with pytest.raises(refusal) as caught:
        make()
    assert str(caught.value).endswith(".")
