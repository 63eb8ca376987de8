"""More than two arms: which pairs are judged at which level, and how much of the variance lies between arms.

Expected numbers: R 4.2.2 by tests/references/sites/sites.R (pairs.csv beside it, and the site variances that
the product ships), and SAS 9.2 as the R package VCA quotes it.
"""

import csv
import json
import math
from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from comparability.model.datasets import Summary
from comparability.model.judging.comparison import Comparison, compare
from comparability.model.judging.several_arms import NamedArm
from comparability.model.vocabulary import (
    ArmClaim,
    ArmPairs,
    ArmRole,
    Contrast,
    CriterionKind,
    Outcome,
    Scale,
    SummaryKind,
)
from comparability.statistics import qualification
from comparability.statistics.interval import Interval
from tests.model.in_r import needs_r, run_in_r
from tests.model.observed import CONTEXT, ENTERED, attribute, criterion, observed

PAIRS = Path(__file__).parents[1] / "references" / "sites" / "pairs.csv"
VARIANCES = Path(qualification.__file__).parent / "references" / "site_variance.json"
LOOMS = {"A": (98, 97, 99, 96), "B": (91, 90, 93, 92), "C": (96, 95, 97, 95), "D": (95, 96, 99, 98)}
AT_LOOMS = criterion(contrast=Contrast.DIFFERENCE, margin=Interval(-5.0, 9.0))
LINEAR = {"scale": Scale.LINEAR, "unit": "lb/in²", "scientific": False}


def sites(values, **facts):
    """The first is the pre arm, every other a site; ids are 1, 2, 3 in reading order."""
    numbers = iter(range(1, 1000))
    return tuple(
        observed(
            number := next(numbers), ArmRole.PRE if place == 0 else ArmRole.SITE, value,
            arm_name=name, lot_number=f"{name}-{number}", **facts,
        )
        for place, (name, lots) in enumerate(values.items())
        for value in lots
    )  # fmt: skip


def judged(values, asked=AT_LOOMS, *, pairs=ArmPairs.EVERY_PAIR, claim=ArmClaim.ALL, arms=(), **facts):
    data = attribute(sites(values), **(LINEAR | facts))
    context = replace(CONTEXT, arm_pairs=pairs, arm_claim=claim, arms=arms)
    return compare(data, asked, context=context)


def printed_pairs():
    with PAIRS.open() as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {(row["pre"], row["post"]): row for row in rows if row["case"] == "looms"}


def shipped(case):
    return next(each for each in json.loads(VARIANCES.read_text())["cases"] if each["id"] == case)


def test_every_pair_of_chosen_arms_has_the_interval_of_bonferroni():
    """R's t.test at the level 1 - 0.1 / 6."""
    found = judged(LOOMS, claim=ArmClaim.CHOSEN)
    expected = printed_pairs()
    assert [(row.before, row.after) for row in found.pairs] == list(combinations("ABCD", 2))
    for row in found.pairs:
        printed = expected[row.before, row.after]
        assert (row.low, row.high) == pytest.approx(
            (float(printed["low"]), float(printed["high"])), rel=1e-11
        )
        passes = float(printed["p_bonferroni"]) < 0.05
        assert (row.outcome is Outcome.EQUIVALENT) is passes
    assert found.criterion.alpha == 0.05


def test_every_pair_of_all_arms_is_tested_at_the_stated_level():
    found, expected = judged(LOOMS), printed_pairs()
    for row in found.pairs:
        passes = float(expected[row.before, row.after]["p"]) < 0.05
        assert (row.outcome is Outcome.EQUIVALENT) is passes
    assert found.outcome is not Outcome.EQUIVALENT


def test_a_pair_may_pass_among_all_and_not_among_the_chosen():
    """Looms B and D: p is 0.012, and 0.070 times six pairs."""
    outcomes = {
        claim: next(
            row.outcome for row in judged(LOOMS, claim=claim).pairs if (row.before, row.after) == ("B", "D")
        )
        for claim in ArmClaim
    }
    assert outcomes == {ArmClaim.ALL: Outcome.EQUIVALENT, ArmClaim.CHOSEN: Outcome.INCONCLUSIVE}


