"""A form acts once, however often it is sent: by a double click, a page sent again, ten requests at once."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from comparability.model.vocabulary import Role
from comparability.resources import templates_folder
from comparability.storage.audit import AuditEntry
from comparability.storage.schema import METADATA
from comparability.storage.suppliers import Supplier
from tests.usecases.register import NOW, a_lot, writing
from tests.web.clerk import sign_in_clerk
from tests.web.conftest import SignedInClient
from tests.web.register import fill
from tests.web.switching import set_up
from tests.web.test_lots import LOT
from tests.web.test_products import PRODUCT
from tests.web.test_suppliers import SUPPLIER
from tests.web.test_switches import described

pytestmark = pytest.mark.requirement("CC-02")
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
# Posts that make no record: leaving, reading lists out, signing in, which has no person yet. Two pages send
# on what was typed on another, with the token of that one among it.
NO_RECORD = {
    "layout.html": 1,
    "audit/index.html": 3,
    "people/access.html": 1,
    "sign_in/enter.html": 2,
    "sign_in/code.html": 1,
    "sign_in/sign_now.html": 1,
    "errors/typed.html": 1,
}


def token_of(page) -> str:
    return TOKEN.search(page.text)[1]


def rows(database) -> dict[str, int]:
    with database.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in METADATA.tables.items()
            if name not in ("sign_in", "form_answer")
        }


def answer(response) -> tuple[int, str | None]:
    return response.status_code, response.location


def test_every_form_that_makes_a_record_carries_a_token():
    for file in templates_folder().rglob("*.html"):
        text, name = file.read_text(encoding="utf-8"), str(file.relative_to(templates_folder()))
        forms = re.findall(r'<form method="post".*?(?:</form>|{%-? endmacro)', text, re.S)
        bare = [form for form in forms if "form_token" not in form]
        assert len(bare) == NO_RECORD.get(name, 0), name


def register_forms(register):
    """Path and entries of every form of the register."""
    return {
        "supplier": ("/suppliers/new", SUPPLIER),
        "site": (
            f"/suppliers/{register.supplier}/sites/new",
            {"name": "Jurong", "market": "Singapore", "audit_status": "not audited"},
        ),
        "laboratory": (
            "/laboratories/new", {"name": "QC 9", "market": "Singapore", "audit_status": "qualified"},
        ),
        "material": (
            "/materials/new",
            {"supplier_id": str(register.supplier), "kind": "plasmid", "name": "pRep", "number": "P-1"},
        ),
        "product": ("/products/new", PRODUCT),
        "attribute": (
            f"/products/{register.product}/attributes/new",
            {"code": "poloxamer-188", "name": "Poloxamer 188", "stage": "drug product", "basis": "per mL",
             "unit": "", "own_unit": "% w/v", "scale": "linear", "worry": "both", "tier": "C",
             "decimals": "0", "source": "Formulation report FR-9"},
        ),
        "method": (
            f"/attributes/{register.attribute}/methods/new",
            {"name": "qPCR", "label": "1", "reportable_rule": "single determination", "replicates": "1",
             "validation_status": "validated"},
        ),
        "method version": (
            f"/methods/{register.method}/versions/new",
            {"label": "3.0", "reportable_rule": "single determination", "replicates": "1",
             "validation_status": "validated"},
        ),
        "lot": (
            f"/products/{register.product}/lots/new", LOT | {"supplier_id": str(register.supplier)},
        ),
        "retain": (f"/lots/{register.lot}/retains/new", {"quantity": "2 × 1 mL"}),
        "edit": (
            f"/suppliers/{register.supplier}/edit",
            SUPPLIER | {"version": "1", "reason": "Renamed by the sponsor."},
        ),
    }  # fmt: skip


FORMS = ("supplier", "site", "laboratory", "material", "product", "attribute", "method", "method version",
         "lot", "retain", "edit")  # fmt: skip


@pytest.mark.parametrize("noun", FORMS)
def test_a_form_of_the_register_sent_twice_makes_one_record_and_gets_one_answer(
    client_as, sqlite_database, noun
):
    path, entries = register_forms(fill(sqlite_database))[noun]
    client = client_as(Role.CMC)
    sent = entries | {"form_token": token_of(client.get(path))}
    before = rows(sqlite_database)
    first = client.post(path, data=sent)
    after = rows(sqlite_database)
    again = client.post(path, data=sent)
    assert first.status_code == 302, first.text
    assert answer(again) == answer(first)
    assert before != after == rows(sqlite_database)


def test_results_sent_twice_are_saved_once_and_told_twice(client_as, sqlite_database):
    register = fill(sqlite_database)
    client, path = client_as(Role.QC), f"/products/{register.product}/results?stage=drug+product"
    sent = {
        f"cell-{register.lot}-{register.attribute}": "1.20E13",
        "form_token": token_of(client.get(path)),
    }
    pages = [client.post(path, data=sent, follow_redirects=True) for _ in range(2)]
    assert ["1 result is saved." in page.text for page in pages] == [True, True]
    assert rows(sqlite_database)["result"] == 1


def test_a_save_that_gave_cells_back_is_answered_the_same_and_the_rest_can_be_sent(
    client_as, sqlite_database
):
    register = fill(sqlite_database)
    client, path = client_as(Role.QC), f"/products/{register.product}/results?stage=drug+product"
    good, bad = (f"cell-{lot}-{register.attribute}" for lot in (register.lot, register.other_lot))
    sent = {good: "1.20E13", bad: "1,3", "form_token": token_of(client.get(path))}
    first, again = (client.post(path, data=sent) for _ in range(2))
    for page in (first, again):
        assert (page.status_code, "1 result is saved." in page.text, "The comma in" in page.text) == (
            422, True, True
        )  # fmt: skip
    assert rows(sqlite_database)["result"] == 1
    assert token_of(first) != sent["form_token"]
    rest = client.post(path, data={bad: "1.3E13", "form_token": token_of(first)})
    assert (rest.status_code, rows(sqlite_database)["result"]) == (302, 2)


def test_a_correction_and_its_verification_are_made_once(client_as, sqlite_database):
    register = fill(sqlite_database)
    client, path = client_as(Role.QC), f"/products/{register.product}/results?stage=drug+product"
    client.post(path, data={f"cell-{register.lot}-{register.attribute}": "1.20E13"})
    page = "/results/1/correct"
    sent = {"text": "1.30E13", "reason": "Digit misread.", "form_token": token_of(client.get(page))}
    assert answer(client.post(page, data=sent)) == answer(client.post(page, data=sent))
    assert rows(sqlite_database)["result"] == 2
    checker, page = client_as(Role.QA), f"/products/{register.product}/results/verify"
    sent = {"result_ids": "2", "form_token": token_of(checker.get(page))}
    assert answer(checker.post(page, data=sent)) == answer(checker.post(page, data=sent)) == (302, page)
    assert rows(sqlite_database)["verification"] == 1


def test_an_import_sent_twice_is_made_once_and_told_twice(client_as, sqlite_database):
    register = fill(sqlite_database)
    client = client_as(Role.QC)
    sent = {"file": (io.BytesIO(b"lot,ph\nA-DP-1,7.2\n"), "lots.csv")}
    columns = client.post(
        f"/products/{register.product}/imports/new", data=sent, content_type="multipart/form-data"
    ).location
    toml = '[lot]\nnumber = "lot"\n[[result]]\nattribute = "ph"\ncolumn = "ph"\n'
    preview = client.post(columns.replace("columns", "mapping"), data={"toml": toml}).location
    token = token_of(client.get(preview))
    pages = [client.post(preview, data={"form_token": token}, follow_redirects=True) for _ in range(2)]
    assert ["Imported from lots.csv: 0 lots, 1 result." in page.text for page in pages] == [True, True]
    assert (rows(sqlite_database)["import_batch"], rows(sqlite_database)["result"]) == (1, 1)


@pytest.mark.parametrize("noun", ["switch", "exclusion", "deviation", "bridging"])
def test_a_record_of_a_switch_sent_twice_is_made_once(client_as, sqlite_database, noun):
    stage = set_up(client_as, sqlite_database)
    with writing(sqlite_database) as session:
        lot = a_lot(session, stage.scene.product, stage.scene.after, "B-1")
    path, entries = {
        "exclusion": (
            f"/switches/{stage.switch}/exclusions/new",
            {"lot_id": str(lot.id), "reason": "Filter integrity failed, DEV-7."},
        ),
        "deviation": (
            f"/switches/{stage.switch}/deviations/new",
            {"reference": "DEV-1", "occurred_on": "2026-11-20", "description": "Thawed twice."},
        ),
        "bridging": (
            f"/products/{stage.scene.product.id}/bridgings/new",
            {"covers": "laboratory", "before": "CDMO A QC", "after": "CDMO B QC", "document": "BR-014",
             "performed_on": "2026-06-01", "conclusion": "Twelve lots agreed within 8 %."},
        ),
        "switch": ("/switches/new", described(stage)),
    }[noun]  # fmt: skip
    client = client_as(Role.CMC)
    sent = entries | {"form_token": token_of(client.get(path))}
    before = rows(sqlite_database)[noun]
    first, again = (client.post(path, data=sent) for _ in range(2))
    assert (first.status_code, answer(first)) == (302, answer(again)), first.text
    assert rows(sqlite_database)[noun] == before + 1


def test_other_entries_under_the_same_token_are_kept_and_saved_only_when_sent_once_more(
    client_as, sqlite_database
):
    """As after going back in the browser: what was typed must neither vanish nor be taken for a resend."""
    client = client_as(Role.CMC)
    sent = SUPPLIER | {"form_token": token_of(client.get("/suppliers/new"))}
    client.post("/suppliers/new", data=sent)
    changed = sent | {"name": "Another CDMO"}
    told = client.post("/suppliers/new", data=changed)
    assert (told.status_code, "Another CDMO" in told.text) == (409, True)
    assert "was sent before, with other entries" in told.text
    assert rows(sqlite_database)["supplier"] == 1
    once_more = client.post("/suppliers/new", data=changed | {"form_token": token_of(told)})
    assert (once_more.status_code, rows(sqlite_database)["supplier"]) == (302, 2)


def test_a_refused_form_keeps_its_token_and_acts_when_it_is_right(client_as, sqlite_database):
    client = client_as(Role.CMC)
    sent = SUPPLIER | {"form_token": token_of(client.get("/suppliers/new"))}
    refused = client.post("/suppliers/new", data=sent | {"name": ""})
    assert (refused.status_code, token_of(refused)) == (422, sent["form_token"])
    assert client.post("/suppliers/new", data=sent).status_code == 302


def test_what_is_shown_once_is_not_shown_again_and_nobody_is_added_twice(client_as, sqlite_database):
    client = client_as(Role.ADMINISTRATOR)
    sent = {"full_name": "Lim Wei", "user_name": "lim.wei", "roles": ["QC scientist"]}
    sent |= {"form_token": token_of(client.get("/people/new"))}
    before = rows(sqlite_database)["person"]
    first, again = (client.post("/people/new", data=sent) for _ in range(2))
    password = re.search(r'class="once"[^>]*>([^<]+)<', first.text)[1]
    assert (first.status_code, again.status_code) == (200, 409)
    assert "is not shown again" in again.text and password not in again.text
    assert rows(sqlite_database)["person"] == before + 1
    with sqlite_database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT answer FROM form_answer").scalars().all()
    assert password not in "".join(kept)


def test_a_token_is_a_persons_own(client_as, add_person, sqlite_database):
    other = client_as(Role.CMC, actor=add_person(Role.CMC, user_name="second"))
    sent = SUPPLIER | {"form_token": "A" * 22}
    assert client_as(Role.CMC).post("/suppliers/new", data=sent).status_code == 302
    assert other.post("/suppliers/new", data=sent | {"name": "Another CDMO"}).status_code == 302


def test_a_program_that_sends_no_token_acts_each_time(client_as, sqlite_database):
    register = fill(sqlite_database)
    path = f"/lots/{register.lot}/retains/new"
    for _ in range(2):
        client_as(Role.CMC).post(path, data={"quantity": "2 × 1 mL"})
    assert rows(sqlite_database)["retain"] == 3


def test_answers_go_after_some_days(client_as, sqlite_database, clock):
    for name in ("CDMO 1", "CDMO 2"):
        client = client_as(Role.CMC)
        page = client.get("/suppliers/new")
        client.post("/suppliers/new", data=SUPPLIER | {"name": name, "form_token": token_of(page)})
        clock.forward(days=3)
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM form_answer").scalar() == 1


@pytest.fixture
def clerk(database, tmp_path) -> SignedInClient:
    """A CMC lead at an application on either engine."""
    return sign_in_clerk(database, tmp_path, clock=lambda: NOW)


def test_ten_requests_at_once_make_one_record_and_get_one_answer(clerk, database):
    sent = SUPPLIER | {"form_token": token_of(clerk.get("/suppliers/new"))}
    csrf = clerk.csrf()

    def send(_) -> tuple[int, str | None]:
        browser: FlaskClient = clerk.application.test_client()
        browser.set_cookie("sid", clerk.token)
        return answer(browser.open("/suppliers/new", method="POST", data=sent | {"csrf_token": csrf}))

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(send, range(10)))
    with database.read() as session:
        assert session.scalar(select(func.count(Supplier.id))) == 1
        entries = session.scalars(select(AuditEntry.entity_id).where(AuditEntry.entity == "supplier")).all()
    assert answers == {(302, "/suppliers/1")}
    assert set(entries) == {"1"}
