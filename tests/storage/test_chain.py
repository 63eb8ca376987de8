"""Whatever is done to the database past the application, verification names the first damaged record."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from comparability.model.errors import Refused
from comparability.storage.anchors import Anchor, AnchorFile
from comparability.storage.audit import AuditEntry
from comparability.storage.chain import check_last_anchor, verify_chain
from comparability.storage.sessions import Database, last_entry, record_event, state_reason

KEY = "k" * 32


def verified(database, anchors=None):
    with database.read() as session:
        return verify_chain(session, anchors=anchors)


def first_sentence(database, anchors=None) -> str:
    return verified(database, anchors).damages[0].sentence


@pytest.fixture
def anchors(tmp_path) -> AnchorFile:
    return AnchorFile(tmp_path, KEY)


@pytest.fixture
def anchored(database, product, anchors, kim, now) -> Database:
    """The same database, its head anchored from here on and after every commit."""
    with database.read() as session:
        anchors.append(last_entry(session))
    anchored = Database(database.engine, anchors)
    for number in range(3):
        with anchored.write(actor=kim, now=now) as session:
            record_event(session, kind="print", entity_id=str(number), text="lots")
    return anchored


def test_a_database_in_which_everything_was_used_is_intact(full_database, kim, now):
    with full_database.write(actor=kim, now=now) as session:
        state_reason(session, "Removed again, 확인됨")
        session.execute(text("DELETE FROM retain"))
        session.execute(text("UPDATE lot SET notes = 'first | second', clinical_exposure = ''"))
    found = verified(full_database)
    assert found.damages == ()
    assert found.entries > 200


def test_the_hash_is_the_documented_one(database, product):
    """Computed here from the words of the format alone, so that anybody can write a second verifier."""
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    previous = "0" * 64
    for e in entries:
        fields = (
            e.seq,
            e.at,
            e.actor,
            e.role,
            e.action,
            e.entity,
            e.entity_id,
            e.field,
            e.old,
            e.new,
            e.reason,
        )
        content = previous + "".join("-" if f is None else f"{len(str(f).encode())}:{f}" for f in fields)
        assert (e.previous, e.hash) == (previous, hashlib.sha256(content.encode()).hexdigest())
        previous = e.hash
    assert any("北京" in (e.new or "") for e in entries)


# Entry 30 is one field of a record; the migrations and the guards come before it.
NEW_HASH = "f" * 64
ATTACKS = {
    "entry deleted": (["DELETE FROM audit_entry WHERE seq = 30"], "audit entry 30 is missing"),
    "new value changed": (["UPDATE audit_entry SET new = 'x' WHERE seq = 30"], "audit entry 30 was changed"),
    "value emptied": (["UPDATE audit_entry SET new = NULL WHERE seq = 30"], "audit entry 30 was changed"),
    "author changed": (["UPDATE audit_entry SET actor = 'eve' WHERE seq = 30"], "audit entry 30 was changed"),
    "role changed": (["UPDATE audit_entry SET role = 'QA' WHERE seq = 30"], "audit entry 30 was changed"),
    "time changed": (
        ["UPDATE audit_entry SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 30"],
        "audit entry 30 was changed",
    ),
    "reason added": (["UPDATE audit_entry SET reason = 'ok' WHERE seq = 30"], "audit entry 30 was changed"),
    "text moved to the next field": (
        ["UPDATE audit_entry SET entity = entity || entity_id, entity_id = '' WHERE seq = 30"],
        "audit entry 30 was changed",
    ),
    "hash changed": (
        [f"UPDATE audit_entry SET hash = '{NEW_HASH}' WHERE seq = 30"],
        "audit entry 30 was changed",
    ),
    "link changed": (
        [f"UPDATE audit_entry SET previous = '{NEW_HASH}' WHERE seq = 30"],
        "audit entry 30 does not follow entry 29",
    ),
    "two entries swapped": (
        [
            "UPDATE audit_entry SET seq = 9999 WHERE seq = 30",
            "UPDATE audit_entry SET seq = 30 WHERE seq = 31",
            "UPDATE audit_entry SET seq = 31 WHERE seq = 9999",
        ],
        "audit entry 30 does not follow entry 29",
    ),
    "entry put in front": (
        ["INSERT INTO audit_entry (seq, at, actor, role, action, entity, previous, hash)"
         f" VALUES (0, 'x', 'eve', 'QA', 'event', 'print', '{NEW_HASH}', '{NEW_HASH}')"],
        "audit entry 1 is missing",
    ),
    "last entry deleted": (
        ["DELETE FROM audit_entry WHERE seq = (SELECT seq FROM audit_head)"],
        "not the entry its head names",
    ),
    "head moved": (["UPDATE audit_head SET seq = seq + 1"], "not the entry its head names"),
    "head deleted": (["DELETE FROM audit_head"], "not the entry its head names"),
    "all entries deleted": (["DELETE FROM audit_entry"], "trail ends at audit entry 0"),
    "value of a record changed": (
        ["UPDATE product SET serotype = 'AAV2'"],
        "product 1, serotype: the record says “AAV2”, its history “AAV9”",
    ),
    "value of a record emptied": (
        ["UPDATE product SET serotype = NULL"],
        "product 1, serotype: the record says nothing, its history “AAV9”",
    ),
    "value of a record filled in": (["UPDATE lot SET notes = 'fine' WHERE id = 2"], "lot 2, notes"),
    "date of a record changed": (
        ["UPDATE lot SET manufactured_on = '2025-07-01' WHERE id = 1"],
        "lot 1, manufactured_on",
    ),
    "flag of a record changed": (["UPDATE person SET is_active = NOT is_active"], "person 1, is_active"),
    "instant of a record changed": (
        ["UPDATE person SET signature_accepted_at = '2025-07-01 08:30:00.000001+00'"],
        "person 1, signature_accepted_at",
    ),
    "password replaced": (
        ["UPDATE person SET password_hash = '$argon2id$stolen'"],
        "person 1, password_hash",
    ),
    "record added": (
        ["INSERT INTO lot (id, product_id, number, stage, supplier_id, status, use, version)"
         " VALUES (3, 1, 'A19', 'drug product', 1, 'released', 'research', 1)"],
        "lot 3 has no history",
    ),
    "record deleted": (["DELETE FROM lot WHERE id = 2"], "lot 2 is gone"),
    "record renumbered": (["UPDATE person SET id = 9"], "person 1 is gone"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_named(database, product, outside, attack):
    assert verified(database).is_intact
    statements, sentence = ATTACKS[attack]
    outside.attack(*statements)
    assert sentence in first_sentence(database)


def test_an_edit_past_the_trail_is_named_even_after_a_proper_change(database, product, outside, kim, now):
    outside.attack("UPDATE product SET name = 'Forged'")
    with database.write(actor=kim, now=now) as session:
        state_reason(session, "Proper change of a forged value")
        session.execute(text("UPDATE product SET name = 'Vector one, again'"))
    assert "product 1: audit entry" in first_sentence(database)
    assert "found “Forged” in name" in first_sentence(database)


@pytest.mark.requirement("AT-03")
def test_a_trigger_that_was_removed_is_named(database, product, outside):
    name = "lot_audit_update" if outside.is_sqlite else "lot_audit"
    outside.run(f"DROP TRIGGER {name}{'' if outside.is_sqlite else ' ON lot'}")
    assert first_sentence(database).startswith(f"{name} is not as recorded")


def test_a_trigger_that_was_replaced_by_an_empty_one_is_named(database, product, outside):
    if outside.is_sqlite:
        name, empty = (
            "lot_audit_update",
            "CREATE TRIGGER lot_audit_update AFTER UPDATE ON lot BEGIN SELECT 1; END",
        )
        outside.run("DROP TRIGGER lot_audit_update", empty)
    else:
        name = "audit_row()"
        outside.run(
            "CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        )
    assert first_sentence(database).startswith(f"{name} is not as recorded")


@pytest.mark.requirement("AT-03")
@pytest.mark.postgres
def test_a_trigger_that_was_disabled_is_named(postgres_database):
    with postgres_database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE lot DISABLE TRIGGER lot_audit"))
    assert first_sentence(postgres_database).startswith("lot_audit is not as recorded")


def test_a_table_that_cannot_be_read_is_damage_and_no_failure_of_the_program(database, product, outside):
    outside.run("ALTER TABLE retain RENAME TO retained")
    assert "cannot be read" in verified(database).damages[-1].sentence


def test_every_anchor_of_an_honest_trail_agrees(anchored, anchors):
    found = verified(anchored, anchors)
    assert (found.is_intact, found.anchors) == (True, 4)
    assert anchors.last() == Anchor(seq=found.entries, hash=found.hash, at=anchors.last().at)


CUT_TAIL = [
    "DELETE FROM audit_entry WHERE seq = (SELECT seq FROM audit_head)",
    "UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1)",
]


def test_a_cut_tail_with_its_head_put_right_is_seen_by_the_anchor_alone(anchored, anchors, outside):
    outside.attack(*CUT_TAIL)
    assert verified(anchored).is_intact
    last = anchors.last().seq
    assert f"audit entry {last}, anchored outside the database" in first_sentence(anchored, anchors)


def rewrite(database, outside, *, seq: int, new: str) -> None:
    """Forge an entry and every hash after it, with nothing but what is public."""
    with database.read() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.seq >= seq).order_by(AuditEntry.seq)
        ).all()
    statements, previous = [], entries[0].previous
    for e in entries:
        value = new if e.seq == seq else e.new
        fields = (
            e.seq,
            e.at,
            e.actor,
            e.role,
            e.action,
            e.entity,
            e.entity_id,
            e.field,
            e.old,
            value,
            e.reason,
        )
        content = previous + "".join("-" if f is None else f"{len(str(f).encode())}:{f}" for f in fields)
        link = hashlib.sha256(content.encode()).hexdigest()
        assignment = f"previous = '{previous}', hash = '{link}'" + (
            f", new = '{new}'" if e.seq == seq else ""
        )
        statements.append(f"UPDATE audit_entry SET {assignment} WHERE seq = {e.seq}")
        previous = link
    outside.attack(*statements, f"UPDATE audit_head SET hash = '{previous}'")


def test_a_trail_rewritten_with_public_knowledge_is_seen_by_the_anchor_alone(anchored, anchors, outside):
    with anchored.read() as session:
        [entry] = session.scalars(select(AuditEntry).filter_by(entity="product", field="serotype")).all()
    rewrite(anchored, outside, seq=entry.seq, new="AAV2")
    outside.attack("UPDATE product SET serotype = 'AAV2'")
    assert verified(anchored).is_intact
    assert "is another one: the trail was cut or rewritten" in first_sentence(anchored, anchors)


def test_an_older_copy_put_back_and_worked_on_is_seen(anchored, anchors, outside, kim, now):
    outside.attack(*CUT_TAIL)
    unanchored = Database(anchored.engine)
    for _ in range(3):
        with unanchored.write(actor=kim, now=now) as session:
            record_event(session, kind="print", entity_id=None, text="after the roll-back")
    assert "an older copy of the database was put back" in first_sentence(anchored, anchors)


def test_the_check_at_start_refuses_an_older_copy(anchored, anchors, outside):
    with anchored.read() as session:
        check_last_anchor(session, anchors)
    outside.attack(*CUT_TAIL)
    with pytest.raises(Refused, match="older copy"), anchored.read() as session:
        check_last_anchor(session, anchors)


@pytest.mark.parametrize(
    "edit",
    [
        lambda lines: lines[1:],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0].replace(" ", "0 ", 1), *lines[1:]],
        lambda lines: ["nonsense\n", *lines],
    ],
    ids=["first line removed", "middle line removed", "lines swapped", "number changed", "line added"],
)
def test_an_edited_anchor_file_is_refused_by_name(anchored, anchors, edit):
    lines = anchors.path.read_text().splitlines(keepends=True)
    anchors.path.write_text("".join(edit(lines)))
    assert "anchors.log" in first_sentence(anchored, anchors)


def keep_none(file):
    file.unlink()


def keep_two(file):
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:2]))


def keep_nothing_readable(file):
    file.write_bytes(b"\xff\x00" * 100)


@pytest.fixture
def anchored_in_time(anchored, anchors, kim, now) -> Database:
    """Savings at times of their own, as they are outside of tests."""
    for minute in range(1, 4):
        with anchored.write(actor=kim, now=now + timedelta(minutes=minute)) as session:
            record_event(session, kind="print", entity_id=str(minute), text="lots")
    return anchored


@pytest.mark.requirement("AT-07")
@pytest.mark.parametrize("keep", [keep_none, keep_two, keep_nothing_readable])
def test_anchors_that_were_taken_away_are_missed_now_and_after_the_next_saving(
    anchored_in_time, anchors, keep, kim, now
):
    """The announcement, which is left, explains one saving and not the history before it."""
    keep(anchors.path)
    assert "are missing from anchors.log" in first_sentence(anchored_in_time, anchors)
    with anchored_in_time.write(actor=kim, now=now + timedelta(minutes=5)) as session:
        record_event(session, kind="print", entity_id="5", text="lots")
    assert "are missing from anchors.log" in first_sentence(anchored_in_time, anchors)


@pytest.mark.requirement("AT-07", "RB-01")
def test_a_saving_whose_anchor_was_lost_with_the_machine_is_explained(anchored_in_time, anchors, kim, now):
    lines = anchors.path.read_text().splitlines(keepends=True)
    anchors.path.write_text("".join(lines[:-1]))
    assert verified(anchored_in_time, anchors).is_intact
    with anchored_in_time.write(actor=kim, now=now + timedelta(minutes=5)) as session:
        record_event(session, kind="print", entity_id="5", text="lots")
    assert verified(anchored_in_time, anchors).is_intact


def test_anchors_of_another_key_are_refused(anchored, tmp_path):
    assert "was not written by this installation" in first_sentence(anchored, AnchorFile(tmp_path, "z" * 32))
    with pytest.raises(Refused, match="last line"):
        AnchorFile(tmp_path, "z" * 32).append(Anchor(seq=10**6, hash=NEW_HASH, at="x"))


def test_a_line_half_written_when_the_machine_stopped_is_left_out(anchored, anchors, kim, now):
    with anchors.path.open("a") as stream:
        stream.write("99999 abc")
    assert verified(anchored, anchors).is_intact
    with Database(anchored.engine, anchors).write(actor=kim, now=now) as session:
        record_event(session, kind="print", entity_id=None, text="after the stop")
    found = verified(anchored, anchors)
    assert (found.is_intact, found.anchors) == (True, 5)


def test_a_commit_that_only_touches_a_session_adds_no_anchor(anchored, anchors, kim, now):
    before = anchors.path.read_bytes()
    with anchored.write(actor=kim, now=now) as session:
        session.execute(text("UPDATE sign_in SET csrf_secret = csrf_secret"))
    assert anchors.path.read_bytes() == before
