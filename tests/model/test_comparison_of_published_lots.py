"""Real lots, read in place, against figures computed elsewhere for them (R, t.test on logarithms)."""

import csv
import math
from collections.abc import Callable

import pytest

from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import Observation
from comparability.model.errors import Invalid
from comparability.model.judging.comparison import Comparison, compare
from comparability.model.vocabulary import ArmRole, Effect, Justification, Outcome, Tier
from tests.model.observed import CONTEXT, attribute, criterion, observed

UNKNOWN = {"method_version": None, "laboratory": None, "reference_standard": None}
ILLUSTRATION = {
    "justification": Justification.ILLUSTRATIVE,
    "justification_text": "Research lots, to illustrate the method.",
    "source": "none: an illustration",
}
TWO_LOTS = {"minimum_lots": 2, "minimum_lots_reason": "Only two lots of the other producers exist."}


@pytest.fixture(scope="module")
def lentivirus(references) -> list[dict[str, str]]:
    return [row for row in rows(references / "lots_lv_spike_p24_titre.csv") if row["product"] == "WT"]


@pytest.fixture(scope="module")
def aav(references) -> list[dict[str, str]]:
    asked = {"product": "WT", "fraction": "cells", "dnase": "encapsidated", "dilution": "100"}
    found = rows(references / "lots_aav2_plasmid_change.csv")
    return [row for row in found if asked.items() <= row.items()]


def rows(file) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def infectious(row: dict[str, str]) -> float:
    return math.sqrt(float(row["median_rlu_per_mL_rep1"]) * float(row["median_rlu_per_mL_rep2"]))


def p24(row: dict[str, str]) -> float:
    return float(row["p24_pg_per_mL"])


def lots_of(lentivirus, value: Callable[[dict[str, str]], float]) -> tuple[Observation, ...]:
    return tuple(
        observed(
            int(row["lot_no"]), ArmRole.PRE if row["producer"] == "A" else ArmRole.POST, value(row), **UNKNOWN
        )
        for row in lentivirus
    )


def compared(observations: tuple[Observation, ...], asked: Criterion) -> Comparison:
    return compare(attribute(observations), asked, context=CONTEXT)


def shown(found: Comparison) -> list[float]:
    return [found.figure(name) for name in ("estimate", "interval_low", "interval_high")]


def test_the_infectious_signal_of_two_lots_is_inconclusive_and_a_difference_is_seen(lentivirus):
    found = compared(lots_of(lentivirus, infectious), criterion(**ILLUSTRATION, **TWO_LOTS))
    assert shown(found) == pytest.approx([0.4428, 0.3259, 0.6016], abs=0.00005)
    assert found.figure("df") == pytest.approx(3.473, abs=0.0005)
    assert found.figure("difference_seen") == 1.0
    assert (found.outcome, found.effect) == (Outcome.INCONCLUSIVE, Effect.OPEN)


def test_two_post_lots_cannot_be_judged_with_the_default_minimum_and_the_estimate_is_shown(lentivirus):
    found = compared(lots_of(lentivirus, infectious), criterion(**ILLUSTRATION))
    assert (found.outcome, found.effect) == (Outcome.CANNOT_JUDGE, Effect.BLOCKS)
    assert found.reason.startswith("Two post lots")
    assert shown(found) == pytest.approx([0.4428, 0.3259, 0.6016], abs=0.00005)
    assert found.figure("prediction_low") < found.figure("prediction_high")


def test_p24_is_inconclusive(lentivirus):
    found = compared(lots_of(lentivirus, p24), criterion(tier=Tier.B, **ILLUSTRATION, **TWO_LOTS))
    assert shown(found) == pytest.approx([0.6758, 0.4183, 1.0917], abs=0.00005)
    assert found.outcome is Outcome.INCONCLUSIVE


def test_specific_infectivity_is_inconclusive(lentivirus):
    found = compared(
        lots_of(lentivirus, lambda row: infectious(row) / p24(row)), criterion(**ILLUSTRATION, **TWO_LOTS)
    )
    assert shown(found) == pytest.approx([0.655, 0.468, 0.918], abs=0.0005)
    assert found.outcome is Outcome.INCONCLUSIVE


def test_the_same_p24_twice_per_lot_is_never_counted_as_two_lots(lentivirus):
    """The source repeats each value on two rows; as lots they give a false “equivalent”, 0.5230–0.8732."""
    once = lots_of(lentivirus, p24)
    with pytest.raises(Invalid, match="2 results"):
        attribute((*once, observed(99, ArmRole.PRE, p24(lentivirus[0]), lot_id=once[0].lot_id)))
    twice = tuple(
        observed(item.result_id, item.arm, item.value, replicates=(item.value, item.value), **UNKNOWN)
        for item in once
        if item.value is not None
    )
    found = compared(twice, criterion(tier=Tier.B, **ILLUSTRATION, **TWO_LOTS))
    assert shown(found) == pytest.approx([0.6758, 0.4183, 1.0917], abs=0.00005)


def test_the_plasmid_change_is_inconclusive_and_names_its_plates(aav):
    observations = tuple(
        observed(
            number,
            ArmRole.PRE if row["plasmid_set"] == "pRep" else ArmRole.POST,
            10 ** float(row["log10_vg_per_uL"]),
            plate=row["qpcr_plate"],
            **UNKNOWN,
        )
        for number, row in enumerate(aav)
    )
    found = compared(observations, criterion(**ILLUSTRATION))
    assert shown(found) == pytest.approx([0.5661, 0.3951, 0.8111], abs=0.00005)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.figure("difference_seen") == 1.0
    assert any(
        "Every pre lot was measured on plate 1 and every post lot on plate 2" in sentence
        for sentence in found.limitations
    )
