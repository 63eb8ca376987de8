"""The line from the shell: a switch from a file, results from a table, protocol, assessment, decision."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import Acting, acting, as_json_option, now, refuse, show
from comparability.files.readers import read_table
from comparability.model.canonical import content_hash
from comparability.model.errors import NotAllowed, NotFound, Refused
from comparability.model.mapping import parse_mapping
from comparability.model.vocabulary import Conclusion, Role
from comparability.storage.assessments import Assessment
from comparability.storage.attributes import Attribute
from comparability.storage.criteria import protocol_content
from comparability.storage.dossiers import items_of, latest_assessment
from comparability.storage.lots import Lot
from comparability.storage.products import Product, product_by_code
from comparability.storage.protocols import draft_protocol
from comparability.storage.reportables import to_verify
from comparability.storage.switches import Switch, switch_by_code
from comparability.switch_files import new_switch
from comparability.usecases import assessments, decisions, imports, protocols, verifications
from comparability.usecases.contents import figures
from comparability.usecases.identity import confirm_identity, identified
from comparability.usecases.import_planning import ImportPlan, plan_import

role_option = click.option(
    "--role", type=click.Choice([role.value for role in Role]), help="In which of your roles you sign."
)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=READABLE)
@click.option("--product", "code", required=True, help="Code of the product.")
@click.option("--mapping", "mapping_file", required=True, type=READABLE, help="What the columns mean (TOML).")
@click.option("--sheet", help="The sheet of a workbook that has several.")
@click.option("--preview", is_flag=True, help="Show what would be imported and write nothing.")
@as_json_option
@acting
def import_(
    me: Acting, file: Path, code: str, mapping_file: Path, sheet: str | None, preview: bool, as_json: bool
) -> None:
    """Import lots and results from CSV or XLSX: all of it or nothing."""
    data = file.read_bytes()
    table = read_table(data, file.name, sheet=sheet)
    mapping = parse_mapping(mapping_file.read_text(encoding="utf-8"))
    if preview:
        with me.database.read() as session:
            plan = plan_import(session, _product(session, code).id, table, mapping, actor=me.actor, now=now())
        show(_plan_data(plan), as_json=as_json, text=_plan_text(plan))
        raise SystemExit(1 if plan.problems else 0)
    try:
        with me.database.write(actor=me.actor, now=now()) as session:
            batch = imports.commit_import(
                session, _product(session, code).id, data, table, mapping, actor=me.actor, now=now()
            )
    except imports.ImportRefused as refused:
        show(_plan_data(refused.plan), as_json=as_json, text=_plan_text(refused.plan))
        refuse("nothing was imported")
    show(
        {"batch": batch.id, "lots": batch.lots_created, "results": batch.results_created},
        as_json=as_json,
        text=f"Imported as batch {batch.id}: {batch.lots_created} lots, {batch.results_created} results.",
    )


@click.group()
def results() -> None:
    """Results: verification by a second person."""


@results.command()
@click.argument("product_code")
@click.option("--comment", help="What the results were compared with.")
@acting
def verify(me: Acting, product_code: str, comment: str | None) -> None:
    """Verify every result of a product that waits and that somebody else entered, and list them."""
    with me.database.write(actor=me.actor, now=now()) as session:
        waiting = to_verify(session, _product(session, product_code).id)
        others = [result for result in waiting if result.entered_by_id != me.actor.id]
        if waiting and not others:
            raise NotAllowed(
                f"You entered every result that waits ({len(waiting)}), so another person verifies them."
            )
        for result in others:
            verifications.verify_result(
                session, result.id, is_accepted=True, comment=comment, actor=me.actor, now=now()
            )
            lot = session.get_one(Lot, result.lot_id)
            attribute = session.get_one(Attribute, result.attribute_id)
            click.echo(f"  {lot.number}  {attribute.name}: {result.entered}")
    own = len(waiting) - len(others)
    left = f" {own} that you entered wait for another person." if own else ""
    click.echo(f"{len(others)} results verified.{left}")


@click.group()
def switch() -> None:
    """Switches."""


@switch.command()
@click.argument("file", type=READABLE)
@acting
def new(me: Acting, file: Path) -> None:
    """Open a switch and draft its protocol from a file (TOML)."""
    with me.database.write(actor=me.actor, now=now()) as session:
        made, drafted = new_switch(session, file.read_text(encoding="utf-8"), actor=me.actor)
        click.echo(f"Switch {made.code}: {made.title}. Protocol version {drafted.number} is drafted.")


@click.group()
def protocol() -> None:
    """Protocols."""


@protocol.command()
@click.argument("switch_code")
@click.option("--seen", required=True, help="What post-switch data you have seen.")
@role_option
@acting
def freeze(me: Acting, switch_code: str, seen: str, role: str | None) -> None:
    """Freeze the drafted protocol of a switch by your signature."""
    with identified(me.database, actor=me.actor, now=now()) as session:
        drafted = draft_protocol(session, find_switch(session, switch_code).id)
        if drafted is None:
            raise Refused("There is no draft to freeze.")
        confirm_identity(session, actor=me.actor, credentials=me.credentials, now=now())
        shown = content_hash(protocol_content(session, drafted))
        entry = protocols.FreezeEntry(content_hash=shown, declaration=seen, role=role_of(role))
        frozen = protocols.freeze_protocol(session, drafted.id, entry, actor=me.actor, now=now())
        click.echo(f"Protocol version {frozen.number} is frozen: {frozen.content_hash}")


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
@acting
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
@acting
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


def _product(session: Session, code: str) -> Product:
    found = product_by_code(session, code)
    if found is None:
        raise NotFound(f"There is no product with the code {code}.")
    return found


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


def _plan_data(plan: ImportPlan) -> dict[str, object]:
    return {
        "file": plan.file_name,
        "rows_read": plan.rows_read,
        "rows_left_out": plan.rows_left_out,
        "cells_missing": plan.cells_missing,
        "lots": [planned.entry.number for planned in plan.lots],
        "results": [
            {
                "lot": each.lot_number,
                "attribute": each.attribute_name,
                "as_typed": each.shown,
                "rows": each.rows,
            }
            for each in plan.results
        ],
        "problems": [
            {"place": problem.place, "found": problem.found, "message": problem.message}
            for problem in plan.problems
        ],
    }


def _plan_text(plan: ImportPlan) -> str:
    lines = [
        f"{plan.file_name}: {plan.rows_read} rows read, {plan.rows_left_out} left out, "
        f"{len(plan.lots)} new lots, {len(plan.results)} results, {plan.cells_missing} cells marked missing"
    ]
    lines += [f"  {each.lot_number}  {each.attribute_name}: {each.shown}" for each in plan.results]
    lines += [f"  PROBLEM {each.place}: found “{each.found}”. {each.message}" for each in plan.problems]
    return "\n".join(lines)
