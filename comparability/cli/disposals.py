"""Disposal of a superseded package from the shell: one person proposes by signature, another approves."""

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import Acting, acting, as_json_option, now, show, signing
from comparability.cli.line import authority_option, find_switch
from comparability.model.errors import NotFound
from comparability.model.people import Permission
from comparability.storage import rows
from comparability.storage.disposals import Disposal, disposal_hash, disposal_of
from comparability.storage.package_files import STORE
from comparability.storage.packages import Package, version_of
from comparability.storage.people import Person
from comparability.storage.sessions import instant_text
from comparability.usecases import disposals
from comparability.usecases.identity import confirm_identity, identified
from comparability.usecases.packages import document_id


def of_a_version(command: Callable[..., None]) -> Any:
    """Which version of a package: the switch, the authority and the number."""
    command = click.option("--version", "number", required=True, type=click.IntRange(min=1))(command)
    return click.argument("switch_code")(authority_option(command))


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
            f"{found.content_hash}, is proposed. Nothing goes before another person approves it.\n"
            f"Hash of the proposal: {disposal_hash(session, made.id)}"
        )


@disposal.command("show")
@of_a_version
@as_json_option
@acting
def show_(me: Acting, switch_code: str, authority: str, number: int, as_json: bool) -> None:
    """Print what is proposed to go, why, by whom, and the hash that its approval signs."""
    me.actor.must(Permission.READ)
    with me.database.read() as session:
        found = _version(session, switch_code, authority, number)
        proposed = _proposal(session, found)
        data = {
            "document": found.document_id,
            "version": found.number,
            "status": found.status.value,
            "reason": proposed.reason,
            "retained_until": proposed.retained_until.isoformat(),
            "proposed_by": rows.get(session, Person, proposed.proposed_by_id).full_name,
            "proposed_at": instant_text(proposed.proposed_at),
            "content_hash": proposed.package_hash,
            "file_sha256": proposed.file_sha256,
            "evidence_sha256": proposed.evidence_sha256,
            "hash": disposal_hash(session, proposed.id),
        }
    show(data, as_json=as_json, text="\n".join(f"{name}: {value}" for name, value in data.items()))


@disposal.command()
@of_a_version
@click.option("--hash", "shown_hash", required=True, help="Of the proposal, as `disposal show` prints it.")
@click.option("--comment")
@signing
def approve(
    me: Acting, switch_code: str, authority: str, number: int, shown_hash: str, comment: str | None
) -> None:
    """Sign what another person proposed: content and files go, the tombstone stays."""
    with identified(me.database, actor=me.actor, now=now()) as session:
        found = _version(session, switch_code, authority, number)
        proposed = _proposal(session, found)
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        disposals.approve_disposal(
            session, proposed.id, shown_hash=shown_hash, comment=comment, actor=me.actor, now=now()
        )
    with me.database.read() as session:
        disposals.remove_disposed_files(session, store=me.settings.data_dir / STORE)
    click.echo(f"{found.document_id}, version {found.number}, is disposed of. Its tombstone stays.")


def _proposal(session: Session, package: Package) -> Disposal:
    proposed = disposal_of(session, package.id)
    if proposed is None:
        raise NotFound("Nobody has proposed to dispose of this version.")
    return proposed


def _version(session: Session, switch_code: str, authority: str, number: int) -> Package:
    found = version_of(session, document_id(find_switch(session, switch_code), authority), number)
    if found is None:
        raise NotFound("There is no such version of a package of this switch for this authority.")
    return found
