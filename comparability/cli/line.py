"""The line from the shell: a switch from a file, its assessment, review and decision."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import READABLE, Acting, acting, as_json_option, now, read_text, show, signing
from comparability.model.authorities import authorities
from comparability.model.errors import NotFound, Refused
from comparability.model.vocabulary import Conclusion, Role
from comparability.storage.assessments import Assessment
from comparability.storage.dossiers import items_of, latest_assessment
from comparability.storage.switches import Switch, switch_by_code
from comparability.switch_files import new_switch
from comparability.usecases import assessments, decisions
from comparability.usecases.contents import figures
from comparability.usecases.identity import confirm_identity, identified

authority_option = click.option("--authority", required=True, type=click.Choice(list(authorities())))
role_option = click.option(
    "--role", type=click.Choice([role.value for role in Role]), help="In which of your roles you sign."
)


@click.group()
def switch() -> None:
    """Switches."""


@switch.command()
@click.argument("file", type=READABLE)
@acting
def new(me: Acting, file: Path) -> None:
    """Open a switch and draft its protocol from a file (TOML)."""
    with me.database.write(actor=me.actor, now=now()) as session:
        made, drafted = new_switch(session, read_text(file), actor=me.actor, now=now())
    click.echo(f"Switch {made.code}: {made.title}. Protocol version {drafted.number} is drafted.")


@click.command()
@click.argument("switch_code")
@as_json_option
@acting
def assess(me: Acting, switch_code: str, as_json: bool) -> None:
    """Run the comparison of a switch and store it."""
    with me.database.write(actor=me.actor, now=now()) as session:
        made = assessments.run_assessment(
            session, find_switch(session, switch_code).id, actor=me.actor, now=now()
        )
        lines = items_of(session, made)
        text = [f"Assessment {made.id}: {made.readiness.value}"]
        for line in lines:
            marks = f" ({', '.join(line.item.marks)})" if line.item.marks else ""
            text += [
                f"\n{line.attribute.name}: {line.item.outcome.value}{marks}",
                f"  {line.item.plain_words}",
            ]
            text += [f"  {name}: {value}" for name, value in figures.named(line)]
        data = {
            "assessment": made.id,
            "readiness": made.readiness.value,
            "content_hash": made.content_hash,
            "attributes": [
                {
                    "code": line.attribute.code,
                    "outcome": line.item.outcome.value,
                    "reason": line.item.reason,
                    "marks": line.item.marks,
                    "figures": {figure["name"]: figure["value"] for figure in line.item.figures},
                    "limitations": line.item.limitations,
                }
                for line in lines
            ],
        }
    show(data, as_json=as_json, text="\n".join(text))


@click.command()
@click.argument("switch_code")
@click.option("--comment")
@role_option
@signing
def review(me: Acting, switch_code: str, comment: str | None, role: str | None) -> None:
    """Sign that the latest assessment of a switch was reviewed."""
    with identified(me.database, actor=me.actor, now=now()) as session:
        found = _assessment(session, switch_code)
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        decisions.review_assessment(
            session,
            found.id,
            shown_hash=found.content_hash,
            role=role_of(role),
            comment=comment,
            actor=me.actor,
            now=now(),
        )
    click.echo(f"Assessment {found.id} is reviewed.")


@click.command()
@click.argument("switch_code")
@click.option("--conclusion", required=True, type=click.Choice([word.value for word in Conclusion]))
@click.option("--justification", required=True)
@click.option("--uncertainty", required=True, help="What remains uncertain.")
@click.option("--unmet", multiple=True, metavar="CODE=TEXT", help="For each attribute that is not closed.")
@role_option
@signing
def decide(
    me: Acting,
    switch_code: str,
    conclusion: str,
    justification: str,
    uncertainty: str,
    unmet: tuple[str, ...],
    role: str | None,
) -> None:
    """Conclude on a switch, by your signature."""
    stated = dict(each.partition("=")[::2] for each in unmet)
    with identified(me.database, actor=me.actor, now=now()) as session:
        found = _assessment(session, switch_code)
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        entry = decisions.DecisionEntry(
            conclusion=Conclusion(conclusion),
            justification=justification,
            residual_uncertainty=uncertainty,
            unmet=stated,
        )
        decisions.decide(
            session,
            found.id,
            entry,
            shown_hash=found.content_hash,
            role=role_of(role),
            actor=me.actor,
            now=now(),
        )
    click.echo(f"Concluded: {conclusion}.")


def role_of(named: str | None) -> Role | None:
    """The role to sign in; without one the person's first that carries the meaning is taken."""
    return None if named is None else Role(named)


def find_switch(session: Session, code: str) -> Switch:
    """The switch of that code. Raises NotFound."""
    found = switch_by_code(session, code)
    if found is None:
        raise NotFound(f"There is no switch with the code {code}.")
    return found


def _assessment(session: Session, code: str) -> Assessment:
    found = latest_assessment(session, find_switch(session, code).id)
    if found is None:
        raise Refused("There is no assessment of this switch yet.")
    return found