def test_each_arm_is_compared_with_the_pre_arm_alone():
    found = judged(LOOMS, pairs=ArmPairs.EACH_WITH_PRE)
    assert [(row.before, row.after, row.n_before, row.n_after) for row in found.pairs] == [
        ("A", "B", 4, 4), ("A", "C", 4, 4), ("A", "D", 4, 4),
    ]  # fmt: skip


def test_the_worst_pair_decides_and_is_named():
    found = judged(LOOMS, pairs=ArmPairs.EACH_WITH_PRE)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.reason.startswith("B against A: ")
    assert found.plain_words.startswith(
        "Three pairs of arms were compared: one inconclusive, two equivalent. "
        "The one that decides is B against A."
    )


def test_the_arms_that_pass_are_named_only_where_they_are_claimed():
    words = judged(LOOMS, pairs=ArmPairs.EACH_WITH_PRE, claim=ArmClaim.CHOSEN).plain_words
    assert "C against A and D against A pass, and no other." in words
    assert "pass, and no other" not in judged(LOOMS, pairs=ArmPairs.EACH_WITH_PRE).plain_words


def test_the_level_of_one_of_several_pairs_is_written_with_few_digits():
    words = judged(LOOMS, pairs=ArmPairs.EACH_WITH_PRE, claim=ArmClaim.CHOSEN).plain_words
    assert "96.7 % interval" in words.replace("\u00a0", " ")


def test_an_arm_of_the_switch_without_lots_is_not_passed_over():
    arms = tuple(NamedArm(name, ArmRole.PRE if name == "A" else ArmRole.SITE) for name in "ADCE")
    found = judged({name: LOOMS[name] for name in "ACD"}, pairs=ArmPairs.EACH_WITH_PRE, arms=arms)
    assert [row.after for row in found.pairs] == ["D", "C", "E"]
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert found.reason.lower().startswith("e against a: no post lots")


@pytest.mark.parametrize("stated", [{"pairs": None}, {"claim": None}], ids=["no pairs", "no claim"])
def test_what_the_protocol_does_not_say_of_several_arms_is_no_verdict(stated):
    found = judged(LOOMS, **stated)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "three arms beside the pre arm (B, C and D)" in found.reason


def test_an_empty_pre_arm_is_no_verdict():
    found = judged({"A": (), "B": LOOMS["B"], "C": LOOMS["C"]}, pairs=ArmPairs.EACH_WITH_PRE)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "no pre lots" in found.reason.lower()


def test_a_range_is_asked_of_each_arm():
    found = judged(
        LOOMS, criterion(CriterionKind.QUALITY_RANGE), pairs=ArmPairs.EACH_WITH_PRE, scale=Scale.LINEAR
    )
    assert {row.after: row.outcome for row in found.pairs} == {
        "B": Outcome.NOT_MET, "C": Outcome.MET, "D": Outcome.MET,
    }  # fmt: skip
    assert not any(figure.name.startswith("between_arms") for figure in found.figures)


def test_figures_of_every_arm_stand_beside_each_other():
    found = judged(LOOMS)
    assert [found.figure(f"mean_arm{number}") for number in (1, 2, 3, 4)] == [97.5, 91.5, 95.75, 97.0]
    names = {figure.name: figure.meaning for figure in found.figures}
    assert names["mean_arm3"] == "mean, C"
    assert "mean_pre" not in names


@pytest.mark.parametrize("case", ["looms", "leaves", "unequal", "alike", "nearly"])
def test_the_variance_between_arms_is_that_of_r(case):
    """The arms of shared/R: between and within as SDs, the share with its exact interval."""
    given = shipped(case)
    expected = given["expected"]
    asked = criterion(
        contrast=Contrast.DIFFERENCE, margin=Interval(-5.0, 9.0), minimum_lots=2, minimum_lots_reason="Few."
    )
    found = judged(given["sites"], asked)
    between = max(expected["moment"], 0.0)
    figures = {
        "between_arms_sd": math.sqrt(between),
        "between_arms_sd_low": math.sqrt(expected["between_low"]),
        "between_arms_sd_high": math.sqrt(expected["between_high"]),
        "within_arms_sd": math.sqrt(expected["ms_within"]),
        "between_arms_share": between / (between + expected["ms_within"]),
        "between_arms_share_low": expected["share_low"],
        "between_arms_share_high": expected["share_high"],
    }
    assert {name: found.figure(name) for name in figures} == pytest.approx(figures, rel=1e-10, abs=1e-12)
    is_none = expected["moment"] < 0
    assert any("reported as zero" in text for text in found.limitations) is is_none


