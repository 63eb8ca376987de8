"""The audit trail from the shell: verify all of it, or export it."""

import csv
import json
import sys

import click

from comparability.cli.acting import Acting, acting, as_json_option, now, open_database, refusals, show
from comparability.files.csv_export import guarded
from comparability.model.people import Permission
from comparability.settings import Settings
from comparability.storage.anchors import AnchorFile
from comparability.storage.audit import COLUMNS, exported
from comparability.storage.chain import verify_chain
from comparability.storage.sessions import record_event


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@as_json_option
def verify(as_json: bool) -> None:
    """Replay the whole trail: chain, anchors, triggers and every current row. Exit 1 names the damage."""
    with refusals():
        settings = Settings.from_environment()
        with open_database(settings).read() as session:
            found = verify_chain(session, anchors=AnchorFile(settings.data_dir, settings.anchor_key))
    text = [f"{found.entries} entries, {found.anchors} anchors, last hash {found.hash}"]
    text += [f"DAMAGED {damage.sentence}" for damage in found.damages]
    text.append("Everything agrees." if found.is_intact else "The trail does not agree.")
    data = {
        "entries": found.entries,
        "anchors": found.anchors,
        "hash": found.hash,
        "intact": found.is_intact,
        "damages": [{"seq": damage.seq, "sentence": damage.sentence} for damage in found.damages],
    }
    show(data, as_json=as_json, text="\n".join(text))
    raise SystemExit(0 if found.is_intact else 1)


@audit.command()
@click.option("--format", "kind", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@acting
def export(me: Acting, kind: str) -> None:
    """Write the whole trail to standard output, one entry a line; that it was exported is an entry of it."""
    me.actor.must(Permission.READ_AUDIT)
    with me.database.write(actor=me.actor, now=now()) as session:
        record_event(session, kind="audit-export", entity_id=None, text=kind)
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    if kind == "csv":
        writer.writerow(COLUMNS)
    with me.database.read() as session:
        for entry in exported(session):
            if kind == "json":
                click.echo(json.dumps(entry, ensure_ascii=False))
            else:
                cells = ("" if entry[name] is None else str(entry[name]) for name in COLUMNS)
                writer.writerow([guarded(cell) for cell in cells])
