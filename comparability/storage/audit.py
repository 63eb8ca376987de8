"""The audit trail: one hash chain, written by database triggers for rows and by `record_event` for the rest.

The chain's format: `hash` is the SHA-256, in lower-case hex, of the concatenation of the previous entry's
hash (64 zeros before the first) and of these fields in order, each as its UTF-8 byte length, a colon and its
text, or as a single "-" where it is null: seq, at, actor, role, action, entity, entity_id, field, old, new,
reason.
"""

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comparability.storage.base import Base


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
    "assessment_item", "decision", "package", "signature",
)  # fmt: skip

# Rows of these are never updated or deleted, whoever asks: history is more rows.
APPEND_ONLY = (
    "result", "replicate", "verification", "amendment", "assessment", "assessment_item", "decision",
    "signature", "import_batch", "audit_entry",
)  # fmt: skip

EXEMPT = {
    "sign_in": "a session is no record; signing in, failing to and signing out are events on the chain",
    "audit_entry": "the trail itself",
    "audit_head": "the last link of the trail",
    "alembic_version": "each migration is an event on the chain",
}
