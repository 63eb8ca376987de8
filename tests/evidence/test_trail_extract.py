"""Where the trail is too long to be carried whole, its part shows every change of the records it is about."""

import dataclasses

import pytest

from comparability.storage.assessments import Assessment
from comparability.storage.dossiers import dossier
from comparability.storage.evidence import trail_extract
from comparability.usecases.contents.evidence import records_behind
from comparability.usecases.text_blocks import TextBlockEntry, save_text_block
from comparability.verification import trail
from tests.usecases.assessing import BEFORE, LATER, WHY, a_line


def extract(database, **more) -> dict:
    line = a_line(database)
    recorded = [line.record(number, text) for number, text in BEFORE.items()]
    with database.read() as session:
        found = trail_extract(session, {"result": recorded}, **more)
    return {**dataclasses.asdict(found), "head": {"seq": found.seq, "hash": found.hash}}


def test_a_short_trail_is_carried_whole(database):
    found = extract(database)
    assert found["is_whole"]
    assert [entry["seq"] for entry in found["entries"]] == list(range(1, found["seq"] + 1))
    assert list(trail.broken_links(found)) == []


def test_a_long_trail_is_carried_in_part_up_to_its_head(database):
    found = extract(database, whole_at_most=10)
    assert not found["is_whole"]
    assert {entry["entity"] for entry in found["entries"][:-1]} == {"result"}
    assert found["entries"][-1]["hash"] == found["hash"]
    assert list(trail.broken_links(found)) == []


def test_a_changed_entry_of_a_part_is_named(database):
    found = extract(database, whole_at_most=10)
    changed = next(entry for entry in found["entries"] if entry["field"] == "entered")
    changed["new"] = "9.99E13"
    assert list(trail.broken_links(found)) == [
        f"audit.json: audit entry {changed['seq']} was changed after it was written"
    ]


def test_a_part_may_not_hold_the_head_that_the_pages_print(database):
    found = extract(database, whole_at_most=10)
    assert list(trail.wrong_head(found, seq="1", digest="0" * 64)) == []


def word(line, language: str, text: str) -> None:
    who = line.staff.regulatory
    with line.writing(who) as session:
        save_text_block(
            session, "purpose", language, TextBlockEntry(text=text), version=0, reason="Our house style.",
            actor=who, now=LATER,
        )  # fmt: skip


@pytest.mark.requirement("RC-01", "RC-04")
def test_a_part_shows_who_wrote_the_prose_of_the_package(sqlite_database):
    """What is printed as prose stands in no result, and somebody wrote it all the same."""
    line = a_line(sqlite_database)
    line.concluded()
    word(line, "en", "We compare {product}.")
    word(line, "ja", "Not of this package: {product}.")
    package = line.assemble()
    with sqlite_database.read() as session:
        record = dossier(session, session.get_one(Assessment, package.assessment_id))
        found = trail_extract(session, records_behind(session, package, record), whole_at_most=10)
    written = [
        (entry["entity"], entry["new"]) for entry in found.entries if entry["field"] in ("text", "why")
    ]
    assert written == [("text_block", "We compare {product}."), ("narrative", WHY)]
