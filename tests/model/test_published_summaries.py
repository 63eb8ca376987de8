"""Arms known by what a paper prints of them: which figures are taken, how they are judged, when not.

Expected numbers: R 4.2.2, tests/references/summaries/summaries.R, and the papers that are named.
"""

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import Summary
from comparability.model.errors import Invalid
from comparability.model.judging.comparison import Comparison, compare
from comparability.model.published_summaries import (
    TypedFigures,
    as_printed,
    check_figures,
    in_own_unit,
    stand_ins,
)
from comparability.model.stored_comparisons import inputs_hash
from comparability.model.vocabulary import (
    Analysis,
    ArmRole,
    Contrast,
    CriterionKind,
    Mark,
    Outcome,
    SummaryKind,
)
from comparability.statistics.interval import Interval
from tests.model.observed import CONTEXT, ENTERED, FROZEN, PRE, SAME, attribute, criterion, lots

PAPER = "PubMed 37432025, abstract"
SUMMARY = {
    "summary_id": 1,
    "lots": 253,
    "document": PAPER,
    "entered": "geometric mean 10.72 (9.43 to 12.19, level 0.95)",
    "entered_at": ENTERED,
}
SMALL = Summary(
    arm=ArmRole.PRE, arm_name="50 L", kind=SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL,
    centre=10.72, low=9.43, high=12.19, level=0.95, **SUMMARY,
)  # fmt: skip
LARGE = replace(
    SMALL, summary_id=2, arm=ArmRole.POST, arm_name="800 L", centre=13.23, low=11.64, high=15.03,
)  # fmt: skip
RATIO = replace(
    LARGE, kind=SummaryKind.COMPARISON, lots_pre=253, centre=1.234, low=1.03, high=1.48,
    entered="1.234 (1.03 to 1.48, level 0.95)",
)  # fmt: skip
ADJUSTED = replace(
    RATIO, document="Lancet, table 2", centre=0.98, low=0.79, high=1.23, adjusted_for="age and sex"
)
AT_95 = criterion(alpha=0.025, margin=Interval(0.67, 1.5))


def judged(*summaries: Summary, asked: Criterion = AT_95, observations=(), **context) -> Comparison:
    data = attribute(tuple(observations), summaries=summaries, scientific=False)
    return compare(data, asked, context=replace(CONTEXT, **context))


def estimate_and_interval(found: Comparison) -> list[float]:
    return [found.figure(name) for name in ("estimate", "interval_low", "interval_high")]


def test_a_published_ratio_is_judged_at_its_own_level_and_no_other():
    """Ad5-nCoV from 50 to 800 L: inside 0.67 to 1.5, and not holding 1."""
    found = judged(RATIO)
    assert found.outcome is Outcome.EQUIVALENT
    assert estimate_and_interval(found) == [1.234, 1.03, 1.48]
    assert (found.figure("difference_seen"), found.figure("difference_level")) == (1.0, 0.95)
    words = found.plain_words.replace("\u00a0", " ")
    assert "sameness within the margin is shown, but a difference is seen at 95 %" in words
    assert any(
        PAPER in sentence and "nothing was computed again" in sentence for sentence in found.limitations
    )
    assert found.r_snippet is None


def test_an_adjusted_ratio_is_never_taken_to_another_level():
    found = judged(ADJUSTED, asked=criterion(margin=Interval(0.67, 1.5)))
    assert found.outcome is Outcome.CANNOT_JUDGE
    reason = found.reason.replace("\u00a0", " ")
    assert "prints the 95 % interval and the protocol asks for the 90 % one" in reason
    assert "adjusted for other variables" in found.reason


def test_an_adjusted_ratio_says_what_it_was_adjusted_for():
    found = judged(ADJUSTED)
    assert found.outcome is Outcome.EQUIVALENT
    assert any("adjusted for age and sex" in sentence for sentence in found.limitations)


def test_an_unadjusted_ratio_is_taken_apart_to_the_level_of_the_protocol():
    found = judged(RATIO, asked=criterion(margin=Interval(0.67, 1.5)))
    assert estimate_and_interval(found) == pytest.approx([1.234, 1.05997358280, 1.43659806689], rel=1e-10)


@pytest.mark.parametrize(
    ("alpha", "low", "high"),
    [
        pytest.param(0.025, 1.0301234793052, 1.4785663961669, id="95 %"),
        pytest.param(0.05, 1.0605796347748, 1.4361071158288, id="90 %"),
    ],
)
def test_two_printed_arms_are_compared_by_welch(alpha, low, high):
    """The abstract prints no ratio; R computes it from both geometric means with their intervals."""
    found = judged(SMALL, LARGE, asked=criterion(alpha=alpha, margin=Interval(0.67, 1.5)))
    assert estimate_and_interval(found) == pytest.approx([1.2341417910448, low, high], rel=1e-11)
    assert found.figure("df") == pytest.approx(503.9903812000601, rel=1e-11)
    assert (found.outcome, found.figure("difference_seen")) == (Outcome.EQUIVALENT, 1.0)
    assert (found.figure("n_pre"), found.figure("n_post")) == (253.0, 253.0)
    assert found.figure("geometric_mean_pre") == pytest.approx(10.72, rel=1e-12)


