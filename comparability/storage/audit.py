"""The audit trail: one hash chain, written by database triggers for rows and by `record_event` for the rest.

The chain's format: `hash` is the SHA-256, in lower-case hex, of the concatenation of the previous entry's
hash (64 zeros before the first) and of these fields in order, each as its UTF-8 byte length, a colon and its
text, or as a single "-" where it is null: seq, at, actor, role, action, entity, entity_id, field, old, new,
reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, Select, String, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.storage.base import Base
from comparability.storage.sessions import instant_text


class AuditEntry(Base):
    """One field of one row changed, or one event. `at` is the text that was hashed: UTC, microseconds, Z."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "entity", "entity_id"), Index(None, "actor"))

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(27))
    actor: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(20))  # insert, update, delete, event
    entity: Mapped[str] = mapped_column(String(40))  # a table, or the kind of event
    entity_id: Mapped[str | None] = mapped_column(String(64))
    field: Mapped[str | None] = mapped_column(String(64))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The last link of the chain: one row, locked by whoever appends."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


AUDITED = (
    "person", "person_role", "supplier", "site", "laboratory", "product", "material_lot", "lot", "lot_parent",
    "lot_material", "retain", "attribute", "method", "method_version", "result", "replicate",
    "verification", "investigation", "import_batch", "switch", "arm", "arm_source", "difference", "risk",
    "exclusion", "deviation", "bridging", "protocol", "criterion", "amendment", "assessment",
    "assessment_item", "decision", "package", "signature", "published_summary",
    "bridging_study", "bridging_pair", "plan", "plan_assumption", "import_lot", "import_undo",
    "second_factor", "trail_review", "provider_account", "access_review", "disposal", "text_block",
    "narrative",
)  # fmt: skip

# Rows of these are never updated or deleted, whoever asks: history is more rows.
APPEND_ONLY = (
    "result", "replicate", "verification", "amendment", "assessment", "assessment_item", "decision",
    "signature", "import_batch", "bridging_study", "bridging_pair", "plan", "plan_assumption",
    "import_lot", "import_undo", "trail_review", "access_review", "disposal", "text_block",
    "narrative", "audit_entry",
)  # fmt: skip

EXEMPT = {
    "sign_in": "a session is no record; signing in, failing to and signing out are events on the chain",
    "provider_request": "somebody on the way to the provider and back is no record; the sign-in is an event",
    "signing_proof": "what it proves is the signature, which is a record",
    "spent_code": "which code was used last is no record; what it opened or signed is on the chain",
    "client_failures": "a count that ends the trying; each failure is an event on the chain",
    "exports_taken": "a count that ends the copying of everything; it names no record",
    "form_answer": "what a form was answered is no record; what it changed has entries of its own",
    "audit_entry": "the trail itself",
    "audit_head": "the last link of the trail",
    "alembic_version": "each migration is an event on the chain",
}

PAGE = 100  # entries on one page of the trail
COLUMNS = (
    "seq", "at", "actor", "role", "action", "entity", "entity_id", "field", "old", "new", "reason",
    "previous", "hash",
)  # fmt: skip
# The same for whoever takes entries away: when, who and why instead of the names of the table.
EXPORTED = (
    "seq", "when", "who", "role", "action", "entity", "id", "field", "old", "new", "why", "previous", "hash",
)  # fmt: skip
# What happens without a change of a record. Beside these: signing in and failing to (`people.ACCESS_EVENTS`).
EVENTS = (
    "access-export", "audit-export", "audit-print", "backup", "clock-jump", "foreign-entries", "guards",
    "import", "import-undo", "inspection", "migration", "package-downloaded", "package-evidence",
    "package-evidence-signature", "package-evidence-unsigned", "package-given", "package-issued",
    "protocol-document", "restore",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which entries a person asks for; None asks for all. since is included, until is not.

    first, last: numbers of entries, both included. why: any part of the reason. text: any part of the old or
    new value, the reason or the name of the field. Both whatever the case in ASCII.
    """

    actor: str | None = None
    entity: str | None = None
    entity_id: str | None = None
    field: str | None = None
    action: str | None = None
    why: str | None = None
    first: int | None = None
    last: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None

    def applied(self, statement: Select[Any]) -> Select[Any]:
        for name in ("actor", "entity", "entity_id", "field", "action"):
            wanted = getattr(self, name)
            if wanted is not None:
                statement = statement.where(getattr(AuditEntry, name) == wanted)
        if self.first is not None:
            statement = statement.where(AuditEntry.seq >= self.first)
        if self.last is not None:
            statement = statement.where(AuditEntry.seq <= self.last)
        if self.why:
            statement = statement.where(AuditEntry.reason.icontains(self.why, autoescape=True))
        if self.since is not None:
            statement = statement.where(AuditEntry.at >= instant_text(self.since))
        if self.until is not None:
            statement = statement.where(AuditEntry.at < instant_text(self.until))
        if self.text:
            places = (AuditEntry.old, AuditEntry.new, AuditEntry.reason, AuditEntry.field)
            statement = statement.where(
                or_(*(place.icontains(self.text, autoescape=True) for place in places))
            )
        return statement


EVERYTHING = Filter()


def audit_entries(
    session: Session,
    *,
    wanted: Filter = EVERYTHING,
    before_seq: int | None = None,
    limit: int = PAGE,
    newest_first: bool = True,
) -> Sequence[AuditEntry]:
    """At most `limit` entries; newest first, the next page begins before the last one's seq."""
    order = AuditEntry.seq.desc() if newest_first else AuditEntry.seq
    statement = wanted.applied(select(AuditEntry)).order_by(order).limit(limit)
    if before_seq is not None:
        statement = statement.where(AuditEntry.seq < before_seq)
    return session.scalars(statement).all()


def exported(session: Session, *, wanted: Filter = EVERYTHING) -> Iterator[dict[str, str | int | None]]:
    """Every entry asked for, oldest first, one dictionary by `EXPORTED` each.

    Streams: a million entries need no more memory than a few thousand.
    """
    columns: Select[Any] = select(*(getattr(AuditEntry, name) for name in COLUMNS))
    statement = wanted.applied(columns).order_by(AuditEntry.seq)
    for row in session.execute(statement, execution_options={"yield_per": 2000}):
        yield dict(zip(EXPORTED, row, strict=True))
