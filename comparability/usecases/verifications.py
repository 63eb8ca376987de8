"""Verify results by a second person, and investigate the ones out of specification."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import COMMENT_LENGTH, meaningful_reason, read_text
from comparability.storage import results as stored
from comparability.storage import rows
from comparability.storage.results import Investigation, Result, Verification
from comparability.storage.sessions import state_reason
from comparability.usecases.entries import storable
from comparability.usecases.records import add, require_version


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationEntry:
    reference: str
    description: str


def verify_result(
    session: Session, result_id: int, *, is_accepted: bool, comment: str | None, actor: Actor, now: datetime
) -> Verification:
    """Say that the result agrees with its source, or that it does not.

    Raises NotAllowed for whoever entered it, Conflict where it was replaced or verified already, Invalid
    where a rejection has no comment.
    """
    return _verify(session, result_id, is_accepted, comment, actor, now)


def verify_results(
    session: Session, result_ids: Collection[int], *, comment: str | None, actor: Actor, now: datetime
) -> tuple[Verification, ...]:
    """Say that all these results agree with their sources, or none of them.

    Raises as `verify_result`, and Invalid where no result is named.
    """
    if not result_ids:
        raise Invalid("Tick the results that you compared with their source.", field="result_ids")
    return tuple(_verify(session, number, True, comment, actor, now) for number in sorted(set(result_ids)))


def open_investigation(
    session: Session, result_id: int, entry: InvestigationEntry, *, actor: Actor, now: datetime
) -> Investigation:
    """Open an investigation of an out-of-specification result, under the reference of the quality system.

    Raises NotAllowed, NotFound, Conflict where the reference is used, Refused where one is open already.
    """
    actor.must(Permission.INVESTIGATE)
    result = rows.get(session, Result, result_id)
    if stored.replacement_of(session, result.id) is not None:
        raise Conflict("This result has been replaced; investigate the one that stands now.")
    if stored.investigation_of(session, result) is not None:
        raise Refused("This result has an investigation already.")
    entry = storable(entry, Investigation)
    return add(
        session,
        Investigation(
            result_id=result.id,
            reference=entry.reference,
            description=entry.description,
            opened_by_id=actor.number,
            opened_at=now,
        ),
    )


def close_investigation(
    session: Session,
    investigation_id: int,
    *,
    is_laboratory_error: bool,
    conclusion: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Investigation:
    """Conclude an investigation. Without an assignable laboratory error the original result stands.

    Raises NotAllowed for whoever opened it, Conflict, Refused where it is closed.
    """
    actor.must(Permission.INVESTIGATE)
    investigation = rows.get(session, Investigation, investigation_id)
    require_version(investigation, version)
    if investigation.closed_at is not None:
        raise Refused("This investigation is closed.")
    if investigation.opened_by_id == actor.id:
        raise NotAllowed("You opened this investigation, so another person closes it.")
    said = meaningful_reason(conclusion, field="conclusion")
    state_reason(session, said)
    investigation.is_laboratory_error = is_laboratory_error
    investigation.conclusion = said
    investigation.closed_by_id = actor.number
    investigation.closed_at = now
    session.flush()
    return investigation


def _verify(
    session: Session, result_id: int, is_accepted: bool, comment: str | None, actor: Actor, now: datetime
) -> Verification:
    actor.must(Permission.VERIFY_RESULTS)
    result = rows.get(session, Result, result_id)
    if result.entered_by_id == actor.id:
        raise NotAllowed("You entered this result, so another person verifies it.")
    if stored.replacement_of(session, result.id) is not None:
        raise Conflict("This result has been replaced; verify the one that stands now.")
    if stored.verification_of(session, result.id) is not None:
        raise Conflict("This result has been verified already.")
    if not is_accepted:
        try:
            comment = meaningful_reason(comment or "")
        except Invalid as error:
            raise Invalid("Say what does not agree with the source.", field="comment") from error
    return add(
        session,
        Verification(
            result_id=result.id,
            is_accepted=is_accepted,
            comment=read_text(
                comment or "", name="comment", max_length=COMMENT_LENGTH, multiline=True, required=False
            )
            or None,
            person_id=actor.number,
            at=now,
        ),
    )