def test_a_ratio_has_its_variance_between_arms_on_logarithms():
    """exp of the looms' figures: the same components, as natural logarithms."""
    raised = {name: [math.exp(value / 10.0) for value in values] for name, values in LOOMS.items()}
    found = judged(raised, criterion(margin=Interval(0.5, 2.0)), scale=Scale.LOG)
    expected = shipped("looms")["expected"]
    assert found.figure("between_arms_sd") == pytest.approx(math.sqrt(expected["moment"]) / 10.0, rel=1e-10)
    assert found.figure("between_arms_share_low") == pytest.approx(expected["share_low"], rel=1e-10)


def test_three_real_sites_have_the_components_of_sas(references):
    """CLSI EP05-A3 data: three sites, five days of five replicates. A day's mean stands for a lot."""
    days = defaultdict(list)
    with (references / "vca" / "dataEP05A3_MS_1.csv").open() as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            days[row["site"], row["day"]].append(float(row["y"]))
    by_site = defaultdict(list)
    for (site, _), values in days.items():
        by_site[f"Site {site}"].append(math.fsum(values) / len(values))
    asked = criterion(contrast=Contrast.DIFFERENCE, margin=Interval(-3.0, 3.0))
    found = judged(by_site, asked, pairs=ArmPairs.EACH_WITH_PRE)
    assert found.figure("between_arms_sd") ** 2 == pytest.approx(1.017401, abs=6e-7)
    assert found.figure("within_arms_sd") ** 2 == pytest.approx(0.345882 + 2.271949 / 5, abs=2e-6)
    assert [row.after for row in found.pairs] == ["Site 2", "Site 3"]


def test_a_site_known_by_printed_figures_is_a_pair_of_its_own():
    printed = Summary(
        summary_id=9, arm=ArmRole.SITE, arm_name="D", kind=SummaryKind.MEAN_AND_SD, lots=4, centre=97.0,
        spread=math.sqrt(10 / 3), document="Report 7", entered="mean 97.0, SD 1.83", entered_at=ENTERED,
    )  # fmt: skip
    found = judged({name: LOOMS[name] for name in "ABC"}, summaries=(printed,))
    of_lots = judged(LOOMS)
    rows = zip(found.pairs, of_lots.pairs, strict=True)
    assert [(row.low, row.high) for row, _ in rows] == [
        pytest.approx((other.low, other.high), rel=1e-9) for other in of_lots.pairs
    ]
    assert found.pairs[-1].n_after == 4


def test_a_published_comparison_says_nothing_of_two_sites():
    printed = Summary(
        summary_id=9, arm=ArmRole.SITE, arm_name="D", kind=SummaryKind.COMPARISON, lots=4, lots_pre=4,
        centre=-0.5, low=-3.0, high=2.0, level=0.9, document="Report 7", entered="-0.5 (-3.0 to 2.0)",
        entered_at=ENTERED,
    )  # fmt: skip
    found = judged({name: LOOMS[name] for name in "ABC"}, summaries=(printed,))
    outcomes = {(row.before, row.after): row.outcome for row in found.pairs}
    assert outcomes["A", "D"] is Outcome.EQUIVALENT
    assert outcomes["B", "D"] is outcomes["C", "D"] is Outcome.CANNOT_JUDGE


@needs_r
@pytest.mark.parametrize("contrast", [Contrast.DIFFERENCE, Contrast.RATIO, Contrast.ODDS_RATIO])
def test_the_printed_program_gives_the_variance_between_arms(contrast):
    margin = Interval(-5.0, 9.0) if contrast is Contrast.DIFFERENCE else Interval(0.5, 2.0)
    found = judged(LOOMS, criterion(contrast=contrast, margin=margin))
    names = ("between_arms_sd", "within_arms_sd", "between_arms_share")
    assert run_in_r(found.r_snippet)[-3:] == pytest.approx([found.figure(name) for name in names], rel=1e-9)


def test_the_order_of_sites_changes_no_figure_between_arms():
    backwards = {name: LOOMS[name] for name in "ADCB"}
    assert isinstance(judged(backwards), Comparison)
    for name in ("between_arms_sd", "within_arms_sd", "between_arms_share"):
        assert judged(backwards).figure(name) == pytest.approx(judged(LOOMS).figure(name), rel=1e-12)
