"""Every analysis from results to figures against numbers of R and of published examples, read in place."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest

from comparability.model.judging.comparison import Comparison
from comparability.model.vocabulary import Analysis, Contrast, Variances
from comparability.statistics.interval import Interval
from tests.model.designs import COUNTED, FEW, IMPURITY, PURITY, asking, censored, replicated, series, split
from tests.model.observed import compared, lots

WIDE = {"minimum_lots": 2, "minimum_lots_reason": "the reference has no more lots"}


def cases(references: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((references / "r" / f"{name}.json").read_text(encoding="utf-8"))[
        "cases"
    ]
    return found


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def shown(found: Comparison, *names: str) -> list[float]:
    return [found.figure(name) for name in names]


def test_split_lots_give_what_t_test_gives_pair_by_pair(references):
    for case in cases(references, "b_tost_paired"):
        given = case["input"]
        observations = split(given["y"], given["x"])
        for contrast, scale, stated in (
            (Contrast.DIFFERENCE, "raw", given["eq_raw"]),
            (Contrast.RATIO, "log", given["eq_ratio"]),
        ):
            asked = asking(contrast, Analysis.PAIRED, Interval(*stated), alpha=given["alpha"], **WIDE)
            expected = case[scale]["stats_t.test"]
            back = math.exp if contrast is Contrast.RATIO else float
            found = compared(observations, asked, **PURITY)
            assert shown(
                found, "estimate", "interval_low", "interval_high", "df", "p_low", "p_high"
            ) == pytest.approx(
                [
                    *(back(expected[name]) for name in ("estimate", "ci_low", "ci_high")),
                    *(expected[name] for name in ("df", "p_lower", "p_upper")),
                ],
                rel=1e-9,
            )


@pytest.mark.parametrize("name, weight", [("1", 0.36), ("1", 0.91), ("1", 1.0), ("2", 1.0)])
def test_split_lots_with_history_give_the_published_intervals(references, name, weight):
    """Burdick, Hofer, Karl and Rushing (2024): at a weight of 1 the paired intervals, as printed there."""
    data = rows(references / "split_apheresis_burdick2024.csv")
    arm = {
        process: [
            float(row["dp_cell_viability_pct"])
            for row in data
            if row["process"] == process and row["data_set"] in (name, "H")
        ]
        for process in ("Pre", "Post", "HistoricalPre")
    }
    asked = asking(Contrast.DIFFERENCE, Analysis.SPLIT_SOURCE, Interval(-15.0, 15.0), history_weight=weight)
    found = compared(split(arm["Pre"], arm["Post"], arm["HistoricalPre"]), asked, **PURITY)
    mean = {process: sum(values) / len(values) for process, values in arm.items()}
    assert found.figure("estimate") == pytest.approx(
        mean["Post"] - weight * mean["Pre"] - (1.0 - weight) * mean["HistoricalPre"]
    )
    if weight == 1.0:
        low, high = {"1": (-11.77, 1.37), "2": (-7.67, -2.73)}[name]
        assert shown(found, "interval_low", "interval_high") == pytest.approx([low, high], abs=0.005)
    assert shown(found, "pairs", "historic_lots", "weight") == [5.0, len(arm["HistoricalPre"]), weight]


def test_replicates_give_what_lmer_gives_with_kenward_and_rogers_degrees_of_freedom(references):
    """lmerTest takes one set of variances for both arms, so that is what is asked for here."""
    for case in cases(references, "h_nested"):
        given = case["input"]
        by_lot: dict[str, list[float]] = {}
        for lot, value in zip(given["lot"], given["y"], strict=True):
            by_lot.setdefault(lot, []).append(value)
        pre = [values for lot, values in by_lot.items() if lot.startswith("S1")]
        post = [values for lot, values in by_lot.items() if lot.startswith("S2")]
        asked = asking(
            Contrast.DIFFERENCE,
            Analysis.REPLICATES,
            Interval(-20.0, 20.0),
            variances=Variances.COMMON,
            **WIDE,
        )
        expected = case["lmer"]["kenward_roger"]
        found = compared(replicated(pre, post), asked, **PURITY)
        assert shown(found, "estimate", "df") == pytest.approx(
            [expected["Estimate"], min(expected["df"], len(pre) + len(post) - 2)], rel=1e-6
        )
        assert found.figure("standard_error") == pytest.approx(expected["Std. Error"], rel=1e-6)
        if expected["df"] <= len(pre) + len(post) - 2:
            assert shown(found, "interval_low", "interval_high") == pytest.approx(
                [expected["lower"], expected["upper"]], rel=1e-6
            )


@pytest.mark.parametrize(
    "analysis, name", [(Analysis.POOLED, "fieller_pooled"), (Analysis.WELCH, "fieller_welch")]
)
def test_the_ratio_of_means_gives_what_mratios_gives(references, analysis, name):
    for case in cases(references, "q_ratio_of_means_fieller"):
        given, expected = case["input"], case[name]
        asked = asking(Contrast.RATIO_OF_MEANS, analysis, Interval(*given["eq_ratio"]), alpha=given["alpha"])
        found = compared(lots(tuple(given["y"]), tuple(given["x"])), asked, **PURITY)
        assert shown(found, "estimate", "p_low", "p_high") == pytest.approx(
            [case["ratio"], expected["lower"]["p"], expected["upper"]["p"]], rel=1e-9
        )
        # mratios keeps the degrees of freedom of the estimate for its Welch interval; each bound has its own.
        tolerance = 1e-9 if analysis is Analysis.POOLED else 2e-3
        assert shown(found, "interval_low", "interval_high") == pytest.approx(
            [expected["ci"]["low"], expected["ci"]["high"]], rel=tolerance
        )


def test_rates_give_what_exactci_gives(references):
    for case in cases(references, "m_counts"):
        given = case["input"]
        if (
            case["type"] != "poisson"
            or given["t1"] != round(given["t1"])
            or given["t2"] != round(given["t2"])
        ):
            continue  # here every lot is one unit of exposure
        # Only the ratio of the exposures counts, so every twenty units of them are one lot here.
        pre = _counted(given["x2"], given["t2"] // 20)
        post = _counted(given["x1"], given["t1"] // 20)
        asked = asking(
            Contrast.RATE_RATIO, Analysis.COUNTS, Interval(given["low"], given["upp"]), alpha=given["alpha"]
        )
        found = compared(lots(pre, post), asked, **COUNTED)
        expected = case["exactci_central"]
        assert shown(found, "estimate", "interval_low", "interval_high", "p_low", "p_high") == pytest.approx(
            [expected["ratio"], expected["ci_low"], expected["ci_high"], case["p_lower"], case["p_upper"]],
            rel=1e-6,
        )


def _counted(events: int, lots_counted: int) -> tuple[float, ...]:
    """The events spread over the lots: only their sum counts."""
    return tuple(
        float(events // lots_counted + (place < events % lots_counted)) for place in range(lots_counted)
    )


def test_ranks_give_what_exact_tests_in_r_give(references):
    for case in cases(references, "e_nonparametric_tost"):
        given = case["input"]
        asked = asking(
            Contrast.DIFFERENCE, Analysis.RANK, Interval(*given["eq"]), alpha=given["alpha"], **WIDE
        )
        found = compared(lots(tuple(given["y"]), tuple(given["x"])), asked, **PURITY)
        if given["paired"]:
            continue
        if not 1.0 / math.comb(len(given["x"]) + len(given["y"]), len(given["x"])) < given["alpha"]:
            assert "smallest p-value" in found.reason
            continue
        expected = [case["exactRankTests_lower"]["p"], case["exactRankTests_upper"]["p"]]
        assert shown(found, "p_low", "p_high") == pytest.approx(
            [max(p, given["alpha"]) if p >= given["alpha"] else p for p in expected], rel=1e-9
        )
        if not given["ties"]:
            interval = case["wilcox_exact_ci"]
            assert shown(found, "estimate", "interval_low", "interval_high") == pytest.approx(
                [interval["hl"], interval["low"], interval["high"]], rel=1e-9
            )


def test_an_arm_with_censored_lots_has_the_mean_that_envstats_finds(references):
    for case in cases(references, "i_censored"):
        given, expected = case["input"], case["EnvStats_x_lognormal_mle"]
        pre, post = (_limits(given[arm], given[f"{arm}_cens"], given["loq"]) for arm in ("x", "y"))
        asked = asking(Contrast.RATIO, Analysis.CENSORED, Interval(0.01, 100.0), alpha=given["alpha"], **WIDE)
        found = compared(censored(pre, post), asked, **IMPURITY)
        assert math.log(found.figure("likelihood_mean_pre")) == pytest.approx(expected["meanlog"], rel=1e-5)
        assert found.figure("likelihood_sd_pre") == pytest.approx(expected["sdlog"], rel=1e-4)


def _limits(values: list[float], is_censored: list[bool], limit: float) -> list[float | str]:
    return [f"<{limit}" if cens else value for value, cens in zip(values, is_censored, strict=True)]


def test_slopes_of_balanced_lots_differ_by_what_lm_gives(references):
    """With the same months in every lot the mean of the lots' slopes is the slope of the arm's one line."""
    for case in cases(references, "j_stability"):
        given = case["input"]
        arms: dict[str, dict[str, list[tuple[float, float]]]] = {"S1": {}, "S2": {}}
        for supplier, lot, month, value in zip(
            given["supplier"], given["lot"], given["time"], given["y"], strict=True
        ):
            arms[supplier].setdefault(lot, []).append((float(month), value))
        if len(arms["S1"]) < 2:
            continue
        asked = asking(
            Contrast.SLOPE, Analysis.SLOPES, Interval(-given["slope_margin"], given["slope_margin"]), **FEW
        )
        points = series(list(arms["S1"].values()), list(arms["S2"].values()))
        found = compared((), asked, series=points, **PURITY)
        assert found.figure("estimate") == pytest.approx(case["supplier_model"]["slope_diff"], rel=1e-9)
