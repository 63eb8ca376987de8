"""Where the trail is too long to be carried whole, its part shows every change of the records it is about."""

import dataclasses

from comparability.storage.evidence import trail_extract
from comparability.verification import trail
from tests.usecases.assessing import BEFORE, a_line


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
