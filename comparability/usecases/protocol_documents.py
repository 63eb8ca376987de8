"""The document of a protocol for an authority: made on request, put on record, never kept."""

import hashlib

from sqlalchemy.orm import Session

from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import ProtocolStatus
from comparability.storage import rows
from comparability.storage.protocol_records import protocol_record
from comparability.storage.protocols import Protocol
from comparability.storage.sessions import record_event
from comparability.storage.switches import Switch
from comparability.usecases.contents.audience import audience
from comparability.usecases.contents.protocol_document import document
from comparability.usecases.packages import PackageFile, printing
from reports.render import render_protocol
from reports.wording import Words

EVENT = "protocol-document"


def protocol_file(
    session: Session,
    protocol_id: int,
    *,
    authority: str,
    language: str | None = None,
    bilingual: bool = False,
    actor: Actor,
) -> PackageFile:
    """The document of a version: a frozen one as it stood at the freeze, a draft marked as such.

    language: of the fixed texts, None for the one that the authority works in.
    Nothing is written; whoever hands the file out records that with `record_export`.
    Raises NotAllowed, NotFound, Invalid for an unknown authority or language, Refused where a character
    cannot be printed.
    """
    actor.must(Permission.READ)
    protocol = rows.get(session, Protocol, protocol_id)
    profile, language = audience(authority, language)
    number = document_id(rows.get(session, Switch, protocol.switch_id))
    with printing("protocol", again="ask for the document again"):
        data = render_protocol(
            document(
                protocol_record(session, protocol),
                authority=profile,
                words=Words(language, bilingual=bilingual),
                document_id=number,
            )
        )
    state = "" if protocol.status is ProtocolStatus.FROZEN else f"-{protocol.status.value}"
    name = f"{number}-v{protocol.number}-{authority}-{language}{state}.pdf"
    return PackageFile(name=name.lower(), data=data)


def record_export(session: Session, protocol_id: int, file: PackageFile, *, actor: Actor) -> None:
    """Put on the chain who took which document away. Raises NotAllowed, NotFound."""
    actor.must(Permission.READ)
    protocol = rows.get(session, Protocol, protocol_id)
    digest = hashlib.sha256(file.data).hexdigest()
    record_event(
        session,
        kind=EVENT,
        entity_id=str(protocol.id),
        text=f"{protocol.status.value}: {file.name}, SHA-256 {digest}",
    )


def document_id(switch: Switch) -> str:
    """The number of the protocol of a switch, the same for every authority."""
    return f"PRT-{switch.code}"
