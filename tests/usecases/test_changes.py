"""Whether something that an assessment reads was written since: nothing that was written may be missed."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Boolean, DateTime, Enum, Integer, String, Table, delete, event, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

import comparability
from comparability.model.vocabulary import ProtocolStatus, SwitchKind
from comparability.storage import readiness, rows
from comparability.storage.as_stored import lacks_as_stored
from comparability.storage.assessments import Assessment
from comparability.storage.attributes import Attribute, Method
from comparability.storage.base import Base, ExactDecimal, Json
from comparability.storage.changes import NAMES_ONLY, PLACES, READ, is_touched
from comparability.storage.dossiers import items_of
from comparability.storage.lots import Lot, MaterialLot
from comparability.storage.products import Product
from comparability.storage.protocols import Protocol
from comparability.storage.results import Result
from comparability.storage.sessions import state_reason
from comparability.storage.suppliers import Laboratory, Site
from comparability.storage.switches import Arm, ArmSource, Switch
from comparability.storage.tasks import lacks_of
from tests.usecases.assessing import AFTER, BEFORE, LATER, Line, a_line

_numbers = count(1000)


def stored(session: Session, line: Line) -> Assessment:
    found = readiness.latest_assessment(session, line.switch)
    assert found is not None
    return found


@pytest.fixture
def line(database) -> Line:
    """Assessed, with a result that nobody verified, a lot without one, and every kind of parent row."""
    line = a_line(database)
    line.measure(BEFORE)
    line.record("B-1", AFTER["B-1"])
    line.record("B-2", AFTER["B-2"])
    with line.writing(line.staff.team.cmc) as session:
        for kind in (Protocol, Method, MaterialLot, Site, Laboratory):
            add(session, kind, line)
    line.run()
    return line


def add(session: Session, kind: type[Base], line: Line, **given: Any) -> int:
    """A row of a table by SQL alone, with something in every column; its parents are those of the line."""
    table = kind.__table__
    assert isinstance(table, Table)
    values = {column.name: _value(session, column, line) for column in table.columns if column.name != "id"}
    if kind is Protocol:
        values["status"] = ProtocolStatus.DRAFT
    made = session.execute(table.insert().values(values | given))
    return int(made.inserted_primary_key[0])


def _value(session: Session, column: Any, line: Line) -> Any:
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return _parent(session, key.column.table, line)
    match column.type:
        case Enum():
            return column.type.enum_class(column.type.enums[0])
        case Json():
            return []
        case ExactDecimal():
            return Decimal(1)
        case Boolean():
            return False
        case Integer():
            return next(_numbers)
        case DateTime():
            return LATER
        case String():
            return uuid.uuid4().hex[: column.type.length or 32]
        case _ if column.type.python_type.__name__ == "date":
            return LATER.date()
        case _:
            return LATER


def _parent(session: Session, table: Table, line: Line) -> int | None:
    match table.name:
        case "switch":
            return line.switch
        case "product":
            return line.product
        case "arm":
            return session.scalar(select(func.min(Arm.id)).where(Arm.switch_id == line.switch))
        case "attribute":
            return session.scalar(select(func.max(Attribute.id)).where(Attribute.product_id == line.product))
        case "lot":
            return line.lots["B-1"]
        case "import_batch":
            return None
        case _:  # the newest: of protocols the draft, of results one that nobody verified
            return session.scalar(select(func.max(table.c.id)))


@contextmanager
def undone(session: Session) -> Iterator[None]:
    part = session.begin_nested()
    yield
    part.rollback()


@pytest.mark.requirement("RC-04")
def test_a_row_written_in_any_table_that_is_read_is_a_change(line):
    """A table that is forgotten here would let an old assessment pass for a current one."""
    missed = []
    with line.writing(line.staff.team.cmc) as session:
        there = {Switch: line.switch, Product: line.product}
        for kind in (kind for kind, rule in READ.items() if rule is None):
            there[kind] = session.scalar(select(func.min(kind.id)))
        assessment = stored(session, line)
        assert not is_touched(session, assessment)
        for kind in READ:
            with undone(session):
                if kind in there:  # one that the assessment can have read
                    state_reason(session, "Renamed.")
                    one, name = kind.id == there[kind], "title" if kind is Switch else "name"
                    session.execute(update(kind.__table__).where(one).values(version=7))
                    session.execute(update(kind.__table__).where(one).values({name: "Other"}))
                else:
                    more = {"replaces_id": None, "retest_of_id": None} if kind is Result else {}
                    add(session, kind, line, **more)
                if not is_touched(session, assessment):
                    missed.append(kind.__tablename__)
        assert not is_touched(session, assessment)
    assert missed == []


def test_a_new_supplier_that_no_lot_names_is_no_change(line):
    """Else every product that is taken up would have all assessments read their data again."""
    with line.writing(line.staff.team.cmc) as session:
        assessment = stored(session, line)
        for kind in (kind for kind, rule in READ.items() if rule is None):
            add(session, kind, line)
        assert not is_touched(session, assessment)


@pytest.mark.requirement("RC-04")
def test_a_row_that_was_removed_or_moved_elsewhere_is_a_change(line):
    with line.writing(line.staff.team.cmc) as session:
        assessment = stored(session, line)
        other = add(session, Product, line)
        assert not is_touched(session, assessment)
        state_reason(session, "Taken out.")
        with undone(session):
            session.execute(delete(ArmSource.__table__))
            assert is_touched(session, assessment)
        with undone(session):
            session.execute(update(Lot.__table__).where(Lot.id == line.lots["A-1"]).values(product_id=other))
            assert is_touched(session, assessment)


def test_what_is_written_of_another_product_is_no_change(line):
    with line.writing(line.staff.team.cmc) as session:
        assessment = stored(session, line)
        other = add(session, Product, line)
        lot = add(session, Lot, line, product_id=other)
        attribute = add(session, Attribute, line, product_id=other)
        add(session, Result, line, lot_id=lot, attribute_id=attribute, replaces_id=None, retest_of_id=None)
        add(session, Switch, line, product_id=other)
        assert not is_touched(session, assessment)


@pytest.mark.requirement("RC-04")
def test_the_trail_is_asked_of_every_table_that_the_reading_of_data_touches(line):
    """Whoever reads another table for a comparison has to list it, or a change of it would be missed."""
    with line.writing(line.staff.team.cmc) as session:
        state_reason(session, "The kind that reads most.")
        most = update(Switch.__table__).where(Switch.id == line.switch)
        session.execute(most.values(kind=SwitchKind.PLASMID_SUPPLIER))
    asked: set[str] = set()

    def note(connection, statement, *more):
        if isinstance(statement, visitors.Visitable):
            asked.update(each.name for each in visitors.iterate(statement) if isinstance(each, Table))

    event.listen(line.database.engine, "before_execute", note)
    try:
        with line.database.read() as session:
            readiness.differs(session, stored(session, line))
    finally:
        event.remove(line.database.engine, "before_execute", note)
    assert {"lot", "result", "arm_source", "criterion", "exclusion", "published_summary"} <= asked
    assert asked - {kind.__tablename__ for kind in READ} - set(NAMES_ONLY) <= {"assessment"}


def test_every_column_that_places_a_row_is_known(line):
    placed = {
        column.name
        for rule in READ.values()
        if rule is not None
        for column in visitors.iterate(rule)
        if column.__visit_name__ == "column"
    }
    assert placed - {"id"} <= set(PLACES)


@pytest.mark.requirement("RC-04")
def test_another_version_of_the_program_reads_the_data_again(line, monkeypatch):
    monkeypatch.setattr(comparability, "__version__", "99.0")
    with line.database.read() as session:
        assert is_touched(session, stored(session, line))


@pytest.mark.requirement("RC-04")
def test_whoever_signs_does_not_rely_on_the_trail(line, monkeypatch):
    """The hash of the data themselves is compared once more, whatever a page was told."""
    line.record("B-3", AFTER["B-3"])
    monkeypatch.setattr(readiness, "is_touched", lambda session, assessment: False)
    with line.database.read() as session:
        assessment = stored(session, line)
        assert not readiness.is_stale(session, assessment)
        assert readiness.differs(session, assessment)


def test_what_the_data_lacked_is_told_from_the_stored_rows_as_from_the_data(line):
    with line.database.read() as session:
        assessment = stored(session, line)
        told = lacks_as_stored(session, assessment, items_of(session, assessment))
        loaded = readiness._load(session, line.switch)
        assert loaded is not None
        assert told == lacks_of(loaded)
        titre = next(each for each in told.attributes if each.unverified)
        assert (titre.unverified, titre.without_result) == (2, ("B-3",))
        assert not is_touched(session, rows.get(session, Assessment, assessment.id))
