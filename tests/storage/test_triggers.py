"""The database itself keeps the trail and the locks, whoever writes and however."""

import pytest
from sqlalchemy import bindparam, func, insert, select, text, update

from comparability.model.errors import Refused
from comparability.storage.audit import APPEND_ONLY, AUDITED, EXEMPT, AuditEntry
from comparability.storage.lots import Lot
from comparability.storage.people import Person
from comparability.storage.products import Product
from comparability.storage.schema import METADATA
from comparability.storage.sessions import state_reason


def trail(database, **wanted):
    with database.read() as session:
        return session.scalars(select(AuditEntry).filter_by(**wanted).order_by(AuditEntry.seq)).all()


def test_every_table_is_audited_or_exempt_with_a_reason():
    assert set(METADATA.tables) | {"alembic_version"} == set(AUDITED) | set(EXEMPT)
    assert not set(AUDITED) & set(EXEMPT)
    assert all(len(reason) > 10 for reason in EXEMPT.values())


def test_a_bulk_statement_is_logged_row_by_row_and_field_by_field(database, kim, now, product):
    with database.write(actor=kim, now=now) as session:
        state_reason(session, "Quarantined after the freezer alarm")
        session.execute(text("UPDATE lot SET status = 'quarantine', status_reason = 'freezer alarm'"))
    found = {(e.entity_id, e.field, e.old, e.new) for e in trail(database, entity="lot", action="update")}
    assert found == {
        (number, field, old, new)
        for number in ("1", "2")
        for field, old, new in (
            ("status", "released", "quarantine"),
            ("status_reason", None, "freezer alarm"),
        )
    }


@pytest.mark.requirement("DI-02")
def test_writing_the_same_value_again_is_no_change(database, kim, now, product):
    before = len(trail(database))
    with database.write(actor=kim, now=now) as session:
        session.execute(text("UPDATE lot SET number = number"))
    assert len(trail(database)) == before


def test_a_deletion_leaves_each_value_it_removed(database, kim, now, product):
    with database.write(actor=kim, now=now) as session:
        state_reason(session, "Entered for the wrong product")
        session.execute(text("DELETE FROM lot WHERE number = 'A18'"))
    found = {e.field: (e.old, e.new) for e in trail(database, entity="lot", action="delete")}
    assert found == {
        "product_id": ("1", None),
        "number": ("A18", None),
        "stage": ("drug product", None),
        "supplier_id": ("1", None),
        "manufactured_on": ("2025-06-30", None),
        "status": ("released", None),
        "use": ("Phase 1", None),
    }


def test_values_are_written_alike_on_both_engines(database, product):
    found = {entry.field: entry.new for entry in trail(database, entity="person")}
    assert found["is_active"] == "true"
    assert found["failed_sign_ins"] == "0"
    assert found["signature_accepted_at"] == "2025-07-01T08:30:00.000000Z"


def test_the_trail_shows_that_a_password_changed_and_never_its_hash(database, kim, now, product):
    with database.write(actor=kim, now=now) as session:
        state_reason(session, "Password forgotten")
        session.scalars(select(Person)).one().password_hash = "$argon2id$v=19$another"
    [changed] = trail(database, entity="person", action="update")
    assert changed.field == "password_hash"
    assert changed.old != changed.new
    assert not [e for e in trail(database) if "argon2" in f"{e.old} {e.new}"]


def test_the_number_of_a_record_never_changes(database, kim, now, product):
    with pytest.raises(Refused, match="number of a record"), database.write(actor=kim, now=now) as session:
        state_reason(session, "Renumbered")
        session.execute(text("UPDATE person SET id = 99"))


@pytest.mark.requirement("AT-03")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO product (id, code, name, vector_type, role, development_stage, is_simulated, version)"
        " VALUES (7, 'X', 'X', 'AAV', 'in-vivo product', 'research', 0, 1)",
        "UPDATE product SET name = 'changed outside'",
        "DELETE FROM lot",
        "INSERT OR REPLACE INTO lot (id, product_id, number, stage, supplier_id, status, use, version)"
        " VALUES (1, 1, 'A17', 'drug product', 1, 'failed', 'research', 1)",
        "INSERT INTO audit_entry (seq, at, actor, role, action, entity, previous, hash)"
        " VALUES (99, 'now', 'eve', 'QA', 'event', 'print', '0', '1')",
    ],
    ids=["insert", "update", "delete", "replace", "entry"],
)
def test_the_sqlite_shell_cannot_change_a_record(sqlite_outside, statement):
    with pytest.raises(Exception, match="no such function: audit_"):
        sqlite_outside.run(statement)


@pytest.mark.requirement("AT-03")
@pytest.mark.parametrize("policy", ["OR IGNORE", "OR REPLACE"])
def test_no_conflict_policy_of_sqlite_gets_past_the_trail(sqlite_engine, policy):
    """A policy named in the outer statement also governs the statements inside its triggers."""
    with pytest.raises(Exception, match="who acts"), sqlite_engine.begin() as connection:
        connection.execute(
            text(
                f"INSERT {policy} INTO product (id, code, name, vector_type, role, development_stage,"
                " is_simulated, version) VALUES (7, 'X', 'X', 'AAV', 'in-vivo product', 'research', 0, 1)"
            )
        )


