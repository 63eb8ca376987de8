"""Evidence copies signed with the certificate of the installation. What they hold stands in `contents`.

Issuing keeps the copy without its signature; the signature is made between two transactions, so that nobody
waits for a time-stamp authority, and a copy that got none is signed later from the same bytes. The unsigned
file stays for a day after that: a backup that copied the records before the signature still needs it.
"""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from comparability.model.document_signing import DocumentSigning
from comparability.model.errors import Conflict, Refused, Unavailable
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import PackageStatus
from comparability.storage import rows
from comparability.storage.package_files import discard, keep, kept
from comparability.storage.packages import (
    EVIDENCE,
    Package,
    replaced_copies,
    signature_stated,
    unsigned_sha256,
    waiting_copies,
)
from comparability.storage.people import Person
from comparability.storage.sessions import Database, record_event
from reports.certificates import Certificate, UnusableCertificate, certificate_in
from reports.content import from_json

UNSIGNED_KEPT = timedelta(days=1)  # longer than any backup takes


def certificate_of(signing: DocumentSigning, *, now: datetime) -> Certificate:
    """The certificate that would sign now. Raises Refused saying what an administrator has to mend."""
    file = signing.certificate
    try:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise Refused(f"{file} can be read by others; allow its owner only: chmod 600 {file}")
        return certificate_in(file.read_bytes(), passphrase=signing.passphrase, now=now)
    except OSError as error:
        raise Refused(f"The signing certificate {file} cannot be read: {error.strerror}.") from error
    except UnusableCertificate as error:
        raise Refused(f"The signing certificate {file} cannot be used: {error}.") from error


def statement(signing: DocumentSigning, certificate: Certificate) -> str:
    """What the trail says of the signature before it is made, so that the copy itself carries it."""
    return f"{certificate.named}; time stamp: {signing.time_stamps or 'none'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """An evidence copy that waits for its signature. issued_by: full name.

    time_stamps: the authority that its own trail names, None where it names none.
    """

    package_id: int
    data: bytes
    sha256: str
    time_stamps: str | None
    document: str
    sponsor: str
    issued_by: str


def unsigned(
    session: Session,
    package_id: int,
    *,
    store: Path,
    signing: DocumentSigning | None,
    actor: Actor,
    now: datetime,
) -> tuple[Unsigned, Certificate] | None:
    """What is to be signed and with what; None where nothing waits.

    Raises NotAllowed, NotFound, Refused where the file is not the one in the register, or where certificate
    or time-stamp authority are not those that the trail names: the copy carries that trail, and with another
    signature it would never agree with itself.
    """
    actor.must(Permission.READ)
    package = rows.get(session, Package, package_id)
    digest = unsigned_sha256(session, package.id)
    if digest is None or package.status is PackageStatus.DISPOSED:
        return None
    actor.must(Permission.ASSEMBLE_PACKAGE)
    stated = signature_stated(session, package.id) or ""
    if signing is None:
        raise Refused(f"No certificate is set up, and {_needed(stated)}")
    certificate = certificate_of(signing, now=now)
    said = statement(signing, certificate)
    if said != stated:
        raise Refused(f"What is set up would sign with {said}, but {_needed(stated)}")
    control = from_json(package.content).control
    return Unsigned(
        package_id=package.id,
        data=kept(store, digest),
        sha256=digest,
        time_stamps=signing.time_stamps,
        document=f"{control.document_id}, version {control.version}",
        sponsor=control.sponsor,
        issued_by=rows.get(session, Person, package.issued_by_id or 0).full_name,
    ), certificate


def _needed(stated: str) -> str:
    return (
        f"the trail in this evidence copy says {stated}. An administrator sets "
        "COMPARABILITY_SIGNING_CERTIFICATE and COMPARABILITY_TIME_STAMP_URL to that; once the copy is signed "
        "they may change."
    )


def state_of_copies(
    session: Session, *, signing: DocumentSigning | None, certificate: Certificate | None
) -> str:
    """What an administrator has to know of the copies that wait before a certificate is replaced."""
    waiting = waiting_copies(session)
    if not waiting:
        return "none waits for its signature"
    said = statement(signing, certificate) if signing and certificate else None
    lines = [f"{len(waiting)} to be signed; keep certificate and time-stamp authority until then"]
    for package in waiting:
        stated = signature_stated(session, package.id) or ""
        needs = "" if stated == said else f" needs what is not set up: {stated}"
        lines.append(f"{package.document_id}, version {package.number}{needs}")
    return "; ".join(lines)


def signed(copy: Unsigned, certificate: Certificate, *, now: datetime) -> bytes:
    """The evidence copy with its signature. No transaction is open: an authority may take seconds.

    Raises Unavailable where the time-stamp authority gives none: a copy with less than what is configured is
    not made. Raises Refused where the signature cannot be made.
    """
    # pyHanko takes a second to import, and most installations never sign.
    from reports import signing as pades

    try:
        return pades.sign(
            copy.data,
            certificate,
            words=pades.SignatureWords(
                name=copy.issued_by,
                reason=f"Evidence copy of {copy.document}, as issued",
                location=copy.sponsor,
            ),
            now=now,
            time_stamps=pades.authority(copy.time_stamps) if copy.time_stamps else None,
        )
    except pades.NoTimeStamp as error:
        raise Unavailable(
            f"The time-stamp authority {copy.time_stamps} gave no time stamp ({error}). The package is "
            "issued, and its evidence copy waits for its signature: try again, or tell an administrator."
        ) from error
    except pades.NotSigned as error:
        raise Refused(f"The evidence copy cannot be signed: {error}.") from error


def keep_signed(session: Session, copy: Unsigned, data: bytes, *, store: Path, actor: Actor) -> None:
    """Register the signed bytes. Raises NotAllowed, Conflict where somebody else's came first."""
    actor.must(Permission.ASSEMBLE_PACKAGE)
    if unsigned_sha256(session, copy.package_id) != copy.sha256:
        raise Conflict("Somebody else signed this evidence copy meanwhile. Nothing was changed.")
    record_event(session, kind=EVIDENCE, entity_id=str(copy.package_id), text=keep(store, data))


def sign_evidence(
    database: Database,
    package_id: int,
    *,
    store: Path,
    signing: DocumentSigning | None,
    actor: Actor,
    clock: Callable[[], datetime],
) -> bool:
    """The three steps one after the other, and whether anything was signed. Raises as they do."""
    with database.read() as session:
        waiting = unsigned(session, package_id, store=store, signing=signing, actor=actor, now=clock())
        replaced = replaced_copies(session, before=clock() - UNSIGNED_KEPT)
    for digest in replaced:
        with suppress(OSError):  # it is in nobody's way, and goes with the next call
            discard(store, digest)
    if waiting is None:
        return False
    copy, certificate = waiting
    data = signed(copy, certificate, now=clock())
    with database.write(actor=actor, now=clock()) as session:
        keep_signed(session, copy, data, store=store, actor=actor)
    return True
