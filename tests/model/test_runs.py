"""Arms measured in runs of their own: a declared SD between runs widens, a control takes the runs off."""

import math
from dataclasses import replace

import pytest

from comparability.model.judging.comparison import Comparison
from comparability.model.vocabulary import Analysis, Contrast, ControlUse, Outcome
from comparability.statistics.aliased_runs import widened
from comparability.statistics.interval import Interval
from comparability.statistics.tost import difference
from comparability.statistics.two_arms import welch_log
from tests.model.designs import FULL, RUN_SD, SHARES, asking, split, with_runs
from tests.model.observed import PRE, SAME, compared, lots, observed

RATIO = Interval(0.5, 2.0)
WIDER = {"run_sd": 0.3, "run_sd_source": "Validation report 7, table 2"}
PAIRS = split((89.9, 92.3, 83.9, 88.9, 98.0), (83.6, 93.5, 82.7, 85.7, 81.5))


def welch(observations, **facts: object) -> Comparison:
    return compared(observations, asking(Contrast.RATIO, Analysis.WELCH, RATIO, **facts))


def test_one_run_an_arm_widens_interval_and_degrees_of_freedom_by_the_declared_sd():
    found = welch(with_runs(lots(), ["R1"], ["R2"]), **RUN_SD)
    expected = widened(welch_log(pre=PRE, post=SAME), run_variance=0.01, runs_pre=1, runs_post=1)
    interval = difference(expected, level=0.9).interval
    assert found.figure("interval_low") == pytest.approx(interval.low, rel=1e-12)
    assert found.figure("interval_high") == pytest.approx(interval.high, rel=1e-12)
    assert found.figure("df") == pytest.approx(expected.df, rel=1e-12)
    assert found.figure("run_sd") == 0.1
    assert any(
        "Each arm was measured in runs of its own; the interval is widened by the SD between runs that the "
        "protocol declares (0.1 on the scale of analysis)." in sentence
        for sentence in found.limitations
    )


def test_lots_in_balance_over_several_runs_of_an_arm_share_the_variance_between_runs():
    observations = with_runs(lots(PRE[:6], SAME), ["R1", "R2", "R3"], ["R4", "R5"])
    found = welch(observations, **RUN_SD)
    expected = widened(welch_log(pre=PRE, post=SAME), run_variance=0.01, runs_pre=3, runs_post=2)
    assert found.figure("df") == pytest.approx(expected.df, rel=1e-12)
    assert found.figure("run_share") == pytest.approx(1 / 3 + 1 / 2)


def test_runs_that_hold_lots_of_both_arms_in_balance_widen_nothing():
    shared = with_runs(lots(PRE, SAME), ["R1", "R2"], ["R1", "R2"])
    assert welch(shared, **RUN_SD).figure("interval_low") == welch(shared).figure("interval_low")
    assert "run_share" not in {figure.name for figure in welch(shared, **RUN_SD).figures}


def test_one_shared_run_does_not_lift_the_widening():
    """Five of six pre lots in a run of their own: retesting the sixth beside the post lots changes little."""
    runs = ["R1"] * 5 + ["R2"]
    found = welch(with_runs(lots(), runs, ["R2"]), **WIDER)
    assert found.figure("run_share") == pytest.approx((5 / 6) ** 2 + (1 - 1 / 6) ** 2)
    assert any("share their runs in part only" in sentence for sentence in found.limitations)


def test_a_run_that_nobody_recorded_does_not_make_the_interval_narrower():
    unknown = welch(lots(), **WIDER)
    known = welch(with_runs(lots(), ["R1"], ["R2"]), **WIDER)
    assert unknown.figure("interval_low") == known.figure("interval_low")
    assert any("10 results name no run; those of an arm" in sentence for sentence in unknown.limitations)


def test_pairs_measured_together_share_their_runs_pair_by_pair():
    asked = asking(Contrast.RATIO, Analysis.PAIRED, RATIO, **WIDER)
    runs = ["R1", "R2", "R3", "R4", "R5"]
    together = compared(with_runs(PAIRS, runs, runs), asked)
    assert "run_share" not in {figure.name for figure in together.figures}
    apart = compared(with_runs(PAIRS, ["R1"], ["R2"]), asked)
    assert apart.figure("run_share") == pytest.approx(2.0)


def test_the_weight_of_history_is_the_weight_of_its_runs():
    observations = split((89.9, 92.3, 83.9), (83.6, 93.5, 82.7), (88.1, 89.7, 94.7, 86.1))
    asked = asking(Contrast.RATIO, Analysis.SPLIT_SOURCE, RATIO, history_weight=0.4, **WIDER)
    runs = [*["R1"] * 3, *["R2"] * 4]
    found = compared(with_runs(observations, runs, ["R1"]), asked)
    # The post halves share the run of the pre halves, which have a weight of 0.4; history has the rest.
    assert found.figure("run_share") == pytest.approx((1.0 - 0.4) ** 2 + 0.6**2)


