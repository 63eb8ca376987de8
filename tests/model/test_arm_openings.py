"""The first sentence on each contrast says what was compared, in the words of that contrast."""

from statistics import stdev

import pytest

from comparability.model.vocabulary import Analysis, Contrast, CriterionKind
from comparability.statistics.interval import Interval
from tests.model.designs import COUNTED, FULL, PURITY, SHARES, SLOPE, asking, falling, series
from tests.model.observed import compared, criterion, lots

RATIO = Interval(0.5, 2.0)
SIX = (98.1, 91.3, 105.6, 99.0, 101.1, 96.4)
SEVEN = (103.3, 94.2, 106.8, 99.9, 90.0, 112.4, 97.7)


def said(found) -> str:
    return found.plain_words.replace("\u00a0", " ")


def test_a_ratio_of_arithmetic_means_says_that_it_is_one():
    words = said(compared(lots(), asking(Contrast.RATIO_OF_MEANS, Analysis.WELCH, RATIO)))
    opening = "By their means the post-switch lots gave 0.99 times the pre-switch vector-genome titre (90 %"
    assert words.startswith(opening)


def test_an_odds_ratio_is_told_as_odds_and_as_what_the_mean_before_would_become():
    found = compared(lots(*SHARES), asking(Contrast.ODDS_RATIO, Analysis.WELCH, RATIO), **FULL)
    words = said(found)
    odds = 82.625 / (100 - 82.625)
    after, low, high = (
        100 * odds * found.figure(name) / (1 + odds * found.figure(name))
        for name in ("estimate", "interval_low", "interval_high")
    )
    times = f"{found.figure('estimate'):.2f} times"
    assert words.startswith(f"In full capsids the odds of the post-switch lots are {times} those of the pre")
    change = f"{after:.1f} % full ({low:.1f} to {high:.1f} % full)"
    assert f"): from the pre-switch mean of 82.6 % full that is a change to {change}." in words
    assert found.figure("share_after") == pytest.approx(after)
    assert "times the pre-switch" not in words


def test_a_ratio_of_spreads_says_how_much_the_lots_vary():
    asked = asking(Contrast.SD_RATIO, Analysis.SPREAD, Interval(0.2, 5.0))
    found = compared(lots(SIX, SEVEN), asked, **PURITY)
    times = stdev(SEVEN) / stdev(SIX)
    opening = f"In purity the post-switch lots vary {times:.2f} times as much as the pre-switch lots (90 % "
    assert said(found).startswith(opening)
    assert "times the pre-switch" not in said(found)


@pytest.mark.parametrize(
    "pre, post, opening",
    [
        ((2.0, 3.0, 1.0), (4.0, 2.0, 3.0), "1.50 times as many events were counted in a post-switch lot as"),
        ((0.0, 0.0, 0.0), (1.0, 2.0, 0.0), "events were counted in post-switch lots only (90 % interval "),
        ((3.0, 2.0, 1.0), (0.0, 0.0, 0.0), "events were counted in pre-switch lots only (90 % interval 0.00"),
    ],
    ids=["both", "none before", "none after"],
)  # fmt: skip
def test_a_ratio_of_rates_speaks_of_events(pre, post, opening):
    found = compared(lots(pre, post), asking(Contrast.RATE_RATIO, Analysis.COUNTS, RATIO), **COUNTED)
    assert said(found).startswith(f"In visible particles {opening}")


@pytest.mark.parametrize(
    "before, after, told",
    [
        ((-1.1, -1.2, -1.3), (-1.6, -1.5, -1.7), "fall 0.400 percentage points per month faster than"),
        ((-1.6, -1.5, -1.7), (-1.1, -1.2, -1.3), "fall 0.400 percentage points per month slower than"),
        ((1.1, 1.2, 1.3), (1.6, 1.5, 1.7), "rise 0.400 percentage points per month faster than"),
        ((-0.1, -0.2, -0.3), (0.2, 0.1, 0.3), "rise 0.400 percentage points per month more than"),
        ((0.2, 0.1, 0.3), (-0.1, -0.2, -0.3), "rise 0.400 percentage points per month less than"),
    ],
)
def test_slopes_are_told_by_their_pace_and_per_month(before, after, told):
    points = series(falling(before), falling(after))
    words = said(compared((), criterion(**SLOPE), series=points, **PURITY))
    assert words.startswith(f"In purity the post-switch lots {told} the pre-switch lots: ")
    assert "The margin allows −1.000 to 1.000 percentage points per month, so sameness within" in words


def test_a_broken_margin_names_what_differs():
    points = series(falling((-0.1, -0.2, -0.3)), falling((-3.1, -3.2, -3.3)))
    assert "the arms in their slopes differ by more than the margin allows" in said(
        compared((), criterion(**SLOPE), series=points, **PURITY)
    )
    one_sided = asking(Contrast.SD_RATIO, Analysis.SPREAD, Interval(0.0, 1.2), CriterionKind.NON_INFERIORITY)
    wild = tuple(100 + 40 * (value - 100) for value in SEVEN)
    assert "the ratio of standard deviations is higher than the margin allows" in said(
        compared(lots(SIX, wild), one_sided, **PURITY)
    )
