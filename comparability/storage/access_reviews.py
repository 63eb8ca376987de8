"""Who may get in and who did or tried, as a report; and the reports that were reviewed by signature."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.canonical import canonical_json, content_hash
from comparability.storage.audit import AuditEntry
from comparability.storage.base import Base, Numbered, UtcDateTime
from comparability.storage.people import (
    LOCKED,
    SIGN_IN_FAILED,
    SIGNED_IN,
    SIGNING_FAILED,
    PersonLine,
    people,
)
from comparability.storage.sessions import instant_text
from comparability.storage.signatures import SignatureLine, signatures_of

ENTITY = "access_review"
UNKNOWN: Final = "(unknown user name)"
_FAILURES = (SIGN_IN_FAILED, SIGNING_FAILED)
_TRIES = (SIGNED_IN, *_FAILURES, LOCKED)

Row = dict[str, str | int | None]
ACCESS: Final = (
    "user_name", "name", "roles", "supplier", "account", "second_factor", "single_sign_on",
    "signature_accepted", "last_sign_in", "sign_ins", "failures", "last_failure",
)  # fmt: skip
TRIES: Final = ("entry", "at", "what", "user_name")
SIGNERS: Final = ("name", "user_name", "roles", "signature_accepted")


class AccessReview(Numbered, Base):
    """The review of a report by signature. content: canonical JSON of the report, which is signed."""

    __tablename__ = ENTITY

    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(Text)  # what was looked at and found
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReport:
    """until: the last entry of the trail that was counted. rows: a person each, by `ACCESS`."""

    until: int
    rows: tuple[Row, ...]

    @property
    def content(self) -> str:
        return canonical_json({"until": self.until, "people": list(self.rows)})

    @property
    def content_hash(self) -> str:
        """What the signature of a review binds."""
        return content_hash({"until": self.until, "people": list(self.rows)})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReviewLine:
    review: AccessReview
    signatures: list[SignatureLine]


@dataclass(slots=True)
class _Tries:
    count: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last: dict[str, str] = field(default_factory=dict)


def access_report(session: Session, *, until: int) -> AccessReport:
    """Everybody with an account, and one line for tries under names that nobody has.

    until: tries of later entries are not counted, so that the same report can be made again.
    """
    tries: dict[str | None, _Tries] = defaultdict(_Tries)
    counted = (
        select(AuditEntry.entity_id, AuditEntry.entity, func.count(), func.max(AuditEntry.at))
        .where(AuditEntry.action == "event", AuditEntry.entity.in_(_TRIES), AuditEntry.seq <= until)
        .group_by(AuditEntry.entity_id, AuditEntry.entity)
    )
    for number, kind, count, at in session.execute(counted):
        what = SIGNED_IN if kind == SIGNED_IN else SIGN_IN_FAILED
        if kind == LOCKED:
            continue
        mine = tries[number]
        mine.count[what] += count
        mine.last[what] = max(mine.last.get(what, ""), at)
    rows = [_row(line, tries[str(line.id)]) for line in people(session)]
    if None in tries:
        nobody = dict.fromkeys(ACCESS) | {"user_name": UNKNOWN, "sign_ins": 0}
        rows.append(nobody | _failures(tries[None]))
    return AccessReport(until=until, rows=tuple(rows))


def tries(session: Session, *, until: int, limit: int | None = None) -> Iterator[Row]:
    """Sign-ins, failures and locks, newest first, by `TRIES`."""
    names = {str(line.id): line.user_name for line in people(session)}
    found = session.execute(
        select(AuditEntry.seq, AuditEntry.at, AuditEntry.entity, AuditEntry.entity_id)
        .where(AuditEntry.action == "event", AuditEntry.entity.in_(_TRIES), AuditEntry.seq <= until)
        .order_by(AuditEntry.seq.desc())
        .limit(limit),
        execution_options={"yield_per": 2000},
    )
    for seq, at, kind, number in found:
        yield {"entry": seq, "at": at, "what": kind, "user_name": names.get(number or "", UNKNOWN)}


def signers(session: Session) -> Iterator[Row]:
    """Who accepted that the electronic signature equals the handwritten one, by `SIGNERS` (11.100(c))."""
    for line in people(session):
        if line.signature_accepted_at is not None:
            row = _row(line, _Tries())
            yield {name: row[name] for name in SIGNERS}


def access_reviews(session: Session) -> list[AccessReviewLine]:
    """Every review, newest first."""
    found = session.scalars(select(AccessReview).order_by(AccessReview.id.desc()))
    return [
        AccessReviewLine(review=each, signatures=signatures_of(session, ENTITY, each.id, each.content_hash))
        for each in found
    ]


def _row(line: PersonLine, tried: _Tries) -> Row:
    return {
        "user_name": line.user_name,
        "name": line.full_name,
        "roles": ", ".join(role.value for role in line.roles),
        "supplier": line.supplier,
        "account": _account(line),
        "second_factor": _instant(line.second_factor_since),
        "single_sign_on": (line.subject or "announced") if line.has_provider else None,
        "signature_accepted": _instant(line.signature_accepted_at),
        "last_sign_in": tried.last.get(SIGNED_IN),
        "sign_ins": tried.count.get(SIGNED_IN, 0),
        **_failures(tried),
    }


def _failures(tried: _Tries) -> Row:
    return {"failures": tried.count.get(SIGN_IN_FAILED, 0), "last_failure": tried.last.get(SIGN_IN_FAILED)}


def _account(line: PersonLine) -> str:
    if not line.is_active:
        return "closed"
    return "start password" if line.must_change_password else "active"


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)
