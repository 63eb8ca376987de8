"""Every text of the table through the pages: unchanged wherever it is shown, or refused by name."""

import html
import io
import json
import unicodedata

import pytest
from sqlalchemy import func, select

from comparability.model.vocabulary import Role
from comparability.storage.lots import Lot, lot_by_number
from comparability.storage.results import Result
from comparability.storage.suppliers import Supplier, supplier_named
from tests.files.workbooks import text_cell, with_sheet_xml
from tests.inputs import texts
from tests.inputs.desks import FORM, body
from tests.web.register import fill
from tests.web.test_typed_numbers import in_xml, shown

pytestmark = pytest.mark.requirement("DI-03", "SEC-02")
GOOD = {**texts.ACCEPTED, **texts.DECOMPOSED}
MAPPING = """
[lot]
number = "lot"
supplier = "CDMO A"
stage = "drug product"
status = "released"
use = "PPQ"
notes = { column = "notes" }
[[result]]
attribute = "ph"
column = "value"
comment = { column = "notes" }
"""


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


@pytest.fixture
def client(client_as):
    return client_as(Role.QC, Role.CMC)


def numbered():
    """A number of its own for each lot, with the text in it: two forms of one text are one text."""
    return [(f"{typed} · {place}", typed) for place, typed in enumerate(GOOD.values())]


def composed(text):
    return unicodedata.normalize("NFC", text)


def send(client, path, fields):
    fields = {"csrf_token": client.csrf(), **fields}
    return client.open(path, method="POST", data=body(fields), content_type=FORM)


def a_lot(register, number, **more):
    entry = {"number": number, "stage": "drug product", "supplier_id": str(register.supplier),
             "status": "released", "use": "PPQ"}  # fmt: skip
    return {**entry, **more}


def a_supplier(name):
    return {"name": name, "kind": "CDMO", "market": "Singapore", "audit_status": "qualified"}


def count(database, kind):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(kind))


def test_the_table_is_long_enough():
    assert len(GOOD) + len(texts.REFUSED) + len(texts.HALVES) >= 104


def test_a_text_comes_back_unchanged_on_every_page_and_in_the_trail(client, register, sqlite_database):
    """Three fields: the number of a lot, its notes, and the name of a supplier."""
    path = f"/products/{register.product}/lots/new"
    for number, typed in numbered():
        answer = send(client, path, a_lot(register, number, notes=typed))
        assert answer.status_code == 302, typed
        assert send(client, "/suppliers/new", a_supplier(typed)).status_code in (302, 409, 422)
        page = html.unescape(client.get(answer.location).text)
        assert page.count(composed(typed)) >= 3  # title, heading and notes
    lots = html.unescape("".join(client.get(f"/lots?page={page}").text for page in (1, 2)))
    suppliers = html.unescape(client.get("/suppliers").text)
    trail = client.post("/audit/export", data={"kind": "jsonl"}).text.splitlines()
    told = {(entry["entity"], entry["field"], entry["new"]) for entry in map(json.loads, trail)}
    with sqlite_database.read() as session:
        for number, typed in numbered():
            lot, kept = composed(number), composed(typed)
            assert lot_by_number(session, register.product, lot).notes == kept
            assert supplier_named(session, kept) is not None
            assert lot in lots and kept in suppliers
            assert {("lot", "number", lot), ("lot", "notes", kept), ("supplier", "name", kept)} <= told


@pytest.mark.parametrize("name", texts.REFUSED)
def test_a_character_that_cannot_be_seen_is_refused_by_name_and_leaves_no_row(
    client, register, sqlite_database, name
):
    typed, lots, suppliers = (
        texts.REFUSED[name],
        count(sqlite_database, Lot),
        count(sqlite_database, Supplier),
    )
    answers = [
        send(client, f"/products/{register.product}/lots/new", a_lot(register, typed)),
        send(client, f"/products/{register.product}/lots/new", a_lot(register, "A-9", notes=typed)),
        send(client, "/suppliers/new", a_supplier(typed)),
    ]
    for answer in answers:
        assert (answer.status_code, name in answer.text) == (422, True)
    assert shown(answers[0].text, "number") == shown(answers[2].text, "name") == typed
    assert (count(sqlite_database, Lot), count(sqlite_database, Supplier)) == (lots, suppliers)


@pytest.mark.parametrize("typed", texts.HALVES.values(), ids=texts.HALVES)
def test_half_a_surrogate_in_a_form_is_refused_with_the_form(client, register, sqlite_database, typed):
    before = count(sqlite_database, Lot)
    answer = send(client, f"/products/{register.product}/lots/new", a_lot(register, typed))
    assert answer.status_code == 400
    assert count(sqlite_database, Lot) == before


@pytest.mark.parametrize("typed", texts.BLANK, ids=ascii)
def test_a_name_that_shows_nothing_is_refused(client, register, sqlite_database, typed):
    before = count(sqlite_database, Lot)
    assert send(client, f"/products/{register.product}/lots/new", a_lot(register, typed)).status_code == 422
    assert count(sqlite_database, Lot) == before


def a_workbook(lines):
    rows = "".join(
        f'<row r="{place}">'
        + "".join(
            text_cell(f"{letter}{place}", in_xml(text)) for letter, text in zip("ABC", line, strict=True)
        )
        + "</row>"
        for place, line in enumerate([("lot", "value", "notes"), *lines], start=1)
    )
    return with_sheet_xml(rows)


def imported(client, register, lines):
    """The answers of an import of lots with these numbers, values and notes."""
    sent = {"file": (io.BytesIO(a_workbook(lines)), "lots.xlsx")}
    first = client.post(
        f"/products/{register.product}/imports/new", data=sent, content_type="multipart/form-data"
    )
    given = client.post(first.location.replace("columns", "mapping"), data={"toml": MAPPING})
    return client.get(first.location), client.get(given.location), client.post(given.location)


def test_a_text_comes_out_of_a_workbook_as_it_was_put_in(client, register, sqlite_database):
    lines = [(number, "7.2", typed) for number, typed in numbered()]
    columns, _, answer = imported(client, register, lines)
    assert (columns.status_code, answer.status_code) == (200, 302)
    with sqlite_database.read() as session:
        for number, typed in numbered():
            lot = lot_by_number(session, register.product, composed(number))
            comments = session.scalars(select(Result.comment).where(Result.lot_id == lot.id)).all()
            assert (lot.notes, comments) == (composed(typed), [composed(typed)])


def test_every_refused_text_of_a_workbook_is_named_in_its_cell(client, register, sqlite_database):
    """Half a surrogate too, which a workbook can escape; and the pages that name them can be shown."""
    bad = {**texts.REFUSED, **texts.HALVES}
    before = count(sqlite_database, Lot)
    columns, preview, answer = imported(client, register, [(typed, "7.2", "") for typed in bad.values()])
    assert (columns.status_code, preview.status_code, answer.status_code) == (200, 200, 422)
    text = html.unescape(preview.text)
    for place, name in enumerate(bad, start=2):
        assert f"row {place}, column A (lot)" in text
        assert name in text
    assert count(sqlite_database, Lot) == before
