"""Protocols from the shell: freeze the draft, and write the document of a version."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import FOLDER, Acting, acting, now, signing, write_file
from comparability.cli.line import authority_option, find_switch, role_of, role_option
from comparability.cli.packages import bilingual_option, language_option
from comparability.model.canonical import content_hash
from comparability.model.errors import NotFound, Refused
from comparability.storage.criteria import protocol_content
from comparability.storage.protocols import Protocol, draft_protocol, frozen_protocol, protocols_of
from comparability.usecases import protocols
from comparability.usecases.identity import confirm_identity, identified
from comparability.usecases.protocol_documents import protocol_file, record_export


@click.group()
def protocol() -> None:
    """Protocols and their documents."""


@protocol.command()
@click.argument("switch_code")
@click.option("--seen", required=True, help="What post-switch data you have seen.")
@role_option
@signing
def freeze(me: Acting, switch_code: str, seen: str, role: str | None) -> None:
    """Freeze the drafted protocol of a switch by your signature."""
    with identified(me.database, actor=me.actor, now=now()) as session:
        drafted = draft_protocol(session, find_switch(session, switch_code).id)
        if drafted is None:
            raise Refused("There is no draft to freeze.")
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        shown = content_hash(protocol_content(session, drafted))
        entry = protocols.FreezeEntry(content_hash=shown, declaration=seen, role=role_of(role))
        frozen = protocols.freeze_protocol(session, drafted.id, entry, actor=me.actor, now=now())
    click.echo(f"Protocol version {frozen.number} is frozen: {frozen.content_hash}")


@protocol.command()
@click.argument("switch_code")
@authority_option
@language_option
@bilingual_option
@click.option("--version", "number", type=int, help="Else the one in force, or the draft before that.")
@click.option("--output", required=True, type=FOLDER, help="Where the document is written.")
@acting
def document(
    me: Acting,
    switch_code: str,
    authority: str,
    language: str | None,
    bilingual: bool,
    number: int | None,
    output: Path,
) -> None:
    """Write a protocol as a PDF: the rule, the criteria and what follows, without any result."""
    with me.database.write(actor=me.actor, now=now()) as session:
        found = _version(session, find_switch(session, switch_code).id, number)
        file = protocol_file(
            session, found.id, authority=authority, language=language, bilingual=bilingual, actor=me.actor
        )
        record_export(session, found.id, file, actor=me.actor)
    write_file(output, file.name, file.data)


def _version(session: Session, switch_id: int, number: int | None) -> Protocol:
    if number is None:
        found = frozen_protocol(session, switch_id) or draft_protocol(session, switch_id)
    else:
        found = next((each for each in protocols_of(session, switch_id) if each.number == number), None)
    if found is None:
        raise NotFound("There is no such version of the protocol of this switch.")
    return found
