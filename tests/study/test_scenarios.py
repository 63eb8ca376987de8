"""Which scenarios there are, and where their random numbers come from."""

import hashlib
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from study.__main__ import main
from study.rates import Rate
from study.registry import scenarios
from study.results import Results
from study.scenarios import seed_of

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LOTS = ("2 / 2", "3 / 3", "5 / 5", "10 / 10", "3 / 10", "10 / 3", "20 / 3")
RATIOS = ("1/4", "1/2", "1", "2", "4")


def test_a_seed_follows_from_the_name_alone():
    name = "Two independent arms: Welch, difference: 3 / 3 lots, SD ratio 1"
    assert seed_of(name) == int(hashlib.sha256(name.encode()).hexdigest()[:16], 16)


@pytest.mark.parametrize(
    "criterion",
    [
        "Welch, difference",
        "Welch, ratio of geometric means",
        "Welch, odds ratio on logits",
        "Welch, non-inferiority",
        "pooled, difference",
    ],
)
def test_tests_of_two_arms_meet_every_design_with_every_ratio_of_sds(criterion):
    expected = {
        f"Two independent arms: {criterion}: {lots} lots, SD ratio {ratio}"
        for lots in LOTS
        for ratio in RATIOS
    }
    assert expected <= set(scenarios())


def test_the_committed_results_are_of_these_scenarios_and_in_their_order(committed):
    assert [row.name for row in committed.rows] == list(scenarios())


def test_a_quick_run_does_fewer_repetitions():
    found = scenarios()["Spread: two F tests, margin 0.5 to 2 on the ratio of SDs: 3 / 3 lots"]
    rates = found.run(is_quick=True).rates.values()
    assert all(rate.repetitions < found.repetitions / 10 for rate in rates)


def test_a_rate_off_its_exact_number_is_told_with_its_scenario(committed):
    row = committed.rows[0]
    question = next(iter(row.rates))
    wrong = replace(row, rates={question: Rate(hits=40_000, repetitions=40_000, exact=0.05)})
    (told,) = Results(rows=(wrong,), sizes=()).disagreements
    assert row.name in told and question in told


def test_no_committed_rate_is_off_its_exact_number(committed):
    assert committed.disagreements == ()


def test_the_study_ends_with_one_where_a_rate_is_off(monkeypatch, capsys):
    """The real study of one scenario, with no distance allowed at all."""
    monkeypatch.setattr("study.rates.FARTHEST", -1.0)
    assert main(["--quick", "--only", "two F tests, margin 0.5 to 2 on the ratio of SDs: 30"]) == 1
    assert "DISAGREES" in capsys.readouterr().out


def test_the_wheel_carries_no_study():
    build = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["packages"] == ["comparability", "reports"]
