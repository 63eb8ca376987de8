"""Page and package name what was compared, in its unit, whatever the contrast."""

from dataclasses import replace
from typing import Any

import pytest
from scipy.stats import chi2, linregress

from comparability.model.criteria.criterion import Criterion, Prior
from comparability.model.judging.comparison import compare
from comparability.model.plainness import plain
from comparability.model.stored_comparisons import stored
from comparability.model.vocabulary import Analysis, ArmRole, Contrast, CriterionKind, Outcome
from comparability.statistics.interval import Interval
from comparability.usecases.contents import figures, plots
from comparability.usecases.contents.attributes import criterion_sentence, margin_text
from comparability.usecases.contents.components import components_plot
from comparability.usecases.contents.overtime import slopes_plot
from comparability.usecases.contents.results import Standing, listed
from comparability.verification.figures import Item, Line, Written
from reports.plots import AxisScale, PointState
from tests.model.designs import (
    COUNTED,
    FULL,
    IMPURITY,
    PURITY,
    SHARES,
    SLOPE,
    asking,
    censored,
    falling,
    point,
    replicated,
    series,
    split,
)
from tests.model.observed import CONTEXT, attribute, criterion, lots, observed

SIX = (98.1, 91.3, 105.6, 99.0, 101.1, 96.4)
RATIO = Interval(0.5, 2.0)
POINTS = series(falling((-1.1, -1.2, -1.3)), falling((-1.6, -1.5, -1.7)))


def line(asked: Criterion, observations=(), typed: dict[str, str] | None = None, **facts: Any) -> Line:
    data = attribute(tuple(observations), **facts)
    found = compare(data, asked, context=CONTEXT)
    margin = asked.margin
    ends = {} if margin is None else {"margin_low": f"{margin.low:g}", "margin_high": f"{margin.high:g}"}
    item = plain(stored(found, data, position=0, as_typed=ends if typed is None else typed))
    item["outcome"] = Outcome(item["outcome"])
    return Line(
        item=Item(**{name: item[name] for name in Item.__slots__}),
        attribute=Written(
            code="x", name=data.name, unit=data.unit or None, scale=data.scale, decimals=data.decimals,
            is_scientific=data.scientific, derived_from=None,
        ),
    )  # fmt: skip


COUNTS = ((3.0, 2.0, 4.0), (2.0, 3.0, 3.0))
SHARE, TITRE = Interval(-9.0, 9.0), Interval(-1e13, 1e13)
OF_SLOPES = PURITY | {"series": POINTS}
CASES = [
    (asking(Contrast.RATIO, Analysis.WELCH, RATIO), lots(), {}, ""),
    (asking(Contrast.DIFFERENCE, Analysis.WELCH, SHARE), lots(*SHARES), FULL, "percentage points"),
    (asking(Contrast.DIFFERENCE, Analysis.WELCH, TITRE), lots(), {}, "vg/mL"),
    (asking(Contrast.RATIO_OF_MEANS, Analysis.WELCH, RATIO), lots(), {}, ""),
    (asking(Contrast.ODDS_RATIO, Analysis.WELCH, RATIO), lots(*SHARES), FULL, ""),
    (asking(Contrast.SD_RATIO, Analysis.SPREAD, RATIO), lots(SIX, SIX[::-1]), PURITY, ""),
    (asking(Contrast.RATE_RATIO, Analysis.COUNTS, RATIO), lots(*COUNTS), COUNTED, ""),
    (criterion(**SLOPE), (), OF_SLOPES, "percentage points per month"),
]
AXES = [
    "Ratio of geometric means, post / pre",
    "Difference of means, post − pre (percentage points)",
    "Difference of means, post − pre (vg/mL)",
    "Ratio of arithmetic means, post / pre",
    "Odds ratio of percentages, post / pre",
    "Ratio of standard deviations, post / pre",
    "Ratio of rates, post / pre",
    "Difference of slopes per month, post − pre (percentage points per month)",
]


@pytest.mark.parametrize("case, axis", list(zip(CASES, AXES, strict=True)), ids=AXES)
def test_axis_and_margin_name_the_contrast_and_its_unit(case, axis):
    asked, observations, facts, unit = case
    shown = line(asked, observations, **facts)
    plot = plots.interval_plot(shown)
    assert plot is not None and plot.axis.replace("\u00a0", " ") == axis
    is_ratio = "ratio" in axis.lower()
    assert plot.scale is (AxisScale.LOG if is_ratio else AxisScale.LINEAR)
    assert plot.no_change.at == (1.0 if is_ratio else 0.0)
    assert (margin_text(shown) or "").replace("\u00a0", " ").endswith(unit)
    assert plot.level == "90\u00a0% confidence interval"


