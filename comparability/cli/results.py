"""Results from the shell: import from a table, and verification by a second person."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import READABLE, Acting, acting, as_json_option, now, read_text, refuse, show
from comparability.files.csv_table import DELIMITERS
from comparability.files.reader_process import read_apart
from comparability.model.errors import NotAllowed, NotFound
from comparability.model.mapping import parse_mapping
from comparability.storage.attributes import Attribute
from comparability.storage.lots import Lot
from comparability.storage.products import Product, product_by_code
from comparability.storage.reportables import to_verify
from comparability.usecases import imports, verifications
from comparability.usecases.import_planning import ImportPlan, plan_import


@click.command("import")
@click.argument("file", type=READABLE)
@click.option("--product", "code", required=True, help="Code of the product.")
@click.option("--mapping", "mapping_file", required=True, type=READABLE, help="What the columns mean (TOML).")
@click.option("--sheet", help="The sheet of a workbook that has several.")
@click.option(
    "--delimiter",
    type=click.Choice(list(DELIMITERS.values())),
    help="What separates the columns of a text file, where its heading row leaves it open.",
)
@click.option("--preview", is_flag=True, help="Show what would be imported and write nothing.")
@as_json_option
@acting
def import_(
    me: Acting,
    file: Path,
    code: str,
    mapping_file: Path,
    sheet: str | None,
    delimiter: str | None,
    preview: bool,
    as_json: bool,
) -> None:
    """Import lots and results from CSV or XLSX: all of it or nothing."""
    data = file.read_bytes()
    written = {name: sign for sign, name in DELIMITERS.items()}.get(delimiter or "")
    table = read_apart(data, file.name, sheet=sheet, delimiter=written)
    mapping = parse_mapping(read_text(mapping_file))
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
    lines = []
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
            lines.append(f"  {lot.number}  {attribute.name}: {result.entered}")
    own = len(waiting) - len(others)
    left = f" {own} that you entered wait for another person." if own else ""
    click.echo("\n".join([*lines, f"{len(others)} results verified.{left}"]))


def _product(session: Session, code: str) -> Product:
    found = product_by_code(session, code)
    if found is None:
        raise NotFound(f"There is no product with the code {code}.")
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
