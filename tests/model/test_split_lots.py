"""Split lots: pairs are found by their source, counted as pairs, and what has no partner is named."""

from dataclasses import replace

import pytest

from comparability.model.vocabulary import Analysis, ArmRole, Contrast, Outcome
from comparability.statistics.interval import Interval
from tests.model.designs import FULL, PURITY, asking, split
from tests.model.observed import compared, observed

BEFORE, AFTER = (89.9, 92.3, 83.9, 88.9, 98.0), (83.6, 93.5, 82.7, 85.7, 81.5)
HISTORY = (88.1, 89.7, 94.7, 86.1)
PAIRED = asking(Contrast.DIFFERENCE, Analysis.PAIRED, Interval(-20.0, 20.0))
WITH_HISTORY = asking(Contrast.DIFFERENCE, Analysis.SPLIT_SOURCE, Interval(-20.0, 20.0))
SINGLE = (
    observed(20, ArmRole.PRE, 99.0, split_source="donor 20"),
    observed(70, ArmRole.POST, 60.0),
)


def test_the_order_of_the_lots_does_not_make_the_pairs():
    found = compared(split(BEFORE, AFTER), PAIRED, **PURITY)
    turned = compared(tuple(reversed(split(BEFORE, AFTER))), PAIRED, **PURITY)
    assert turned.figure("estimate") == pytest.approx(found.figure("estimate"))
    assert turned.figure("interval_low") == pytest.approx(found.figure("interval_low"))


def test_lots_without_a_partner_are_named_and_neither_counted_nor_described():
    found = compared((*split(BEFORE, AFTER), *SINGLE), PAIRED, **PURITY)
    alone = compared(split(BEFORE, AFTER), PAIRED, **PURITY)
    for name in ("estimate", "n_pre", "n_post", "mean_pre", "maximum_pre", "minimum_post"):
        assert found.figure(name) == alone.figure(name)
    assert [lot.lot_number for lot in found.lots] == [lot.lot_number for lot in alone.lots]
    assert {(row.lot_number, row.reason) for row in found.unused} == {
        ("A20", "no split lot of the same source in the other arm"),
        ("B70", "no split lot of the same source in the other arm"),
    }
    assert any("The pre lot A20 has no split lot" in sentence for sentence in found.limitations)
    assert any("The post lot B70 has no split lot" in sentence for sentence in found.limitations)


@pytest.mark.parametrize("asked", [PAIRED, WITH_HISTORY], ids=["paired", "with history"])
def test_too_few_pairs_are_said_as_pairs_and_what_was_found_is_shown_all_the_same(asked):
    found = compared(split(BEFORE[:2], AFTER[:2], HISTORY), replace(asked, minimum_lots=2), **PURITY)
    few = compared((*split(BEFORE[:2], AFTER[:2], HISTORY), *SINGLE), asked, **PURITY)
    assert few.outcome is Outcome.CANNOT_JUDGE
    assert few.reason.startswith("2 pairs of split lots: the protocol asks for at least three.")
    assert few.figure("pairs") == 2
    assert found.outcome is Outcome.CANNOT_JUDGE  # two an arm need a reason in tier A


def test_one_pair_is_told_once():
    observations = (
        *split(BEFORE[:1], AFTER[:1], HISTORY),
        *(observed(80 + n, ArmRole.POST, 90.0 + n) for n in range(3)),
    )
    found = compared(observations, PAIRED, **PURITY)
    assert found.reason.count("1 pair of split lots") == 1
    assert "Lots make a pair when the same split source is entered with both." in found.reason


@pytest.mark.parametrize("asked", [PAIRED, WITH_HISTORY], ids=["paired", "with history"])
def test_a_source_with_two_lots_in_an_arm_stops_the_comparison(asked):
    twice = observed(80, ArmRole.POST, 84.0, split_source="donor 1")
    found = compared((*split(BEFORE, AFTER, HISTORY), twice), asked, **PURITY)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "Source donor 1 has more than one post lot" in found.reason


@pytest.mark.parametrize(
    "before, after",
    [(BEFORE, tuple(value + 1.0 for value in BEFORE)), ((90.0,) * 5, (91.0,) * 5)],
    ids=["one shift", "all constant"],
)
def test_pairs_that_differ_by_one_amount_have_no_spread(before, after):
    found = compared(split(before, after), PAIRED, **PURITY)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "differ by the same amount" in found.reason


def test_history_is_asked_for_where_none_stands_beside_the_split_lots():
    found = compared(split(BEFORE, AFTER), WITH_HISTORY, **PURITY)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "No pre lot stands beside the split lots as history" in found.reason


def test_an_estimated_weight_prints_what_it_costs():
    found = compared(split(BEFORE, AFTER, HISTORY), WITH_HISTORY, **PURITY)
    assert found.figure("one_sided_size") > 0.05
    assert any(
        "The weight of the history is estimated from the same lots" in text for text in found.limitations
    )
    frozen = compared(split(BEFORE, AFTER, HISTORY), replace(WITH_HISTORY, history_weight=0.6), **PURITY)
    assert not any("is estimated from the same lots" in sentence for sentence in frozen.limitations)


def test_the_pairs_alone_stand_beside_a_comparison_with_history():
    found = compared(split(BEFORE, AFTER, HISTORY), WITH_HISTORY, **PURITY)
    beside = {row.name: row for row in found.side_analyses}["split lots, pair by pair"]
    assert beside.estimate == compared(split(BEFORE, AFTER), PAIRED, **PURITY).figure("estimate")


def test_leaving_out_one_lot_of_a_pair_leaves_out_the_pair():
    found = compared(split(BEFORE, AFTER), PAIRED, **PURITY)
    first, partner = found.influence[0], found.influence[5]
    assert (first.estimate, first.low) == (partner.estimate, partner.low)
    assert first.estimate == pytest.approx(sum(a - b for a, b in zip(AFTER[1:], BEFORE[1:], strict=True)) / 4)
    assert all(row.outcome is not Outcome.CANNOT_JUDGE for row in found.influence)


def test_an_estimate_outside_the_margin_is_never_said_to_lie_inside():
    asked = asking(Contrast.DIFFERENCE, Analysis.PAIRED, Interval(-3.0, 20.0))
    found = compared(split(BEFORE, AFTER), asked, **PURITY)
    assert found.figure("estimate") < -3.0 and found.outcome is Outcome.INCONCLUSIVE
    assert found.reason.endswith("the estimate itself lies outside the margin.")


def test_paired_percentages_are_told_from_the_mean_of_the_pairs_alone():
    asked = asking(Contrast.ODDS_RATIO, Analysis.PAIRED, Interval(0.1, 10.0))
    found = compared((*split(BEFORE, AFTER), *SINGLE[:1]), asked, **FULL)
    mean = sum(BEFORE) / 5
    assert f"from the pre-switch mean of {mean:.1f}\u00a0% full" in found.plain_words
