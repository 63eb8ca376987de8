"""A change carries who, when and why; without them, or against a rule of the database, it does not happen."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.storage.audit import AuditEntry
from comparability.storage.products import Product
from comparability.storage.sessions import record_event, state_reason


def entries(database, *, since: int = 0):
    with database.read() as session:
        return session.scalars(
            select(AuditEntry).where(AuditEntry.seq > since).order_by(AuditEntry.seq)
        ).all()


def last_seq(database) -> int:
    return entries(database)[-1].seq


def test_each_field_of_a_new_record_is_one_entry_with_actor_roles_and_time(
    database, kim, now, another_product
):
    before = last_seq(database)
    with database.write(actor=kim, now=now) as session:
        session.add(another_product())
    found = entries(database, since=before)
    assert {entry.field: entry.new for entry in found} == {
        "code": "AAV-1",
        "name": "Vector one",
        "vector_type": "AAV",
        "serotype": "AAV9",
        "role": "in-vivo product",
        "development_stage": "pivotal",
        "is_simulated": "false",
    }
    at = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert {(e.action, e.actor, e.role, e.at, e.old, e.reason) for e in found} == {
        ("insert", "kim", "CMC lead, QC scientist", at, None, None)
    }


def test_a_changed_field_is_one_entry_with_both_values_and_the_reason(database, kim, now, product):
    before = last_seq(database)
    with database.write(actor=kim, now=now) as session:
        state_reason(session, "Renamed by the sponsor")
        session.get(Product, product.id).name = "벡터 하나"
    [entry] = entries(database, since=before)
    assert (entry.action, entry.entity, entry.entity_id, entry.field, entry.old, entry.new, entry.reason) == (
        "update", "product", str(product.id), "name", "Vector one", "벡터 하나", "Renamed by the sponsor",
    )  # fmt: skip


@pytest.mark.requirement("AT-02")
def test_a_change_without_a_reason_is_refused_and_leaves_nothing(database, kim, now, product):
    before = last_seq(database)
    with pytest.raises(Refused, match="needs a reason"), database.write(actor=kim, now=now) as session:
        session.get(Product, product.id).name = "Silently renamed"
    with database.read() as session:
        assert session.get(Product, product.id).name == "Vector one"
    assert last_seq(database) == before


@pytest.mark.requirement("AT-02")
@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "\u3000", "...", "-"])
def test_a_reason_that_says_nothing_is_refused(database, kim, now, reason):
    with pytest.raises(Invalid), database.write(actor=kim, now=now) as session:
        state_reason(session, reason)


def test_a_reason_does_not_outlive_its_transaction(database, kim, now, product):
    with database.write(actor=kim, now=now) as session:
        state_reason(session, "Renamed by the sponsor")
        session.get(Product, product.id).name = "Two"
    with pytest.raises(Refused, match="needs a reason"), database.write(actor=kim, now=now) as session:
        session.get(Product, product.id).name = "Three"


def test_a_change_that_came_before_the_reason_is_not_covered_by_it(database, kim, now, product):
    with pytest.raises(Refused, match="needs a reason"), database.write(actor=kim, now=now) as session:
        session.get(Product, product.id).name = "Two"
        state_reason(session, "Serotype misread on the certificate")
        session.get(Product, product.id).serotype = "AAV8"


def test_a_change_by_nobody_is_refused(database, product):
    with pytest.raises(Exception, match="who acts"), database.engine.begin() as connection:
        connection.execute(update(Product).values(name="Nobody's"))


def test_the_actor_of_one_transaction_is_gone_for_the_next_on_the_same_connection(database, kim, now):
    with database.write(actor=kim, now=now):
        pass
    with pytest.raises(Exception, match="who acts"), database.engine.begin() as connection:
        connection.execute(text("INSERT INTO supplier (name, kind, market, audit_status, version)"
                                " VALUES ('x', 'CDMO', 'Japan', 'qualified', 1)"))  # fmt: skip


@pytest.mark.requirement("RB-03")
def test_an_error_in_the_block_leaves_neither_record_nor_entry(database, kim, now, another_product):
    before = last_seq(database)
    with pytest.raises(ZeroDivisionError), database.write(actor=kim, now=now) as session:
        session.add(another_product())
        session.flush()
        raise ZeroDivisionError
    assert last_seq(database) == before


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_saves_of_one_version_is_a_conflict(database, kim, now, product):
    with database.read() as session:
        stale = session.get(Product, product.id)
    with database.write(actor=kim, now=now) as session:
        state_reason(session, "First")
        session.get(Product, product.id).name = "First"
    with pytest.raises(Conflict, match="after you opened it"), database.write(actor=kim, now=now) as session:
        state_reason(session, "Second")
        session.add(stale)
        stale.name = "Second"


@pytest.mark.requirement("CC-03")
def test_a_second_record_of_the_same_name_is_a_conflict_that_names_the_noun(
    database, kim, now, product, another_product
):
    with pytest.raises(Conflict, match="already a product"), database.write(actor=kim, now=now) as session:
        session.add(another_product())


def test_reading_never_writes(database, product):
    with pytest.raises(Exception, match="read.?only"), database.read() as session:
        session.execute(text("UPDATE product SET name = 'changed while reading'"))


@pytest.mark.requirement("PF-01")
def test_postgresql_plans_what_every_page_asks_once_and_keeps_it(database):
    """The driver forgets its prepared statements at a rollback, so reading does not end by one."""
    if database.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has nothing to keep")
    for _ in range(7):  # the driver prepares what it is asked more than five times
        with database.read() as session:
            session.execute(select(Product.id)).all()
    with database.read() as session:
        kept = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("product" in statement for statement in kept)


def test_a_connection_that_only_read_can_write_afterwards(database, kim, now, another_product):
    with database.read() as session:
        session.execute(text("SELECT 1"))
    before = last_seq(database)
    with database.write(actor=kim, now=now) as session:
        session.add(another_product())
    assert last_seq(database) > before


def test_an_event_is_an_entry_of_its_own(database, kim, now):
    before = last_seq(database)
    with database.write(actor=kim, now=now) as session:
        record_event(
            session, kind="sign-in-failed", entity_id="7", text="wrong password", reason="third time"
        )
    [entry] = entries(database, since=before)
    assert (entry.action, entry.entity, entry.entity_id, entry.new, entry.reason) == (
        "event", "sign-in-failed", "7", "wrong password", "third time",
    )  # fmt: skip


@pytest.mark.requirement("AT-09", "RB-05")
def test_a_clock_that_went_back_is_said_on_the_trail_once(database, kim, now):
    with database.write(actor=kim, now=now) as session:
        record_event(session, kind="print", entity_id=None, text=None)
    before = last_seq(database)
    for _ in range(2):
        with database.write(actor=kim, now=now - timedelta(hours=1)) as session:
            record_event(session, kind="print", entity_id=None, text=None)
    assert [entry.entity for entry in entries(database, since=before)] == ["clock-jump", "print", "print"]


@pytest.mark.requirement("AT-09")
def test_a_clock_two_minutes_behind_is_no_jump(database, kim, now):
    with database.write(actor=kim, now=now) as session:
        record_event(session, kind="print", entity_id=None, text=None)
    with database.write(actor=kim, now=now - timedelta(minutes=2)) as session:
        record_event(session, kind="print", entity_id=None, text=None)
    assert [entry.entity for entry in entries(database)][-2:] == ["print", "print"]


def test_a_time_without_its_zone_is_refused(database, kim):
    with pytest.raises(ValueError, match="time zone"), database.write(actor=kim, now=datetime(2026, 1, 1)):
        pass
