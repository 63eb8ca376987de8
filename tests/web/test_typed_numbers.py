"""Every number of the table through every door of the pages: kept as typed, or refused without a row."""

import csv
import html
import io
import re
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import func, select

from comparability.model.vocabulary import Role
from comparability.storage.results import Result
from tests.files.workbooks import text_cell, with_sheet_xml
from tests.inputs import numbers
from tests.inputs.desks import FORM, a_desk, body, kept, must_be_kept

pytestmark = pytest.mark.requirement("DI-01", "DI-08")
MAPPING = '[lot]\nnumber = "lot"\n[[result]]\nattribute = "ph"\ncolumn = "value"\n'
# What no file can hold, whose every cell is text of UTF-8 without NUL and of at most 4,000 characters.
UNFIT = re.compile("[\x00\ud800-\udfff]")
NOT_IN_A_FILE = tuple(typed for typed in numbers.EVERY if UNFIT.search(typed) or len(typed) > 4_000)
HALVES = {typed for typed in numbers.EVERY if re.search("[\ud800-\udfff]", typed)}
IN_A_FILE = tuple(typed for typed in numbers.EVERY if typed not in NOT_IN_A_FILE)
# An empty cell is no entry: nothing is refused and nothing is kept.
REFUSED_IN_A_FILE = {typed for typed in IN_A_FILE if typed.strip(" ") and numbers.meaning(typed) is None}


@pytest.fixture
def desk(sqlite_database):
    return a_desk(sqlite_database)


@pytest.fixture
def client(client_as):
    return client_as(Role.QC)


def send(client, path, fields):
    """Post a form as bytes."""
    return client.open(
        path, method="POST", data=body({"csrf_token": client.csrf(), **fields}), content_type=FORM
    )


def shown(text, name):
    """What a named control of the page holds."""
    tag = next(tag for tag in re.findall(r"<input[^>]*>", text, re.S) if f'name="{name}"' in tag)
    return html.unescape(re.search(r'value="([^"]*)"', tag, re.S)[1])


def test_the_table_is_long_enough():
    assert len(numbers.EVERY) >= 179


@pytest.mark.parametrize("typed", sorted(HALVES), ids=ascii)
def test_bytes_that_are_no_text_are_refused_with_the_whole_form(client, desk, sqlite_database, typed):
    path = f"/products/{desk.register.product}/results?stage=drug+product"
    assert send(client, path, {f"cell-{desk.lots[typed]}-{desk.attribute}": typed}).status_code == 400
    assert kept(sqlite_database, desk) == {}


def test_the_grid_keeps_what_it_can_read_and_gives_back_the_rest(client, desk, sqlite_database):
    names = {typed: f"cell-{lot}-{desk.attribute}" for typed, lot in desk.lots.items() if typed not in HALVES}
    path = f"/products/{desk.register.product}/results?stage=drug+product"
    answer = send(client, path, {name: typed for typed, name in names.items()})
    assert answer.status_code == 422
    assert kept(sqlite_database, desk) == must_be_kept()
    for typed in numbers.REFUSED:
        if typed.strip(" ") and typed in names:
            assert shown(answer.text, names[typed]) == typed


def test_the_marks_of_the_grid_agree_with_what_a_save_would_do(client, desk):
    cells = [{"attribute": desk.attribute, "text": typed} for typed in numbers.EVERY]
    answer = client.open(
        f"/products/{desk.register.product}/results/check",
        method="POST",
        json={"cells": cells},
        headers={"X-CSRF-Token": client.csrf()},
    )
    doubtful = [typed for typed, said in zip(numbers.EVERY, answer.json["problems"], strict=True) if said]
    assert doubtful == [typed for typed in numbers.EVERY if numbers.meaning(typed) is None]


def test_a_single_form_keeps_each_number_or_gives_it_back(client, desk, sqlite_database):
    """Each accepted number corrects the one before, so that the next is refused over a result that stands."""
    first = next(iter(numbers.VALUES))
    send(
        client,
        f"/products/{desk.register.product}/results?stage=drug+product",
        {f"cell-{desk.lots[first]}-{desk.attribute}": first},
    )
    for typed in (each for each in numbers.EVERY if each not in HALVES):
        standing, count = last(sqlite_database)
        path = f"/results/{standing}/correct"
        answer = send(client, path, {"text": typed, "reason": "Misread on the certificate."})
        said = numbers.meaning(typed)
        newest, now = last(sqlite_database)
        assert (answer.status_code, now) == ((302, count + 1) if said else (422, count)), repr(typed)
        if said:
            with sqlite_database.read() as session:
                row = session.get_one(Result, newest)
                value = None if row.value is None else str(row.value)
                assert (row.entered, row.qualifier, value, row.state.value) == (typed, *said)
        elif typed.strip():
            assert shown(answer.text, "text") == typed


