"""The access report: taking it away is recorded, and QA reviews it by signature.

Not the administrator, who gave the access and signs no record: the second pair of eyes is somebody else's.
"""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import Meaning
from comparability.storage.access_reviews import ENTITY, AccessReport, AccessReview, access_report
from comparability.storage.sessions import last_entry, record_event
from comparability.usecases.records import add
from comparability.usecases.signing import require_unchanged, sign

KINDS = ("access", "tries", "signers")


def read_report(session: Session, *, until: int | None, actor: Actor) -> AccessReport:
    """The report up to an entry of the trail, up to now where none is named. Raises NotAllowed, Invalid."""
    actor.must(Permission.READ_ACCESS)
    head = last_entry(session)
    end = 0 if head is None else head.seq
    if until is not None and not 0 < until <= end:
        raise Invalid(f"There is no audit entry {until} yet.")
    return access_report(session, until=until or end)


def record_access_export(session: Session, *, what: str, kind: str, actor: Actor) -> None:
    """Record who takes which list away in which form. Raises NotAllowed, Invalid."""
    actor.must(Permission.READ_ACCESS)
    if what not in KINDS:
        raise Invalid(f"The lists are {', '.join(KINDS)}.")
    record_event(session, kind="access-export", entity_id=None, text=f"{kind}: {what}")


def review_access(
    session: Session,
    *,
    until: int,
    shown_hash: str | None,
    comment: str | None,
    actor: Actor,
    now: datetime,
) -> AccessReview:
    """Sign that the report was reviewed. The caller has confirmed who signs.

    until: of the report as it was shown. comment: what was looked at and found.
    Raises NotAllowed, Invalid where anybody's access changed since it was shown. PIC/S PI 041 section 9.5.
    """
    actor.must(Permission.REVIEW_AUDIT)
    report = read_report(session, until=until, actor=actor)
    require_unchanged(report.content_hash, shown_hash)
    review = add(
        session,
        AccessReview(
            content=report.content,
            content_hash=hashlib.sha256(report.content.encode("utf-8")).hexdigest(),
            comment=meaningful_reason(comment or "", field="comment"),
            reviewed_by_id=actor.number,
            reviewed_at=now,
        ),
    )
    sign(
        session,
        entity=ENTITY,
        entity_id=review.id,
        content_hash=review.content_hash,
        meaning=Meaning.REVIEWED,
        comment=review.comment,
        actor=actor,
        now=now,
    )
    return review
