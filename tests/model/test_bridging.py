"""A bridging study judged from its values: figures of others reproduced, and no doubt that passes."""

import json
import math
import re
import shutil
import subprocess

import pytest

from comparability.model.bridging.design import read_design
from comparability.model.bridging.words import CLAIMED, finding_of_record
from comparability.model.errors import Invalid
from comparability.model.plainness import plain
from comparability.model.vocabulary import Bridged, Contrast, Outcome
from comparability.statistics.qualification.checks import shipped
from tests.model.bridged import DIFFERENCE, NEW, OLD, figures, judged, sides, typed
from tests.statistics.test_bridging import MINI, WRIGHT

RSCRIPT = shutil.which("Rscript")
needs_r = pytest.mark.skipif(RSCRIPT is None, reason="Rscript is not installed: R programs are not run")
CASES = {case["id"]: case for case in shipped("bridging.json")["cases"]}
LITRES = sides(unit="l/min", decimals=1, is_scientific=False)
WIDE = {"contrast": Contrast.DIFFERENCE, "margin_low": "-1e14", "margin_high": "1e14", "alpha": "0.025"}


def pairs_of(figure: dict[str, float], *names: str) -> list[float]:
    return [figure[name] for name in names]


@pytest.mark.parametrize("name", CASES)
def test_lines_and_limits_are_those_of_r(name):
    """mcr 1.3.3.1 and R 4.2.2, the same cases that `qualify` recomputes; R's paired t interval is 95 %."""
    case = CASES[name]
    found = figures(judged(map(repr, case["old"]), map(repr, case["new"]), of=LITRES, **WIDE))
    deming, passing, agreement = case["deming"][0], case["passing_bablok"][0], case["agreement"]
    expected = {
        "estimate": agreement["bias"],
        "interval_low": agreement["bias_ci"][0],
        "interval_high": agreement["bias_ci"][1],
        "sd_of_differences": agreement["sd"],
        "deming_slope": deming["slope"],
        "deming_slope_low": deming["slope_ci"][0],
        "deming_slope_high": deming["slope_ci"][1],
        "deming_intercept": deming["intercept"],
        "deming_intercept_low": deming["intercept_ci"][0],
        "deming_intercept_high": deming["intercept_ci"][1],
        "passing_bablok_slope": passing["slope"],
        "passing_bablok_slope_low": passing["slope_ci"][0],
        "passing_bablok_slope_high": passing["slope_ci"][1],
        "passing_bablok_intercept": passing["intercept"],
        "bias": agreement["bias"],
        "bias_low": agreement["bias_ci"][0],
        "low_limit": agreement["limits"][0],
        "high_limit": agreement["limits"][1],
        "low_limit_low": agreement["low_limit"][0],
        "low_limit_high": agreement["low_limit"][1],
        "high_limit_low": agreement["high_limit"][0],
        "high_limit_high": agreement["high_limit"][1],
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected, rel=1e-10)


def test_the_stated_ratio_of_error_variances_is_that_of_the_new_method_over_the_old():
    case = CASES["six lots"]
    stated = WIDE | {"error_variance_ratio": "2.5"}
    found = figures(judged(case["old"], case["new"], of=LITRES, **stated))
    assert found["deming_slope"] == pytest.approx(case["deming"][1]["slope"], rel=1e-10)


def test_the_peak_flow_meters_of_bland_and_altman_disagree_as_published():
    """Lancet 1986; 327:307: mean difference -2.1 l/min (95 % interval -22.0 to 17.8), SD 38.8."""
    found = judged(MINI, WRIGHT, of=LITRES, **(WIDE | {"margin_low": "-30", "margin_high": "30"}))
    values = figures(found)
    rounded = [round(each, 1) for each in pairs_of(values, "bias", "bias_low", "bias_high")]
    assert rounded == [-2.1, -22.0, 17.8]
    assert round(values["sd_of_differences"], 1) == 38.8
    assert found.outcome is Outcome.EQUIVALENT
    assert found.finding == "equivalent, difference −2.1 (−22.0 to 17.8) inside -30 to 30\u00a0l/min, 17 lots"


def test_the_verdict_is_that_of_the_paired_interval_against_the_margin():
    assert judged().outcome is Outcome.EQUIVALENT
    assert judged(margin_low="0.99", margin_high="1.01").outcome is Outcome.INCONCLUSIVE
    twice = [f"{2 * float(value):g}" for value in NEW]
    assert judged(OLD, twice).outcome is Outcome.DIFFERENT


def test_a_limitation_can_name_the_finding_in_a_few_words():
    found = judged()
    values = figures(found)
    low, high = round(values["interval_low"], 2), round(values["interval_high"], 2)
    assert found.finding == (
        f"equivalent, ratio {values['estimate']:.2f} ({low:.2f} to {high:.2f}) inside 0.80 to 1.25, 6 lots"
    )
    outside = judged(margin_low="0.99", margin_high="1.01").finding
    assert outside.startswith("inconclusive, ratio ") and "not inside 0.99 to 1.01" in outside


@pytest.mark.parametrize(
    ("covers", "words"),
    [
        (Bridged.METHOD_VERSION, "Measured with new, 6 lots gave"),
        (Bridged.LABORATORY, "Measured by new, 6 lots gave"),
        (Bridged.REFERENCE_STANDARD, "Measured against new, 6 lots gave"),
    ],
)
def test_plain_words_say_what_measured_and_never_more_than_was_shown(covers, words):
    found = judged(of=sides(covers=covers, before="old", after="new"))
    assert found.plain_words.startswith(words)
    assert "so that both read the same within the margin is shown" in found.plain_words
    open_one = judged(margin_low="0.99", margin_high="1.01")
    assert "so that both read the same is not shown" in open_one.plain_words


