"""Pages of what was imported: what one import wrote, and taking it back."""

import html
import re

import pytest
from sqlalchemy import select

from comparability.model.vocabulary import Role
from comparability.storage.imports import ImportUndo
from comparability.storage.results import Result
from comparability.usecases.verifications import verify_result
from tests.usecases.register import NOW, writing
from tests.web.register import fill
from tests.web.test_imports import FILE, mapped, results

pytestmark = [pytest.mark.requirement("DI-04", "AT-05"), pytest.mark.usefixtures("reads_here")]
WHY = {"reason": "Columns were mixed up."}
NEW_LOTS = {
    "lot_supplier": "CDMO B", "lot_stage": "drug product", "lot_status": "released", "lot_use": "PPQ"
}  # fmt: skip
NEW_FILE = FILE.replace(b"B-DP-1", b"B-DP-9")


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


@pytest.fixture
def qc(client_as):
    return client_as(Role.QC)


@pytest.fixture
def imported(qc, register):
    """Three results, one of them of a lot that the file registered."""
    done = qc.post(mapped(qc, register.product, NEW_FILE, **NEW_LOTS).location)
    assert done.location == "/imports/1"
    return done.location


def undone(database):
    with database.read() as session:
        return session.scalars(select(ImportUndo)).all()


def test_the_list_leads_to_the_page_of_each_import(qc, register, imported):
    text = qc.get(f"/products/{register.product}/imports").text
    assert f'href="{imported}"' in text
    assert ">stands<" in text.replace("</svg>", ">")


def test_the_page_of_an_import_says_what_it_wrote(qc, imported):
    text = html.unescape(qc.get(imported).text)
    for words in ("results.csv", "Qc Example", "B-DP-9", "1.20E13", "<2.8E9", 'number = ["lot"]'):
        assert words in text
    assert re.search(r"<code>[0-9a-f]{64}</code>", text)
    assert "Take this import back" in text


def test_before_it_is_taken_back_the_page_says_what_will_happen(qc, imported, sqlite_database):
    text = qc.get(f"{imported}/undo").text
    assert "<strong>3 results</strong> will be declared invalid" in text
    assert "<strong>1 lot</strong> will become void: B-DP-9" in text
    assert undone(sqlite_database) == []


def test_an_import_is_taken_back_with_its_reason(qc, imported, register, sqlite_database):
    done = qc.post(f"{imported}/undo", data=WHY)
    assert (done.status_code, done.location) == (302, imported)
    text = qc.get(imported).text
    assert "This import was taken back" in text and WHY["reason"] in text
    assert "Take this import back" not in text
    assert results(sqlite_database, register.lot) == ["INV", "INV"]
    listed = qc.get(f"/products/{register.product}/imports").text
    assert "taken back" in listed


def test_without_a_reason_nothing_is_taken_back(qc, imported, sqlite_database):
    assert qc.post(f"{imported}/undo", data={"reason": " . "}).status_code == 422
    assert undone(sqlite_database) == []


def test_taking_back_sent_twice_is_done_once(qc, imported, sqlite_database):
    token = re.search(r'name="form_token" value="([^"]+)"', qc.get(f"{imported}/undo").text)[1]
    sent = WHY | {"form_token": token}
    first, again = (qc.post(f"{imported}/undo", data=sent) for _ in range(2))
    assert (first.status_code, first.location) == (again.status_code, again.location) == (302, imported)
    assert len(undone(sqlite_database)) == 1
    assert qc.post(f"{imported}/undo", data=WHY).status_code == 409


def test_what_stands_in_the_way_is_shown_by_name_and_no_form(
    qc, imported, add_person, register, sqlite_database
):
    checker = add_person(Role.QA)
    with writing(sqlite_database, checker) as session:
        result = session.scalars(select(Result).where(Result.lot_id == register.lot)).first()
        verify_result(session, result.id, is_accepted=True, comment=None, actor=checker, now=NOW)
    text = qc.get(f"{imported}/undo").text
    assert "It cannot be taken back any more" in text
    assert "lot A-DP-1, Vector-genome titre</th><td>verified" in text
    assert 'name="reason"' not in text
    assert qc.post(f"{imported}/undo", data=WHY).status_code == 422
    assert undone(sqlite_database) == []


def test_a_scientist_who_did_not_import_is_told_who_takes_it_back(client_as, add_person, imported):
    other = client_as(Role.QC, actor=add_person(Role.QC, user_name="second"))
    assert "Take this import back" not in other.get(imported).text
    assert "Qc Example made this import" in other.get(f"{imported}/undo").text
    assert other.post(f"{imported}/undo", data=WHY).status_code == 403


def test_qa_takes_the_import_of_somebody_else_back(client_as, imported, sqlite_database):
    assert client_as(Role.QA).post(f"{imported}/undo", data=WHY).status_code == 302
    assert len(undone(sqlite_database)) == 1


def test_a_supplier_user_sees_no_import_of_others(client_as, add_person, register, imported):
    supplier = client_as(Role.SUPPLIER, actor=add_person(Role.SUPPLIER, supplier_id=register.supplier))
    for address in (imported, f"{imported}/file", f"{imported}/undo"):
        assert supplier.get(address).status_code == 404
    assert supplier.post(f"{imported}/undo", data=WHY).status_code == 404


def test_the_trail_shows_import_and_taking_back_to_whoever_reads_it(qc, client_as, imported):
    qc.post(f"{imported}/undo", data=WHY)
    text = client_as(Role.INSPECTOR).get("/audit?entity=import-undo&entity_id=1").text
    assert "lots void: 1, results invalid: 3" in text
    assert WHY["reason"] in text
    assert f'<a href="{imported}">import undo 1</a>' in text


def test_the_same_file_is_imported_again_after_the_preview_says_so(qc, imported, register, sqlite_database):
    qc.post(f"{imported}/undo", data=WHY)
    preview = mapped(qc, register.product, NEW_FILE, **NEW_LOTS).location
    text = qc.get(preview).text
    assert "Taken back before:" in text
    assert "1 of these lots and 3 of these results came with" in text
    assert f'<a href="{imported}">import 1</a>' in text
    assert qc.post(preview).location == "/imports/2"
    assert results(sqlite_database, register.lot) == ["1.20E13", "clear"]


def test_a_cell_taken_back_is_empty_and_leads_to_its_history(qc, client_as, imported, register):
    grid = f"/products/{register.product}/results?stage=drug+product"
    qc.post(f"{imported}/undo", data=WHY)
    name = f"cell-{register.lot}-{register.attribute}"
    cell = re.search(rf'<input type="text" name="{name}".*?</td>', qc.get(grid).text, re.S)[0]
    assert 'value=""' in cell
    history = re.search(r'href="(/results/\d+)">taken back', cell)[1]
    versions = qc.get(history).text
    assert "1.20E13" in versions and "was taken back: Columns were mixed up." in versions
    assert "taken back" in client_as(Role.INSPECTOR).get(grid).text
    assert qc.post(grid, data={name: "1.21E13"}).status_code == 302
    assert "1.21E13" in qc.get(grid).text