def last(database):
    with database.read() as session:
        return session.execute(select(func.max(Result.id), func.count(Result.id))).one()


def upload(client, product, data, name):
    """The answers of an import from the choice of the file to the import itself."""
    sent = {"file": (io.BytesIO(data), name)}
    first = client.post(f"/products/{product}/imports/new", data=sent, content_type="multipart/form-data")
    if first.status_code != 302:
        return [first]
    given = client.post(first.location.replace("columns", "mapping"), data={"toml": MAPPING})
    return [first, client.get(given.location), client.post(given.location)]


def as_csv(desk, typed):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([("lot", "value"), *((desk.lot_number(each), each) for each in typed)])
    return buffer.getvalue().encode()


def as_workbook(desk, typed, *, are_numbers=False):
    rows = f'<row r="1">{text_cell("A1", "lot")}{text_cell("B1", "value")}</row>'
    for place, each in enumerate(typed, start=2):
        cell = f'<c r="B{place}"><v>{each}</v></c>' if are_numbers else text_cell(f"B{place}", in_xml(each))
        rows += f'<row r="{place}">{text_cell(f"A{place}", desk.lot_number(each))}{cell}</row>'
    return with_sheet_xml(rows)


NOT_IN_XML = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def in_xml(text):
    """As a workbook holds text: what XML cannot carry is escaped (ECMA-376-1, 22.9.2.19)."""
    return "".join(f"_x{ord(each):04X}_" if NOT_IN_XML.match(each) else escape(each) for each in text)


def rows_of(typed, ending):
    """Where each stands: a text file counts lines, also those within a field."""
    row = 2
    for each in typed:
        yield each, row
        row += len(re.findall(r"\r\n|\r|\n", each)) + 1 if ending == "csv" else 1


WRITERS = {"csv": as_csv, "xlsx": as_workbook}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_file_with_numbers_that_cannot_be_read_names_each_and_stores_none(
    client, desk, sqlite_database, ending
):
    answers = upload(client, desk.register.product, WRITERS[ending](desk, IN_A_FILE), f"lots.{ending}")
    text = html.unescape(answers[1].text)
    named = set(re.findall(r"row ([0-9]+), column B \(value\)", text))
    assert named == {str(row) for typed, row in rows_of(IN_A_FILE, ending) if typed in REFUSED_IN_A_FILE}
    assert answers[2].status_code == 422
    assert kept(sqlite_database, desk) == {}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_file_of_accepted_numbers_is_stored_exactly(client, desk, sqlite_database, ending):
    accepted = [typed for typed in IN_A_FILE if numbers.meaning(typed)]
    answers = upload(client, desk.register.product, WRITERS[ending](desk, accepted), f"lots.{ending}")
    assert answers[2].status_code == 302
    assert kept(sqlite_database, desk) == must_be_kept()


def test_the_literal_text_of_a_number_cell_is_what_is_stored(client, desk, sqlite_database):
    """A workbook's own numbers: digits with at most one point and an exponent."""
    plain = [typed for typed in numbers.VALUES if re.fullmatch(r"-?[0-9.]+(?:E[+-]?[0-9]+)?", typed)]
    assert len(plain) > 40
    data = as_workbook(desk, plain, are_numbers=True)
    assert upload(client, desk.register.product, data, "lots.xlsx")[2].status_code == 302
    assert kept(sqlite_database, desk) == must_be_kept(plain)


@pytest.mark.parametrize("typed", NOT_IN_A_FILE, ids=ascii)
def test_what_no_text_file_can_hold_is_refused_with_the_file(client, desk, sqlite_database, typed):
    data = b"lot,value\nN-001," + typed.encode("utf-8", "surrogatepass") + b"\n"
    (answer,) = upload(client, desk.register.product, data, "lots.csv")
    assert answer.status_code == 422
    assert "row 2" in answer.text.lower()
    assert kept(sqlite_database, desk) == {}
