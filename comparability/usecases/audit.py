"""What people do with the audit trail: reading it changes nothing, taking a copy away is recorded."""

from sqlalchemy.orm import Session

from comparability.model.people import Actor, Permission
from comparability.storage.audit import Filter
from comparability.storage.sessions import record_event


def record_export(session: Session, wanted: Filter, *, kind: str, actor: Actor) -> None:
    """Record who exports which part of the trail in which form. Raises NotAllowed."""
    actor.must(Permission.READ_AUDIT)
    record_event(session, kind="audit-export", entity_id=None, text=f"{kind}: {_words(wanted)}")


def _words(wanted: Filter) -> str:
    said = {
        "who": wanted.actor,
        "what": wanted.entity,
        "number": wanted.entity_id,
        "done": wanted.action,
        "from": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
        "text": wanted.text,
    }
    chosen = [f"{name} {value}" for name, value in said.items() if value]
    return ", ".join(chosen) or "everything"
