"""The grammar of a result: what is accepted, what is refused, and that nothing typed is lost."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comparability.model.errors import Invalid
from comparability.model.values.numbers import (
    ACCEPTED,
    MAX_EXPONENT,
    as_float,
    exact_decimal,
    read_result,
    read_word,
)
from comparability.model.vocabulary import ResultState

pytestmark = pytest.mark.requirement("DI-01")

VALUES = {
    "0": "0",
    "0.0": "0.0",
    "-0": "0",
    "-0.00": "0.00",
    "0E5": "0E+5",
    "1": "1",
    "007": "7",
    "5.": "5",
    ".5": "0.5",
    "+5": "5",
    "-5.20": "-5.20",
    "1.10": "1.10",
    "5.00E+12": "5.00E+12",
    "1.20E13": "1.20E+13",
    "1.20e13": "1.20E+13",
    "1.20e+13": "1.20E+13",
    "1.20E+13": "1.20E+13",
    "1.20E+013": "1.20E+13",
    "2.8E-9": "2.8E-9",
    "0.00512": "0.00512",
    "104.5": "104.5",
    "12300000000000": "12300000000000",
    "1E99": "1E+99",
    "1E-99": "1E-99",
    "1.2 x 10^13": "1.2E+13",
    "1.2x10^13": "1.2E+13",
    "1.2 × 10^13": "1.2E+13",
    "1.2 × 10^-3": "0.0012",
    "1.2 x 10^+13": "1.2E+13",
    "1.2×10¹³": "1.2E+13",
    "1.2 ×10¹³": "1.2E+13",
    "1.2 × 10⁻³": "0.0012",
    "1.20×10⁺¹³": "1.20E+13",
    "-1.2×10¹³": "-1.2E+13",
    " 5 ": "5",
    "0.1729000061750412": "0.1729000061750412",
}

LIMITS = {
    "<2.8E9": ("<", "2.8E+9"),
    "≤0.50": ("≤", "0.50"),
    ">1E5": (">", "1E+5"),
    "≥3": ("≥", "3"),
    "<1.2×10¹³": ("<", "1.2E+13"),
}

STATES = {
    "ND": ResultState.NOT_DETECTED,
    "nd": ResultState.NOT_DETECTED,
    "NT": ResultState.NOT_TESTED,
    "QNS": ResultState.INSUFFICIENT,
    "qns": ResultState.INSUFFICIENT,
    "INV": ResultState.INVALID,
    "over": ResultState.ABOVE_RANGE,
    "OVER": ResultState.ABOVE_RANGE,
}

REFUSED = {
    "": "Nothing was entered",
    "   ": "Nothing was entered",
    "1,23": "comma",
    "1,234": "comma",
    "1,234.5": "comma",
    "1.234,5": "comma",
    "<1,5": "comma",
    "nan": "not a number that can be measured",
    "NaN": "not a number that can be measured",
    "sNaN": "not a number that can be measured",
    "inf": "not a number that can be measured",
    "-Infinity": "not a number that can be measured",
    "1e400": "exponent",
    "1E100": "between −99 and 99",
    "1E-100": "between −99 and 99",
    "1E+10000000": "exponent",
    "1×10¹⁰⁰": "exponent",
    "10E99": "exponent",
    "0.1E-99": "exponent",
    "５.０": "U+FF15 fullwidth digit five",
    "٣": "U+0663 arabic-indic digit three",
    "१२": "devanagari",
    "½": "U+00BD",
    "Ⅷ": "U+2167",
    "1.2e13 vg/mL": "“vg/mL” behind the number",
    "1.2E13vg": "“vg” behind the number",
    "85%": "“%” behind the number",
    "85 %": "“%” behind the number",
    "5 EU/mL": "“EU/mL” behind the number",
    "3 µg": "Units are chosen",
    "5 μg/mL": "Units are chosen",
    "37 °C": "Units are chosen",
    "1_000": "grouped",
    "1'000": "grouped",
    "1 000": "space inside",
    "1. 2": "space inside",
    "0x1F": "decimal digits",
    "0b11": "decimal digits",
    "--5": "not a number",
    "+-5": "not a number",
    "5-": "not a number",
    "−5": "U+2212 minus sign",
    "1.2.3": "more than one decimal point",
    ".": "not a number",
    "+": "not a number",
    "E13": "not a number",
    "5e": "incomplete",
    "5E+": "incomplete",
    "1e5e5": "incomplete",
    "1E1.5": "not a number",
    "1.2*10^13": "power of ten",
    "1.2^13": "power of ten",
    "1.2 X 10^13": "power of ten",
    "10^13": "power of ten",
    "1.2²": "power of ten",
    "1.2×10^": "power of ten",
    "1.2 x 1013": "lost its raised position",
    "1.2×1013": "lost its raised position",
    "<": "not a number",
    "<<5": "more than one limit sign",
    "<=5": "≤",
    ">=5": "≥",
    "< 5": "without a space",
    "5<": "not a number",
    "<ND": "not a number",
    "12-14": "two numbers",
    "12 – 14": "two numbers",
    "5 ± 1": "two numbers",
    "5 +/- 1": "two numbers",
    "~5": "not a number",
    "ca. 5": "not a number",
    "NA": "choose a state",
    "n.d.": "choose a state",
    "-": "choose a state",
    "#N/A": "spreadsheet",
    "=1+1": "spreadsheet",
    "complies": "not a number",
    "(5)": "not a number",
    "5\t": "U+0009 tab",
    "5\n": "U+000A line break",
    "5\x00": "U+0000 NUL",
    "5\x1b": "U+001B escape",
    "5\u200b": "U+200B zero width space",
    "\ufeff5": "U+FEFF",
    "\u202e5": "U+202E right-to-left override",
    "5\u00a0": "U+00A0 no-break space",
    "5\u3000": "U+3000 ideographic space",
    "NＤ": "not a number",
}


@pytest.mark.parametrize("typed", VALUES, ids=repr)
def test_a_number_keeps_what_was_typed_and_every_significant_digit(typed):
    reading = read_result(typed)
    assert (reading.raw, reading.state, reading.qualifier, reading.decimal) == (
        typed,
        ResultState.VALUE,
        None,
        VALUES[typed],
    )


@pytest.mark.requirement("DI-08")
@pytest.mark.parametrize("typed", LIMITS, ids=repr)
def test_one_leading_sign_makes_a_limit_that_keeps_its_number(typed):
    reading = read_result(typed)
    assert (reading.state, reading.qualifier, reading.decimal) == (ResultState.LIMIT, *LIMITS[typed])


@pytest.mark.requirement("DI-08")
@pytest.mark.parametrize("typed", STATES, ids=repr)
def test_a_state_is_read_in_either_case_and_has_no_number(typed):
    reading = read_result(typed)
    assert (reading.raw, reading.state, reading.decimal) == (typed, STATES[typed], None)


@pytest.mark.parametrize("typed", REFUSED, ids=repr)
def test_anything_else_is_refused_with_the_objection_and_an_example(typed):
    with pytest.raises(Invalid) as refusal:
        read_result(typed)
    assert REFUSED[typed] in str(refusal.value)
    assert ACCEPTED in str(refusal.value)


def test_a_very_long_entry_is_refused_without_being_repeated():
    with pytest.raises(Invalid, match="10,000 characters, at most 64") as refusal:
        read_result("9" * 10_000)
    assert len(str(refusal.value)) < 400


def test_zero_is_a_value():
    assert read_result("0").state is ResultState.VALUE


@given(
    digits=st.from_regex(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?", fullmatch=True),
    exponent=st.integers(-MAX_EXPONENT, MAX_EXPONENT),
    form=st.sampled_from(["{}E{}", "{}e{:+}", "{} x 10^{}", "{}×10^{}"]),
)
def test_every_form_of_a_number_means_the_same_exact_decimal(digits, exponent, form):
    typed = form.format(digits, exponent)
    assume(abs(Decimal(f"{digits}E{exponent}").adjusted()) <= MAX_EXPONENT)
    reading = read_result(typed)
    assert exact_decimal(reading.decimal) == Decimal(f"{digits}E{exponent}")


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?(E[+-]?[0-9]{1,2})?", fullmatch=True))
def test_reading_a_canonical_decimal_again_changes_nothing(typed):
    assume(abs(Decimal(typed).adjusted()) <= MAX_EXPONENT)
    canonical = read_result(typed).decimal
    assert read_result(canonical).decimal == canonical


@given(st.text(max_size=80))
def test_no_text_does_anything_but_be_read_exactly_or_be_refused(text):
    try:
        reading = read_result(text)
    except Invalid:
        return
    assert reading.raw == text
    assert (reading.decimal is None) == (reading.state not in {ResultState.VALUE, ResultState.LIMIT})


def test_a_word_is_read_in_the_spelling_of_the_list():
    reading = read_word("Complies", ("complies", "does not comply"))
    assert (reading.raw, reading.state, reading.word) == ("Complies", ResultState.WORD, "complies")


def test_a_qualitative_result_can_be_not_tested():
    assert read_word("NT", ("negative", "positive")).state is ResultState.NOT_TESTED


@pytest.mark.parametrize("typed", ["passes", "0", "", "complie\u200bs"], ids=repr)
def test_a_word_outside_the_list_is_refused(typed):
    with pytest.raises(Invalid):
        read_word(typed, ("complies", "does not comply"))


def test_the_refusal_of_a_word_names_the_list():
    with pytest.raises(Invalid, match="no growth, growth"):
        read_word("clean", ("no growth", "growth"))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "<5", "1.2x10^3", "1_0", "５", ""], ids=repr)
def test_only_a_canonical_decimal_is_read_back(text):
    with pytest.raises(ValueError):
        exact_decimal(text)


def test_a_float_is_the_nearest_to_the_decimal():
    assert as_float("0.1") == 0.1
