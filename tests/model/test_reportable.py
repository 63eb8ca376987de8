"""Replicates make one reportable result by the method's rule, never out of something that is not a value."""

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.model.errors import Invalid
from comparability.model.values.numbers import read_result
from comparability.model.values.reportable import reportable
from comparability.model.vocabulary import ReportableRule, ResultState

MEAN, GEOMETRIC, MEDIAN, SINGLE = (
    ReportableRule.MEAN,
    ReportableRule.GEOMETRIC_MEAN,
    ReportableRule.MEDIAN,
    ReportableRule.SINGLE,
)


@pytest.mark.parametrize(
    ("rule", "replicates", "text"),
    [
        (MEAN, ["1.20E13", "1.30E13"], "1.25E+13"),
        (MEAN, ["0.1", "0.2"], "0.15"),
        (MEAN, ["100", "100"], "100"),
        (MEAN, ["1", "1", "2"], "1.33333333333"),
        (MEAN, ["-1", "1"], "0"),
        (GEOMETRIC, ["1E12", "1E14"], "1E+13"),
        (GEOMETRIC, ["4", "9"], "6"),
        (GEOMETRIC, ["2", "4", "8"], "4"),
        (GEOMETRIC, ["1", "2"], "1.41421356237"),
        (MEDIAN, ["3", "1", "2"], "2"),
        (MEDIAN, ["1E13", "3E13", "2E13", "9E13"], "2.5E+13"),
        (MEAN, ["1.20E13"], "1.20E+13"),
        (SINGLE, ["1.20×10¹³"], "1.20×10¹³"),
    ],
)
def test_the_rule_of_the_method_makes_the_reportable_result(rule, replicates, text):
    assert reportable(replicates, rule) == text


@pytest.mark.parametrize("single", ["<2.8E9", "ND", "NT", "over"])
def test_a_single_determination_may_be_a_limit_or_a_state(single):
    assert reportable([single], SINGLE) == single


@pytest.mark.parametrize("rule", [MEAN, GEOMETRIC, MEDIAN])
@pytest.mark.parametrize("other", ["<2.8E9", "ND", "NT", "QNS", "INV", "over"])
def test_a_replicate_that_is_not_a_value_has_no_mean(rule, other):
    """A limit counted as its number, or left out, would be a result nobody measured."""
    with pytest.raises(Invalid, match=r"Replicate 2 is .* has no number"):
        reportable(["1E10", other, "2E10"], rule)


def test_an_unreadable_replicate_is_named():
    with pytest.raises(Invalid, match=r"^Replicate 2: The comma"):
        reportable(["1.2", "1,3"], MEAN)


def test_a_geometric_mean_needs_positive_values():
    with pytest.raises(Invalid, match="positive"):
        reportable(["0", "1"], GEOMETRIC)


def test_a_single_determination_is_not_chosen_out_of_several():
    with pytest.raises(Invalid, match="2 replicates"):
        reportable(["1", "2"], SINGLE)


def test_no_replicates_make_no_result():
    with pytest.raises(Invalid, match="no replicates"):
        reportable([], MEAN)


VALUES = st.lists(st.floats(1e-9, 1e15).map(repr), min_size=2, max_size=6)


@given(VALUES)
def test_mean_and_median_agree_with_exact_fractions(typed):
    """The standard library's statistics compute exactly in rational numbers."""
    exact = [Decimal(text) for text in typed]
    assert float(reportable(typed, MEAN)) == pytest.approx(float(statistics.mean(exact)), rel=1e-11)
    assert float(reportable(typed, MEDIAN)) == pytest.approx(float(statistics.median(exact)), rel=1e-11)


@given(VALUES)
def test_a_geometric_mean_agrees_with_the_standard_library(typed):
    expected = statistics.geometric_mean(map(float, typed))
    assert float(reportable(typed, GEOMETRIC)) == pytest.approx(expected, rel=1e-11)


@given(VALUES, st.sampled_from([MEAN, GEOMETRIC, MEDIAN]))
def test_a_reportable_result_is_itself_a_readable_value(typed, rule):
    assert read_result(reportable(typed, rule)).state is ResultState.VALUE


def test_a_large_calculated_result_is_written_as_certificates_print_it():
    assert reportable(["384134400.0", "373344200.0"], ReportableRule.MEAN) == "3.787393E+8"
