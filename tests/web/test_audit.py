"""Reading, filtering and taking away the audit trail."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

import comparability
from comparability.model.vocabulary import Role
from comparability.storage.sessions import record_event

pytestmark = pytest.mark.requirement("AT-08")


@pytest.fixture
def inspector(client_as):
    return client_as(Role.INSPECTOR)


@pytest.fixture
def say(sqlite_database, add_person, clock):
    """Append an event with this text."""
    actor = add_person(Role.QA)

    def append(*texts: str, kind: str = "note") -> None:
        with sqlite_database.write(actor=actor, now=clock()) as session:
            for text in texts:
                record_event(session, kind=kind, entity_id=None, text=text)

    return append


def test_each_entry_shows_who_what_when_and_why(inspector, client_as, add_person):
    person = add_person(Role.QC)
    admin = client_as(Role.ADMINISTRATOR)
    change = {"version": "1", "full_name": "Renamed", "roles": "QC scientist", "reason": "Married in June."}
    admin.post(f"/people/{person.id}/edit", data=change)
    page = inspector.get("/audit/?entity=person&action=update").text
    for expected in (
        "administrator",
        "full name",
        "Qc Example",
        "Renamed",
        "Married in June.",
        "2026-11-23 08:14:22",
    ):
        assert expected in page


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("entity=sign-in", True),
        ("entity=lot", False),
        ("actor=inspector&entity=sign-in", True),
        ("actor=nobody&entity=sign-in", False),
        ("since=2026-11-23&until=2026-11-23&entity=sign-in", True),
        ("since=2026-11-24&entity=sign-in", False),
        ("until=22-Nov-2026&entity=sign-in", False),
        ("words=INSPECTOR&entity=sign-in", True),
        ("words=%25&entity=sign-in", False),
        ("field=full_name&entity=person", True),
        ("field=nonsense&entity=person", False),
        ("first=1&last=1&entity=migration", True),
        ("first=2&last=5&entity=sign-in", False),
        ("why=moon", False),
    ],
)
def test_the_filter_finds_by_who_what_when_and_text(inspector, question, is_found):
    page = inspector.get(f"/audit/?{question}")
    assert page.status_code == 200
    assert ("No entry fits." not in page.text) is is_found


@pytest.mark.parametrize("question", ["since=23/11/2026", "entity=unknown", "before=x", "before=" + "9" * 40])
def test_a_filter_that_cannot_be_read_says_so_and_keeps_what_was_typed(inspector, question):
    page = inspector.get(f"/audit/?{question}")
    assert page.status_code == 422


@pytest.mark.requirement("SEC-02")
@pytest.mark.parametrize(
    "probe", ["' OR 1=1 --", "%_%", '"; DROP TABLE person; --', "\u202e", "{{7*7}}", "\x00"]
)
def test_search_text_is_never_read_as_a_command(inspector, probe):
    page = inspector.get("/audit/", query_string={"words": probe})
    assert page.status_code in (200, 422)
    assert "No entry fits" in page.text or page.status_code == 422


def test_pages_follow_one_another_without_gap_or_repetition(inspector, say):
    say(*(f"entry {number:03}" for number in range(150)))
    first = inspector.get("/audit/?words=entry").text
    assert "entry 149" in first
    assert "entry 050" in first
    assert "entry 049" not in first
    older = re.search(r'href="([^"]+)">Older entries', first)[1].replace("&amp;", "&")
    second = inspector.get(older).text
    assert "entry 049" in second
    assert "entry 050" not in second
    assert "Older entries" not in second


@pytest.mark.requirement("SEC-01")
def test_markup_in_an_entry_is_shown_as_text(inspector, say):
    say("<img src=x onerror=window.HK=1>")
    page = inspector.get("/audit/").text
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_an_export_holds_what_the_filter_shows_and_is_itself_on_the_trail(inspector, say):
    say("first", "second")
    answer = inspector.post("/audit/export?words=first", data={"kind": "json"})
    entries = json.loads(answer.text)
    assert [entry["new"] for entry in entries] == ["first", "json: text first"]
    assert " ".join(entries[0]) == "seq when who role action entity id field old new why previous hash"
    assert (entries[0]["who"], entries[0]["role"], entries[0]["entity"]) == ("qa", "QA", "note")
    assert entries[0]["when"] == "2026-11-23T08:14:22.000000Z"
    assert answer.headers["Content-Disposition"].endswith('.json"')
    assert "json: text first" in inspector.get("/audit/?entity=audit-export").text


def test_json_lines_are_the_same_entries(inspector, say):
    say("first", "second")
    whole = json.loads(inspector.post("/audit/export?entity=lot", data={"kind": "json"}).text)
    assert whole == []
    lines = inspector.post("/audit/export?last=9", data={"kind": "jsonl"}).text.splitlines()
    whole = json.loads(inspector.post("/audit/export?last=9", data={"kind": "json"}).text)
    assert [json.loads(line) for line in lines] == whole
    assert len(whole) == 9


def test_an_export_in_an_unknown_form_is_refused(inspector):
    answer = inspector.post("/audit/export", data={"kind": "exe"})
    assert answer.status_code == 422


def test_an_entry_is_found_by_its_reason(inspector, client_as, add_person):
    person = add_person(Role.QC)
    change = {"version": "1", "full_name": "Renamed", "roles": "QC scientist", "reason": "Married in June."}
    client_as(Role.ADMINISTRATOR).post(f"/people/{person.id}/edit", data=change)
    assert "Renamed" in inspector.get("/audit/?why=JUNE").text
    # The search of every text finds it too, the reason of another kind does not.
    assert "Renamed" in inspector.get("/audit/?words=june").text
    assert "No entry fits." in inspector.get("/audit/?why=Renamed").text


@pytest.mark.requirement("AT-01", "AT-08")
def test_a_print_is_a_plain_page_oldest_first_and_an_entry(inspector, say):
    say("first", "second", "<img src=x onerror=window.HK=1>")
    text = inspector.post("/audit/print?entity=note-of-nobody").text
    assert "cannot be read" in text
    text = inspector.post("/audit/print?actor=qa").text
    assert text.index("first") < text.index("second") < text.index("&lt;img")
    assert "<img" not in text
    assert "who qa" in text
    assert "Inspector Example" in text
    assert "who qa" in inspector.get("/audit/?entity=audit-print").text
    assert inspector.get("/audit/print").status_code == 405


@pytest.mark.requirement("SEC-04")
@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("x")']
)
def test_a_csv_export_neutralises_formula_text(inspector, say, text):
    say(text)
    answer = inspector.post("/audit/export?entity=", data={"kind": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert next(row["new"] for row in rows if row["entity"] == "note") == f"'{text}"


@pytest.mark.requirement("SEC-04")
@pytest.mark.parametrize("text", ["-5.2", "1.20E+13", "+3"])
def test_a_csv_export_leaves_plain_numbers_alone(inspector, say, text):
    say(text)
    answer = inspector.post("/audit/export", data={"kind": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert next(row["new"] for row in rows if row["entity"] == "note") == text


def test_looking_at_the_trail_does_not_grow_it(inspector):
    before = inspector.get("/audit/").text.count("<tr>")
    assert inspector.get("/audit/").text.count("<tr>") == before


def test_every_kind_of_event_can_be_asked_for(inspector):
    """A kind that is left out of the list would be refused as an unknown choice."""
    program = "".join(
        file.read_text(encoding="utf-8") for file in Path(comparability.__file__).parent.rglob("*.py")
    )
    kinds = re.findall(r'kind="([a-z]+(?:-[a-z]+)*)",(?: entity_id| *\n +entity_id)', program)
    assert {"import", "import-undo", "backup", "inspection", "package-issued"} <= set(kinds)
    offered = set(re.findall(r'<option value="([^"]+)"', inspector.get("/audit/").text))
    assert set(kinds) - offered == set()


def test_an_export_is_not_made_by_following_a_link(inspector):
    assert inspector.get("/audit/export").status_code == 405
