"""Days in two forms and no other; numbers of records that are not there are not there, however large."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import func, select

from comparability.model.vocabulary import Role
from comparability.storage.attributes import attributes_of
from comparability.storage.results import Result
from tests.inputs import dates, ids
from tests.web.register import fill
from tests.web.test_typed_numbers import shown

MAPPING = """
[lot]
number = "lot"
[[result]]
attribute = "ph"
column = "value"
tested_on = { column = "tested" }
"""
EVERYBODY = (Role.QC, Role.CMC, Role.STATISTICIAN, Role.QA, Role.REGULATORY, Role.MANAGER)


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


@pytest.fixture
def ph(sqlite_database, register):
    with sqlite_database.read() as session:
        found = attributes_of(session, register.product)
    return next(each.id for each in found if each.code == "ph" and each.stage.value == "drug product")


def kept_days(database):
    with database.read() as session:
        return session.scalars(select(Result.tested_on).order_by(Result.id)).all()


@pytest.mark.requirement("DI-10")
@pytest.mark.parametrize("typed", dates.EVERY)
def test_a_day_typed_beside_the_grid_is_that_day_or_is_refused_with_the_cells(
    client_as, register, ph, sqlite_database, typed
):
    path = f"/products/{register.product}/results?stage=drug+product"
    cell = f"cell-{register.lot}-{ph}"
    answer = client_as(Role.QC).post(path, data={cell: "7.2", "tested_on": typed})
    if typed in dates.ACCEPTED:
        assert answer.status_code == 302
        assert kept_days(sqlite_database) == [dates.ACCEPTED[typed]] if typed.strip() > "2025-03-04" else True
    else:
        assert (answer.status_code, kept_days(sqlite_database)) == (422, [])
        assert (shown(answer.text, "tested_on"), shown(answer.text, cell)) == (typed, "7.2")


@pytest.mark.requirement("DI-10", "DI-04")
@pytest.mark.usefixtures("reads_here")
@pytest.mark.parametrize("typed", dates.EVERY)
def test_a_day_in_a_file_is_that_day_or_keeps_the_file_out(client_as, register, sqlite_database, typed):
    client = client_as(Role.QC)
    sent = {"file": (io.BytesIO(f"lot,value,tested\nA-DP-1,7.2,{typed}\n".encode()), "lots.csv")}
    first = client.post(
        f"/products/{register.product}/imports/new", data=sent, content_type="multipart/form-data"
    )
    given = client.post(first.location.replace("columns", "mapping"), data={"toml": MAPPING})
    preview, answer = client.get(given.location), client.post(given.location)
    if typed in dates.ACCEPTED:
        assert (answer.status_code, kept_days(sqlite_database)) == (302, [dates.ACCEPTED[typed]])
    else:
        assert (answer.status_code, kept_days(sqlite_database)) == (422, [])
        assert "row 2, column C (tested)" in preview.text


@pytest.mark.requirement("DI-10")
def test_the_table_of_days_is_long_enough():
    assert len(dates.EVERY) >= 22
    assert all(isinstance(day, date) for day in dates.ACCEPTED.values())


@pytest.mark.requirement("SEC-13", "DI-01")
@pytest.mark.parametrize("number", ids.EVERY, ids=lambda number: ascii(number)[:24])
def test_a_record_that_is_not_there_is_not_there_whatever_its_number(app, client_as, number):
    client = client_as(*EVERYBODY)
    for rule in app.url_map.iter_rules():
        numbered = [name for name, each in rule._converters.items() if type(each).__name__ == "RecordNumber"]
        if not numbered or number == "":
            continue
        path = re.sub(r"<int:\w+>", lambda _: number.replace("%", "%25"), rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.get(path) if method == "GET" else client.post(path)
            assert 400 <= answer.status_code < 500, f"{method} {path}: {answer.status_code}"


@pytest.mark.requirement("SEC-13")
def test_a_record_has_one_address(client_as, register):
    client = client_as(Role.QC)
    found = [client.get(f"/lots/{written}{register.lot}").status_code for written in ("", "0", "00", "%20")]
    assert found == [200, 404, 404, 404]


@pytest.mark.requirement("SEC-14", "DI-01")
@pytest.mark.parametrize("number", ids.EVERY, ids=lambda number: ascii(number)[:24])
def test_a_form_that_names_a_record_that_is_not_there_saves_nothing(
    client_as, register, ph, sqlite_database, number
):
    client = client_as(Role.QC)
    path = f"/products/{register.product}/results?stage=drug+product"
    cell = {f"cell-{register.lot}-{ph}": "7.2"}
    answers = [client.post(path, data={f"cell-{number}-{ph}": "7.2"})]
    answers.append(client.post(path, data={f"cell-{register.lot}-{number}": "7.2"}))
    if number:
        answers.append(client.post(path, data={**cell, "laboratory_id": number}))
        answers.append(client.post(path, data={**cell, f"column-{ph}-method_version_id": number}))
    for answer in answers:
        assert answer.status_code == 422
    with sqlite_database.read() as session:
        assert session.scalar(select(func.count(Result.id))) == 0


@pytest.mark.requirement("DI-01")
@pytest.mark.parametrize("number", [*ids.WHOLE[:9], True, None, 1.5, "1", [1], {"a": 1}], ids=str)
def test_the_marks_of_the_grid_know_no_attribute_that_is_not_there(client_as, register, number):
    client = client_as(Role.QC)
    answer = client.open(
        f"/products/{register.product}/results/check",
        method="POST",
        json={"cells": [{"attribute": number, "text": "7.2"}]},
        headers={"X-CSRF-Token": client.csrf()},
    )
    assert answer.json["problems"] == ["This cell belongs to no attribute of the product."]
