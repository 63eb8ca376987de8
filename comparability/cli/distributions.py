"""The distribution log of packages from the shell: who was given which copy. Nothing is sent."""

import click

from comparability.cli.acting import Acting, acting, as_json_option, now, show
from comparability.cli.line import authority_option, find_switch
from comparability.model.dates import read_date
from comparability.model.errors import NotFound
from comparability.model.vocabulary import GivenCopy
from comparability.storage.distributions import distributions_of
from comparability.storage.packages import latest_issued, packages_of
from comparability.usecases.distributions import DistributionEntry
from comparability.usecases.distributions import distribute as put_on_record
from comparability.usecases.packages import document_id


@click.command()
@click.argument("switch_code")
@authority_option
@click.option("--to", "recipient", required=True, help="A person or an office.")
@click.option(
    "--copy", required=True, type=click.Choice([each.value for each in GivenCopy]), help="What was given."
)
@click.option("--on", "day", metavar="YYYY-MM-DD", help="The day it was given; today where it is left out.")
@click.option("--purpose", required=True, help="For example: submission of the variation.")
@acting
def distribute(
    me: Acting, switch_code: str, authority: str, recipient: str, copy: str, day: str | None, purpose: str
) -> None:
    """Put on record who was given a copy of the latest issued version."""
    with me.database.write(actor=me.actor, now=now()) as session:
        found = latest_issued(session, document_id(find_switch(session, switch_code), authority))
        if found is None:
            raise NotFound("No package of this switch has been issued for this authority.")
        entry = DistributionEntry(
            recipient=recipient,
            copy=GivenCopy(copy),
            purpose=purpose,
            given_on=read_date(day, name="given on") if day else now().date(),
        )
        put_on_record(session, found.id, entry, actor=me.actor, now=now())
    click.echo(f"{found.document_id}, version {found.number}: put on record. Nothing was sent.")


@click.command()
@click.argument("switch_code")
@authority_option
@as_json_option
@acting
def distribution(me: Acting, switch_code: str, authority: str, as_json: bool) -> None:
    """List who was given which copy of every version."""
    with me.database.read() as session:
        switch = find_switch(session, switch_code)
        document = document_id(switch, authority)
        given = [
            (each.number, line)
            for each in sorted(packages_of(session, switch.id), key=lambda each: each.number)
            if each.document_id == document
            for line in distributions_of(session, each.id)
        ]
    data = [
        {
            "document": document,
            "version": number,
            "recipient": line.recipient,
            "copy": line.copy,
            "purpose": line.purpose,
            "given_on": line.given_on.isoformat(),
            "given_by": line.given_by,
            "recorded_at": line.recorded_at,
        }
        for number, line in given
    ]
    text = [
        f"{line.given_on}  version {number}  {line.copy}  to {line.recipient}: {line.purpose} "
        f"(recorded {line.recorded_at} by {line.given_by})"
        for number, line in given
    ]
    show(data, as_json=as_json, text="\n".join(text) or f"No copy of {document} is on record as given.")