def test_slopes_are_written_with_the_decimals_of_a_month():
    shown = line(criterion(**SLOPE), series=POINTS, **PURITY)
    text = figures.estimate_text(shown) or ""
    assert len(text.split("\u00a0")[0].partition(".")[2]) == 3
    headings, rows = figures.summary(shown) or ((), ())
    assert headings == ("arm", "lots", "slope per month", "SD of slopes", "results over time")
    assert [row[:2] for row in rows] == [("pre", "3"), ("post", "3")]
    assert not any(meaning.startswith("mean,") for meaning, _ in figures.named(shown))


def test_lots_of_slopes_are_counted_from_the_series_and_release_results_are_no_drawing():
    shown = line(criterion(**SLOPE), lots((99.0,), (98.0, 97.0)), series=POINTS, **PURITY)
    assert (figures.count(shown, "pre"), figures.count(shown, "post")) == ("3", "3")
    assert plots.lots_plot(shown) is None
    assert not any(each["is_used"] for each in shown.item.observations)


def test_lots_of_split_lots_are_counted_by_their_pairs():
    single = observed(20, lots()[0].arm, 99.0, split_source="donor 20")
    shown = line(
        asking(Contrast.DIFFERENCE, Analysis.PAIRED, Interval(-20.0, 20.0)),
        (*split(SIX[:4], SIX[1:5]), single), **PURITY,
    )  # fmt: skip
    assert (figures.count(shown, "pre"), figures.count(shown, "post")) == ("4", "4")
    drawn = {point.lot: point.state.value for arm in plots.lots_plot(shown).arms for point in arm.points}
    assert drawn["A20"] == "excluded" and set(drawn.values()) == {"counted", "excluded"}


def test_a_posterior_has_a_credible_interval_and_is_asked_as_a_probability():
    prior = Prior(shift_sd=None, lot_sd=None, lot_df=None)
    stated = {"prior": prior, "prior_source": "none: flat", "probability": 0.95}
    shown = line(asking(Contrast.RATIO, Analysis.POSTERIOR, RATIO, **stated), lots())
    plot = plots.interval_plot(shown)
    assert plot is not None and plot.level == "90\u00a0% credible interval"
    sentence = criterion_sentence(shown).replace("\u00a0", " ")
    what = "the ratio of geometric means lies inside 0.5 to 2"
    assert sentence == f"The posterior probability that {what} is at least 95 %."
    beside = line(asking(Contrast.RATIO, Analysis.WELCH, RATIO, **stated), lots())
    assert "interval of the ratio" in criterion_sentence(beside)


@pytest.mark.parametrize(
    "pre, post, drawn", [((3.0, 2.0, 4.0), (0.0, 0.0, 0.0), False), ((0.0, 0.0, 0.0), (3.0, 2.0, 4.0), False)]
)
def test_a_ratio_of_nothing_has_no_place_on_a_logarithmic_axis(pre, post, drawn):
    shown = line(asking(Contrast.RATE_RATIO, Analysis.COUNTS, RATIO), lots(pre, post), **COUNTED)
    assert (plots.interval_plot(shown) is not None) is drawn
    assert figures.summary(shown) is not None


def test_an_end_of_zero_is_drawn_as_open():
    """Nothing shows that the post mean is not zero, so the ratios go down to it."""
    shown = line(
        asking(Contrast.RATIO_OF_MEANS, Analysis.WELCH, RATIO),
        lots((2.0, 3.5, 1.5), (1.0, -0.5, 3.0, 0.2)),
        **PURITY,
    )
    plot = plots.interval_plot(shown)
    assert figures.values_of(shown)["interval_low"] == 0.0
    assert plot is not None and plot.low is None and plot.high is not None


def test_censored_lots_have_their_means_by_likelihood_in_the_table_of_arms():
    asked = asking(Contrast.RATIO, Analysis.CENSORED, RATIO)
    shown = line(asked, censored(["<0.5", 0.8, 1.1, 0.9], [0.7, "<0.5", 1.0]), **IMPURITY)
    headings, rows = figures.summary(shown) or ((), ())
    assert {"beyond a limit", "mean by likelihood", "SD by likelihood"} <= set(headings)
    assert "geometric mean" not in headings and len(rows) == 2
    drawn = {point.lot: point.state.value for arm in plots.lots_plot(shown).arms for point in arm.points}
    assert drawn["A01"] == "below limit"


def test_a_one_sided_criterion_leaves_the_other_end_of_the_margin_open():
    asked = asking(
        Contrast.ODDS_RATIO, Analysis.WELCH, Interval(0.5, float("inf")), CriterionKind.NON_INFERIORITY
    )
    shown = line(asked, lots(*SHARES), {"margin_low": "0.5"}, **FULL)
    plot = plots.interval_plot(shown)
    assert plot is not None and plot.margin_high is None and plot.margin_low is not None
    assert margin_text(shown) == "at\u00a0least\u00a00.5"


