"""The people of the demonstration. Their password is printed, so none of them exists anywhere else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.storage.people import actor_of
from comparability.storage.sessions import state_reason
from comparability.storage.suppliers import supplier_named
from comparability.usecases.people import PersonEntry, add_person
from comparability.usecases.sign_in import accept_signature, may_ever_sign
from comparability.usecases.signing import Credentials

PASSWORD: Final = "seven lots of vector wait in Tuas"  # noqa: S105 - printed by the demonstration


@dataclass(frozen=True, slots=True)
class Player:
    user_name: str
    full_name: str
    role: Role
    supplier: str | None = None


PLAYERS: Final = (
    Player("admin", "Alex Morgan", Role.ADMINISTRATOR),
    Player("qc.lim", "Lim Wei Ling (林慧玲)", Role.QC),
    Player("cmc.kim", "Kim Min-jun (김민준)", Role.CMC),
    Player("stat.rao", "Ananya Rao", Role.STATISTICIAN),
    Player("qa.sato", "Sato Haruka (佐藤 遥)", Role.QA),
    Player("ra.nguyen", "Nguyễn Thị Hương", Role.REGULATORY),
    Player("manager.bennett", "Olivia Bennett", Role.MANAGER),
    Player("inspector", "Inspector", Role.INSPECTOR),
    Player("cdmo.b", "Park Ji-woo (박지우)", Role.SUPPLIER, "CDMO B"),
)
SETTING_UP: Final = Actor(
    id=None, user_name="(set-up)", full_name="Set-up", roles=frozenset({Role.ADMINISTRATOR})
)


def let_in(session: Session, player: Player, *, now: datetime) -> Actor:
    """Add one of them, with the printed password and the signature accepted as a person would."""
    supplier = supplier_named(session, player.supplier) if player.supplier else None
    entry = PersonEntry(
        user_name=player.user_name,
        full_name=player.full_name,
        roles=(player.role,),
        supplier_id=supplier.id if supplier else None,
    )
    person = add_person(session, entry, actor=SETTING_UP, start_password=PASSWORD).person
    state_reason(session, "An account of the demonstration keeps the password that is printed for everybody.")
    person.must_change_password = False
    session.flush()
    actor = actor_of(session, person)
    if may_ever_sign(actor):
        credentials = Credentials(user_name=player.user_name, password=PASSWORD)
        accept_signature(session, credentials=credentials, actor=actor, now=now)
    return actor
