"""A person who acts, a product to act on, and a hand that reaches into the database from outside."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import Column, Engine, Enum, insert
from sqlalchemy.engine import make_url

from comparability.model.people import Actor
from comparability.model.vocabulary import (
    AuditStatus,
    DevelopmentStage,
    LotStatus,
    LotUse,
    Market,
    ProductRole,
    Role,
    Stage,
    SupplierKind,
    VectorType,
)
from comparability.storage.base import ExactDecimal, Json, UtcDateTime
from comparability.storage.engine import make_engine
from comparability.storage.lots import Lot
from comparability.storage.people import Person
from comparability.storage.products import Product
from comparability.storage.schema import METADATA
from comparability.storage.sessions import Database
from comparability.storage.suppliers import Supplier

Statements = list[str]


@pytest.fixture
def kim() -> Actor:
    return Actor(id=None, user_name="kim", full_name="Kim Min-ji", roles=frozenset({Role.QC, Role.CMC}))


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


@pytest.fixture
def product(database, kim, now) -> Product:
    """A product with two lots of one supplier and a person, stored."""
    with database.write(actor=kim, now=now) as session:
        product = make_product()
        supplier = Supplier(
            name="北京 Vector Works",
            kind=SupplierKind.CDMO,
            market=Market.CN,
            audit_status=AuditStatus.QUALIFIED,
            audited_on=date(2025, 3, 1),
        )
        session.add_all([product, supplier])
        session.flush()
        for number in ("A17", "A18"):
            session.add(
                Lot(
                    product_id=product.id,
                    number=number,
                    stage=Stage.DRUG_PRODUCT,
                    supplier_id=supplier.id,
                    manufactured_on=date(2025, 6, 30),
                    status=LotStatus.RELEASED,
                    use=LotUse.PHASE_1,
                )
            )
        session.add(
            Person(
                user_name="lee",
                full_name="Lee Ji-woo",
                password_hash="$argon2id$v=19$made-up",
                is_active=True,
                must_change_password=False,
                signature_accepted_at=datetime(2025, 7, 1, 8, 30, tzinfo=UTC),
                failed_sign_ins=0,
            )
        )
    return product


def make_product(code: str = "AAV-1") -> Product:
    return Product(
        code=code,
        name="Vector one",
        vector_type=VectorType.AAV,
        serotype="AAV9",
        role=ProductRole.IN_VIVO,
        development_stage=DevelopmentStage.PIVOTAL,
        is_simulated=False,
    )


@pytest.fixture
def another_product() -> Callable[..., Product]:
    return make_product


class Outside:
    """A database tool that is not the application."""

    def __init__(self, database: Database):
        self.address = database.engine.url
        self.is_sqlite = self.address.get_backend_name() == "sqlite"

    def run(self, *statements: str) -> None:
        """As any program that can open the database: the triggers stand."""
        with self._connection() as connection:
            for statement in statements:
                connection.execute(statement)

    def attack(self, *statements: str) -> None:
        """As an administrator of the database, with the triggers off meanwhile and as before after it."""
        if not self.is_sqlite:
            self.run("SET session_replication_role = replica", *statements)
            return
        with self._connection() as connection:
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            connection.execute("BEGIN")
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            for _, sql in triggers:
                connection.execute(sql)
            connection.execute("COMMIT")

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with self._connection() as connection:
            return connection.execute(statement).fetchall()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection | psycopg.Connection]:
        if self.is_sqlite:
            with closing(sqlite3.connect(self.address.database, isolation_level=None)) as connection:
                yield connection
            return
        plain = make_url(self.address).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            yield connection


@pytest.fixture
def outside(database) -> Outside:
    return Outside(database)


@pytest.fixture
def sqlite_outside(sqlite_database, kim, now) -> Outside:
    return _beside_a_product(sqlite_database, kim, now)


@pytest.fixture
def postgres_outside(postgres_database, kim, now) -> Outside:
    return _beside_a_product(postgres_database, kim, now)


@pytest.fixture
def postgres_database(postgres_url) -> Iterator[Database]:
    engine = make_engine(postgres_url)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_database) -> Engine:
    return sqlite_database.engine


def _beside_a_product(database: Database, actor: Actor, now: datetime) -> Outside:
    with database.write(actor=actor, now=now) as session:
        session.add(make_product())
        session.add(
            Supplier(name="S", kind=SupplierKind.CDMO, market=Market.CN, audit_status=AuditStatus.QUALIFIED)
        )
        session.flush()
        session.add(
            Lot(
                product_id=1,
                number="A17",
                stage=Stage.DRUG_PRODUCT,
                supplier_id=1,
                status=LotStatus.RELEASED,
                use=LotUse.PHASE_1,
            )
        )
    return Outside(database)


@pytest.fixture
def full_database(database, kim, now) -> Database:
    """A database with one row in every table."""
    with database.write(actor=kim, now=now) as session:
        for table in METADATA.sorted_tables:
            if not table.name.startswith("audit_"):
                values = {c.name: sample(c) for c in table.columns}
                if table.name == "person":
                    values["user_name"] = kim.user_name  # whoever signs writes the signature
                session.execute(insert(table).values(values))
    return database


def sample(column: Column) -> object:
    """Some value that the column accepts; every row is number 1 and points at numbers 1."""
    if column.nullable:
        return None
    if column.primary_key or column.foreign_keys:
        return "1" if column.type.python_type is str else 1
    if isinstance(column.type, Enum):
        return (
            column.type.python_type(column.type.enums[0]) if column.type.enum_class else column.type.enums[0]
        )
    if isinstance(column.type, ExactDecimal):
        return Decimal("0.05")
    if isinstance(column.type, UtcDateTime):
        return datetime(2025, 7, 1, tzinfo=UTC)
    if isinstance(column.type, Json):
        return ["가"]
    kind = column.type.python_type
    return {bool: True, int: 1, str: "x", date: date(2025, 7, 1)}[kind]