def test_results_over_time_are_listed_as_compared_and_those_of_one_time_as_not():
    shown = line(criterion(**SLOPE), lots((99.0,), ()), series=POINTS, **PURITY)
    data = attribute(lots((99.0,), ()), series=POINTS, **PURITY)
    item = stored(compare(data, criterion(**SLOPE), context=CONTEXT), data, position=0, as_typed={})

    class Stored:
        criterion = shown.item.criterion
        observations = shown.item.observations
        lots = shown.item.lots
        series = item["series"]

    class Asked:
        id = 7
        decimals, is_scientific, derived_from = 1, False, None

    class Both:
        item, attribute = Stored, Asked

    rows = list(listed(Both, results=[], lots=[]))  # type: ignore[arg-type]
    assert [row.standing for row in rows].count(Standing.COUNTED) == len(POINTS)
    assert rows[0].row.note == "0 months; 2-8 °C"
    assert rows[-1].standing is Standing.LEFT_OUT and "slopes over time are compared" in rows[-1].row.note


def test_stability_is_drawn_with_the_stored_slopes_through_the_middle_of_each_lot():
    shown = line(criterion(**SLOPE), (), **OF_SLOPES)
    plot = slopes_plot(shown)
    assert (plot.axis, plot.undrawn) == ("Purity (% purity)", 0)
    stored_slopes = [lot["value"] for lot in shown.item.lots]
    drawn = [lot for arm in plot.arms for lot in arm.lots]
    assert [lot.line.slope for lot in drawn] == stored_slopes
    for lot in drawn:
        months, values = ([getattr(point, name).at for point in lot.points] for name in ("months", "value"))
        reference = linregress(months, values)
        assert (lot.line.slope, lot.line.intercept) == pytest.approx((reference.slope, reference.intercept))
    found = figures.values_of(shown)
    assert [arm.line.slope for arm in plot.arms] == [found["slope_pre"], found["slope_post"]]
    assert "per month" in plot.arms[0].line.text


def test_a_result_of_a_lot_without_a_slope_is_drawn_crossed_and_without_a_line():
    short = {**OF_SLOPES, "series": (*POINTS, point(999, ArmRole.POST, 70, 3.0, 97.0))}
    plot = slopes_plot(line(criterion(**SLOPE), (), **short))
    alone = next(lot for arm in plot.arms for lot in arm.lots if lot.lot == "B70")
    assert (alone.line, [each.state for each in alone.points]) == (None, [PointState.EXCLUDED])


def test_only_slopes_over_time_are_drawn_over_time():
    assert slopes_plot(line(asking(Contrast.RATIO, Analysis.WELCH, RATIO), lots())) is None


REPLICATED = replicated(
    ((98.0, 101.0, 99.5), (104.0, 105.5, 103.0), (95.0, 96.5, 97.0)),
    ((99.0, 103.0, 95.0), (99.5, 102.5, 95.5), (98.5, 103.5, 94.5)),
)


def test_variance_components_are_drawn_as_stored_and_one_at_zero_says_so():
    shown = line(asking(Contrast.DIFFERENCE, Analysis.REPLICATES, SHARE), REPLICATED, **FULL)
    found = figures.values_of(shown)
    plot = components_plot(shown)
    drawn = [[each.value.at for each in arm.components] for arm in plot.arms]
    assert drawn == [
        [found[f"variance_{name}_lots_{arm}"] for name in ("between", "within")] for arm in ("pre", "post")
    ]
    assert drawn[1][0] == 0.0 and plot.arms[1].components[0].value.text == "0, set to zero"
    assert [arm.label for arm in plot.arms] == ["CDMO A (pre, n = 3)", "CDMO B (post, n = 3)"]


def test_variance_components_have_their_intervals():
    """Within lots: 6 degrees of freedom, so the ends are s² × 6 over the quantiles of chi squared."""
    shown = line(asking(Contrast.DIFFERENCE, Analysis.REPLICATES, SHARE), REPLICATED, **FULL)
    plot = components_plot(shown)
    within = plot.arms[0].components[1]
    ends = (within.value.at * 6 / chi2.ppf(share, 6) for share in (0.975, 0.025))
    assert (within.interval.low, within.interval.high) == pytest.approx(tuple(ends), rel=1e-9)
    assert plot.level == "95\u00a0% confidence interval"


def test_the_variance_between_runs_is_drawn_as_the_protocol_declares_it():
    """A lot is measured in one run, so nothing of the data tells it from the variance between lots."""
    asked = replace(asking(Contrast.DIFFERENCE, Analysis.REPLICATES, SHARE), run_sd=1.5, run_sd_source="MV-1")
    plot = components_plot(line(asked, REPLICATED, **FULL))
    (runs,) = plot.arms[0].components
    assert (runs.name, runs.value.at, runs.interval) == ("between runs, as declared", 2.25, None)


def test_without_a_mixed_model_there_are_no_components():
    assert components_plot(line(asking(Contrast.RATIO, Analysis.WELCH, RATIO), lots())) is None
