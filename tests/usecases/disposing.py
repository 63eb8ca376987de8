"""A package that another superseded long ago, without the minutes of rendering. No test lives here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comparability.model.people import Actor
from comparability.model.vocabulary import PackageStatus
from comparability.storage import rows
from comparability.storage.disposals import Disposal, disposal_hash
from comparability.storage.packages import EVIDENCE, Package
from comparability.storage.sessions import record_event, state_reason
from comparability.usecases.disposals import approve_disposal, propose_disposal, remove_disposed_files
from tests.usecases.assessing import LATER, Line
from tests.usecases.presence import present

WHY = "Request QR-118, reviewed by records management."
SUBMISSION, COPY = b"%PDF-1.7 submission", b"%PDF-1.7 evidence copy"
LONG_AGO = datetime.fromisoformat("1990-02-28T10:00:00+00:00")


@dataclass(slots=True, kw_only=True)
class Keeper:
    """The first version of a package, superseded at a time of our choice, and the people who let it go."""

    line: Line
    store: Path
    package: int

    def propose(
        self, actor: Actor | None = None, now: datetime = LATER, shown: str | None = None
    ) -> Disposal:
        who = actor or self.line.staff.regulatory
        with self.line.writing(who, now) as session:
            present(session, who, now)
            return propose_disposal(
                session,
                self.package,
                shown_hash=shown or rows.get(session, Package, self.package).content_hash,
                reason=WHY,
                actor=who,
                now=now,
            )

    def approve(self, disposal: Disposal, actor: Actor | None = None, now: datetime = LATER) -> None:
        who = actor or self.line.staff.approver
        with self.line.writing(who, now) as session:
            present(session, who, now)
            approve_disposal(
                session,
                disposal.id,
                shown_hash=disposal_hash(session, disposal.id),
                comment=None,
                actor=who,
                now=now,
            )
        with self.line.database.read() as session:
            remove_disposed_files(session, store=self.store)


def a_superseded_package(line: Line, store: Path, *, copy: str = EVIDENCE) -> Keeper:
    """Two versions approved and issued. copy: kind of the event that registers the evidence copy."""
    line.concluded()
    first, second = (line.approve(line.assemble()).id for _ in range(2))
    return superseded(line, store, first, second, copy=copy)


def superseded(line: Line, store: Path, first: int, second: int, *, copy: str = EVIDENCE) -> Keeper:
    """The rows are moved as issuing moves them, long ago, and the files are not really PDFs."""
    store.mkdir(parents=True, exist_ok=True)
    for data in (SUBMISSION, COPY):
        (store / f"{hashlib.sha256(data).hexdigest()}.pdf").write_bytes(data)
    regulatory = line.staff.regulatory
    with line.writing(regulatory) as session:
        state_reason(session, "Issued.")
        package = rows.get(session, Package, first)
        package.file_sha256 = hashlib.sha256(SUBMISSION).hexdigest()
        package.file_name = "drug-product.pdf"
        package.issued_at = LONG_AGO
        package.issued_by_id = regulatory.number
        package.status = PackageStatus.ISSUED
        session.flush()
        digest = hashlib.sha256(COPY).hexdigest()
        record_event(session, kind=copy, entity_id=str(package.id), text=digest)
        package.status = PackageStatus.SUPERSEDED
        later = rows.get(session, Package, second)
        later.supersedes_id = first
        later.issued_at = LONG_AGO
        later.status = PackageStatus.ISSUED
    return Keeper(line=line, store=store, package=first)
