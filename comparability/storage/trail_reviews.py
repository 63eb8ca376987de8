"""Signed reviews of the audit trail: up to where it was reviewed, by whom, and what a range holds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, and_, cast, func, not_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.canonical import content_hash
from comparability.storage.audit import AuditEntry
from comparability.storage.base import Base, Numbered, UtcDateTime
from comparability.storage.people import ACCESS_EVENTS
from comparability.storage.signatures import Signature, SignatureLine, signatures_of

ENTITY = "trail_review"
# What a reviewer does to get in, to read the trail and to sign its review is no work that is reviewed.
READING = (*ACCESS_EVENTS, "audit-export", "audit-print", "access-export")
OWN = ("person", "second_factor", "access_review", ENTITY)  # whoever may review manages nobody else's account
NAMED_AT_MOST = 20


class TrailReview(Numbered, Base):
    """The review of the entries from first to last, both included, by the signature on it."""

    __tablename__ = ENTITY

    first_seq: Mapped[int]
    last_seq: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))  # of the last entry: it binds every entry before it
    comment: Mapped[str] = mapped_column(Text)  # what was looked at and found
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailRange:
    """Entries to review. by_whom: user name and number of entries, most first."""

    first: int
    last: int
    last_hash: str
    by_whom: tuple[tuple[str, int], ...]

    @property
    def content_hash(self) -> str:
        """What the signature of a review binds."""
        return range_hash(self.first, self.last, self.last_hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """A review and its signatures."""

    review: TrailReview
    signatures: list[SignatureLine]


def range_hash(first: int, last: int, last_hash: str) -> str:
    return content_hash({"first": first, "last": last, "hash": last_hash})


def reviewed_until(session: Session) -> int:
    """The number of the last entry up to which nothing is left out, 0 where nothing was reviewed."""
    until = 0
    ranges = select(TrailReview.first_seq, TrailReview.last_seq).order_by(TrailReview.first_seq)
    for first, last in session.execute(ranges):
        if first <= until + 1:
            until = max(until, last)
    return until


def reviews(session: Session) -> list[ReviewLine]:
    """Every review, newest first."""
    found = session.scalars(select(TrailReview).order_by(TrailReview.id.desc()))
    return [
        ReviewLine(
            review=each, signatures=signatures_of(session, ENTITY, each.id, review_hash(session, each.id))
        )
        for each in found
    ]


def review_hash(session: Session, number: int) -> str | None:
    """The hash of what a review is about, from the trail as it stands; None for no such review or entry."""
    found = session.execute(
        select(TrailReview.first_seq, TrailReview.last_seq, AuditEntry.hash)
        .join(AuditEntry, AuditEntry.seq == TrailReview.last_seq)
        .where(TrailReview.id == number)
    ).first()
    return None if found is None else range_hash(*found)


def trail_range(session: Session, first: int, last: int) -> TrailRange | None:
    """The entries of that range; None where its last entry is not there."""
    last_hash = session.execute(select(AuditEntry.hash).where(AuditEntry.seq == last)).scalar()
    if last_hash is None:
        return None
    count = func.count(AuditEntry.seq)
    by_whom = session.execute(
        select(AuditEntry.actor, count)
        .where(AuditEntry.seq.between(first, last))
        .group_by(AuditEntry.actor)
        .order_by(count.desc(), AuditEntry.actor)
    )
    return TrailRange(
        first=first, last=last, last_hash=last_hash, by_whom=tuple((name, number) for name, number in by_whom)
    )


def done_by(session: Session, user_name: str, first: int, last: int) -> list[int]:
    """Numbers of entries in the range that record what this person did, at most `NAMED_AT_MOST`.

    The own account, reading the trail and signing its review are no work that is reviewed.
    """
    own_reviews = select(cast(Signature.id, String)).where(Signature.entity.in_((ENTITY, "access_review")))
    aside = or_(
        and_(AuditEntry.action == "event", AuditEntry.entity.in_(READING)),
        AuditEntry.entity.in_(OWN),
        and_(AuditEntry.entity == "signature", AuditEntry.entity_id.in_(own_reviews)),
    )
    found = session.scalars(
        select(AuditEntry.seq)
        .where(AuditEntry.actor == user_name, AuditEntry.seq.between(first, last), not_(aside))
        .order_by(AuditEntry.seq)
        .limit(NAMED_AT_MOST)
    )
    return list(found)
