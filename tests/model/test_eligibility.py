"""Which lots count, by the rule of the protocol."""

from dataclasses import replace
from datetime import date

import pytest

from comparability.model.eligibility import (
    EligibilityRule,
    LotFacts,
    why_not_eligible,
)
from comparability.model.errors import Invalid
from comparability.model.vocabulary import LotStatus, LotUse, Occasion

RULE = EligibilityRule(
    uses=(LotUse.PIVOTAL, LotUse.PPQ),
    statuses=(LotStatus.RELEASED,),
    occasions=(Occasion.RELEASE,),
    failed_lots="Failed lots are listed with the cause and not compared.",
    process_versions=("2.0",),
    manufactured_from=date(2025, 1, 1),
    manufactured_to=date(2025, 12, 31),
)
LOT = LotFacts(
    use=LotUse.PPQ, status=LotStatus.RELEASED, process_version="2.0", manufactured_on=date(2025, 12, 31)
)


def test_a_lot_within_the_rule_counts():
    assert why_not_eligible(LOT, rule=RULE) is None


@pytest.mark.parametrize(
    "change, said",
    [
        pytest.param({"use": LotUse.ENGINEERING}, "engineering", id="use"),
        pytest.param({"status": LotStatus.FAILED}, "failed", id="status"),
        pytest.param({"process_version": "1.0"}, "1.0", id="process version"),
        pytest.param({"process_version": None}, "not recorded", id="unknown process version"),
        pytest.param({"manufactured_on": date(2024, 12, 31)}, "before", id="too early"),
        pytest.param({"manufactured_on": date(2026, 1, 1)}, "after", id="too late"),
        pytest.param({"manufactured_on": None}, "not recorded", id="unknown date"),
    ],
)
def test_a_lot_outside_the_rule_is_told_why(change, said):
    reason = why_not_eligible(replace(LOT, **change), rule=RULE)
    assert reason is not None and said in reason


def test_a_rule_without_versions_and_dates_asks_for_neither():
    rule = replace(RULE, process_versions=None, manufactured_from=None, manufactured_to=None)
    assert why_not_eligible(replace(LOT, process_version=None, manufactured_on=None), rule=rule) is None


@pytest.mark.parametrize(
    "change, field",
    [
        ({"uses": ()}, "uses"),
        ({"statuses": ()}, "statuses"),
        ({"occasions": ()}, "occasions"),
        ({"failed_lots": " "}, "failed_lots"),
        ({"manufactured_from": date(2026, 1, 1)}, "manufactured_to"),
    ],
)
def test_an_incomplete_rule_is_refused(change, field):
    with pytest.raises(Invalid) as caught:
        replace(RULE, **change)
    assert caught.value.field == field
