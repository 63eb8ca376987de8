"""Transactions: every change carries who acts, when and why, and database refusals become sentences.

How a connection is prepared lives in `engine`; what the trail looks like in `audit`.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from comparability.model.errors import ComparabilityError, Conflict, Refused, Unavailable
from comparability.model.people import Actor
from comparability.model.texts import meaningful_reason
from comparability.storage.anchors import Anchor, AnchorFile
from comparability.storage.engine import READ_ONLY, STAMP
from comparability.storage.sealing import SEALING_KEY

APPEND_LOCK = 7_205_759_403_792_794  # PostgreSQL advisory lock of whoever appends to the trail
SYSTEM_ROLE = "system"
CLOCK_TOLERANCE = timedelta(minutes=2)
FOREIGN_ENTRIES = "foreign-entries"  # event: the trail was written on past this program
_SAVINGS = text("SELECT count(DISTINCT at) FROM audit_entry WHERE seq > :after AND seq <= :last")
_LAST_ENTRY = text("SELECT seq, at, hash FROM audit_entry ORDER BY seq DESC LIMIT 1")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What each entry of a transaction says: `at` is UTC with microseconds and ends in Z."""

    actor: str
    role: str
    at: str
    reason: str | None


def instant_text(moment: datetime) -> str:
    """The one way the trail writes an instant. Raises ValueError for one without its zone."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def stamp_of(actor: Actor, now: datetime) -> Stamp:
    """What the entries of this person say, with the roles that are held now."""
    return Stamp(
        actor=actor.user_name,
        role=", ".join(sorted(role.value for role in actor.roles)) or SYSTEM_ROLE,
        at=instant_text(now),
        reason=None,
    )


class Database:
    """Where transactions start: `read` for looking, `write` for a change kept whole or not at all."""

    def __init__(self, engine: Engine, anchors: AnchorFile | None = None, *, sealing_key: str | None = None):
        """anchors: where the head of the trail is written after every commit that moved it.

        sealing_key: opens what the database keeps and cannot read (`sealing`); without it nothing opens.
        """
        self.engine = engine
        self._anchors = anchors
        info = {SEALING_KEY: sealing_key}
        self._write = sessionmaker(engine, expire_on_commit=False, info=info)
        options: dict[str, Any] = {READ_ONLY: True}
        if engine.dialect.name == "postgresql":
            # One page or one verification sees one state, whatever is committed meanwhile.
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._read = sessionmaker(
            engine.execution_options(**options), autoflush=False, expire_on_commit=False, info=info
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and in which the database refuses any change."""
        with self._read() as session, _sentences():
            yield session
            session.commit()  # at a rollback the driver forgets the statements that PostgreSQL has planned

    @contextmanager
    def write(self, *, actor: Actor, now: datetime) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises.

        Raises Conflict when somebody else saved first or the record exists already, Refused when a rule
        kept by the database forbids the change, Unavailable when others write for too long or the disk fails.
        """
        with self._write() as session, _sentences():
            set_stamp(session.connection(), stamp_of(actor, now))
            before = last_entry(session)
            _note_clock_jump(session, before, now)
            self._note_foreign_entries(session, before)
            yield session
            session.flush()
            head = self._announce(session, before)
            session.commit()
        self._anchor(head)

    def _note_foreign_entries(self, session: Session, before: Anchor | None) -> None:
        """A trail that somebody else wrote on is not made our own by what is written after it."""
        if self._anchors is None or before is None:
            return
        with _unwritable():
            is_known, anchored = self._anchors.knows(before), self._anchors.last()
        since = 0 if anchored is None else anchored.seq
        if not is_known:
            noticed = f"audit entry {before.seq}, {before.hash}, was not written by this program"
        elif since < before.seq and savings(session, after=since, last=before.seq) > 1:
            noticed = missing_anchors(since, before.seq)
        else:
            return
        record_event(session, kind=FOREIGN_ENTRIES, entity_id=None, text=noticed)

    def _announce(self, session: Session, before: Anchor | None) -> Anchor | None:
        """The head that the commit makes, announced; None where the trail did not move."""
        if self._anchors is None:
            return None
        head = last_entry(session)
        if head is None or head == before:
            return None
        with _unwritable():
            self._anchors.announce(head, before=before)
        return head

    def _anchor(self, head: Anchor | None) -> None:
        if self._anchors is None or head is None:
            return
        try:
            self._anchors.append(head)
        except (OSError, Refused) as error:
            # What was committed is committed: saying otherwise would make a person enter it twice.
            logger.error("audit entry %s could not be anchored: %s", head.seq, error)


def state_reason(session: Session, reason: str) -> None:
    """From here on, changes in this transaction carry this reason.

    Raises Invalid (field "reason") when it says nothing: white space, zero width, punctuation only.
    """
    said = meaningful_reason(reason)
    session.flush()  # what was changed before was changed for the reason stated before
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT set_config('comparability.reason', :reason, true)"), {"reason": said})
        return
    info = session.connection().info
    info[STAMP] = replace(info[STAMP], reason=said)


def record_event(
    session: Session, *, kind: str, entity_id: str | None, text: str | None, reason: str | None = None
) -> None:
    """Append what is no change of a row: a sign-in and its failure, an export, a print, a verification.

    kind: a few words without spaces, e.g. "sign-in". text: what happened, without secrets.
    """
    session.flush()
    session.execute(
        _EVENT[session.get_bind().dialect.name],
        {"kind": kind, "entity_id": entity_id, "text": text, "reason": reason},
    )


_EVENT = {
    "sqlite": text(
        "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
        " VALUES ('event', :kind, :entity_id, NULL, NULL, :text, :reason)"
    ),
    "postgresql": text(
        "SELECT audit_event(CAST(:kind AS text), CAST(:entity_id AS text), CAST(:text AS text),"
        " CAST(:reason AS text))"
    ),
}


@contextmanager
def _unwritable() -> Iterator[None]:
    """What cannot be anchored is not saved."""
    try:
        yield
    except OSError as error:
        raise Refused(
            f"The anchors of the audit trail cannot be written ({error.strerror}); nothing was saved."
        ) from error


def last_entry(session: Session) -> Anchor | None:
    """The head of the trail, or None where it is empty."""
    found = session.execute(_LAST_ENTRY).first()
    return None if found is None else Anchor(seq=found.seq, hash=found.hash, at=found.at)


def savings(session: Session, *, after: int, last: int) -> int:
    """How many transactions wrote the entries after one, up to another: one gives all of its own one time."""
    return int(session.execute(_SAVINGS, {"after": after, "last": last}).scalar_one())


def missing_anchors(anchored: int, last: int) -> str:
    """Said where several savings have no anchor: a stop of the machine leaves one at most."""
    return (
        f"the anchors of audit entries {anchored + 1} to {last} are missing from anchors.log: a trail that "
        "was cut or rewritten there would not be noticed"
    )


def _note_clock_jump(session: Session, last: Anchor | None, now: datetime) -> None:
    """The order of entries is their number; a clock that went back is said on the trail, not hidden."""
    if last is None or datetime.fromisoformat(last.at) - now <= CLOCK_TOLERANCE:
        return
    record_event(
        session,
        kind="clock-jump",
        entity_id=None,
        text=f"the clock went back from {last.at} to {instant_text(now)}",
    )


def set_stamp(connection: Connection, stamp: Stamp) -> None:
    """Say in this transaction who acts and when; waits until no other transaction writes."""
    if connection.dialect.name == "sqlite":
        connection.info[STAMP] = stamp
        return
    # The lock is taken before the first row: taken later, two writers could each hold what the other needs.
    connection.execute(
        text(
            "SELECT pg_advisory_xact_lock(:lock), set_config('comparability.actor', :actor, true),"
            " set_config('comparability.role', :role, true), set_config('comparability.at', :at, true),"
            " set_config('comparability.reason', '', true)"
        ),
        {"lock": APPEND_LOCK, "actor": stamp.actor, "role": stamp.role, "at": stamp.at},
    )


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn what the database refuses into an error a person can act on; everything else passes."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict("Somebody else saved this record after you opened it.") from error
    except DBAPIError as error:
        sentence = _refusal(error)
        if sentence is None:
            raise
        if isinstance(sentence, Unavailable):
            logger.error("%s %s", sentence, error.orig)
        raise sentence from error


def _refusal(error: DBAPIError) -> ComparabilityError | None:
    driver = error.orig
    code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None)
    match code:
        case "SQLITE_CONSTRAINT_UNIQUE" | "SQLITE_CONSTRAINT_PRIMARYKEY" | "23505":
            return Conflict(f"There is already a {_noun(driver)} with the same values; nothing was saved.")
        case "SQLITE_BUSY" | "55P03" | "40P01" | "40001":
            return Unavailable("Others were saving for too long; nothing was saved. Try again.")
        case "SQLITE_FULL" | "53100":
            return Unavailable("The disk of the database is full; nothing was saved. Tell an administrator.")
        case str() if code.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "58030")):
            return Unavailable(
                "The disk of the database could not be read or written; nothing was saved. Tell an "
                "administrator."
            )
        case "SQLITE_CONSTRAINT_FOREIGNKEY" | "23503":
            return Refused(
                "The change would leave a record pointing at one that is not there; nothing was saved."
            )
        case "SQLITE_CONSTRAINT_TRIGGER" | "23000":
            return Refused(f"{_first_line(driver)}; nothing was saved.")
        case _:
            return None


def _noun(driver: Any) -> str:
    """The table of a broken unique constraint, in words."""
    diagnosis = getattr(driver, "diag", None)
    if diagnosis is not None:
        table = diagnosis.table_name or "record"
    else:
        found = re.search(r"failed: (\w+)\.", str(driver))
        table = found.group(1) if found else "record"
    return str(table).replace("_", " ")


def _first_line(driver: Any) -> str:
    diagnosis = getattr(driver, "diag", None)
    sentence = str((diagnosis.message_primary if diagnosis is not None else None) or driver)
    return sentence[:1].upper() + sentence[1:]
