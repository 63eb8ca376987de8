"""A person who is there and signs: the password of all test people, typed again. No test lives here."""

from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.usecases.identity import confirm_identity
from comparability.usecases.signing import Credentials

PASSWORD = "quiet harbour lantern 7"
# With the least work that argon2id knows: hundreds of signatures cost no time, and are checked as any other.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def present(session: Session, actor: Actor, now: datetime) -> None:
    """Confirm in this transaction who is about to sign."""
    credentials = Credentials(user_name=actor.user_name, password=PASSWORD)
    confirm_identity(session, actor=actor, credentials=credentials, now=now)