def test_a_second_published_scale_is_equivalent_without_a_difference_seen():
    small = replace(SMALL, centre=11.64, low=10.12, high=13.39)
    large = replace(LARGE, centre=12.09, low=10.48, high=13.95)
    found = judged(small, large)
    expected = [1.038659793814, 0.850686417289, 1.268169028400]
    assert estimate_and_interval(found) == pytest.approx(expected, rel=1e-11)
    assert (found.outcome, found.figure("difference_seen")) == (Outcome.EQUIVALENT, 0.0)


def test_an_arm_of_lots_is_compared_with_a_printed_one():
    """The printed arm has the mean and SD of the lots that the other test has, so that both must agree."""
    logs = [math.log(value) for value in PRE]
    mean = math.fsum(logs) / len(logs)
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in logs) / (len(logs) - 1))
    printed = replace(
        SMALL, arm_name="CDMO A", kind=SummaryKind.GEOMETRIC_MEAN_AND_CV, lots=len(PRE),
        centre=math.exp(mean), spread=math.sqrt(math.expm1(sd**2)), low=None, high=None, level=None,
    )  # fmt: skip
    of_lots = compare(attribute(lots()), criterion(), context=CONTEXT)
    found = judged(printed, asked=criterion(), observations=lots(pre=()))
    assert estimate_and_interval(found) == pytest.approx(estimate_and_interval(of_lots), rel=1e-12)
    assert found.figure("df") == pytest.approx(of_lots.figure("df"), rel=1e-9)
    assert found.stand_ins == (printed,)


def test_lots_go_first_and_the_figures_beside_them_are_named():
    beside = replace(SMALL, arm_name="CDMO A")
    found = judged(beside, asked=criterion(), observations=lots())
    assert found.figure("n_pre") == len(PRE)
    assert Mark.SUMMARY not in found.marks
    assert any("CDMO A" in text and "its own lots go first" in text for text in found.limitations)


def test_the_pre_arm_of_a_published_comparison_is_its_own():
    found = judged(SMALL, RATIO)
    assert found.stand_ins == (RATIO,)
    assert any("stands by itself" in text for text in found.limitations)


def test_printed_figures_stand_in_for_no_lot_where_every_lot_is_looked_at():
    ranged = criterion(CriterionKind.QUALITY_RANGE)
    found = judged(replace(SMALL, arm_name="CDMO A"), asked=ranged, observations=lots(pre=()))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "no pre lots: the protocol asks for at least three" in found.reason.lower()
    assert any("looks at every lot" in text for text in found.limitations)


def test_fewer_printed_lots_than_the_protocol_asks_for_are_no_verdict():
    found = judged(replace(RATIO, lots=2))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "two post lots" in found.reason.lower()


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(criterion(contrast=Contrast.DIFFERENCE, margin=Interval(-5, 5)), id="difference"),
        pytest.param(criterion(analysis=Analysis.RANK), id="rank test"),
    ],
)
def test_what_cannot_be_made_of_printed_figures_is_said(asked):
    assert judged(SMALL, LARGE, asked=asked).outcome is Outcome.CANNOT_JUDGE


def test_figures_of_a_post_arm_entered_before_the_freeze_are_exploratory():
    early = FROZEN - timedelta(days=1)
    assert judged(SMALL, LARGE).marks == (Mark.SUMMARY,)
    assert Mark.EXPLORATORY in judged(SMALL, replace(LARGE, entered_at=early)).marks
    assert Mark.EXPLORATORY not in judged(replace(SMALL, entered_at=early), LARGE).marks


def test_figures_seen_before_the_freeze_are_exploratory_even_beside_lots():
    beside = replace(LARGE, arm_name="CDMO B", entered_at=FROZEN - timedelta(days=1))
    assert Mark.EXPLORATORY in judged(beside, asked=criterion(), observations=lots()).marks


def test_printed_figures_of_a_post_arm_carry_no_test_date_and_say_so():
    assert any("carry no test date" in text for text in judged(SMALL, LARGE).limitations)
    assert not any("no test date" in text for text in judged(SMALL, observations=lots(pre=())).limitations)


def test_printed_figures_are_part_of_the_inputs():
    one, other = (attribute((), summaries=(each,)) for each in (RATIO, replace(RATIO, high=1.49)))
    assert inputs_hash([], [one]) != inputs_hash([], [other])


