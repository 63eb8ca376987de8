"""What is stored comes back as it was: digits, zones, words and scripts, on both engines."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Date, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from comparability.storage.base import ExactDecimal, Json, UtcDateTime
from comparability.storage.engine import make_engine

SAMPLE = Table(
    "sample",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("value", ExactDecimal),
    Column("at", UtcDateTime),
    Column("day", Date),
    Column("content", Json),
)


@pytest.fixture
def store(empty_database_url):
    engine = make_engine(empty_database_url)
    SAMPLE.create(engine)

    def through(column, value):
        with engine.begin() as connection:
            connection.execute(insert(SAMPLE).values({column: value}))
            return connection.execute(select(SAMPLE.c[column]).order_by(SAMPLE.c.id.desc())).scalar()

    yield through
    engine.dispose()


@pytest.mark.parametrize(
    "typed", ["1.10", "5.00E+12", "0", "-0.000", "1E-99", "1.2E+13", "100000000000000000000.01"]
)
def test_a_decimal_keeps_every_digit_that_was_reported(store, typed):
    assert str(store("value", Decimal(typed))) == typed


@pytest.mark.parametrize("value", ["NaN", "Infinity", "sNaN"])
def test_a_decimal_that_is_no_number_is_refused(store, value):
    with pytest.raises(StatementError, match="finite"):
        store("value", Decimal(value))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=timezone(timedelta(hours=9))),
        datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=-8))),
    ],
    ids=["UTC", "Seoul", "Los Angeles"],
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(store, moment):
    read = store("at", moment)
    assert (read, read.utcoffset()) == (moment, timedelta(0))


def test_an_instant_without_its_zone_is_refused(store):
    with pytest.raises(StatementError, match="time zone"):
        store("at", datetime(2026, 1, 1))


def test_a_date_comes_back_as_a_date(store):
    assert store("day", date(2024, 2, 29)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "content", [{"b": ["가", "β"], "a": None}, [], "1.10", {}], ids=["nested", "empty", "text", "{}"]
)
def test_json_keeps_its_content(store, content):
    assert store("content", content) == content
