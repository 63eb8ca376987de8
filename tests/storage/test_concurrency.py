"""Several writers at once, in threads and in processes, leave one chain without a fork and lose nothing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select

from comparability.model.errors import Unavailable
from comparability.storage.audit import AuditEntry
from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.products import Product
from comparability.storage.sessions import Database, record_event, state_reason

WRITER = """
import sys
from datetime import UTC, datetime
from comparability.model.people import Actor
from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database, record_event

database = Database(make_engine(sys.argv[1]))
actor = Actor(id=None, user_name=sys.argv[2], full_name="", roles=frozenset())
for number in range(25):
    with database.write(actor=actor, now=datetime.now(UTC)) as session:
        record_event(session, kind="print", entity_id=str(number), text=None)
"""


def prints(database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry).filter_by(entity="print"))


@pytest.mark.requirement("CC-04")
def test_four_processes_append_to_one_chain(database, database_url):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, database_url, f"writer{number}"])
        for number in range(4)
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0, 0]
    assert prints(database) == 100
    with database.read() as session:
        assert verify_chain(session).damages == ()


@pytest.mark.requirement("CC-04")
def test_eight_threads_append_to_one_chain(database, kim, now):
    def append(number: int) -> None:
        with database.write(actor=kim, now=now) as session:
            record_event(session, kind="print", entity_id=str(number), text=None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(80)))
    assert prints(database) == 80
    with database.read() as session:
        assert verify_chain(session).damages == ()


@pytest.mark.requirement("CC-04")
def test_writers_of_two_records_in_opposite_order_do_not_block_each_other(
    database, kim, now, another_product
):
    """Row locks taken before the lock of the trail would let each wait for the other."""
    with database.write(actor=kim, now=now) as session:
        session.add_all([another_product("ONE"), another_product("TWO")])

    def rename(codes: list[str]) -> None:
        with database.write(actor=kim, now=now) as session:
            state_reason(session, "Renamed together")
            for code in codes:
                session.scalars(select(Product).filter_by(code=code)).one().name += "."
                session.flush()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(rename, [["ONE", "TWO"], ["TWO", "ONE"]] * 5))
    with database.read() as session:
        assert {product.name for product in session.scalars(select(Product))} == {"Vector one" + "." * 10}


@pytest.mark.requirement("RB-09")
def test_a_writer_that_waits_too_long_is_told_to_try_again(database, database_url, kim, now):
    hasty = make_engine(database_url)
    shorter = "PRAGMA busy_timeout = 50" if hasty.dialect.name == "sqlite" else "SET lock_timeout = '50ms'"

    @event.listens_for(hasty, "checkout")
    def hurry(dbapi_connection, record, proxy):
        dbapi_connection.execute(shorter)
        dbapi_connection.commit()

    with (
        database.write(actor=kim, now=now),
        pytest.raises(Unavailable, match="Try again"),
        Database(hasty).write(actor=kim, now=now),
    ):
        pass
    hasty.dispose()


def test_a_verification_sees_one_state_while_others_write(database, kim, now, another_product):
    with database.read() as session:
        session.scalar(select(func.count()).select_from(AuditEntry))
        with database.write(actor=kim, now=now) as writing:
            writing.add(another_product())
        assert verify_chain(session).damages == ()
        assert session.scalar(select(func.count()).select_from(Product)) == 0
