"""Record what a source prints of an arm instead of its lots, correct it, verify it, withdraw it.

Figures count when a second person compared them with the source; where the arm has lots, these go first.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, NotAllowed
from comparability.model.people import Actor, Permission
from comparability.model.published_summaries import TypedFigures, check_figures
from comparability.model.vocabulary import ArmRole, SummaryKind
from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.published_summaries import PublishedSummary, has_summary, is_log10
from comparability.storage.sessions import state_reason
from comparability.storage.summary_trail import authors_of_summary
from comparability.storage.switches import Arm, Switch
from comparability.usecases.entries import storable
from comparability.usecases.records import add, require_version, revise, values


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresEntry:
    """Figures as typed off the page. Which of them are needed follows from the kind."""

    kind: SummaryKind
    lots: int
    centre: str
    source_document: str
    source_page: str | None = None
    lots_pre: int | None = None
    spread: str | None = None
    low: str | None = None
    high: str | None = None
    level: str | None = None
    adjusted_for: str | None = None
    comment: str | None = None


def record_summary(
    session: Session,
    switch_id: int,
    entry: FiguresEntry,
    *,
    arm_id: int,
    attribute_id: int,
    actor: Actor,
    now: datetime,
) -> PublishedSummary:
    """Record the figures of one attribute of one arm. They count when another person has verified them.

    Raises NotAllowed, NotFound, Invalid with the field, Conflict where the arm has figures of the attribute.
    """
    actor.must(Permission.RECORD_SUMMARIES)
    switch = rows.get(session, Switch, switch_id)
    arm, attribute = rows.get(session, Arm, arm_id), rows.get(session, Attribute, attribute_id)
    if arm.switch_id != switch.id:
        raise Invalid("This arm belongs to another switch.", field="arm_id")
    if attribute.product_id != switch.product_id:
        raise Invalid("This attribute belongs to another product.", field="attribute_id")
    entry = _checked(entry, arm, attribute)
    if has_summary(session, arm.id, attribute.id):
        raise Conflict(f"Figures of {attribute.name} are recorded for {arm.name} already; correct those.")
    return add(
        session,
        PublishedSummary(
            switch_id=switch.id,
            arm_id=arm.id,
            attribute_id=attribute.id,
            entered_by_id=actor.number,
            entered_at=now,
            **values(entry),
        ),
    )


def correct_summary(
    session: Session, summary_id: int, entry: FiguresEntry, *, version: int, reason: str | None, actor: Actor
) -> PublishedSummary:
    """Correct figures that were typed wrongly, with the reason. Another person verifies them again.

    Raises NotAllowed, NotFound, Invalid, Conflict.
    """
    actor.must(Permission.RECORD_SUMMARIES)
    row = rows.get(session, PublishedSummary, summary_id)
    arm, attribute = session.get_one(Arm, row.arm_id), session.get_one(Attribute, row.attribute_id)
    if revise(session, row, _checked(entry, arm, attribute), version=version, reason=reason):
        row.verified_by_id = None
        row.verified_at = None
        session.flush()
    return row


def verify_summary(
    session: Session, summary_id: int, *, version: int, comment: str | None, actor: Actor, now: datetime
) -> PublishedSummary:
    """Say that the figures agree with the page of the source. From now on they count.

    Raises NotAllowed for whoever entered or corrected them, NotFound, Conflict.
    """
    actor.must(Permission.VERIFY_RESULTS)
    row = rows.get(session, PublishedSummary, summary_id)
    if row.entered_by_id == actor.id or actor.user_name in authors_of_summary(session, row.id):
        raise NotAllowed("You entered these figures, so another person verifies them.")
    if row.verified_at is not None:
        raise Conflict("These figures have been verified already.")
    require_version(row, version)
    said = (comment or "").strip()
    state_reason(session, f"Compared with the source: {said}" if said else "Compared with the source.")
    row.verified_by_id = actor.number
    row.verified_at = now
    session.flush()
    return row


def withdraw_summary(session: Session, summary_id: int, *, version: int, reason: str, actor: Actor) -> Switch:
    """Take figures back, with the reason; the audit trail keeps them. Returns the switch.

    Whoever records and whoever verifies may do it. Raises NotAllowed, NotFound, Invalid, Conflict.
    """
    if not actor.may(Permission.VERIFY_RESULTS):
        actor.must(Permission.RECORD_SUMMARIES)
    row = rows.get(session, PublishedSummary, summary_id)
    require_version(row, version)
    state_reason(session, reason)
    switch = session.get_one(Switch, row.switch_id)
    session.delete(row)
    session.flush()
    return switch


def _checked(entry: FiguresEntry, arm: Arm, attribute: Attribute) -> FiguresEntry:
    """The entry as it is stored. Raises Invalid, naming the field."""
    entry = storable(entry, PublishedSummary)
    if entry.kind is SummaryKind.COMPARISON and arm.role is ArmRole.PRE:
        raise Invalid("A comparison with the pre arm is recorded for the other arm.", field="kind")
    check_figures(
        TypedFigures(**{field.name: getattr(entry, field.name) for field in fields(TypedFigures)}),
        is_log10=is_log10(attribute),
    )
    return entry
