"""Where the demonstration is played: its people and clock, and the acts that every switch has in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.demonstration.people import PASSWORD
from comparability.model.canonical import content_hash
from comparability.model.people import Actor
from comparability.storage.criteria import protocol_content
from comparability.storage.protocols import Protocol
from comparability.storage.reportables import to_verify
from comparability.storage.sessions import Database
from comparability.storage.switches import Switch
from comparability.usecases.identity import confirm_identity
from comparability.usecases.protocols import FreezeEntry, freeze_protocol
from comparability.usecases.signing import Credentials
from comparability.usecases.verifications import verify_result


@dataclass(slots=True)
class Theatre:
    """Where the story is played. Every act is a transaction of its own."""

    database: Database
    clock: Callable[[], datetime]
    actors: dict[str, Actor] = field(default_factory=dict)

    @contextmanager
    def act(self, user_name: str) -> Iterator[tuple[Session, Actor, datetime]]:
        actor, moment = self.actors[user_name], self.clock()
        with self.database.write(actor=actor, now=moment) as session:
            yield session, actor, moment

    @contextmanager
    def signing(self, user_name: str) -> Iterator[tuple[Session, Actor, datetime]]:
        """An act that ends in a signature: name and password are confirmed in it, as at the page."""
        with self.act(user_name) as (session, actor, moment):
            credentials = Credentials(user_name=user_name, password=PASSWORD)
            confirm_identity(session, actor=actor, credentials=credentials, now=moment)
            yield session, actor, moment


def freeze(stage: Theatre, protocol: Protocol) -> None:
    """Signed before any post-switch lot is seen."""
    with stage.signing("qa.sato") as (session, actor, moment):
        drafted = session.get_one(Protocol, protocol.id)
        entry = FreezeEntry(
            content_hash=content_hash(protocol_content(session, drafted)),
            declaration="I have seen no result of a post-switch lot.",
        )
        freeze_protocol(session, drafted.id, entry, actor=actor, now=moment)


def verify(stage: Theatre, switch: Switch) -> None:
    """Everything that was typed is compared with its certificate by somebody else."""
    with stage.act("qa.sato") as (session, actor, moment):
        for result in to_verify(session, switch.product_id):
            verify_result(
                session,
                result.id,
                is_accepted=True,
                comment="Compared with the certificate.",
                actor=actor,
                now=moment,
            )
