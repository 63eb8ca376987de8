"""A CMC lead who is signed in to an application on any database. No test lives here."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from comparability.model.vocabulary import Role
from comparability.storage.people import Person, PersonRole
from comparability.storage.sessions import Database
from comparability.usecases.sign_in import open_session
from tests.usecases.presence import PASSWORD_HASH
from tests.web.conftest import SET_UP, SignedInClient, application, make_settings


def sign_in_clerk(database: Database, folder: Path, *, clock: Callable[[], datetime]) -> SignedInClient:
    """Her browser; the application is `client.application`."""
    app = application(make_settings(folder), database, clock)
    app.test_client_class = SignedInClient
    now = clock()
    with database.write(actor=SET_UP, now=now) as session:
        person = Person(
            user_name="clerk", full_name="A Clerk", password_hash=PASSWORD_HASH, is_active=True,
            must_change_password=False, signature_accepted_at=now, failed_sign_ins=0,
        )  # fmt: skip
        session.add(person)
        session.flush()
        session.add(PersonRole(person_id=person.id, role=Role.CMC))
        token = open_session(session, person, now=now)
    client = app.test_client()
    client.sign_in_as(SET_UP, token)
    return client
