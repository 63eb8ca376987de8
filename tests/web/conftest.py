"""The application on a database of its own, and people of every role who are signed in already."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from comparability.files import reader_process
from comparability.files.reader_program import Asked, answer
from comparability.model.people import Actor
from comparability.model.second_factors import FactorRule
from comparability.model.vocabulary import AuditStatus, Market, Role, SupplierKind
from comparability.settings import Settings
from comparability.storage.people import Person, PersonRole
from comparability.storage.sessions import Database
from comparability.storage.suppliers import Supplier
from comparability.usecases.sign_in import csrf_secret_of, open_session
from comparability.web.app import create_app
from comparability.web.installation import NAME
from comparability.web.security import CSRF_FIELD, csrf_token
from tests.usecases.presence import PASSWORD_HASH

_made: dict[Settings, Flask] = {}
SET_UP = Actor(id=None, user_name="(set-up)", full_name="Set-up", roles=frozenset(Role))


@dataclass
class Clock:
    """A clock that stands until a test moves it."""

    time: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 8, 14, 22, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


def make_settings(folder: Path, **changes: object) -> Settings:
    choices: dict[str, object] = {
        "database_url": "sqlite:///given-by-the-test",
        "data_dir": folder,
        "secret_key": "s" * 64,
        "anchor_key": "a" * 64,
        "factor_key": "f" * 64,
        "second_factor": FactorRule.REMOTE,
        "site_networks": (ip_network("127.0.0.0/8"),),
        "allowed_hosts": ("localhost", "127.0.0.1", "::1"),
        "proxy": 0,
        "idle_minutes": 15,
        "session_hours": 12,
        "start_password_days": 7,
        "exports_per_hour": 600,
        "single_sign_on": None,
        "document_signing": None,
        "references": None,
        "remarks": (),
    }
    return Settings(**(choices | changes))


def application(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Flask:
    """The application for a test. It is made once a process: its routes and pages cost more than a test.

    Whoever asks again gets the same one, which from then on works on the new database.
    """
    common = replace(settings, data_dir=Path())
    app = _made.get(common) or _made.setdefault(common, create_app(common, database=database))
    app.extensions[NAME] = replace(app.extensions[NAME], settings=settings, database=database, clock=clock)
    app.test_client_class = FlaskClient
    return app


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path, clock: Clock) -> Flask:
    return application(make_settings(tmp_path), sqlite_database, clock)


@pytest.fixture
def reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploaded files are read in this process: one for each step of each import costs more than the test.

    That both read the same is shown in tests/files/test_reader_process.py, and in a process of its own also
    by every eighth hostile file.
    """

    def read(data: bytes, asked: Asked) -> object:
        return json.loads(json.dumps(answer(asked, data)))

    monkeypatch.setattr(reader_process, "_answer", read)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def add_person(sqlite_database: Database, clock: Clock) -> Callable[..., Actor]:
    """Add a person who has chosen a password and accepted the electronic signature."""

    def add(*roles: Role, user_name: str | None = None, supplier_id: int | None = None) -> Actor:
        name = user_name or roles[0].name.lower()
        with sqlite_database.write(actor=SET_UP, now=clock()) as session:
            if Role.SUPPLIER in roles and supplier_id is None:
                supplier = Supplier(
                    name=f"Supplier of {name}",
                    kind=SupplierKind.CDMO,
                    market=Market.SG,
                    audit_status=AuditStatus.QUALIFIED,
                )
                session.add(supplier)
                session.flush()
                supplier_id = supplier.id
            person = Person(
                user_name=name,
                full_name=f"{name.title()} Example",
                password_hash=PASSWORD_HASH,
                is_active=True,
                must_change_password=False,
                supplier_id=supplier_id,
                signature_accepted_at=clock(),
                failed_sign_ins=0,
                locked_until=None,
            )
            session.add(person)
            session.flush()
            session.add_all(PersonRole(person_id=person.id, role=role) for role in roles)
            return Actor(
                id=person.id,
                user_name=name,
                full_name=person.full_name,
                roles=frozenset(roles),
                supplier_id=supplier_id,
            )

    return add


class SignedInClient(FlaskClient):
    """A browser with a session; it puts the session's token into every form that it posts."""

    actor: Actor
    token: str

    def sign_in_as(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token
        self.set_cookie("sid", token)

    def csrf(self) -> str:
        with self.application.test_request_context():
            g.csrf_secret = csrf_secret_of(self.token)
            return csrf_token()

    def post(self, *args, data=None, csrf: bool = True, **more):
        """`data` may be a dict, whose values may be lists."""
        fields = dict(data or {})
        if csrf:
            fields.setdefault(CSRF_FIELD, self.csrf())
        return super().post(*args, data=fields, **more)


@pytest.fixture
def client_as(
    app: Flask, sqlite_database: Database, add_person: Callable[..., Actor], clock: Clock
) -> Callable[..., SignedInClient]:
    """`client_as(Role.QC)`: a signed-in client; the person is `client.actor`, made at the first call."""
    people: dict[tuple[Role, ...], Actor] = {}

    def sign_in(*roles: Role, actor: Actor | None = None) -> SignedInClient:
        person = actor or people.get(roles) or people.setdefault(roles, add_person(*roles))
        with sqlite_database.write(actor=person, now=clock()) as session:
            token = open_session(session, session.get_one(Person, person.id), now=clock())
        app.test_client_class = SignedInClient
        client = app.test_client()
        client.sign_in_as(person, token)
        app.test_client_class = FlaskClient
        return client

    return sign_in
