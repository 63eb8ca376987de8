"""Assemble a package, approve its content by signature, and issue the file. Only its status moves."""

import dataclasses
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from comparability.model.authorities import authorities, ctd_home
from comparability.model.document_signing import EVIDENCE_SIGNATURE, DocumentSigning
from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import Meaning, PackageStatus, Role
from comparability.storage import packages as stored
from comparability.storage import rows
from comparability.storage.assessments import Assessment
from comparability.storage.dossiers import Dossier, decision_on, dossier, latest_assessment
from comparability.storage.narratives import latest_narrative, writers_of
from comparability.storage.package_files import keep, kept
from comparability.storage.packages import Package
from comparability.storage.readiness import differs, enterers
from comparability.storage.sessions import record_event, state_reason
from comparability.storage.signatures import signatures_of
from comparability.storage.switches import Switch
from comparability.storage.text_blocks import wordings_in_force
from comparability.usecases import evidence_signing
from comparability.usecases.contents import document, evidence
from comparability.usecases.contents.audience import audience
from comparability.usecases.contents.manifest import manifest_row
from comparability.usecases.contents.revisions import revisions
from comparability.usecases.decisions import is_reviewed
from comparability.usecases.records import add
from comparability.usecases.signing import sign
from reports import content
from reports.render import (
    FontsNotCollected,
    MissingGlyph,
    check_characters,
    render,
    render_evidence,
)
from reports.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """A file as somebody takes it away."""

    name: str
    data: bytes


def assemble_package(
    session: Session,
    switch_id: int,
    *,
    authority: str,
    language: str | None = None,
    bilingual: bool = False,
    category: str | None = None,
    correction: str | None = None,
    actor: Actor,
    now: datetime,
) -> Package:
    """Freeze the content of a package for one authority from the latest assessment.

    language: of the fixed texts, None for the one that the authority works in; with bilingual, headings have
    their English wording too. category: of the change as proposed to this authority, None for what the switch
    says. A later version of the same document is numbered on. correction: what the issued version states
    wrongly, None where it was right when it was issued. Raises NotAllowed, NotFound, Invalid for an unknown
    authority or language and for a correction of nothing, Refused without a reviewed assessment of today's
    data or where a character of the content cannot be printed.
    """
    actor.must(Permission.ASSEMBLE_PACKAGE)
    switch = rows.get(session, Switch, switch_id)
    profile, language = audience(authority, language)
    assessment = _assessment(session, switch)
    name = document_id(switch, profile.code)
    earlier = stored.latest_version(session, name)
    number = earlier.number + 1 if earlier else 1
    decision = decision_on(session, assessment.id)
    words = Words(language, bilingual=bilingual)
    value = document.package(
        dossier(session, assessment),
        authority=profile,
        words=words,
        category=category,
        wordings=wordings_in_force(session, language),
        written=latest_narrative(session, switch.id),
        document_id=name,
        number=number,
        actor=actor,
        now=now,
    )
    issued = stored.latest_issued(session, name)
    if correction and issued is None:
        raise Invalid("No version of this document was issued that it could correct.", field="correction")
    with printing():
        if issued is not None:
            found = revisions(content.from_json(issued.content), value, words)
            value = dataclasses.replace(
                value, revisions=dataclasses.replace(found, correction=correction or "")
            )
        check_characters(value)
    return add(
        session,
        Package(
            switch_id=switch.id,
            assessment_id=assessment.id,
            decision_id=decision.id if decision else None,
            authority=profile.code,
            language=language,
            document_id=name,
            number=number,
            status=PackageStatus.DRAFT,
            supersedes_id=issued.id if issued else None,
            content=content.to_json(value),
            content_hash=content.content_hash(value),
            assembled_by_id=actor.number,
            assembled_at=now,
        ),
    )


