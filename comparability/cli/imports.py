"""Imports from the shell: a table checked, previewed or written whole, and an import taken back."""

from pathlib import Path

import click

from comparability.cli.acting import READABLE, Acting, acting, as_json_option, now, read_text, refuse, show
from comparability.cli.results import registered_product
from comparability.files.csv_table import DELIMITERS
from comparability.files.problem_column import with_problems
from comparability.files.reader_process import read_apart
from comparability.files.tables import Table
from comparability.files.uploads import upload_store
from comparability.model.errors import Refused
from comparability.model.mapping import parse_mapping
from comparability.usecases.import_planning import ImportPlan, PlannedResult, plan_import
from comparability.usecases.import_undo import undo_import
from comparability.usecases.imports import ImportRefused, commit_import


class Imports(click.Group):
    """`import FILE` imports; `import undo NUMBER` takes back. A file called undo is written ./undo."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_named = bool(args) and args[0] in {"undo", *ctx.help_option_names}
        return super().parse_args(ctx, args if is_named else ["file", *args])

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        file = self.commands["file"]
        file.format_help(click.Context(file, info_name=ctx.info_name, parent=ctx.parent), formatter)
        self.format_commands(ctx, formatter)


@click.group("import", cls=Imports)
def import_() -> None:
    """Import lots and results from CSV or XLSX: all of it or nothing."""


@import_.command("file", hidden=True)
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
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the table with a last column that says what is wrong in each row, if anything is.",
)
@as_json_option
@acting
def file_(
    me: Acting,
    file: Path,
    code: str,
    mapping_file: Path,
    sheet: str | None,
    delimiter: str | None,
    preview: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Import lots and results from CSV or XLSX: all of it or nothing."""
    if errors is not None:
        _check_target(errors, file)
    data = file.read_bytes()
    written = {name: sign for sign, name in DELIMITERS.items()}.get(delimiter or "")
    table = read_apart(data, file.name, sheet=sheet, delimiter=written)
    mapping = parse_mapping(read_text(mapping_file))
    if preview:
        with me.database.read() as session:
            product = registered_product(session, code)
            plan = plan_import(session, product.id, table, mapping, actor=me.actor, now=now())
        show(_plan_data(plan), as_json=as_json, text=_plan_text(plan))
        _write_problems(errors, table, plan)
        raise SystemExit(1 if plan.problems else 0)
    try:
        with me.database.write(actor=me.actor, now=now()) as session:
            product = registered_product(session, code)
            batch = commit_import(session, product.id, data, table, mapping, actor=me.actor, now=now())
            upload_store(me.settings.data_dir).keep_for_good(data)
    except ImportRefused as refused:
        show(_plan_data(refused.plan), as_json=as_json, text=_plan_text(refused.plan))
        _write_problems(errors, table, refused.plan)
        refuse("nothing was imported")
    show(
        {"batch": batch.id, "lots": batch.lots_created, "results": batch.results_created},
        as_json=as_json,
        text=f"Imported as batch {batch.id}: {batch.lots_created} lots, {batch.results_created} results.",
    )


@import_.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="Why it is taken back; it stands at every lot and result.")
@as_json_option
@acting
def undo(me: Acting, number: int, reason: str, as_json: bool) -> None:
    """Take an import back whole: its results become invalid and its lots void."""
    with me.database.write(actor=me.actor, now=now()) as session:
        done = undo_import(session, number, reason=reason, actor=me.actor, now=now())
    show(
        {"batch": number, "lots": done.lots_voided, "results": done.results_invalidated},
        as_json=as_json,
        text=f"Import {number} was taken back: {done.lots_voided} lots void, "
        f"{done.results_invalidated} results invalid.",
    )


def _check_target(errors: Path, file: Path) -> None:
    """Raises Refused for a name that would overwrite the file, or is of another kind than it."""
    if errors.exists() and errors.samefile(file):
        raise Refused(f"{errors.name} is the file that is imported; name another one for its problems.")
    if errors.suffix.lower() != file.suffix.lower():
        raise Refused(f"The table comes back as it is: give {errors.name} the ending {file.suffix}.")


def _write_problems(errors: Path | None, table: Table, plan: ImportPlan) -> None:
    if errors is None or not plan.problems:
        return
    try:
        errors.write_bytes(with_problems(table, plan.problems_by_row()))
    except OSError as error:
        raise Refused(f"{errors} cannot be written: {error.strerror}.") from error
    click.echo(f"comparability: the file with its problems: {errors}", err=True)


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
                "again_after_import": each.taken_back and each.taken_back.import_batch_id,
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
    lines += [
        f"  {each.lot_number}  {each.attribute_name}: {each.shown}{_again(each)}" for each in plan.results
    ]
    lines += [f"  PROBLEM {each.place}: found “{each.found}”. {each.message}" for each in plan.problems]
    return "\n".join(lines)


def _again(planned: PlannedResult) -> str:
    undo = planned.taken_back
    return "" if undo is None else f"  (again, after import {undo.import_batch_id} was taken back)"
