"""What stands beside a verdict: other analyses that the data allow, none of which decides."""

import math
from dataclasses import replace

import pytest

from comparability.model.vocabulary import Analysis, Contrast, Outcome, Variances
from comparability.statistics.interval import Interval
from tests.model.designs import FULL, PURITY, SHARES, SLOPE, asking, falling, replicated, series, split
from tests.model.observed import PRE, SAME, compared, criterion, lots

RATIO = Interval(0.8, 1.25)
REPLICATES = ([[98.1, 97.2], [91.3, 92.4, 90.9], [105.6, 104.9], [99.0, 101.1]],
              [[106.8, 105.5], [103.3, 102.2, 104.1], [94.2, 95.0]])  # fmt: skip
BEFORE, AFTER = (89.9, 92.3, 83.9, 88.9, 98.0), (83.6, 93.5, 82.7, 85.7, 81.5)


def rows(observations, asked, **facts):
    return {row.name: row for row in compared(observations, asked, **facts).side_analyses}


def test_each_row_is_what_the_protocol_would_have_given_had_it_asked_for_it():
    beside = rows(replicated(*REPLICATES), asking(Contrast.RATIO, Analysis.POOLED, RATIO), **PURITY)
    for name, analysis in (
        ("Welch on lot values", Analysis.WELCH),
        ("replicates in a mixed model", Analysis.REPLICATES),
        ("exact rank test", Analysis.RANK),
    ):
        asked = compared(replicated(*REPLICATES), asking(Contrast.RATIO, analysis, RATIO), **PURITY)
        row = beside[name]
        numbers = [asked.figure(figure) for figure in ("estimate", "interval_low", "interval_high")]
        assert [row.estimate, row.low, row.high] == pytest.approx(numbers, rel=1e-12)
        assert row.outcome is asked.outcome


def test_a_row_whose_outcome_differs_says_so():
    """Pairs that move together show sameness that lots taken for independent do not."""
    after = tuple(1.01 * value + 0.3 * (-1) ** place for place, value in enumerate(BEFORE))
    asked = asking(Contrast.RATIO, Analysis.PAIRED, Interval(0.95, 1.05))
    row = rows(split(BEFORE, after), asked, **PURITY)["Welch on lot values"]
    assert row.outcome is Outcome.INCONCLUSIVE
    assert row.remark == "the rule; the outcome would differ"


@pytest.mark.parametrize(
    "asked, observations, facts, names",
    [
        (asking(Contrast.RATIO, Analysis.WELCH, RATIO), lots(), {}, {"exact rank test"}),
        (asking(Contrast.RATIO, Analysis.WELCH, RATIO), lots(PRE[:3], SAME[:3]), {}, set()),
        (asking(Contrast.RATIO, Analysis.RANK, RATIO), lots(), {}, {"Welch on lot values"}),
        (
            asking(Contrast.RATIO, Analysis.WELCH, RATIO), split(BEFORE, AFTER), PURITY,
            {"exact rank test", "split lots, pair by pair"},
        ),
        (asking(Contrast.ODDS_RATIO, Analysis.POOLED, RATIO), lots(*SHARES), FULL, {"Welch on lot values"}),
        (
            asking(Contrast.ODDS_RATIO, Analysis.WELCH, RATIO), split(BEFORE, AFTER), FULL,
            {"split lots, pair by pair"},
        ),
        (asking(Contrast.RATIO_OF_MEANS, Analysis.POOLED, RATIO), lots(), {}, {"Welch on lot values"}),
        (asking(Contrast.SD_RATIO, Analysis.SPREAD, RATIO), lots(PRE, (*SAME, *PRE[:2])), {}, set()),
    ],
    ids=[
        "Welch on a ratio", "three lots an arm", "ranks", "split lots", "pooled odds", "odds of split lots",
        "ratio of means", "spread",
    ],
)  # fmt: skip
def test_only_analyses_that_fit_the_contrast_and_the_lots_stand_beside(asked, observations, facts, names):
    assert set(rows(observations, asked, **facts)) == names


def test_slopes_have_no_other_analysis_beside_them():
    points = series(falling((-1.1, -1.2, -1.3)), falling((-1.6, -1.5, -1.7)))
    assert rows((), criterion(**SLOPE), series=points, **PURITY) == {}


def test_no_row_holds_a_number_that_is_not_finite():
    """Two lots a side and ratios of 1e200 give an interval without an end in double precision."""
    asked = asking(Contrast.RATIO, Analysis.POOLED, RATIO, minimum_lots=2, minimum_lots_reason="no more lots")
    for row in rows(lots((1e-90, 1e90), (1e-80, 1e95)), asked).values():
        assert all(number is None or math.isfinite(number) for number in (row.estimate, row.low, row.high))


def test_common_variances_of_replicates_are_said_to_be_the_protocols_word():
    asked = asking(Contrast.RATIO, Analysis.REPLICATES, RATIO, variances=Variances.COMMON)
    limitations = compared(replicated(*REPLICATES), asked, **PURITY).limitations
    assert any("One set of variances was taken for both arms" in sentence for sentence in limitations)


def test_fills_that_count_once_bring_the_determinations_of_each_fill():
    made = replicated(*REPLICATES)
    filled = tuple(
        replace(
            item, drug_substance_lot="DS-1", replicates=() if item.lot_number == "B52" else item.replicates
        )
        if item.lot_number in ("B51", "B52")
        else item
        for item in made
    )
    more = lots((), (99.0, 98.0, 97.0))[1:]
    asked = asking(Contrast.DIFFERENCE, Analysis.REPLICATES, Interval(-20.0, 20.0))
    found = compared(
        (
            *filled,
            *(
                replace(item, result_id=80 + n, lot_id=80 + n, lot_number=f"C{n}")
                for n, item in enumerate(more)
            ),
        ),
        asked,
        **PURITY,
    )
    # The fill without determinations of its own counts with its reportable value, not with the mean of both.
    assert "106.8, 105.5, 103.2" in (found.r_snippet or "")
