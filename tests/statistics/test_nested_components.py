"""Variance components as moments, against SAS, R, and their promise in simulation."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import NoReplicates, NoSpread, NotPositive, OutOfRange
from comparability.statistics.nested.arm import of_replicates, of_runs
from comparability.statistics.nested.components import variance_components
from comparability.statistics.nested.mean_square_intervals import Combination, modified_large_sample
from comparability.statistics.nested.mean_squares import analysis_of_variance
from comparability.statistics.qualification.checks import as_printed

INTERVALS = json.loads(
    (Path(__file__).parent.parent / "references" / "nested" / "mean_square_intervals.json").read_text(
        encoding="utf-8"
    )
)
UNBALANCED = ((3, 1), (2,), (1, 1, 2), (4, 2), (2, 1))


def of_simulation(draw, counts, *, variances):
    lots, runs, within = np.sqrt(variances)
    data = []
    for each in counts:
        of_lot = lots * draw.normal()
        data.append([list(of_lot + runs * draw.normal() + within * draw.normal(size=n)) for n in each])
    return of_runs(data, arm="pre")


@pytest.mark.parametrize("row", range(4))
def test_published_sas_components_of_balanced_and_unbalanced_precision_data_are_reproduced(
    row, references: Path
):
    """SAS 9.2 PROC NESTED, VARCOMP and MIXED type 1, as cited by the R package VCA; to the printed digits."""
    published = _rows(references / "vca" / "published_reference_results.csv")[row]
    removed = {int(number) for number in published["rows_removed"].split(";") if number}
    data = _rows(references / "vca" / f"{published['dataset']}.csv")
    upper, lower = (name for name in data[0] if name != "y")
    lots: dict[str, dict[str, list[float]]] = {}
    for number, result in enumerate(data, start=1):
        if number not in removed:
            lots.setdefault(result[upper], {}).setdefault(result[lower], []).append(float(result["y"]))
    found = variance_components(
        of_runs([list(each.values()) for each in lots.values()], arm="pre"), level=0.95, is_log=False
    )
    got = {
        "vc_total": found.total.estimate,
        "vc_level1": found.lots.estimate,
        "vc_level2": found.runs.estimate,
        "vc_error": found.within.estimate,
        "total_ci_lcl": found.total.satterthwaite.low,
        "total_ci_ucl": found.total.satterthwaite.high,
        "error_ci_lcl": found.within.satterthwaite.low,
        "error_ci_ucl": found.within.satterthwaite.high,
    }
    printed = {name: published[name] for name in got if published[name]}
    assert len(printed) >= 4
    assert [name for name, figure in printed.items() if not as_printed(figure, got[name])] == []


@pytest.mark.parametrize("case", INTERVALS["cases"], ids=[case["id"] for case in INTERVALS["cases"]])
def test_the_modified_large_sample_interval_is_that_of_kutner_in_r(case):
    per_lot = 1.0 / case["replicates"]
    found = modified_large_sample(
        Combination(
            terms=np.array([case["ms_lots"] * per_lot, -case["ms_within"] * per_lot]),
            dfs=np.array([case["df_lots"], case["df_within"]], dtype=float),
        ),
        level=case["level"],
    )
    assert [found.low, found.high] == pytest.approx([max(case["low"], 0.0), case["high"]], rel=1e-12)


def test_the_same_interval_is_reached_from_results():
    """Results made so that they have the mean squares of the worked example."""
    lots, within = np.array([-1.2, 0.1, 0.5, -0.3, 0.9]), np.array([-1.5, -0.5, 0.5, 1.5])
    lots = (lots - lots.mean()) / lots.std(ddof=1) * np.sqrt(394.925 / 4)
    within = within * np.sqrt(73.2833 * 15 / (5 * np.sum(within**2)))
    arm = of_replicates([list(each + within) for each in lots], arm="pre")
    found = variance_components(arm, level=0.9, is_log=False)
    case = INTERVALS["cases"][0]
    assert [
        found.lots.raw,
        found.lots.modified_large_sample.low,
        found.lots.modified_large_sample.high,
    ] == pytest.approx([case["estimate"], case["low"], case["high"]], rel=1e-10)


def test_modified_large_sample_intervals_hold_their_level_where_satterthwaites_do_not():
    """Unbalanced, lots that vary less than runs: 1,000 arms, whose share has a standard error of 0.01."""
    draw, truth = np.random.default_rng(20240607), (0.2, 1.0, 1.0)
    kept = np.zeros((2, 2))
    for _ in range(1000):
        found = variance_components(of_simulation(draw, UNBALANCED, variances=truth), level=0.9, is_log=False)
        for place, (component, value) in enumerate(((found.lots, truth[0]), (found.runs, truth[1]))):
            intervals = (component.modified_large_sample, component.satterthwaite)
            kept[:, place] += [each is not None and each.holds(value) for each in intervals]
    assert kept[0] / 1000 == pytest.approx([0.9, 0.9], abs=0.03)
    assert np.all(kept[1] / 1000 < 0.8)


def test_expected_mean_squares_are_what_their_coefficients_say():
    """In the mean over 4,000 simulated arms."""
    draw, truth = np.random.default_rng(11), np.array([2.0, 1.5, 0.5])
    tables = [
        analysis_of_variance(of_simulation(draw, UNBALANCED, variances=truth), is_log=False)
        for _ in range(4000)
    ]
    for name in ("lots", "runs", "within"):
        lines = [getattr(table, name) for table in tables]
        of_variances = [lines[0].coefficient_lots, lines[0].coefficient_runs, lines[0].coefficient_within]
        observed = np.array([line.mean_square for line in lines])
        error = float(observed.std() / np.sqrt(len(observed)))
        assert abs(observed.mean() - of_variances @ truth) < 4 * error


def test_a_negative_estimate_is_set_to_zero_and_reported():
    arm = of_replicates([[9.0, 11.0, 10.0], [10.5, 9.0, 11.0], [10.0, 8.5, 11.5]], arm="pre")
    found = variance_components(arm, level=0.9, is_log=False)
    assert found.lots.raw < 0.0 and found.lots.estimate == 0.0 and found.lots.is_set_to_zero
    assert found.lots.satterthwaite is None and found.lots.satterthwaite_df is None
    assert found.total.estimate == found.within.estimate
    assert not found.within.is_set_to_zero


def test_two_levels_give_the_textbook_moments():
    """n0 = (N - sum n^2 / N) / (lots - 1), as Searle, Casella, McCulloch print it."""
    data = [[1.0, 3.0], [4.0, 5.0, 9.0], [7.0]]
    table = analysis_of_variance(of_replicates(data, arm="pre"), is_log=False)
    assert table.lots.coefficient_lots == pytest.approx((6 - 14 / 6) / 2, rel=1e-14)
    assert (table.lots.df, table.within.df, table.runs) == (2, 3, None)
    assert table.lots.squares + table.within.squares == pytest.approx(
        float(np.var([value for each in data for value in each]) * 6), rel=1e-13
    )
    found = variance_components(of_replicates(data, arm="pre"), level=0.9, is_log=False)
    assert found.lots.raw == pytest.approx(
        (table.lots.mean_square - table.within.mean_square) / table.lots.coefficient_lots, rel=1e-13
    )


@given(st.randoms(use_true_random=False), st.sampled_from([1e13, 1e-9, -2.0]))
def test_order_and_unit_change_nothing(random, unit):
    arm = of_simulation(np.random.default_rng(2), UNBALANCED, variances=(1.0, 1.0, 1.0))
    shuffled = [
        [[unit * value for value in random.sample(run, len(run))] for run in random.sample(each, len(each))]
        for each in random.sample(arm.lots, len(arm.lots))
    ]
    here = variance_components(arm, level=0.9, is_log=False)
    there = variance_components(of_runs(shuffled, arm="pre"), level=0.9, is_log=False)
    for name in ("lots", "runs", "within", "total"):
        ours, theirs = getattr(here, name), getattr(there, name)
        assert theirs.raw / unit**2 == pytest.approx(ours.raw, rel=1e-9)
        assert theirs.modified_large_sample.high / unit**2 == pytest.approx(
            ours.modified_large_sample.high, rel=1e-9
        )


def test_an_offset_of_a_billion_costs_no_digits():
    data = [[1.25, 3.5], [4.0, 5.125, 9.0], [7.0]]
    here = variance_components(of_replicates(data, arm="pre"), level=0.9, is_log=False)
    far = [[value + 1e9 for value in each] for each in data]
    there = variance_components(of_replicates(far, arm="pre"), level=0.9, is_log=False)
    assert there.lots.raw == pytest.approx(here.lots.raw, rel=1e-13)


@pytest.mark.parametrize(
    "lots, is_log, refusal",
    [
        pytest.param([[1.0], [2.0], [3.0]], False, NoReplicates, id="one result in every lot"),
        pytest.param([[2.0, 2.0], [2.0]], False, NoSpread, id="all results the same"),
        pytest.param([[2.0, 0.0], [2.0]], True, NotPositive, id="zero under a logarithm"),
    ],
)
def test_components_that_cannot_be_estimated_are_refused_with_a_sentence(lots, is_log, refusal):
    with pytest.raises(refusal) as caught:
        variance_components(of_replicates(lots, arm="pre"), level=0.9, is_log=is_log)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_lies_between_zero_and_one(level):
    with pytest.raises(OutOfRange):
        variance_components(of_replicates([[1.0, 2.0], [3.0]], arm="pre"), level=level, is_log=False)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open() as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
