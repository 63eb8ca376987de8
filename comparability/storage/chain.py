"""Verification of the audit trail: the chain of entries, its anchors, its triggers and every current row.

Reading and filtering entries for people lives in `audit`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comparability.model.errors import Refused
from comparability.model.trail import BEFORE_THE_FIRST, entry_hash
from comparability.storage import guards, replay, shape, signed
from comparability.storage.anchors import Anchor, AnchorFile
from comparability.storage.audit import AuditEntry, AuditHead
from comparability.storage.sessions import FOREIGN_ENTRIES, missing_anchors, savings

DAMAGES_AT_MOST = 20  # of rows; more would hide the first
HASHED = (
    AuditEntry.seq, AuditEntry.at, AuditEntry.actor, AuditEntry.role, AuditEntry.action, AuditEntry.entity,
    AuditEntry.entity_id, AuditEntry.field, AuditEntry.old, AuditEntry.new, AuditEntry.reason,
)  # fmt: skip
_ENTRIES_AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One thing that is not as it was written; `seq` is the entry concerned where there is one."""

    sentence: str
    seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verifying found. `entries` is how many entries were read, `hash` that of the last good one.

    anchors: how many anchors agreed. signatures: how many were checked; outdated: of these, the ones whose
    record was properly changed since. damages: empty when everything agrees, the first damaged record first.
    """

    entries: int
    hash: str
    anchors: int
    signatures: int
    outdated: int
    damages: tuple[Damage, ...]

    @property
    def is_intact(self) -> bool:
        return not self.damages


def verify_chain(session: Session, *, anchors: AnchorFile | None = None) -> Verification:
    """Replay the whole trail in one read transaction, in constant memory.

    Chain: numbers without a gap, each hash from the entry and the one before, the head on the last entry.
    Anchors: every anchored entry is there with the hash that was anchored, and no entry is there that was
    neither announced nor anchored. Triggers and functions: as recorded. Tables: with the columns and indexes
    that this program knows. Rows: each field of each audited table is what its entries make it. Signatures:
    each by its signer, on what its record says.
    """
    walk = _Walk(anchors)
    damages: list[Damage] = []
    checked = signed.Checked()
    try:
        damages += walk.run(session)
        damages += (
            Damage(sentence=f"{name} is not as recorded: the audit trail was disabled or changed there")
            for name in guards.differences(session.connection())
        )
        damages += (Damage(sentence=sentence) for sentence in shape.differences(session.connection()))
        sentences = islice(replay.contradictions(session), DAMAGES_AT_MOST)
        damages += (Damage(sentence=sentence) for sentence in sentences)
        checked = signed.check(session)
        damages += (Damage(sentence=sentence) for sentence in checked.contradictions[:DAMAGES_AT_MOST])
    except DBAPIError as error:
        damages.append(Damage(sentence=f"the database cannot be read: {error.orig}"))
    return Verification(
        entries=walk.seq,
        hash=walk.hash,
        anchors=walk.agreed,
        signatures=checked.signatures,
        outdated=checked.outdated,
        damages=tuple(damages),
    )


def check_last_anchor(session: Session, anchors: AnchorFile) -> None:
    """The quick check of a start. Raises Refused when the last anchored entry is not in the database."""
    last = anchors.last()
    if last is None:
        return
    found = session.execute(select(AuditEntry.hash).where(AuditEntry.seq == last.seq)).scalar()
    if found != last.hash:
        raise Refused(_not_anchored(last, found))


def _entries(session: Session) -> Iterator[Any]:
    """Every entry in order: the hashed fields in the order they are hashed, then previous and hash."""
    statement = select(*HASHED, AuditEntry.previous, AuditEntry.hash).order_by(AuditEntry.seq)
    yield from session.execute(statement, execution_options={"yield_per": _ENTRIES_AT_ONCE})


class _Walk:
    """One pass over the entries, with the anchors beside them; stops at the first damaged entry."""

    def __init__(self, anchors: AnchorFile | None):
        self.seq = 0
        self.hash = BEFORE_THE_FIRST
        self.agreed = 0
        self._file = anchors
        # What is anchored while the trail is read belongs to entries that this reading does not see.
        self._anchors = anchors.all(until=anchors.size()) if anchors is not None else iter(())
        self._anchored = 0

    def run(self, session: Session) -> Iterator[Damage]:
        try:
            due = next(self._anchors, None)
            for entry in _entries(session):
                if damage := self._broken(entry):
                    yield damage
                    return
                self.seq, self.hash = entry.seq, entry.hash
                if due is not None and due.seq == entry.seq:
                    if due.hash != entry.hash:
                        yield Damage(seq=due.seq, sentence=_not_anchored(due, entry.hash))
                        return
                    self.agreed += 1
                    self._anchored = entry.seq
                    due = next(self._anchors, None)
            if due is not None:
                yield Damage(seq=due.seq, sentence=_not_anchored(due, None))
            else:
                yield from self._not_ours(session)
        except Refused as error:
            yield Damage(sentence=str(error))
        yield from self._head(session)

    def _not_ours(self, session: Session) -> Iterator[Damage]:
        """Entries that somebody else chained properly, noticed now or when this program wrote next."""
        if self._file is None:
            return
        noticed = select(AuditEntry.seq, AuditEntry.new).where(
            AuditEntry.action == "event", AuditEntry.entity == FOREIGN_ENTRIES
        )
        for entry in session.execute(noticed.order_by(AuditEntry.seq)):
            yield Damage(seq=entry.seq, sentence=f"audit entry {entry.seq} says: {entry.new}")
        if self._anchored < self.seq:
            yield from self._after_the_last_anchor(session, self._file)

    def _after_the_last_anchor(self, session: Session, file: AnchorFile) -> Iterator[Damage]:
        """Entries that have no anchor: one announced saving may have made them."""
        # In this order: an announcement is overwritten only after what it announced was anchored.
        is_announced = file.announces(Anchor(seq=self.seq, hash=self.hash, at=""))
        read_again = [each for each in file.all() if self._anchored < each.seq <= self.seq]
        if any((each.seq, each.hash) == (self.seq, self.hash) for each in read_again):
            return
        since = max((each.seq for each in read_again), default=self._anchored)
        if not is_announced:
            yield Damage(
                seq=since + 1,
                sentence=f"audit entry {since + 1} and those after it were not written by this "
                "program: they are neither announced nor anchored outside the database",
            )
        elif savings(session, after=since, last=self.seq) > 1:
            yield Damage(seq=since + 1, sentence=missing_anchors(since, self.seq))

    def _broken(self, entry: Any) -> Damage | None:
        wanted = self.seq + 1
        if entry.seq != wanted:
            return Damage(seq=wanted, sentence=f"audit entry {wanted} is missing")
        if entry.previous != self.hash:
            return Damage(
                seq=wanted,
                sentence=f"audit entry {wanted} does not follow entry {self.seq}: one of them was replaced",
            )
        if entry.hash != entry_hash(self.hash, *entry[: len(HASHED)]):
            return Damage(seq=wanted, sentence=f"audit entry {wanted} was changed after it was written")
        return None

    def _head(self, session: Session) -> Iterator[Damage]:
        heads = session.execute(select(AuditHead.seq, AuditHead.hash)).all()
        if [tuple(found) for found in heads] != [(self.seq, self.hash)]:
            yield Damage(
                seq=self.seq or None,
                sentence=f"the trail ends at audit entry {self.seq}, which is not the entry its head names: "
                "entries at the end were removed or added",
            )


def _not_anchored(anchor: Anchor, found: str | None) -> str:
    what = "is missing" if found is None else "is another one"
    return (
        f"audit entry {anchor.seq}, anchored outside the database at {anchor.at}, {what}: the trail was "
        "cut or rewritten, or an older copy of the database was put back"
    )
