"""The trail is read newest first, page by page, by who, what, when and why, and leaves the program whole."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from comparability.storage.audit import COLUMNS, EXPORTED, Filter, audit_entries, exported
from comparability.storage.sessions import record_event, state_reason

pytestmark = pytest.mark.requirement("AT-08")


@pytest.fixture
def trail(database, product, kim, now):
    """After the product's own entries: a changed lot an hour later, then five prints a day later."""
    with database.write(actor=kim, now=now + timedelta(hours=1)) as session:
        state_reason(session, "100% of the retain was used_up")
        session.execute(text("UPDATE lot SET status = 'void' WHERE id = 2"))
    for number in range(5):
        with database.write(actor=kim, now=now + timedelta(days=1)) as session:
            record_event(session, kind="print", entity_id=str(number), text="Protokoll der Übergabe")
    return database


def found(database, **wanted):
    with database.read() as session:
        return audit_entries(session, wanted=Filter(**wanted))


def test_pages_follow_each_other_without_gap_or_repetition(trail):
    seen = []
    before = None
    while True:
        with trail.read() as session:
            page = audit_entries(session, before_seq=before, limit=7)
        if not page:
            break
        assert len(page) <= 7
        seen += [entry.seq for entry in page]
        before = seen[-1]
    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) > 30


def test_entries_are_found_by_who(trail):
    assert {entry.actor for entry in found(trail, actor="system")} == {"system"}


def test_entries_are_found_by_record(trail):
    assert {(e.entity, e.entity_id) for e in found(trail, entity="lot", entity_id="2")} == {("lot", "2")}


def test_entries_are_found_by_action(trail):
    assert [(e.field, e.new) for e in found(trail, action="update")] == [("status", "void")]


def test_entries_are_found_by_time_with_the_end_left_out(trail, now):
    hour = timedelta(hours=1)
    assert {e.action for e in found(trail, since=now + hour, until=now + 2 * hour)} == {"update"}
    assert found(trail, since=now + 2 * hour, until=now + 3 * hour) == []
    assert len(found(trail, since=now + timedelta(days=1))) == 5


@pytest.mark.requirement("SEC-02")
@pytest.mark.parametrize(
    ("words", "count"),
    [("100%", 1), ("USED_UP", 1), ("used-up", 0), ("%", 1), ("_", 1), ("Übergabe", 5), ("status", 3)],
)
def test_a_search_takes_every_character_as_itself(trail, words, count):
    """`%` and `_` are wildcards of the database and letters of a reason."""
    assert len([e for e in found(trail, text=words) if e.entity in ("lot", "print")]) >= count
    with trail.read() as session:
        everything = list(exported(session, wanted=Filter(text=words)))
    inside = [
        e
        for e in everything
        if words.lower() in " ".join(str(e[n]) for n in ("old", "new", "why", "field")).lower()
    ]
    assert everything == inside


def test_an_export_holds_every_field_of_every_entry_oldest_first(trail):
    with trail.read() as session:
        entries = list(exported(session))
        page = audit_entries(session, limit=10_000)
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert [list(entry.values()) for entry in entries[::-1]] == [
        [getattr(entry, name) for name in COLUMNS] for entry in page
    ]
    assert all(tuple(entry) == EXPORTED for entry in entries)


def test_entries_are_found_by_field_reason_and_number(trail):
    assert {e.entity for e in found(trail, field="serotype")} == {"product"}
    assert [e.new for e in found(trail, why="RETAIN was used_up")] == ["void"]
    assert found(trail, why="void") == []
    assert [e.seq for e in found(trail, first=7, last=9)] == [9, 8, 7]
