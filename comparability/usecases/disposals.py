"""Dispose of a superseded package after its retention: one person proposes by signature, another approves.

Content and files go; the row, its hash, the proposal and both signatures stay as the tombstone. Nothing else
is ever disposed of, and nothing expires by itself.
"""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from comparability.model.errors import NotAllowed, Refused, Unavailable
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.values import formatting
from comparability.model.vocabulary import Meaning, PackageStatus
from comparability.storage import disposals as stored
from comparability.storage import rows
from comparability.storage.disposals import Disposal
from comparability.storage.packages import Package, evidence_sha256, unsigned_sha256
from comparability.storage.sessions import state_reason
from comparability.usecases.records import add
from comparability.usecases.signing import require_unchanged, sign


def propose_disposal(
    session: Session,
    package_id: int,
    *,
    shown_hash: str | None,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Disposal:
    """Sign that this version of a package may go. The caller has confirmed who signs.

    shown_hash: of the package's content. Raises NotAllowed, NotFound, Invalid without a reason, Refused while
    the version is in force or its retention has not ended, and where it is proposed already.
    """
    actor.must(Permission.PROPOSE_DISPOSAL)
    package = rows.get(session, Package, package_id)
    end = _require_disposable(session, package, now.date())
    if stored.disposal_of(session, package.id) is not None:
        raise Refused("The disposal of this version is proposed already; another person approves it.")
    require_unchanged(package.content_hash, shown_hash)
    disposal = add(
        session,
        Disposal(
            package_id=package.id,
            package_hash=package.content_hash,
            file_sha256=package.file_sha256,
            evidence_sha256=evidence_sha256(session, package.id),
            retained_until=end,
            reason=meaningful_reason(reason or "", field="comment"),
            proposed_by_id=actor.number,
            proposed_at=now,
        ),
    )
    _sign(session, disposal, Meaning.AUTHORED, disposal.reason, actor, now)
    return disposal


def approve_disposal(
    session: Session,
    disposal_id: int,
    *,
    shown_hash: str | None,
    comment: str | None,
    actor: Actor,
    now: datetime,
) -> Package:
    """Sign the proposal and remove the content. The caller has confirmed who signs.

    Once this is committed, the files go with `remove_disposed_files`. Raises NotAllowed for whoever proposed
    it, NotFound, Invalid where something else was shown, Refused as for the proposal.
    """
    actor.must(Permission.APPROVE_DISPOSAL)
    disposal = rows.get(session, Disposal, disposal_id)
    package = rows.get(session, Package, disposal.package_id)
    if disposal.proposed_by_id == actor.id:
        raise NotAllowed("You proposed this disposal, so another person approves it.")
    _require_disposable(session, package, now.date())
    require_unchanged(stored.disposal_hash(session, disposal.id) or "", shown_hash)
    _sign(session, disposal, Meaning.APPROVED, comment, actor, now)
    state_reason(session, f"Disposed of: {disposal.reason}")
    package.status = PackageStatus.DISPOSED
    package.content = ""
    session.flush()
    return package


def hindrance(session: Session, package: Package, today: date) -> str | None:
    """Why the version cannot be disposed of today, as a sentence; None where it can."""
    if package.status is PackageStatus.DISPOSED:
        return "This version was disposed of already."
    end = stored.retention_end(session, package)
    if package.status is not PackageStatus.SUPERSEDED or end is None:
        return (
            f"This version is {package.status.value}. Only a version that a later one has superseded is "
            "disposed of; what is in force, and what signatures stand on, is kept."
        )
    if today <= end:
        return f"This version is kept up to and including {formatting.day(end)}."
    if unsigned_sha256(session, package.id) is not None:
        return "The evidence copy of this version waits for its signature. It is signed first."
    return None


def remove_disposed_files(session: Session, *, store: Path) -> int:
    """Delete the files of everything that was disposed of, and say how many there were.

    What a fault left behind goes with the next call. Raises Unavailable where a file cannot be deleted.
    """
    removed = 0
    try:
        for digest in stored.disposed_files(session):
            path = store / f"{digest}.pdf"
            if path.is_file():
                path.unlink()
                removed += 1
    except OSError as error:
        raise Unavailable(
            f"The content is disposed of, but a file of it could not be deleted ({error.strerror}). Tell an "
            "administrator: the file is in the package store under the hash that the tombstone names."
        ) from error
    return removed


def _require_disposable(session: Session, package: Package, today: date) -> date:
    sentence = hindrance(session, package, today)
    end = stored.retention_end(session, package)
    if sentence is not None or end is None:
        raise Refused(sentence or "This version is in force.")
    return end


def _sign(
    session: Session,
    disposal: Disposal,
    meaning: Meaning,
    comment: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    sign(
        session,
        entity=stored.ENTITY,
        entity_id=disposal.id,
        content_hash=stored.disposal_hash(session, disposal.id) or "",
        meaning=meaning,
        comment=comment,
        actor=actor,
        now=now,
    )
