"""Review a range of the audit trail by signature. Who did something in it does not review it."""

from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid, NotAllowed
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import Meaning
from comparability.storage.trail_reviews import ENTITY, TrailRange, TrailReview, done_by, trail_range
from comparability.usecases.records import add
from comparability.usecases.signing import require_unchanged, sign


def range_to_review(session: Session, first: int, last: int, *, actor: Actor) -> TrailRange:
    """The range as it is shown before signing. Raises NotAllowed, Invalid (fields "first" and "last")."""
    actor.must(Permission.REVIEW_AUDIT)
    if first > last:
        raise Invalid("The range ends before it begins.", field="last")
    found = trail_range(session, first, last)
    if found is None:
        raise Invalid(f"There is no audit entry {last} yet.", field="last")
    return found


def review_trail(
    session: Session,
    first: int,
    last: int,
    *,
    shown_hash: str | None,
    comment: str | None,
    actor: Actor,
    now: datetime,
) -> TrailReview:
    """Sign that these entries were reviewed. The caller has confirmed who signs.

    shown_hash: of the range as it was shown. comment: what was looked at and found.
    Raises NotAllowed where an entry of the range is the reviewer's own, naming them, and Invalid.
    Annex 11 section 9; PIC/S PI 041 section 9.6.
    """
    wanted = range_to_review(session, first, last, actor=actor)
    require_unchanged(wanted.content_hash, shown_hash)
    own = done_by(session, actor.user_name, first, last)
    if own:
        raise NotAllowed(own_entries(own))
    review = add(
        session,
        TrailReview(
            first_seq=first,
            last_seq=last,
            last_hash=wanted.last_hash,
            comment=meaningful_reason(comment or "", field="comment"),
            reviewed_by_id=actor.number,
            reviewed_at=now,
        ),
    )
    sign(
        session,
        entity=ENTITY,
        entity_id=review.id,
        content_hash=wanted.content_hash,
        meaning=Meaning.REVIEWED,
        comment=review.comment,
        actor=actor,
        now=now,
    )
    return review


def own_entries(numbers: list[int]) -> str:
    """Why somebody else reviews the range, as a sentence."""
    named = ", ".join(str(number) for number in numbers)
    return f"You did something in this range yourself (entries {named}), so another person reviews it."