def approve_package(
    session: Session,
    package_id: int,
    *,
    shown_hash: str,
    role: Role | None,
    comment: str | None,
    actor: Actor,
    now: datetime,
) -> Package:
    """Sign the canonical hash of the content. The caller has confirmed who signs.

    Raises NotAllowed for whoever assembled it, entered a result in it or wrote of the switch, Conflict when
    other content was shown, Refused without a decision and where somebody still has to write something.
    """
    actor.must(Permission.APPROVE_PACKAGE)
    package = rows.get(session, Package, package_id)
    if package.status is not PackageStatus.DRAFT:
        raise Refused(f"This package is {package.status.value}; only a draft is approved.")
    if package.decision_id is None:
        raise Refused("Nobody has concluded on the switch. Decide first, then assemble the package again.")
    if package.assembled_by_id == actor.id:
        raise NotAllowed("You assembled this package, so another person approves it.")
    if actor.id in enterers(session, session.get_one(Assessment, package.assessment_id)):
        raise NotAllowed("You entered or imported a result of this package, so another person approves it.")
    if actor.id in writers_of(session, package.switch_id):
        raise NotAllowed("You wrote of the switch in this package, so another person approves it.")
    if gap := unwritten(read_content(package)):
        raise Refused(gap)
    if shown_hash != package.content_hash:
        raise Conflict("What you saw is not what is on record now. Look at it again before signing.")
    state_reason(session, "The content was approved by signature.")
    package.status = PackageStatus.APPROVED
    session.flush()
    sign(
        session,
        entity="package",
        entity_id=package.id,
        content_hash=package.content_hash,
        meaning=Meaning.APPROVED,
        comment=comment,
        role=role,
        actor=actor,
        now=now,
    )
    return package


def issue_package(
    session: Session,
    package_id: int,
    *,
    store: Path,
    signing: DocumentSigning | None,
    actor: Actor,
    now: datetime,
) -> Package:
    """Render the approved content with its signatures and keep the file by its hash, and an evidence copy.

    store: the folder of issued files. signing: with what the evidence copy will be signed, None where it is
    not; the submission copy never is. The signature itself comes afterwards, in `evidence_signing`, because
    a time-stamp authority may take seconds in which nobody else could save. An issued earlier version becomes
    superseded. Raises NotAllowed, NotFound, Refused for anything but an approved package, where another
    version was issued since it was assembled, where data or protocol are no longer what was assessed and
    signed, and where the certificate cannot be used.
    """
    actor.must(Permission.ASSEMBLE_PACKAGE)
    certificate = None if signing is None else evidence_signing.certificate_of(signing, now=now)
    package = rows.get(session, Package, package_id)
    if package.status is not PackageStatus.APPROVED:
        raise Refused("Only an approved package is issued. Its content is approved by signature first.")
    earlier = stored.latest_issued(session, package.document_id)
    if earlier is not None:
        if earlier.id != package.supersedes_id:
            raise Refused(
                f"Version {earlier.number} was issued after this one was assembled, so this one does not say "
                "what changed since. Assemble the next version."
            )
        correction = package.correction
        state_reason(
            session,
            f"Corrected by version {package.number}: {correction}"
            if correction
            else f"Superseded by version {package.number}.",
        )
        earlier.status = PackageStatus.SUPERSEDED
        session.flush()
    value = printed(session, package, status=PackageStatus.ISSUED)
    data = _rendered(value)
    record = dossier(session, session.get_one(Assessment, package.assessment_id))
    # All at once: from the moment the row says "issued" the database lets nothing in it change.
    state_reason(session, "Issued.")
    package.status = PackageStatus.ISSUED
    package.issued_by_id = actor.number
    package.issued_at = now
    package.file_sha256 = keep(store, data)
    package.file_name = _file_name(record)
    session.flush()
    record_event(session, kind="package-issued", entity_id=str(package.id), text=package.file_sha256)
    if signing and certificate:  # before the trail is attached, so that the copy tells when it was stripped
        said = evidence_signing.statement(signing, certificate)
        record_event(session, kind=EVIDENCE_SIGNATURE, entity_id=str(package.id), text=said)
    with printing():
        copy = render_evidence(value, attachments=evidence.attachments(session, package, record))
    kind = stored.UNSIGNED if signing else stored.EVIDENCE
    record_event(session, kind=kind, entity_id=str(package.id), text=keep(store, copy))
    return package


def package_file(session: Session, package_id: int, *, store: Path, actor: Actor) -> PackageFile:
    """The file of a package: the issued bytes, or a rendering that says it is a draft or only approved.

    Nothing is written; whoever hands the file out records that with `record_download`.
    Raises NotAllowed, NotFound, Refused where the file cannot be made or is not the one in the register.
    """
    actor.must(Permission.READ)
    package = rows.get(session, Package, package_id)
    name = f"{package.document_id.lower()}-v{package.number}"
    if package.status in (PackageStatus.ISSUED, PackageStatus.SUPERSEDED):
        return PackageFile(name=package.file_name or f"{name}.pdf", data=stored_file(store, package))
    return PackageFile(name=f"{name}-{package.status.value}.pdf", data=_rendered(printed(session, package)))