@pytest.mark.requirement("AT-03")
@pytest.mark.postgres
def test_a_postgresql_client_that_names_nobody_cannot_change_a_record(postgres_outside):
    with pytest.raises(Exception, match="who acts"):
        postgres_outside.run("UPDATE product SET name = 'changed outside'")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["lot", "audit_entry", "audit_head", "result", "signature"])
def test_no_table_of_records_is_emptied_at_once(postgres_outside, table):
    with pytest.raises(Exception, match="removed all at once"):
        postgres_outside.run(f"TRUNCATE {table} CASCADE")


@pytest.mark.requirement("AT-03", "AT-05")
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("action", ["update", "delete"])
def test_rows_of_an_append_only_table_stay_as_they_are(full_database, kim, now, table, action):
    column = next(c.name for c in METADATA.tables[table].columns if not c.primary_key)
    statement = {"update": f"UPDATE {table} SET {column} = {column}", "delete": f"DELETE FROM {table}"}[
        action
    ]
    with (
        pytest.raises(Refused, match="never changed or deleted"),
        full_database.write(actor=kim, now=now) as session,
    ):
        state_reason(session, "Trying to rewrite history")
        session.execute(text(statement))


@pytest.mark.requirement("AT-03")
@pytest.mark.parametrize("statement", ["UPDATE audit_head SET seq = 1", "DELETE FROM audit_head"])
def test_the_head_of_the_trail_cannot_be_moved_back(database, kim, now, product, statement):
    with (
        pytest.raises(Refused, match="head of the audit trail"),
        database.write(actor=kim, now=now) as session,
    ):
        session.execute(text(statement))


def run(database, actor, now, statement):
    with database.write(actor=actor, now=now) as session:
        state_reason(session, "Tried by a test")
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE protocol SET planned_post = 2",
        "UPDATE protocol SET status = 'draft'",
        "UPDATE protocol SET status = 'superseded', alpha = '0.1'",
        "DELETE FROM protocol",
        "UPDATE criterion SET margin_low = '0.1'",
        "DELETE FROM criterion",
        "INSERT INTO criterion (protocol_id, attribute_id, tier, kind, version) VALUES (1, 1, 'A', 'x', 1)",
    ],
)
def test_nothing_in_a_frozen_protocol_changes(full_database, kim, now, statement):
    run(full_database, kim, now, "UPDATE protocol SET status = 'frozen'")
    with pytest.raises(Refused, match="frozen protocol"):
        run(full_database, kim, now, statement)


def test_a_draft_protocol_and_its_criteria_change(full_database, kim, now):
    run(full_database, kim, now, "UPDATE criterion SET margin_low = '0.1'")
    run(full_database, kim, now, "UPDATE protocol SET planned_post = 2")
    with full_database.read() as session:
        assert session.execute(text("SELECT margin_low FROM criterion")).scalars().all() == ["0.1"]
        assert session.execute(text("SELECT planned_post FROM protocol")).scalars().all() == [2]


def test_a_frozen_protocol_is_superseded_and_then_never_changes_again(full_database, kim, now):
    run(full_database, kim, now, "UPDATE protocol SET status = 'frozen'")
    run(full_database, kim, now, "UPDATE protocol SET status = 'superseded'")
    with pytest.raises(Refused, match="frozen protocol"):
        run(full_database, kim, now, "UPDATE protocol SET status = 'frozen'")


def test_an_issued_package_is_superseded_and_nothing_else_happens_to_it(full_database, kim, now):
    run(full_database, kim, now, "UPDATE package SET status = 'issued'")
    for statement in (
        "UPDATE package SET content = '{}'",
        "UPDATE package SET status = 'draft'",
        "DELETE FROM package",
    ):
        with pytest.raises(Refused, match="issued package"):
            run(full_database, kim, now, statement)
    run(full_database, kim, now, "UPDATE package SET status = 'superseded'")
    with pytest.raises(Refused, match="issued package"):
        run(full_database, kim, now, "UPDATE package SET status = 'issued'")


@pytest.mark.requirement("AT-04")
def test_an_entry_that_cannot_be_written_stops_the_change(database, kim, now, outside, product):
    """An administrator of the database who blocks the trail stops the work, not the trail."""
    if outside.is_sqlite:
        outside.run("CREATE TRIGGER block BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(IGNORE); END")
    else:
        outside.run("CREATE RULE block AS ON INSERT TO audit_entry DO INSTEAD NOTHING")
    with (
        pytest.raises(Exception, match="could not be written|uniq"),
        database.write(actor=kim, now=now) as session,
    ):
        session.execute(insert(Product).values(
            code="AAV-2", name="Two", vector_type="AAV", role="in-vivo product", development_stage="research",
            is_simulated=False, version=1,
        ))  # fmt: skip
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 1


def test_many_rows_in_one_statement_are_all_logged(database, kim, now, product):
    with database.write(actor=kim, now=now) as session:
        rows = [
            {"product_id": 1, "number": f"B{i}", "stage": "drug product", "supplier_id": 1,
             "status": "released", "use": "research", "version": 1}
            for i in range(200)
        ]  # fmt: skip
        session.execute(insert(Lot), rows)
        state_reason(session, "Renamed in one go")
        session.connection().execute(
            update(Lot.__table__).where(Lot.number == bindparam("was")).values(number=bindparam("now")),
            [{"was": f"B{i}", "now": f"C{i}"} for i in range(200)],
        )
    numbers = {e.new for e in trail(database, entity="lot", field="number", action="update")}
    assert numbers == {f"C{i}" for i in range(200)}
