"""Tolerance factors against published tables."""

import csv
import math
from pathlib import Path

import pytest
from scipy import stats

from comparability.statistics.errors import OutOfRange
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor

TABLES = Path(__file__).parent.parent / "references" / "tolerance"


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@pytest.mark.parametrize(
    "name, factor",
    [("meeker_hahn_escobar_j5.csv", two_sided_factor), ("montgomery_runger_xii.csv", one_sided_factor)],
    ids=["two-sided, Meeker Hahn Escobar", "one-sided, Montgomery Runger"],
)
def test_printed_factors_are_reproduced_to_their_last_digit(name, factor):
    table = rows(name)
    assert len(table) > 100
    for row in table:
        n = int(row["n"])
        got = factor(n=n, df=n - 1, coverage=float(row["coverage"]), confidence=float(row["confidence"]))
        assert got == pytest.approx(float(row["k"]), abs=0.00050001), row


@pytest.mark.parametrize("n", [2, 3, 10, 100, 1_000, 100_000])
def test_a_bound_of_half_the_population_is_a_quantile_of_student_over_the_root_of_n(n):
    expected = float(stats.t.ppf(0.95, n - 1)) / math.sqrt(n)
    assert one_sided_factor(n=n, df=n - 1, coverage=0.5, confidence=0.95) == pytest.approx(
        expected, rel=1e-11
    )


# R 4.2.2, qt(confidence, df, ncp = qnorm(coverage) * sqrt(n)) / sqrt(n), as it prints 15 digits.
BY_R = (
    (5, 200, 0.9, 0.95, 2.03846636615363),
    (3, 300, 0.95, 0.95, 2.61270289018968),
    (100, 99, 0.6, 0.95, 0.426217541962889),
    (1000, 999, 0.55, 0.9, 0.166509250549741),
    (10, 1000, 0.99, 0.99, 3.07996227594206),
    (2, 1, 0.6, 0.99, 34.038261252305),
)


@pytest.mark.parametrize("n, df, coverage, confidence, expected", BY_R)
def test_one_sided_factors_agree_with_noncentral_t_where_the_sd_is_known_far_better_than_the_mean(
    n, df, coverage, confidence, expected
):
    got = one_sided_factor(n=n, df=df, coverage=coverage, confidence=confidence)
    assert got == pytest.approx(expected, rel=1e-10)


def test_a_printed_table_of_small_samples_is_reproduced_to_its_last_digit():
    for row in rows("environmental_engineers_21_1.csv"):
        n = int(row["n"])
        for column, coverage in (("k_p90", 0.90), ("k_p95", 0.95), ("k_p99", 0.99)):
            got = two_sided_factor(n=n, df=n - 1, coverage=coverage, confidence=0.95)
            assert got == pytest.approx(float(row[column]), abs=0.0050001), (n, column)


def test_the_factor_is_not_howes_approximation():
    """Howe gives 12.158 at three lots and 95/99, the exact factor is larger by 0.49."""
    assert two_sided_factor(n=3, df=2, coverage=0.99, confidence=0.95) == pytest.approx(12.647, abs=0.001)


@pytest.mark.parametrize(
    "change",
    [
        {"n": 1},
        {"n": 4.5},
        {"n": math.nan},
        {"df": 0},
        {"df": math.nan},
        {"coverage": 1.0},
        {"confidence": 0.0},
    ],
    ids=str,
)
def test_impossible_questions_are_refused(change):
    asked = {"n": 5, "df": 4, "coverage": 0.9, "confidence": 0.95} | change
    with pytest.raises(OutOfRange):
        two_sided_factor(**asked)
    with pytest.raises(OutOfRange):
        one_sided_factor(**asked)
