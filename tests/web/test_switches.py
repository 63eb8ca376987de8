import re

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.switches import ArmSource, differences_of, lots_in_arms, risks_of, sources_of
from tests.usecases.register import NOW, a_lot, a_supplier
from tests.web.switching import set_up


@pytest.fixture
def stage(client_as, sqlite_database):
    return set_up(client_as, sqlite_database)


def described(stage, **changes):
    scene = stage.scene
    return {
        "product_id": str(scene.product.id),
        "code": "SW-77",
        "title": "CDMO B to CDMO A",
        "kind": "CDMO to CDMO",
        "development_stage": "pivotal",
        "description": "Back again.",
        "before": str(scene.after.id),
        "after": str(scene.before.id),
        **changes,
    }


def test_a_new_switch_is_ready_to_be_described_further(client_as, stage):
    text = client_as(Role.CMC).post("/switches/new", data=described(stage), follow_redirects=True).text
    assert "SW-77 CDMO B to CDMO A" in text
    assert "Assess the differences" in text


def test_the_product_of_the_address_is_chosen_already(client_as, stage):
    product = stage.scene.product.id
    text = client_as(Role.CMC).get(f"/switches/new?product_id={product}").text
    assert re.search(rf'<option selected value="{product}">', text)


def test_a_refused_switch_keeps_what_was_typed(client_as, stage):
    response = client_as(Role.CMC).post("/switches/new", data=described(stage, title="", code="SW-88"))
    assert (response.status_code, "SW-88" in response.text) == (422, True)


@pytest.mark.requirement("CC-03")
def test_a_code_that_exists_is_refused_as_a_conflict(client_as, stage):
    response = client_as(Role.CMC).post("/switches/new", data=described(stage, code="SW-01"))
    assert response.status_code == 409


def test_an_assessed_difference_without_impact_is_refused_in_its_cell_with_nothing_lost(client_as, stage):
    with stage.database.read() as session:
        first, second = differences_of(session, stage.switch)[:2]
    data = {
        f"{first.id}-version": "1", f"{first.id}-before": "Tuas", f"{first.id}-after": "Songdo",
        f"{first.id}-is_resolved": "y", f"{second.id}-version": "1", f"{second.id}-before": "Plant 1",
    }  # fmt: skip
    page = f"/switches/{stage.switch}/differences"
    response = client_as(Role.CMC).post(page, data=data)
    assert response.status_code == 422
    assert f'id="{first.id}-impact-error"' in response.text
    assert "Songdo" in response.text and "Plant 1" in response.text
    assert client_as(Role.CMC).post(page, data=data | {f"{first.id}-impact": "None."}).status_code == 302
    with stage.database.read() as session:
        saved = differences_of(session, stage.switch)
    assert (saved[0].is_resolved, saved[1].before) == (True, "Plant 1")


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_saves_sees_what_stands_and_keeps_its_typing(client_as, stage):
    with stage.database.read() as session:
        row = differences_of(session, stage.switch)[0]
    page = f"/switches/{stage.switch}/differences"
    others = {f"{each.id}-version": "1" for each in all_differences(stage)}
    client_as(Role.CMC).post(page, data=others | {f"{row.id}-before": "Tuas"})
    response = client_as(Role.CMC).post(
        page, data=others | {f"{row.id}-before": "Jurong", "reason": "Moved."}
    )
    assert response.status_code == 409
    assert "Jurong" in response.text
    assert "<strong>Tuas</strong>" in response.text


def all_differences(stage):
    with stage.database.read() as session:
        return differences_of(session, stage.switch)


def ranks(stage):
    with stage.database.read() as session:
        return {
            f"{risk.attribute_id}-{column}": str(getattr(risk, column))
            for risk in risks_of(session, stage.switch)
            for column in ("version", "severity", "likelihood", "proposed_tier", "rationale")
        }


def test_a_rank_is_saved_and_an_unranked_row_stays_empty(client_as, stage):
    data = ranks(stage)
    number = next(name.partition("-")[0] for name in data)
    changed = data | {f"{number}-severity": "5", "reason": "Ranked by the team."}
    response = client_as(Role.CMC).post(f"/switches/{stage.switch}/risks", data=changed)
    assert response.status_code == 302
    assert ranks(stage)[f"{number}-severity"] == "5"


def test_a_rationale_is_marked_as_proposed_until_somebody_words_it(client_as, stage):
    client, page = client_as(Role.CMC), f"/switches/{stage.switch}/risks"
    proposed = client.get(page).text.count("Proposed, general knowledge")
    data = ranks(stage)
    number = next(name.partition("-")[0] for name in data)
    client.post(page, data=data | {f"{number}-rationale": "Seen in report DR-7.", "reason": "Worded by us."})
    assert proposed > 1 and client.get(page).text.count("Proposed, general knowledge") == proposed - 1


def test_half_a_rank_is_refused_in_its_row(client_as, stage):
    data = ranks(stage)
    number = next(name.partition("-")[0] for name in data)
    response = client_as(Role.CMC).post(
        f"/switches/{stage.switch}/risks", data=data | {f"{number}-rationale": ""}
    )
    assert (response.status_code, f'id="{number}-rationale-error"' in response.text) == (422, True)


def test_a_source_is_added_and_removed_with_a_reason(client_as, stage):
    with stage.database.write(actor=stage.team.cmc, now=NOW) as session:
        third = a_supplier(session, "CDMO C")
        a_lot(session, stage.scene.product, third, "C-1")
        arm = sources_of(session, stage.switch)[1].arm_id
    client = client_as(Role.CMC)
    client.post(f"/arms/{arm}/sources/new", data={"source": str(third.id)})
    assert "C-1" in client.get(f"/switches/{stage.switch}").text
    with stage.database.read() as session:
        source = sources_of(session, stage.switch)[2].id
    assert client.post(f"/arm-sources/{source}/remove", data={"reason": " "}).status_code == 422
    assert client.post(f"/arm-sources/{source}/remove", data={"reason": "Wrong one."}).status_code == 302
    with stage.database.read() as session:
        assert lots_in_arms(session, stage.switch) == ()


def test_lots_that_two_arms_would_take_are_named_and_the_page_still_opens(client_as, stage):
    with stage.database.write(actor=stage.team.cmc, now=NOW) as session:
        first, second = (source for source in sources_of(session, stage.switch))
        a_lot(session, stage.scene.product, stage.scene.after, "B-1")

        session.add(ArmSource(arm_id=first.arm_id, supplier_id=second.supplier_id))
    response = client_as(Role.CMC).get(f"/switches/{stage.switch}")
    assert (response.status_code, "Lot B-1 belongs to the arms" in response.text) == (200, True)


def test_an_inspector_reads_every_page_and_changes_nothing(client_as, stage):
    protocol = stage.complete_draft()
    client = client_as(Role.INSPECTOR)
    for path in ("", "/arms", "/differences", "/risks", "/exclusions", "/deviations"):
        response = client.get(f"/switches/{stage.switch}{path}")
        assert response.status_code == 200, path
        assert "Save the" not in response.text
    assert client.get(f"/protocols/{protocol.id}").status_code == 200
    assert client.get(f"/products/{stage.scene.product.id}/bridgings").status_code == 200
    assert client.post(f"/switches/{stage.switch}/differences", data={}).status_code == 403


def test_a_switch_that_is_not_there_is_a_page_that_is_not_there(client_as):
    assert client_as(Role.CMC).get("/switches/99").status_code == 404
