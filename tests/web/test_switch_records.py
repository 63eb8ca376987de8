import pytest

from comparability.model.vocabulary import Role
from comparability.storage.bridgings import bridgings_of
from comparability.storage.deviations import deviations_of
from comparability.storage.exclusions import exclusions_of
from tests.usecases.register import NOW, a_lot
from tests.web.switching import set_up


@pytest.fixture
def stage(client_as, sqlite_database):
    return set_up(client_as, sqlite_database)


def test_an_exclusion_is_asked_for_by_one_and_approved_by_another(client_as, stage):
    with stage.database.write(actor=stage.team.qc, now=NOW) as session:
        lot = a_lot(session, stage.scene.product, stage.scene.after, "B-1")
    data = {"lot_id": str(lot.id), "reason": "Filter integrity failed, DEV-7."}
    client_as(Role.STATISTICIAN).post(f"/switches/{stage.switch}/exclusions/new", data=data)
    assert "no effect yet" in client_as(Role.INSPECTOR).get(f"/switches/{stage.switch}/exclusions").text
    with stage.database.read() as session:
        asked = exclusions_of(session, stage.switch)[0].exclusion
    page = f"/exclusions/{asked.id}/approve"
    approval = {"version": "1", "reason": "Batch record read."}
    assert client_as(Role.QA).post(page, data=approval).status_code == 302
    assert "Filter integrity failed" in client_as(Role.CMC).get(f"/switches/{stage.switch}").text
    with stage.database.read() as session:
        assert exclusions_of(session, stage.switch)[0].approved_by is not None


def test_a_deviation_is_closed_with_its_impact(client_as, stage):
    data = {"reference": "DEV-1", "occurred_on": "20-Nov-2026", "description": "Thawed twice."}
    client_as(Role.CMC).post(f"/switches/{stage.switch}/deviations/new", data=data)
    with stage.database.read() as session:
        recorded = deviations_of(session, stage.switch)[0].deviation
    page = f"/deviations/{recorded.id}/close"
    assert client_as(Role.QA).post(page, data={"version": "1", "impact": ""}).status_code == 422
    assert client_as(Role.QA).post(page, data={"version": "1", "impact": "None on titre."}).status_code == 302
    assert "None on titre." in client_as(Role.QA).get(f"/switches/{stage.switch}/deviations").text


def test_a_deviation_reference_used_twice_is_a_conflict_with_nothing_lost(client_as, stage):
    data = {"reference": "DEV-1", "occurred_on": "2026-11-20", "description": "Thawed twice."}
    client_as(Role.CMC).post(f"/switches/{stage.switch}/deviations/new", data=data)
    response = client_as(Role.CMC).post(f"/switches/{stage.switch}/deviations/new", data=data)
    assert (response.status_code, "Thawed twice." in response.text) == (409, True)


def test_a_bridging_record_is_approved_by_another_person(client_as, stage):
    product = stage.scene.product.id
    data = {
        "covers": "laboratory", "before": "CDMO A QC", "after": "CDMO B QC", "document": "BR-014",
        "performed_on": "2026-06-01", "conclusion": "Twelve lots agreed within 8 %.",
    }  # fmt: skip
    client_as(Role.STATISTICIAN).post(f"/products/{product}/bridgings/new", data=data)
    with stage.database.read() as session:
        recorded = bridgings_of(session, product)[0].bridging
    approval = {"version": "1", "reason": "Report read."}
    assert client_as(Role.QA).post(f"/bridgings/{recorded.id}/approve", data=approval).status_code == 302
    with stage.database.read() as session:
        assert bridgings_of(session, product)[0].approved_by is not None