@pytest.mark.parametrize(
    "contrast, observations, facts",
    [(Contrast.RATIO, lots(), {}), (Contrast.ODDS_RATIO, lots(*SHARES), FULL)],
    ids=["ratio", "odds"],
)
def test_no_chance_of_the_test_is_told_where_runs_are_added_and_the_narrow_interval_stands_beside(
    contrast, observations, facts
):
    asked = asking(contrast, Analysis.WELCH, RATIO, **WIDER)
    found = compared(with_runs(observations, ["R1"], ["R2"]), asked, **facts)
    assert not {"actual_size", "chance_without_shift"} & {figure.name for figure in found.figures}
    beside = {row.name: row for row in found.side_analyses}["without the SD between runs"]
    assert found.figure("interval_low") < beside.low < beside.high < found.figure("interval_high")
    assert (beside.outcome, beside.remark) == (
        Outcome.EQUIVALENT,
        "as if runs did not differ; the outcome would differ",
    )


def controlled(values_pre, values_post, controls=(1.0e13, 1.2e13)):
    """Each arm in a run of its own, with the control of that run."""
    return tuple(
        replace(item, control_value=controls[0] if item.run == "R1" else controls[1])
        for item in with_runs(lots(values_pre, values_post), ["R1"], ["R2"])
    )


def test_control_normalised_values_are_the_verdict_where_the_protocol_says_so_and_both_are_printed():
    """The post run reads a fifth too high, and its control says so."""
    high = tuple(1.2 * value for value in SAME)
    found = welch(controlled(PRE, high), control=ControlUse.NORMALISED)
    assert found.figure("estimate") == pytest.approx(welch(lots(PRE, SAME)).figure("estimate"))
    beside = {row.name: row for row in found.side_analyses}["values as reported"]
    assert beside.estimate == pytest.approx(welch(lots(PRE, high)).figure("estimate"))
    assert any("carries that control's error" in sentence for sentence in found.limitations)


def test_control_normalised_values_stand_beside_a_verdict_on_values_as_reported():
    high = tuple(1.2 * value for value in SAME)
    found = welch(controlled(PRE, high), control=ControlUse.RAW, **WIDER)
    beside = {row.name: row for row in found.side_analyses}["control-normalised values"]
    normalised = welch(controlled(PRE, high), control=ControlUse.NORMALISED)
    assert beside.estimate == pytest.approx(normalised.figure("estimate"))
    # The declared SD is one of values as reported: the control takes the run off, so nothing is added for it.
    assert beside.low == pytest.approx(normalised.figure("interval_low"))


def test_a_difference_is_reduced_by_the_control_and_keeps_its_unit():
    observations = tuple(
        replace(item, control_value=80.0 if item.run == "R1" else 83.0)
        for item in with_runs(lots(*SHARES), ["R1"], ["R2"])
    )
    asked = asking(Contrast.DIFFERENCE, Analysis.WELCH, Interval(-5.0, 5.0), control=ControlUse.NORMALISED)
    raw = asking(Contrast.DIFFERENCE, Analysis.WELCH, Interval(-5.0, 5.0))
    difference_raw = compared(observations, raw, **FULL).figure("estimate")
    assert compared(observations, asked, **FULL).figure("estimate") == pytest.approx(difference_raw - 3.0)


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda item: replace(item, control_value=None), "has no control of its run"),
        (lambda item: replace(item, run=None), "has no control of its run"),
        (lambda item: replace(item, control_value=0.0), "dividing by it needs a value above zero"),
        (
            lambda item: replace(item, run="R1", control_value=item.result_id * 1e11),
            "has two values of its control",
        ),
    ],
    ids=["no control", "no run", "zero", "two values"],
)
def test_a_control_that_cannot_be_used_stops_the_verdict_with_a_sentence(change, said):
    observations = tuple(map(change, controlled(PRE, SAME)))
    found = welch(observations, control=ControlUse.NORMALISED)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert said in found.reason


def test_a_single_lot_left_out_is_left_out_of_the_normalised_values_too():
    found = welch(controlled(PRE, SAME), control=ControlUse.NORMALISED)
    assert len(found.influence) == 10 and len({row.estimate for row in found.influence}) > 5
    assert all(math.isfinite(row.estimate or 0.0) for row in found.influence)


def test_a_lot_filled_twice_counts_once_with_the_runs_of_both_fills():
    fills = (
        observed(51, observed(51, lots()[-1].arm, 1.0).arm, 1.02e13, drug_substance_lot="DS-1", run="R2"),
        observed(52, lots()[-1].arm, 0.98e13, drug_substance_lot="DS-1", run="R3"),
    )
    others = with_runs(lots(PRE, SAME[:2]), ["R1"], ["R4"])
    found = welch(
        (
            *others[:6],
            *(
                replace(item, result_id=60 + n, lot_id=60 + n, lot_number=f"C{n}")
                for n, item in enumerate(others[6:])
            ),
            *fills,
        ),
        **WIDER,
    )
    # Pre: one run. Post: two thirds of the weight in one run, a sixth in each of two others.
    assert found.figure("run_share") == pytest.approx(1.0 + (2 / 3) ** 2 + 2 * (1 / 6) ** 2)
