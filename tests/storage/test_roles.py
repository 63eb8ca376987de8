"""The application's database role does its work and cannot touch the trail, whoever has got hold of it."""

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from comparability.model.errors import Invalid, Refused
from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.roles import init_roles
from comparability.storage.schema import upgrade
from comparability.storage.sessions import Database, record_event, state_reason

ROLE = "comparability_app"


@pytest.fixture
def restricted(postgres_url, postgres_outside):
    """A database that holds a lot, used as the restricted role."""
    init_roles(postgres_url)
    engine = make_engine(postgres_url)

    @event.listens_for(engine, "checkout")
    def restrict(dbapi_connection, record, proxy):
        dbapi_connection.execute(f"SET ROLE {ROLE}")
        dbapi_connection.commit()

    yield Database(engine)
    engine.dispose()


@pytest.fixture
def plain_owner(empty_postgres_url, postgres_server):
    """The address of a role that owns its database and no more, as docs/operations.md makes it."""
    name = make_url(empty_postgres_url).database
    owner = f"owner_of_{name}"
    with psycopg.connect(postgres_server.address, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {owner} LOGIN PASSWORD 'o'")
        connection.execute(f"ALTER DATABASE {name} OWNER TO {owner}")
    yield make_url(empty_postgres_url).set(username=owner, password="o").render_as_string(hide_password=False)
    with psycopg.connect(empty_postgres_url.replace("+psycopg", "")) as connection:
        connection.execute(f"DROP OWNED BY {owner} CASCADE")
        connection.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        connection.execute(f"DROP ROLE {owner}")


@pytest.mark.requirement("AT-05")
@pytest.mark.postgres
def test_an_owner_who_may_make_no_roles_is_told_who_can(plain_owner, postgres_server):
    role = "app_of_a_plain_owner"
    upgrade(plain_owner)
    with pytest.raises(Refused, match=f"CREATE ROLE {role} NOLOGIN"):
        init_roles(plain_owner, role=role)
    with psycopg.connect(postgres_server.address, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} NOLOGIN")
    init_roles(plain_owner, role=role)
    with make_engine(plain_owner).connect() as connection:
        may = connection.execute(
            text(
                "SELECT has_table_privilege(:role, 'audit_entry', p) FROM unnest(ARRAY['SELECT', 'INSERT']) p"
            ),
            {"role": role},
        )
        assert list(may.scalars()) == [True, False]


@pytest.mark.postgres
def test_the_role_works_with_records_and_the_trail_follows(restricted, kim, now, another_product):
    with restricted.write(actor=kim, now=now) as session:
        session.add(another_product("AAV-2"))
        record_event(session, kind="print", entity_id=None, text=None)
        state_reason(session, "Renamed by the sponsor")
        session.execute(text("UPDATE lot SET notes = 'seen'"))
    with restricted.read() as session:
        assert verify_chain(session).damages == ()
        assert session.scalar(text("SELECT current_user")) == ROLE


@pytest.mark.requirement("AT-03")
@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM lot",
        "UPDATE result SET entered = '1'",
        "UPDATE audit_entry SET new = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "INSERT INTO audit_entry (seq, at, actor, role, action, entity, previous, hash)"
        " VALUES (99, 'x', 'x', 'x', 'event', 'x', '0', '1')",
        "UPDATE audit_head SET seq = 1",
        "SELECT audit_append('delete', 'lot', '1', ARRAY['number'], ARRAY['A17'], ARRAY[NULL], 'forged')",
        "ALTER TABLE lot DISABLE TRIGGER lot_audit",
        "DROP TRIGGER lot_audit ON lot",
        "DROP FUNCTION audit_row() CASCADE",
        "SET session_replication_role = replica",
        "CREATE TRIGGER mine BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse('x')",
        "UPDATE alembic_version SET version_num = '0000'",
    ],
)
def test_the_role_cannot(restricted, kim, now, statement):
    refused = pytest.raises(Exception, match=r"permission denied|must be owner")
    with refused, restricted.write(actor=kim, now=now) as session:
        state_reason(session, "Tried by an intruder")
        session.execute(text(statement))


@pytest.mark.postgres
def test_giving_the_rights_again_changes_nothing(restricted, postgres_url):
    def rights():
        with restricted.read() as session:
            return session.execute(
                text("SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY relname")
            ).all()

    before = rights()
    init_roles(postgres_url)
    assert rights() == before


@pytest.mark.requirement("SEC-02")
@pytest.mark.postgres
@pytest.mark.parametrize("name", ["", "a b", 'x"; DROP TABLE lot; --', "Ä"])
def test_a_role_name_is_a_plain_identifier(postgres_url, name):
    with pytest.raises(Invalid):
        init_roles(postgres_url, role=name)


def test_sqlite_has_no_roles_and_says_so(sqlite_url):
    with pytest.raises(Refused, match="Protect the file"):
        init_roles(sqlite_url)
