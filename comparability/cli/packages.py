"""Packages from the shell: assemble, approve, issue, and write the file."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import FOLDER, Acting, acting, now, signing, write_file
from comparability.cli.distributions import distribute, distribution
from comparability.cli.line import authority_option, find_switch, role_of, role_option
from comparability.model.errors import Conflict, NotFound, Refused, Unavailable
from comparability.model.people import Permission
from comparability.storage.dossiers import items_of, latest_assessment
from comparability.storage.narratives import Narrative, latest_narrative
from comparability.storage.package_files import STORE
from comparability.storage.packages import Package, latest_issued, latest_version
from comparability.usecases import narratives, packages
from comparability.usecases.contents.narrative import missing
from comparability.usecases.evidence_signing import sign_evidence
from comparability.usecases.identity import confirm_identity, identified
from comparability.usecases.package_copies import FORMATS, package_copy
from reports.render import render
from reports.wording import LANGUAGES

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of its own words; else the authority's."
)
bilingual_option = click.option("--bilingual", is_flag=True, help="Headings also in English.")


@click.group()
def package() -> None:
    """Bridging packages."""


package.add_command(distribute)
package.add_command(distribution)


@package.command()
@click.argument("switch_code")
@click.option("--why", help="The change is made.")
@click.option("--discussion", help="Of the results together.")
@click.option("--commitments", help="Beyond the change itself.")
@click.option("--of", "of", multiple=True, metavar="CODE=TEXT", help="Discussion of a single attribute.")
@click.option("--reason", help="Of the change; needed from the second version on.")
@acting
def write(
    me: Acting,
    switch_code: str,
    why: str | None,
    discussion: str | None,
    commitments: str | None,
    of: tuple[str, ...],
    reason: str | None,
) -> None:
    """Write of a switch what no template can say. What is not named stays as it stands."""
    with me.database.write(actor=me.actor, now=now()) as session:
        switch = find_switch(session, switch_code)
        stands = latest_narrative(session, switch.id)
        said = {} if stands is None else stands.discussions
        entry = narratives.NarrativeEntry(
            why=_typed_or_kept(why, stands, "why"),
            discussion=_typed_or_kept(discussion, stands, "discussion"),
            commitments=_typed_or_kept(commitments, stands, "commitments"),
            discussions={**said, **dict(each.partition("=")[::2] for each in of)},
        )
        narratives.save_narrative(
            session,
            switch.id,
            entry,
            version=stands.number if stands else 0,
            reason=reason,
            actor=me.actor,
            now=now(),
        )
        assessment, stands = latest_assessment(session, switch.id), latest_narrative(session, switch.id)
        lacks = missing(items_of(session, assessment), stands, assessment.id) if assessment else ()
    click.echo(f"Still to be written: {'; '.join(lacks)}." if lacks else "Nothing is missing.")


@package.command()
@click.argument("switch_code")
@authority_option
@language_option
@bilingual_option
@click.option("--category", help="Of the change, as this authority names it; else what the switch says.")
@click.option("--correction", help="What the issued version states wrongly, where this one corrects it.")
@click.option("--output", required=True, type=FOLDER, help="Where the draft is written.")
@acting
def assemble(
    me: Acting,
    switch_code: str,
    authority: str,
    language: str | None,
    bilingual: bool,
    category: str | None,
    correction: str | None,
    output: Path,
) -> None:
    """Freeze the content of a package and write its draft."""
    with me.database.write(actor=me.actor, now=now()) as session:
        made = packages.assemble_package(
            session,
            find_switch(session, switch_code).id,
            authority=authority,
            language=language,
            bilingual=bilingual,
            category=category,
            correction=correction,
            actor=me.actor,
            now=now(),
        )
        data = render(packages.printed(session, made))
    write_file(output, f"{made.document_id.lower()}-v{made.number}-draft.pdf", data)
    click.echo(f"Content {made.content_hash}")


@package.command()
@click.argument("switch_code")
@authority_option
@click.option("--comment")
@role_option
@signing
def approve(me: Acting, switch_code: str, authority: str, comment: str | None, role: str | None) -> None:
    """Approve the content of the latest version by your signature."""
    with identified(me.database, actor=me.actor, now=now()) as session:
        found = _latest(session, switch_code, authority)
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        packages.approve_package(
            session,
            found.id,
            shown_hash=found.content_hash,
            role=role_of(role),
            comment=comment,
            actor=me.actor,
            now=now(),
        )
    click.echo(f"{found.document_id}, version {found.number}, is approved.")


@package.command()
@click.argument("switch_code")
@authority_option
@click.option("--output", required=True, type=FOLDER, help="Where the issued file is written.")
@acting
def issue(me: Acting, switch_code: str, authority: str, output: Path) -> None:
    """Issue the approved package: register its file and write a copy.

    What stands in the way of the signature on its evidence copy is told; the package is issued all the same.
    """
    store = me.settings.data_dir / STORE
    with me.database.write(actor=me.actor, now=now()) as session:
        found = _latest(session, switch_code, authority)
        packages.issue_package(
            session,
            found.id,
            store=store,
            signing=me.settings.document_signing,
            actor=me.actor,
            now=now(),
        )
        data = packages.stored_file(store, found)
    write_file(output, found.file_name or f"{found.document_id.lower()}.pdf", data)
    click.echo(f"SHA-256 {found.file_sha256}")
    try:
        _sign(me, found)
    except (Refused, Unavailable, Conflict) as error:
        click.echo(f"comparability: {error}", err=True)


@package.command("evidence")
@click.argument("switch_code")
@authority_option
@click.option("--output", required=True, type=FOLDER, help="Where the evidence copy is written.")
@acting
def evidence_(me: Acting, switch_code: str, authority: str, output: Path) -> None:
    """Write the evidence copy of the latest issued version, for `comparability verify`."""
    store = me.settings.data_dir / STORE
    with me.database.read() as session:
        document = packages.document_id(find_switch(session, switch_code), authority)
        found = latest_issued(session, document)
    if found is None:
        raise NotFound("No package of this switch has been issued for this authority.")
    if me.actor.may(Permission.ASSEMBLE_PACKAGE):
        _sign(me, found)
    with me.database.write(actor=me.actor, now=now()) as session:
        file = packages.evidence_file(session, found.id, store=store, actor=me.actor)
        packages.record_download(session, found.id, file, actor=me.actor)
    write_file(output, file.name, file.data)


@package.command("copy")
@click.argument("switch_code")
@authority_option
@click.option("--format", "ending", required=True, type=click.Choice(list(FORMATS)), help="Kind of file.")
@click.option("--output", required=True, type=FOLDER, help="Where the copy is written.")
@acting
def copy_(me: Acting, switch_code: str, authority: str, ending: str, output: Path) -> None:
    """Write the text, tables and figures of the latest version as another kind of file."""
    with me.database.write(actor=me.actor, now=now()) as session:
        found = _latest(session, switch_code, authority)
        file = package_copy(session, found.id, ending=ending, actor=me.actor)
        packages.record_download(session, found.id, file, actor=me.actor)
    write_file(output, file.name, file.data)


def _sign(me: Acting, package: Package) -> None:
    """The evidence copy, where it waits for its signature."""
    sign_evidence(
        me.database,
        package.id,
        store=me.settings.data_dir / STORE,
        signing=me.settings.document_signing,
        actor=me.actor,
        clock=now,
    )


def _typed_or_kept(typed: str | None, stands: Narrative | None, name: str) -> str | None:
    return typed if typed is not None or stands is None else getattr(stands, name)


def _latest(session: Session, switch_code: str, authority: str) -> Package:
    found = latest_version(session, packages.document_id(find_switch(session, switch_code), authority))
    if found is None:
        raise NotFound("There is no package of this switch for this authority.")
    return found
