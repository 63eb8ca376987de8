"""The people of the demonstration. Their password is printed, so none of them exists anywhere else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.storage.people import actor_of, person_named
from comparability.storage.suppliers import supplier_named
from comparability.usecases.people import PersonEntry, add_person
from comparability.usecases.sign_in import accept_signature, change_password, may_ever_sign
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
    """Add one of them, with the printed password chosen and the signature accepted as a person would."""
    supplier = supplier_named(session, player.supplier) if player.supplier else None
    entry = PersonEntry(
        user_name=player.user_name,
        full_name=player.full_name,
        roles=(player.role,),
        supplier_id=supplier.id if supplier else None,
    )
    added = add_person(session, entry, actor=SETTING_UP)
    actor = actor_of(session, added.person)
    change_password(session, current=added.start_password, new=PASSWORD, actor=actor, now=now)
    if may_ever_sign(actor):
        credentials = Credentials(user_name=player.user_name, password=PASSWORD)
        accept_signature(session, credentials=credentials, actor=actor, now=now)
    return actor


def is_loaded(session: Session) -> bool:
    """Whether the demonstration's people are there already."""
    return person_named(session, PLAYERS[1].user_name) is not None