def evidence_file(session: Session, package_id: int, *, store: Path, actor: Actor) -> PackageFile:
    """The evidence copy of an issued package, which carries its data and the audit trail.

    Nothing is written; whoever hands the file out records that with `record_download`.
    Raises NotAllowed without the right to read both, NotFound, Refused where there is none or it was changed.
    """
    actor.must(Permission.READ)
    actor.must(Permission.READ_AUDIT)
    package = rows.get(session, Package, package_id)
    if package.status is PackageStatus.DISPOSED:
        raise Refused("This version of the package was disposed of, and its evidence copy with it.")
    digest = stored.evidence_sha256(session, package.id)
    if digest is None and stored.unsigned_sha256(session, package.id):
        raise Refused("The evidence copy of this package is not signed yet. It is signed first.")
    if digest is None:
        raise Refused("This package has no evidence copy. One is made when a package is issued.")
    name = f"{package.document_id.lower()}-v{package.number}-evidence.pdf"
    return PackageFile(name=name, data=kept(store, digest))


def record_download(session: Session, package_id: int, file: PackageFile, *, actor: Actor) -> None:
    """Put on the chain who took which file away. Raises NotAllowed, NotFound."""
    actor.must(Permission.READ)
    package = rows.get(session, Package, package_id)
    digest = hashlib.sha256(file.data).hexdigest()
    record_event(
        session,
        kind="package-downloaded",
        entity_id=str(package.id),
        text=f"{package.status.value}: {file.name}, SHA-256 {digest}",
    )


def document_id(switch: Switch, authority: str) -> str:
    """The id of the document of a switch for an authority; its versions are numbered."""
    return f"CMP-{switch.code}-{authority}"


def printed(session: Session, package: Package, *, status: PackageStatus | None = None) -> content.Package:
    """The frozen content with its status and signatures: what a rendering of the package prints.

    status: the one to print, None for today's.
    """
    value = read_content(package)
    later = stored.superseding(session, package)
    zone = ZoneInfo(authorities()[package.authority].time_zone)
    words = Words(value.control.language)
    is_corrected = later is not None and bool(later.correction)
    approval = content.Approval(
        status=content.Status.CORRECTED if is_corrected else content.Status((status or package.status).value),
        signatures=tuple(
            manifest_row(line, zone, words)
            for line in signatures_of(session, "package", package.id, package.content_hash)
            if line.is_valid
        ),
        superseded_by=words("{document}, version {version}", document=later.document_id, version=later.number)
        if later
        else None,
    )
    return dataclasses.replace(value, approval=approval)


def read_content(package: Package) -> content.Package:
    """The content as it was frozen. Raises Refused when it was disposed of or this version cannot read it."""
    if package.status is PackageStatus.DISPOSED:
        raise Refused("This version of the package was disposed of. Its tombstone says what it was.")
    with printing():
        return content.from_json(package.content)


def unwritten(value: content.Package) -> str | None:
    """What somebody has to write before this content can be approved, as a sentence; None for nothing."""
    if value.narrative is None:
        return "This version has no discussion of its results. Write it, then assemble the package again."
    if not value.narrative.missing:
        return None
    lacks = "; ".join(value.narrative.missing)
    return f"Still to be written: {lacks}. Write it, then assemble the package again."


def stored_file(store: Path, package: Package) -> bytes:
    """The issued bytes, checked against the register. Raises Refused when they are missing or changed."""
    return kept(store, package.file_sha256)


@contextmanager
def printing(document: str = "package", *, again: str = "assemble the package again") -> Iterator[None]:
    """Say what stops a document from being printed in words that a person can act on.

    again: what is done once the text is corrected.
    """
    try:
        yield
    except MissingGlyph as error:
        raise Refused(
            f"The {document} cannot be printed: {error}. Correct the text where it was entered, then {again}."
        ) from error
    except content.UnreadableContent as error:
        raise Refused(f"The content of the {document} cannot be read: {error}.") from error
    except FontsNotCollected as error:
        raise Refused(
            "The fonts of documents are not installed. An administrator completes the set-up, then it works."
        ) from error


def _rendered(value: content.Package) -> bytes:
    with printing():
        return render(value)


def _assessment(session: Session, switch: Switch) -> Assessment:
    assessment = latest_assessment(session, switch.id)
    if assessment is None:
        raise Refused("There is no assessment yet. It is run first.")
    if differs(session, assessment):
        raise Refused("Lots, results or the protocol have changed since the assessment. Run it again.")
    if not is_reviewed(session, assessment):
        raise Refused("The assessment has not been reviewed. Its review is signed first.")
    return assessment


def _file_name(record: Dossier) -> str:
    return ctd_home(document.stage(record), record.product.role).file_name
