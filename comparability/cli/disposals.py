"""Disposal of a superseded package from the shell: one person proposes by signature, another approves."""

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import Acting, now, signing
from comparability.cli.line import find_switch
from comparability.model.authorities import authorities
from comparability.model.errors import NotFound
from comparability.storage.disposals import disposal_hash, disposal_of
from comparability.storage.package_files import STORE
from comparability.storage.packages import Package, version_of
from comparability.usecases import disposals
from comparability.usecases.identity import confirm_identity, identified
from comparability.usecases.packages import document_id


def of_a_version(command: Callable[..., None]) -> Any:
    """Which version of a package: the switch, the authority and the number."""
    command = click.option("--version", "number", required=True, type=click.IntRange(min=1))(command)
    command = click.option("--authority", required=True, type=click.Choice(list(authorities())))(command)
    return click.argument("switch_code")(command)


@click.group()
def disposal() -> None:
    """Disposal of superseded packages after their retention."""


@disposal.command()
@of_a_version
@click.option("--reason", required=True, help="Why it may go, such as the request of records management.")
@signing
def propose(me: Acting, switch_code: str, authority: str, number: int, reason: str) -> None:
    """Sign that a superseded version may go. Nothing goes before another person approves it."""
    with identified(me.database, actor=me.actor, now=now()) as session:
        found = _version(session, switch_code, authority, number)
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        made = disposals.propose_disposal(
            session, found.id, shown_hash=found.content_hash, reason=reason, actor=me.actor, now=now()
        )
        click.echo(
            f"Disposal {made.id} of {found.document_id}, version {found.number}, content "
            f"{found.content_hash}, is proposed. Nothing goes before another person approves it."
        )


@disposal.command()
@of_a_version
@click.option("--comment")
@signing
def approve(me: Acting, switch_code: str, authority: str, number: int, comment: str | None) -> None:
    """Sign what another person proposed: content and files go, the tombstone stays."""
    with identified(me.database, actor=me.actor, now=now()) as session:
        found = _version(session, switch_code, authority, number)
        proposed = disposal_of(session, found.id)
        if proposed is None:
            raise NotFound("Nobody has proposed to dispose of this version.")
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        disposals.approve_disposal(
            session,
            proposed.id,
            shown_hash=disposal_hash(session, proposed.id),
            comment=comment,
            actor=me.actor,
            now=now(),
        )
    with me.database.read() as session:
        disposals.remove_disposed_files(session, store=me.settings.data_dir / STORE)
    click.echo(f"{found.document_id}, version {found.number}, is disposed of. Its tombstone stays.")


def _version(session: Session, switch_code: str, authority: str, number: int) -> Package:
    found = version_of(session, document_id(find_switch(session, switch_code), authority), number)
    if found is None:
        raise NotFound("There is no such version of a package of this switch for this authority.")
    return found
