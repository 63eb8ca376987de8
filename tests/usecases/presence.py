"""A person who is there and signs: the password of all test people, typed again. No test lives here."""

from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.storage.sessions import Database
from comparability.usecases import second_factors
from comparability.usecases.identity import confirm_identity, identified
from comparability.usecases.signing import Credentials

PASSWORD = "quiet harbour lantern 7"
# With the least work that argon2id knows: hundreds of signatures cost no time, and are checked as any other.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def present(session: Session, actor: Actor, now: datetime) -> None:
    """Confirm in this transaction who is about to sign."""
    credentials = Credentials(user_name=actor.user_name, password=PASSWORD)
    confirm_identity(session, actor=actor, credentials=credentials, now=now)


def set_up_second_factor(
    database: Database, actor: Actor, now: datetime, *, password: str = PASSWORD
) -> pyotp.TOTP:
    """What the person's authenticator holds after setting it up on the page; that minute's codes are used."""
    with identified(database, actor=actor, now=now) as session:
        credentials = Credentials(user_name=actor.user_name, password=password)
        second_factors.begin(session, credentials=credentials, actor=actor, now=now)
    with database.read() as session:
        address = second_factors.address_of_awaited(session, actor=actor, now=now)
    authenticator = pyotp.parse_uri(address)
    with identified(database, actor=actor, now=now) as session:
        second_factors.confirm(session, code=authenticator.at(now), actor=actor, now=now)
    return authenticator
