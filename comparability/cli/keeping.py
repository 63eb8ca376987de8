"""Backup, restore and the inspection bundle from the shell."""

import functools
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from comparability.cli.acting import Acting, acting, as_json_option, asked, now, refusals, show
from comparability.settings import Settings
from comparability.usecases import inspection, keeping
from comparability.usecases.signing import Credentials

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def operating(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--as`, which nobody has to give: after a loss there is nobody to sign in."""

    @click.option("--as", "acting_user", metavar="USER", help="Who acts; else the operator at the shell.")
    @click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
    @functools.wraps(command)
    def wrapped(acting_user: str | None, password_stdin: bool, **arguments: Any) -> None:
        password = None if acting_user is None else asked(password_stdin)("Password")
        who = None if acting_user is None else Credentials(user_name=acting_user, password=password)
        command(who=who, **arguments)

    return wrapped


@click.command()
@click.argument("file", type=FILE)
@as_json_option
@operating
def backup(file: Path, as_json: bool, who: Credentials | None) -> None:
    """Write records, issued and imported files and anchors to one FILE, while others work."""
    with refusals():
        kept = keeping.backup(_installation(), file.absolute(), who=who, now=now())
    text = [
        f"{file}: {kept.engine}, schema {kept.schema_version}, {kept.members} files, "
        f"up to audit entry {kept.head.seq}",
        f"head {kept.head.hash}",
        *(f"MISSING from the package store: {digest}.pdf" for digest in kept.missing),
        "Keep the anchor key apart from this file: restoring needs it. So do second factors their key.",
    ]
    show(asdict(kept), as_json=as_json, text="\n".join(text))


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--older-is-intended",
    metavar="REASON",
    help="Why records that are newer than the backup may be left behind.",
)
@as_json_option
@operating
def restore(file: Path, older_is_intended: str | None, as_json: bool, who: Credentials | None) -> None:
    """Verify a backup whole, then put it in place of the records. A damaged or older one is refused."""
    with refusals():
        kept = keeping.restore(
            _installation(), file.absolute(), older_is_intended=older_is_intended, who=who, now=now()
        )
    text = (
        f"Restored the backup of {kept.made_at}, up to audit entry {kept.head.seq}. Everybody signs in again."
    )
    show(asdict(kept), as_json=as_json, text=text)


@click.command()
@click.argument("programme")
@click.option("--output", required=True, type=FOLDER, help="A folder that does not exist yet or is empty.")
@acting
def inspect(me: Acting, programme: str, output: Path) -> None:
    """Write everything on record about the product with the code PROGRAMME to a folder."""
    with me.database.write(actor=me.actor, now=now()) as session:
        made = inspection.inspection_bundle(
            session, programme, data_dir=me.settings.data_dir, actor=me.actor, now=now()
        )
        inspection.write_bundle(made, output)
    click.echo(f"{output}: {len(made.files)} files, {made.records} records, {made.entries} audit entries")
    click.echo(f"Verify with: python3 {output / 'verify.py'}")


def _installation() -> keeping.Installation:
    settings = Settings.from_environment()
    return keeping.Installation(
        database_url=settings.database_url, data_dir=settings.data_dir, anchor_key=settings.anchor_key
    )
