import pytest

from comparability.model.errors import Conflict, Invalid
from comparability.model.risks import RiskLevel, proposed_tier, risk_level
from comparability.model.vocabulary import Tier
from comparability.storage.attributes import attributes_of
from comparability.storage.switches import risks_of
from comparability.usecases.risks import RiskChange, RiskEntry, save_risks
from tests.usecases.register import writing
from tests.usecases.switching import a_switch, a_team

RANK = RiskEntry(severity=4, likelihood=3, rationale="Another purification step.", proposed_tier=Tier.A)


@pytest.mark.parametrize(
    ("severity", "likelihood", "level", "tier"),
    [
        (1, 1, RiskLevel.LOW, Tier.C),
        (2, 2, RiskLevel.LOW, Tier.C),
        (5, 1, RiskLevel.MEDIUM, Tier.B),
        (3, 3, RiskLevel.MEDIUM, Tier.B),
        (4, 3, RiskLevel.HIGH, Tier.A),
        (5, 5, RiskLevel.HIGH, Tier.A),
    ],
)
def test_the_rank_proposes_the_tier(severity, likelihood, level, tier):
    assert risk_level(severity=severity, likelihood=likelihood) is level
    assert proposed_tier(severity=severity, likelihood=likelihood) is tier


def test_every_attribute_can_be_ranked_once(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        ranked = {risk.attribute_id for risk in risks_of(session, scene.switch.id)}
        free = next(a for a in attributes_of(session, scene.product.id) if a.id not in ranked)
        change = RiskChange(attribute_id=free.id, version=None, entry=RANK)
        assert save_risks(session, scene.switch.id, (change,), reason=None, actor=team.cmc) == 1
        with pytest.raises(Conflict):
            save_risks(session, scene.switch.id, (change,), reason=None, actor=team.cmc)


def test_a_rank_outside_the_scale_is_refused_beside_its_cell(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        risk = risks_of(session, scene.switch.id)[0]
        entry = RiskEntry(severity=6, likelihood=1, rationale="Too much.", proposed_tier=Tier.A)
        change = RiskChange(attribute_id=risk.attribute_id, version=risk.version, entry=entry)
        with pytest.raises(Invalid) as caught:
            save_risks(session, scene.switch.id, (change,), reason="Ranked.", actor=team.cmc)
    assert caught.value.field == f"{risk.attribute_id}-severity"


def test_changing_a_rank_needs_a_reason(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        risk = risks_of(session, scene.switch.id)[0]
        change = RiskChange(attribute_id=risk.attribute_id, version=risk.version, entry=RANK)
        with pytest.raises(Invalid) as caught:
            save_risks(session, scene.switch.id, (change,), reason=None, actor=team.cmc)
    assert caught.value.field == "reason"