@pytest.mark.parametrize("text", ["<1.0E13", "ND", "over"])
def test_a_value_that_is_only_bounded_stops_the_verdict(text):
    """Left out silently, a lot that only one method can measure would hide a disagreement."""
    found = judged([*OLD, "0.99E13"], [*NEW, text])
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "lot A-7" in found.reason and "hide a disagreement" in found.reason
    assert [each.lot for each in found.left_out] == ["A-7"]
    assert "estimate" in figures(found)


def test_a_lot_that_was_not_measured_by_both_is_listed_and_stops_nothing():
    found = judged([*OLD, "NT"], [*NEW, "1.0E13"])
    assert found.outcome is Outcome.EQUIVALENT
    assert [(each.lot, each.reason) for each in found.left_out] == [("A-7", "before is NT")]
    assert figures(found)["n"] == 6


def test_two_pairs_cannot_be_judged():
    found = judged(OLD[:2], NEW[:2])
    assert (found.outcome, found.reason) == (
        Outcome.CANNOT_JUDGE, "2 pairs of values can be compared; at least 3 are needed.",
    )  # fmt: skip


def test_methods_that_always_differ_by_the_same_cannot_be_judged():
    found = judged(["1", "2", "3"], ["1.5", "2.5", "3.5"], of=LITRES, **DIFFERENCE)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "differ by the same amount" in found.plain_words


def test_zero_stops_a_ratio_and_not_a_difference():
    old, new = ["0", "1.1", "2.3", "2.9"], ["0.1", "1.0", "2.4", "3.1"]
    assert judged(old, new, of=LITRES).outcome is Outcome.CANNOT_JUDGE
    assert judged(old, new, of=LITRES, **DIFFERENCE).outcome is Outcome.EQUIVALENT


def test_logarithms_as_reported_are_compared_as_the_values_they_are_of():
    """As everywhere: a titre kept as log10 is compared as the titre."""
    logs = judged(*([f"{math.log10(float(x)):.15g}" for x in side] for side in (OLD, NEW)),
                  of=sides(unit="log10 vg/mL"))  # fmt: skip
    values = judged()
    assert figures(logs)["estimate"] == pytest.approx(figures(values)["estimate"], rel=1e-12)
    assert [point.before for point in logs.points] == pytest.approx([float(value) for value in OLD])


def test_three_lots_have_no_deming_line_and_an_open_passing_bablok_interval_and_say_so():
    found = judged(OLD[:3], NEW[:3])
    assert found.outcome is not Outcome.CANNOT_JUDGE
    assert any(remark.startswith("No Deming line") for remark in found.remarks)
    assert any("too few for its level" in remark for remark in found.remarks)
    assert "passing_bablok_slope_low" not in figures(found)


def test_values_that_span_more_than_a_factor_of_ten_warn_of_the_deming_line():
    case = CASES["ten titres"]
    found = judged(map(repr, case["old"]), map(repr, case["new"]))
    assert any("follows the highest lots" in remark for remark in found.remarks)


def test_everything_found_is_plain_data_without_nan_or_infinity():
    for found in (judged(), judged(OLD[:3], NEW[:3]), judged(OLD[:1], NEW[:1])):
        json.dumps(plain(found), allow_nan=False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contrast": None}, "contrast"),
        ({"contrast": Contrast.SD_RATIO}, "contrast"),
        ({"margin_low": None}, "margin_low"),
        ({"margin_high": "wide"}, "margin_high"),
        ({"margin_low": "1.05"}, "margin_low"),
        ({"margin_high": "0.95"}, "margin_high"),
        ({"margin_low": "-0.2"}, "margin_low"),
        ({"margin_justification": " - "}, "margin_justification"),
        ({"alpha": "0.5"}, "alpha"),
        ({"error_variance_ratio": "0"}, "error_variance_ratio"),
        ({"coverage": "1"}, "coverage"),
        ({"level": "95"}, "level"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_that_decides_is_assumed_or_senseless(changes, field):
    with pytest.raises(Invalid) as caught:
        read_design(typed(**changes))
    assert caught.value.field == field


def test_a_record_without_data_is_called_claimed():
    assert finding_of_record(None, explanation=None) == CLAIMED


def test_an_explanation_stands_beside_the_finding_on_one_line():
    words = finding_of_record("inconclusive, 4 lots", explanation="Only four\nretains are left.")
    assert words == "inconclusive, 4 lots; approved all the same: Only four retains are left"


@needs_r
@pytest.mark.parametrize("contrast", ["ratio", "difference"])
@pytest.mark.parametrize("name", CASES)
def test_r_gives_every_figure_of_the_study(name, contrast):
    case = CASES[name]
    stated = WIDE if contrast == "difference" else {}
    found = judged(map(repr, case["old"]), map(repr, case["new"]), of=LITRES, **stated)
    finished = subprocess.run(
        [RSCRIPT, "--vanilla", "-"],
        input=f"options(digits = 15)\n{found.r_snippet}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    printed = [float(text) for text in re.sub(r"\[\d+\]", " ", finished.stdout).split()]
    keys = ("deming_slope", "deming_intercept", "passing_bablok_slope", "passing_bablok_intercept")
    names = ["estimate", "interval_low", "interval_high", "p_low", "p_high"]
    for key in (*keys, "bias", "low_limit", "high_limit"):
        names += [key, f"{key}_low", f"{key}_high"]
    # R computes the exact limits to 11 digits.
    assert printed == pytest.approx(pairs_of(figures(found), *names), rel=1e-8, abs=1e-12)
