"""The numbers, days and texts of the tables through the command: stored as typed, or named and kept out."""

import csv
import json
import re
import unicodedata
from decimal import Decimal

import pytest

from comparability.model.errors import Invalid
from comparability.model.vocabulary import Role
from comparability.storage.products import Product
from comparability.storage.results import Result
from comparability.switch_files.reading import read_as, read_file
from tests.inputs import dates, numbers, texts
from tests.inputs.desks import a_desk, kept, must_be_kept
from tests.usecases.presence import PASSWORD
from tests.usecases.register import writing
from tests.usecases.switching import a_person

UNFIT = re.compile("[\x00\ud800-\udfff]")
IN_A_FILE = tuple(each for each in numbers.EVERY if not UNFIT.search(each) and len(each) < 4_000)
MAPPING = """
[lot]
number = "lot"
[[result]]
attribute = "ph"
column = "value"
tested_on = { column = "tested" }
comment = { column = "comment" }
"""


@pytest.fixture
def desk(shell):
    """With one lot for every number of the table, and a QC scientist at the shell."""
    database = shell.database()
    made = a_desk(database)
    with writing(database) as session:
        a_person(session, "jo.park", "Park Jo", Role.QC)
        code = session.get_one(Product, made.register.product).code
    yield made, code, database
    database.engine.dispose()


def run(shell, desk, tmp_path, lines, *more):
    file, mapping = tmp_path / "lots.csv", tmp_path / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, quoting=csv.QUOTE_ALL)
        writer.writerows([("lot", "value", "tested", "comment"), *lines])
    words = ("import", file, "--product", desk[1], "--mapping", mapping, "--json", *more)
    return shell.run(*words, "--as", "jo.park", "--password-stdin", typed=[PASSWORD])


@pytest.mark.requirement("DI-01", "DI-08")
def test_accepted_numbers_are_stored_exactly(shell, desk, tmp_path):
    accepted = [each for each in IN_A_FILE if numbers.meaning(each)]
    lines = [(desk[0].lot_number(each), each, "", "") for each in accepted]
    done = run(shell, desk, tmp_path, lines)
    assert (done.exit_code, json.loads(done.stdout)["results"]) == (0, len(accepted))
    assert kept(desk[2], desk[0]) == must_be_kept()


@pytest.mark.requirement("DI-01", "DI-04")
def test_each_refused_number_is_named_and_no_row_is_stored(shell, desk, tmp_path):
    lines = [(desk[0].lot_number(each), each, "", "") for each in IN_A_FILE]
    done = run(shell, desk, tmp_path, lines)
    problems = json.loads(done.stdout)["problems"]
    refused = [each for each in IN_A_FILE if each.strip(" ") and not numbers.meaning(each)]
    assert (done.exit_code, len(problems)) == (1, len(refused))
    assert kept(desk[2], desk[0]) == {}


@pytest.mark.requirement("DI-10")
def test_days_are_those_that_were_typed(shell, desk, tmp_path):
    lots = list(desk[0].lots)
    lines = [(desk[0].lot_number(lots[place]), "7.2", each, "") for place, each in enumerate(dates.EVERY)]
    refused = run(shell, desk, tmp_path, lines)
    assert len(json.loads(refused.stdout)["problems"]) == len(dates.REFUSED)
    assert run(shell, desk, tmp_path, lines[: len(dates.ACCEPTED)]).exit_code == 0
    with desk[2].read() as session:
        assert [row.tested_on for row in session.query(Result).order_by(Result.id)] == [
            *dates.ACCEPTED.values()
        ]


@pytest.mark.requirement("DI-03")
def test_comments_come_back_in_composed_form(shell, desk, tmp_path):
    lots = list(desk[0].lots)
    every = [*texts.ACCEPTED.values(), *texts.DECOMPOSED.values()]
    lines = [(desk[0].lot_number(lots[place]), "7.2", "", each) for place, each in enumerate(every)]
    assert run(shell, desk, tmp_path, lines).exit_code == 0
    with desk[2].read() as session:
        comments = [row.comment for row in session.query(Result).order_by(Result.id)]
    assert comments == [unicodedata.normalize("NFC", each) for each in every]


def stated(typed):
    """What a switch file says, or None where it is no TOML."""
    try:
        return read_file(f"product = {{ alpha = {json.dumps(typed)} }}")["product"]["alpha"]
    except Invalid:
        return None


@pytest.mark.requirement("DI-01")
@pytest.mark.parametrize("typed", numbers.EVERY, ids=lambda typed: ascii(typed)[:24])
def test_a_number_in_quotes_in_a_switch_file_follows_the_same_grammar(typed):
    """Limits and states are results and no numbers that a person states."""
    text = stated(typed)
    if typed in numbers.VALUES:
        assert read_as(Decimal, text, "protocol: alpha") == Decimal(numbers.VALUES[typed])
    elif text is not None:
        with pytest.raises(Invalid, match=r"^protocol: alpha: "):
            read_as(Decimal, text, "protocol: alpha")


@pytest.mark.requirement("DI-01")
@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 50_000, "x = " + "9" * 5_000, "x = " + "{a=" * 20_000, "x = 2026-13-45"],
    ids=ascii,
)
def test_a_file_that_would_exhaust_its_reader_is_refused_in_words(text):
    with pytest.raises(Invalid, match="not valid TOML"):
        read_file(text)
