"""What people do with the audit trail: reading it changes nothing, taking a copy away is recorded."""

from sqlalchemy.orm import Session

from comparability.model.people import Actor, Permission
from comparability.storage.audit import Filter
from comparability.storage.sessions import record_event


def record_export(session: Session, wanted: Filter, *, kind: str, actor: Actor) -> None:
    """Record who exports which part of the trail in which form. Raises NotAllowed."""
    actor.must(Permission.READ_AUDIT)
    record_event(session, kind="audit-export", entity_id=None, text=f"{kind}: {in_words(wanted)}")


def record_print(session: Session, wanted: Filter, *, actor: Actor) -> None:
    """Record who prints which part of the trail. Raises NotAllowed."""
    actor.must(Permission.READ_AUDIT)
    record_event(session, kind="audit-print", entity_id=None, text=in_words(wanted))


def in_words(wanted: Filter) -> str:
    """Which entries were asked for, as a sentence of the trail says it."""
    said = {
        "who": wanted.actor,
        "what": wanted.entity,
        "number": wanted.entity_id,
        "field": wanted.field,
        "done": wanted.action,
        "why": wanted.why,
        "since": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
        "from entry": wanted.first,
        "to entry": wanted.last,
        "text": wanted.text,
    }
    chosen = [f"{name} {value}" for name, value in said.items() if value]
    return ", ".join(chosen) or "everything"
