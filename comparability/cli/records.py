"""One record from the shell, as JSON."""

import click

from comparability.cli.acting import Acting, acting, now
from comparability.storage.record_texts import PARTS
from comparability.usecases.record_texts import record_json


@click.command()
@click.argument("entity", metavar="KIND", type=click.Choice(list(PARTS)))
@click.argument("number", type=click.IntRange(min=1))
@acting
def record(me: Acting, entity: str, number: int) -> None:
    """Print a record as JSON: as stored, with its signatures, their validity, and its audit entries.

    KIND is lot, result, protocol, assessment, decision, package or disposal; NUMBER is in the address of
    its page.
    """
    with me.database.read() as session:
        click.echo(record_json(session, entity, number, actor=me.actor, now=now()))
