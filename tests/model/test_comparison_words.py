"""What is said of a comparison first: plain, with the digits that matter, never more than was found."""

import math

import pytest

from comparability.model.criteria.margins import chance
from comparability.model.vocabulary import (
    Contrast,
    CriterionKind,
    Outcome,
    Scale,
)
from comparability.statistics.interval import Interval
from tests.model.observed import (
    SAME,
    compared,
    criterion,
    lots,
)

HALF = tuple(0.3 * value for value in SAME)


def test_different_and_equivalent_at_once_is_said():
    """Ad5-nCoV from 50 to 800 L: ratio 1.234 (95 % 1.03–1.48) inside 0.67–1.5 is both."""
    shifted = tuple(1.25 * value for value in SAME)
    found = compared(lots(post=shifted), criterion(margin=Interval(0.67, 1.5)))
    assert found.outcome is Outcome.EQUIVALENT
    assert found.figure("difference_seen") == 1.0
    assert "but a difference is seen" in found.plain_words


def test_plain_words_give_ratio_interval_margin_and_what_would_settle_it():
    wide = (0.5e13, 1.1e13, 1.6e13)
    found = compared(lots(post=wide))
    assert found.outcome is Outcome.INCONCLUSIVE
    words = found.plain_words.replace("\u00a0", " ")
    assert words.startswith("The post-switch lots gave ")
    assert "times the pre-switch vector-genome titre (90 % interval " in words
    assert "The margin allows 0.50 to 2.00, so sameness is not shown" in words
    assert f"about {found.figure('lots_to_settle'):.0f} more post lot" in words


@pytest.mark.parametrize(
    "asked", [criterion(kind) for kind in CriterionKind], ids=lambda asked: str(asked.kind)
)
def test_no_sentence_says_significant_comparable_or_nan(asked):
    for values in (SAME, HALF):
        found = compared(lots(post=values), asked)
        said = " ".join([found.reason, found.plain_words, *found.limitations]).lower()
        assert not any(word in said for word in ("significan", "comparable", "nan", "none"))
        assert all(math.isfinite(figure.value) for figure in found.figures)


def test_what_cannot_be_judged_still_says_what_was_found_and_where_a_further_lot_is_expected():
    few = compared(lots(post=SAME[:2])).plain_words.replace("\u00a0", " ")
    assert "gave 0.97 times" in few
    assert "one further lot of the same process is expected at 8.73×10¹² to 1.20×10¹³ vg/mL (95 %" in few
    assert "prediction_low" not in {item.name for item in compared(lots()).figures}


def test_an_interval_that_touches_the_margin_is_said_to_touch_and_is_no_evidence():
    low = compared(lots()).figure("interval_low")
    found = compared(lots(), criterion(margin=Interval(low, 2.0)))
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "reaches as far as" in found.reason


@pytest.mark.parametrize(
    "name, inside",
    [
        ("Vector-genome titre", "vector-genome titre"),
        ("VP1 share of capsid protein", "VP1 share of capsid protein"),
        ("pH", "pH"),
        ("Ad5 titre", "Ad5 titre"),
    ],
)
def test_a_name_inside_a_sentence_is_in_lower_case_unless_it_is_an_abbreviation(name, inside):
    assert f"the pre-switch {inside} (" in compared(lots(), name=name).plain_words


def test_an_interval_of_absurd_width_is_written_with_its_power_of_ten():
    asked = criterion(minimum_lots=2, minimum_lots_reason="only two lots exist on either side")
    found = compared(lots(pre=(1.0, 900.0), post=(2.0, 3100.0)), asked)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "×10" in found.plain_words and len(found.plain_words) < 400


def test_a_difference_of_means_is_compared_where_the_criterion_says_so_and_the_scale_is_named():
    full = compared(
        lots(pre=(82.0, 84.5, 81.0, 83.0), post=(82.5, 83.5, 81.5)),
        criterion(contrast=Contrast.DIFFERENCE, margin=Interval(-5.0, 5.0)),
        scale=Scale.LOGIT,
        decimals=1,
        scientific=False,
        unit="% full",
        name="full capsids",
    )
    assert full.outcome is Outcome.EQUIVALENT
    assert full.figure("estimate") == pytest.approx(82.5 - 82.625)
    assert any("natural scale of the attribute is logit" in sentence for sentence in full.limitations)
    words = full.plain_words.replace("\u00a0", " ")
    assert "In full capsids the post-switch lots lie on average 0.1 percentage points lower" in words
    assert "allows −5.0 to 5.0 percentage points" in words


def test_no_figure_in_words_reads_as_the_margin_when_it_is_not():
    """0.4996 must not be printed as 0.50 beside a margin of 0.50: the reader would see it touch."""
    ratio = 0.49963 / compared(lots()).figure("interval_low")
    found = compared(lots(post=tuple(ratio * value for value in SAME)))
    assert found.figure("interval_low") == pytest.approx(0.49963)
    assert "0.4996" in found.plain_words


@pytest.mark.parametrize(
    "probability, text",
    [
        (0.99999, "more than 99.9 %"),
        (0.996, "99.6 %"),
        (0.43, "43 %"),
        (0.004, "0.4 %"),
        (0.0, "less than 0.1 %"),
    ],
)
def test_no_chance_reads_as_certain_or_impossible(probability, text):
    assert chance(probability).replace("\u00a0", " ") == text
