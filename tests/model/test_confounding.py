"""What changed together with the supplier, found from the data."""

from collections.abc import Sequence
from datetime import date

import pytest

from comparability.model.datasets import Observation
from comparability.model.judging import confounding
from comparability.model.judging.confounding import Bridge, Confounding
from comparability.model.vocabulary import ArmRole, Bridged
from tests.model.observed import observed

BLOCKERS = [
    ("method_version", Bridged.METHOD_VERSION),
    ("laboratory", Bridged.LABORATORY),
    ("reference_standard", Bridged.REFERENCE_STANDARD),
]
WELL_KNOWN = {
    "run": "R1",
    "plate": "1",
    "analyst": "KM",
    "instrument": "I1",
    "tested_on": date(2026, 2, 2),
    "manufactured_on": date(2026, 1, 1),
}


def arms(pre: list[dict[str, object]], post: list[dict[str, object]]):
    return [
        *(observed(n, ArmRole.PRE, 1.0, **(WELL_KNOWN | facts)) for n, facts in enumerate(pre, 1)),
        *(observed(n, ArmRole.POST, 1.0, **(WELL_KNOWN | facts)) for n, facts in enumerate(post, 51)),
    ]


def alias(field: str, before: str, after: str):
    return arms([{field: before}] * 3, [{field: after}] * 3)


def bridge(covers: Bridged, before: str, after: str, document: str = "BR-1") -> Bridge:
    return Bridge(covers=covers, before=before, after=after, document=document)


def find_confounding(
    observations: Sequence[Observation], *, bridges: Sequence[Bridge], minimum_lots: int = 3
) -> Confounding:
    return confounding.find_confounding(observations, bridges=bridges, minimum_lots=minimum_lots)


def test_arms_that_share_everything_are_not_confounded():
    found = find_confounding(arms([{}] * 3, [{}] * 3), bridges=())
    assert found.blocking == () and found.limitations == ()


@pytest.mark.parametrize("field, factor", BLOCKERS)
def test_a_factor_that_changed_with_the_supplier_blocks(field, factor):
    found = find_confounding(alias(field, "old", "new"), bridges=())
    assert len(found.blocking) == 1
    assert f"{factor} old" in found.blocking[0] and f"{factor} new" in found.blocking[0]


@pytest.mark.parametrize("field, factor", BLOCKERS)
@pytest.mark.parametrize("ends", [("old", "new"), ("new", "old")], ids=["forward", "backward"])
def test_a_bridging_record_turns_the_block_into_a_limitation(field, factor, ends):
    found = find_confounding(alias(field, "old", "new"), bridges=[bridge(factor, *ends)])
    assert found.blocking == ()
    assert any("BR-1" in sentence for sentence in found.limitations)


def test_a_bridge_of_another_factor_or_other_versions_does_not_count():
    observations = alias("method_version", "old", "new")
    for other in (bridge(Bridged.LABORATORY, "old", "new"), bridge(Bridged.METHOD_VERSION, "old", "newer")):
        assert find_confounding(observations, bridges=[other]).blocking


def test_bridges_connect_through_each_other():
    chain = [
        bridge(Bridged.METHOD_VERSION, "2", "3", "BR-2"),
        bridge(Bridged.METHOD_VERSION, "1", "2", "BR-1"),
    ]
    found = find_confounding(alias("method_version", "1", "3"), bridges=chain)
    assert found.blocking == ()


def test_every_value_of_an_arm_must_be_bridged():
    observations = arms([{"laboratory": "X"}] * 2, [{"laboratory": "Y"}, {"laboratory": "Z"}])
    assert find_confounding(observations, bridges=[bridge(Bridged.LABORATORY, "X", "Y")]).blocking


def test_a_factor_that_changed_for_some_lots_only_is_a_limitation():
    observations = arms(
        [{"method_version": "1"}] * 3, [{"method_version": "1"}] * 3 + [{"method_version": "2"}]
    )
    found = find_confounding(observations, bridges=())
    assert found.blocking == ()
    assert "1 of 4 post lots was measured with method version 2, as no pre lot was." in found.limitations


def test_one_lot_retested_with_the_other_method_does_not_lift_the_block():
    observations = arms(
        [{"method_version": "1"}] * 5, [{"method_version": "1"}] + [{"method_version": "2"}] * 3
    )
    found = find_confounding(observations, bridges=())
    assert len(found.blocking) == 1
    assert "3 of 4 post lots were measured with method version 2" in found.blocking[0]
    bridged = find_confounding(observations, bridges=[bridge(Bridged.METHOD_VERSION, "1", "2")])
    assert bridged.blocking == ()
    assert any("Bridged by BR-1." in sentence for sentence in bridged.limitations)


def test_a_bridge_of_one_of_two_changes_leaves_the_other_blocking():
    both = {"method_version": "1", "laboratory": "X"}, {"method_version": "2", "laboratory": "Y"}
    observations = arms([both[0]] * 3, [both[1]] * 3)
    found = find_confounding(observations, bridges=[bridge(Bridged.LABORATORY, "X", "Y")])
    assert len(found.blocking) == 1 and "method version" in found.blocking[0]


def test_every_lot_is_not_said_of_lots_without_a_record():
    found = find_confounding(arms([{"run": "1"}, {"run": None}], [{"run": "2"}]), bridges=())
    assert any(
        sentence.startswith("Every pre lot with a record was measured in run 1 and every post lot in run 2")
        for sentence in found.limitations
    )


@pytest.mark.parametrize("field", ["run", "plate", "analyst", "instrument"])
def test_run_plate_analyst_and_instrument_never_block_and_are_always_written(field):
    found = find_confounding(alias(field, "1", "2"), bridges=())
    assert found.blocking == ()
    assert any(f"{field} 1 and every post lot" in sentence for sentence in found.limitations)


def test_old_lots_tested_earlier_is_a_limitation():
    observations = arms(
        [{"tested_on": date(2024, 5, day)} for day in (1, 9)], [{"tested_on": date(2026, 5, 1)}]
    )
    found = find_confounding(observations, bridges=())
    assert any("from 2024-05-01 to 2024-05-09" in sentence for sentence in found.limitations)


def test_a_difference_in_age_at_test_is_a_limitation():
    observations = arms([{"manufactured_on": date(2023, 1, 1)}] * 2, [{}] * 2)
    found = find_confounding(observations, bridges=())
    assert any("1128 days" in sentence and "32 days" in sentence for sentence in found.limitations)


def test_what_nobody_recorded_is_said_and_does_not_pass_for_shared():
    found = find_confounding(
        arms([{"laboratory": None, "run": None}] * 2, [{"laboratory": None}]), bridges=()
    )
    assert found.blocking == ()
    assert any(sentence.startswith("No laboratory is recorded") for sentence in found.limitations)
    assert any(sentence.startswith("For 2 of 3 results no run") for sentence in found.limitations)
