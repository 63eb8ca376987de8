"""Backup, restore and the inspection bundle from the shell."""

from dataclasses import asdict
from pathlib import Path

import click

from comparability.cli.acting import Acting, acting, as_json_option, now, refusals, show
from comparability.settings import Settings
from comparability.usecases import inspection, keeping

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@as_json_option
def backup(file: Path, as_json: bool) -> None:
    """Write records, issued packages and anchors to one FILE, while others work. It holds no key."""
    with refusals():
        kept = keeping.backup(_installation(), file.absolute(), now=now())
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
def restore(file: Path, older_is_intended: str | None, as_json: bool) -> None:
    """Verify a backup whole, then put it in place of the records. A damaged or older one is refused."""
    with refusals():
        kept = keeping.restore(
            _installation(), file.absolute(), older_is_intended=older_is_intended, now=now()
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
    store = me.settings.data_dir / keeping.PACKAGES
    with me.database.write(actor=me.actor, now=now()) as session:
        made = inspection.inspection_bundle(
            session, programme, store=store, folder=output, actor=me.actor, now=now()
        )
    click.echo(f"{output}: {made.files} files, {made.records} records, {made.entries} audit entries")
    click.echo(f"Verify with: python3 {output / 'verify.py'}")


def _installation() -> keeping.Installation:
    settings = Settings.from_environment()
    return keeping.Installation(
        database_url=settings.database_url, data_dir=settings.data_dir, anchor_key=settings.anchor_key
    )
