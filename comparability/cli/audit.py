"""The audit trail from the shell: verify all of it, or export it."""

import click

from comparability.cli.acting import (
    Acting,
    acting,
    as_json_option,
    now,
    open_database,
    refusals,
    show,
    signing,
)
from comparability.files.trail_export import MEDIA_TYPES, written
from comparability.settings import Settings
from comparability.storage.anchors import AnchorFile
from comparability.storage.audit import EVERYTHING, EXPORTED, exported
from comparability.storage.chain import verify_chain
from comparability.storage.sessions import last_entry
from comparability.storage.trail_reviews import reviewed_until
from comparability.usecases import trail_reviews
from comparability.usecases.audit import record_export
from comparability.usecases.identity import confirm_identity, identified


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@as_json_option
def verify(as_json: bool) -> None:
    """Replay the whole trail: chain, anchors, triggers, rows and signatures. Exit 1 names the damage."""
    with refusals():
        settings = Settings.from_environment()
        with open_database(settings).read() as session:
            found = verify_chain(session, anchors=AnchorFile(settings.data_dir, settings.anchor_key))
    text = [
        f"{found.entries} entries, {found.anchors} anchors, {found.signatures} signatures, "
        f"last hash {found.hash}"
    ]
    if found.outdated:
        text.append(f"{found.outdated} signatures are no longer valid: their records were changed since.")
    text += [f"DAMAGED {damage.sentence}" for damage in found.damages]
    text.append("Everything agrees." if found.is_intact else "The trail does not agree.")
    data = {
        "entries": found.entries,
        "anchors": found.anchors,
        "signatures": found.signatures,
        "outdated_signatures": found.outdated,
        "hash": found.hash,
        "intact": found.is_intact,
        "damages": [{"seq": damage.seq, "sentence": damage.sentence} for damage in found.damages],
    }
    show(data, as_json=as_json, text="\n".join(text))
    raise SystemExit(0 if found.is_intact else 1)


@audit.command()
@click.option("--format", "kind", type=click.Choice(list(MEDIA_TYPES)), default="json", show_default=True)
@acting
def export(me: Acting, kind: str) -> None:
    """Write the whole trail to standard output: JSON, JSON lines or CSV. That it was exported is an entry."""
    with me.database.write(actor=me.actor, now=now()) as session:
        record_export(session, EVERYTHING, kind=kind, actor=me.actor)
    with me.database.read() as session:
        for piece in written(exported(session), kind, heading=EXPORTED):
            click.echo(piece, nl=False)


@audit.command()
@click.option("--first", type=click.IntRange(min=1), help="First entry; else the one after the last review.")
@click.option("--last", type=click.IntRange(min=1), help="Last entry; else the newest.")
@click.option("--comment", required=True, help="What was looked at and found.")
@signing
def review(me: Acting, first: int | None, last: int | None, comment: str) -> None:
    """Sign that a range of the trail was reviewed. Who did something in it does not review it."""
    with me.database.read() as session:
        head = last_entry(session)
        end = last or (head.seq if head is not None else 0)
        begin = first or min(reviewed_until(session) + 1, end)
        shown = trail_reviews.range_to_review(session, begin, end, actor=me.actor)
    with identified(me.database, actor=me.actor, now=now()) as session:
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        trail_reviews.review_trail(
            session,
            begin,
            end,
            shown_hash=shown.content_hash,
            comment=comment,
            actor=me.actor,
            now=now(),
        )
    click.echo(f"Entries {begin} to {end} are reviewed: {shown.last_hash}")
