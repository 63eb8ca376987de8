"""One record as JSON: as stored, with its signatures and whether they are valid, for who may read it."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from comparability.model.vocabulary import Role
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Arm
from tests.usecases.assessing import a_line
from tests.web.register import fill

pytestmark = pytest.mark.requirement("ES-02", "ES-03", "RC-01", "RC-04")


@pytest.fixture
def line(sqlite_database):
    """A concluded switch with an approved package."""
    made = a_line(sqlite_database)
    made.concluded()
    made.approve(made.assemble())
    return made


@pytest.fixture
def read(client_as):
    """What an inspector is given at an address."""

    def get(address: str) -> dict:
        answer = client_as(Role.INSPECTOR).get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        return json.loads(answer.text)

    return get


def test_a_result_is_there_as_typed_and_as_exact_decimal(line, read):
    found = read("/results/1/record.json")
    record = found["record"]
    assert (record["raw"], record["decimal"], record["qualifier"]) == ("1.00E13", "1.00E+13", None)
    assert (record["state"], record["unit"]) == ("value", "vg/mL")
    assert (record["entered_by"], record["entered_at"][:10]) == ("jo.park", "2026-11-26")
    assert [each["is_accepted"] for each in found["parts"]["verification"]] == [True]
    entries = [each for each in found["audit"] if each["entity"] == "result"]
    assert {(each["field"], each["new"]) for each in entries} >= {("entered", "1.00E13"), ("unit", "vg/mL")}
    assert {each["who"] for each in entries} == {"jo.park"}


def test_a_corrected_result_carries_the_versions_before_it(line, read):
    corrected = line.correct(1, "<2.8E9")
    found = read(f"/results/{corrected}/record.json")
    record = found["record"]
    assert (record["raw"], record["decimal"], record["qualifier"]) == ("<2.8E9", "2.8E+9", "<")
    assert [each["raw"] for each in found["versions"]] == ["1.00E13", "<2.8E9"]
    assert found["versions"][1]["reason"] == "Digit misread on the certificate."


def test_a_lot_carries_every_result_of_it(line, read):
    found = read("/lots/1/record.json")
    assert found["record"]["number"] == "A-1"
    assert [each["raw"] for each in found["parts"]["result"]] == ["1.00E13"]


@pytest.mark.parametrize(
    ("noun", "meaning", "signer"),
    [
        ("protocols", "approved", "Lim Ana"),
        ("assessments", "reviewed", "Rossi Ida"),
        ("decisions", "approved", "Kim Min-jun (김민준)"),
        ("packages", "approved", "Klein Eva"),
    ],
)
def test_a_signed_record_says_who_signed_when_with_which_meaning_and_whether_it_is_valid(
    line, read, noun, meaning, signer
):
    found = read(f"/{noun}/1/record.json")
    (signature,) = found["signatures"]
    assert (signature["meaning"], signature["is_valid"]) == (meaning, True)
    assert signature["printed_name"] == signer
    assert signature["signed_at"].endswith("+00:00")
    assert signature["content_hash"] == found["content_hash"]


def test_a_signature_on_what_changed_since_is_not_valid(line, read):
    with line.writing(line.staff.team.cmc) as session:
        state_reason(session, "Renamed.")
        session.scalars(select(Arm).limit(1)).one().name = "Another name"
    found = read("/protocols/1/record.json")
    assert [each["is_valid"] for each in found["signatures"]] == [False]
    assert found["signatures"][0]["content_hash"] == found["record"]["content_hash"]


def test_a_record_that_is_not_there_is_not_found(client_as):
    assert client_as(Role.INSPECTOR).get("/lots/99/record.json").status_code == 404


def test_a_supplier_user_reads_its_own_lots_without_the_trail(sqlite_database, client_as, add_person):
    register = fill(sqlite_database)
    client = client_as(Role.SUPPLIER, actor=add_person(Role.SUPPLIER, supplier_id=register.supplier))
    own = client.get(f"/lots/{register.lot}/record.json")
    assert own.status_code == 200
    assert own.json["audit"] is None
    assert client.get(f"/lots/{register.other_lot}/record.json").status_code == 404
    assert client.get("/protocols/1/record.json").status_code == 403


def test_an_administrator_reads_no_data(sqlite_database, client_as):
    register = fill(sqlite_database)
    assert client_as(Role.ADMINISTRATOR).get(f"/lots/{register.lot}/record.json").status_code == 403


def test_the_page_of_a_record_leads_to_it(line, client_as):
    for page in ("/lots/1", "/results/1", "/protocols/1", "/assessments/1", "/packages/1"):
        assert f'{page}/record.json"' in client_as(Role.INSPECTOR).get(page).text


@pytest.mark.requirement("RC-01", "AT-01")
def test_the_page_of_a_product_gives_an_inspection_bundle(sqlite_database, client_as):
    register = fill(sqlite_database)
    inspector = client_as(Role.INSPECTOR)
    address = f"/products/{register.product}/inspection"
    assert f'action="{address}"' in inspector.get(f"/products/{register.product}").text
    answer = inspector.post(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {"bundle/records.json", "bundle/verify.py", "bundle/SHA256SUMS"} <= set(archive.namelist())
    assert "bundle of" in inspector.get("/audit/?entity=inspection").text
    assert inspector.get(address).status_code == 405
    assert client_as(Role.ADMINISTRATOR).post(address).status_code == 403