def test_logarithms_are_brought_to_the_attributes_own_unit():
    """A mean of 7.2 with an SD of 0.1 of decimal logarithms: geometric mean 10^7.2, SD of ln 0.1·ln 10."""
    typed = replace(SMALL, kind=SummaryKind.MEAN_AND_SD, centre=7.2, spread=0.1, low=None, high=None)
    found = in_own_unit(typed)
    assert found.kind is SummaryKind.GEOMETRIC_MEAN_AND_CV
    assert found.centre == pytest.approx(10**7.2, rel=1e-12)
    assert math.sqrt(math.log1p(found.spread**2)) == pytest.approx(0.1 * math.log(10.0), rel=1e-12)
    ends = in_own_unit(replace(typed, kind=SummaryKind.MEAN_AND_INTERVAL, spread=None, low=7.0, high=7.4))
    assert (ends.low, ends.high) == pytest.approx((1e7, 10**7.4), rel=1e-12)
    assert in_own_unit(RATIO) == RATIO


TYPED = TypedFigures(
    kind=SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL, lots=253, centre="10.72", low="9.43", high="12.19",
    level="0.95",
)  # fmt: skip
MEAN = TypedFigures(kind=SummaryKind.MEAN_AND_SD, lots=3, centre="10.72", spread="1.3")


@pytest.mark.parametrize(
    ("typed", "changes", "field"),
    [
        pytest.param(TYPED, {"lots": 1}, "lots", id="one lot"),
        pytest.param(TYPED, {"low": None}, "low", id="no low end"),
        pytest.param(TYPED, {"level": None}, "level", id="no level"),
        pytest.param(TYPED, {"level": "95"}, "level", id="level in per cent"),
        pytest.param(TYPED, {"level": "1"}, "level", id="level of one"),
        pytest.param(TYPED, {"spread": "1.3"}, "spread", id="a spread that the kind does not have"),
        pytest.param(TYPED, {"low": "12.19", "high": "9.43"}, "high", id="ends swapped"),
        pytest.param(TYPED, {"low": "12.19"}, "high", id="no width"),
        pytest.param(TYPED, {"centre": "107.2"}, "centre", id="centre outside its interval"),
        pytest.param(TYPED, {"centre": "<10.72"}, "centre", id="a limit for a centre"),
        pytest.param(TYPED, {"centre": "ten"}, "centre", id="words"),
        pytest.param(TYPED, {"low": "-1"}, "low", id="geometric interval below zero"),
        pytest.param(TYPED, {"lots_pre": 5}, "lots_pre", id="pre lots of one arm"),
        pytest.param(TYPED, {"adjusted_for": "age"}, "adjusted_for", id="one arm adjusted"),
        pytest.param(TYPED, {"kind": SummaryKind.COMPARISON}, "lots_pre", id="comparison without pre lots"),
        pytest.param(MEAN, {"spread": "0"}, "spread", id="no spread"),
        pytest.param(MEAN, {"spread": None}, "spread", id="spread missing"),
        pytest.param(MEAN, {"level": "0.95"}, "level", id="a level that the kind does not have"),
        pytest.param(
            MEAN, {"kind": SummaryKind.GEOMETRIC_MEAN_AND_CV, "spread": "25"}, "spread", id="CV in per cent"
        ),
    ],
)
def test_figures_that_cannot_hold_are_refused_beside_their_field(typed, changes, field):
    check_figures(typed, is_log10=False)
    with pytest.raises(Invalid) as caught:
        check_figures(replace(typed, **changes), is_log10=False)
    assert caught.value.field == field


def test_a_geometric_mean_of_logarithms_is_refused():
    check_figures(MEAN, is_log10=True)
    with pytest.raises(Invalid) as caught:
        check_figures(TYPED, is_log10=True)
    assert caught.value.field == "kind"


def test_figures_read_as_they_were_typed():
    assert as_printed(TYPED) == "geometric mean 10.72 (9.43 to 12.19, level 0.95)"
    assert as_printed(replace(MEAN, centre="10.720")) == "mean 10.720, SD 1.3"
    pair = replace(TYPED, kind=SummaryKind.COMPARISON, lots_pre=253, centre="1.234", low="1.03", high="1.48")
    assert as_printed(pair) == "1.234 (1.03 to 1.48, level 0.95)"


def test_excluded_lots_do_not_keep_printed_figures_out():
    excluded = lots(pre=(), post=SAME, excluded_reason="excluded: mixed up")
    data = attribute(excluded, summaries=(replace(LARGE, arm_name="CDMO B"),))
    assert [each.summary_id for each in stand_ins(data, criterion())] == [2]
