"""One sheet of a workbook as a table of texts, "as typed": the literal content of a number's cell.

A spreadsheet shows many things it does not hold and holds many that it does not show. Whatever a person could
not see is refused by name: hidden sheets, rows and columns, merged cells, formulas, dates, percentages.
"""

from comparability.files.tables import Table, make_table
from comparability.files.xlsx_package import Package
from comparability.files.xlsx_sheet import SheetScan
from comparability.files.xlsx_styles import cell_styles
from comparability.files.xlsx_texts import shared_texts
from comparability.model.errors import Invalid
from comparability.model.texts import shown


def read_xlsx(package: Package, *, sheet: str | None, skip_comments: bool) -> Table:
    """Read one sheet. sheet: its name, or None when the workbook has only one.

    Raises Invalid, naming the cell, for everything that is not plain text or a plain number under a heading.
    """
    workbook, sheets = _sheets(package)
    if sheet is None and len(sheets) > 1:
        raise Invalid(f"{package.file_name} has several sheets; choose one: {', '.join(map(shown, sheets))}.")
    name = sheet if sheet is not None else next(iter(sheets), "")
    if name not in sheets:
        there_are = ", ".join(map(shown, sheets)) or "none"
        raise Invalid(f"{package.file_name} has no sheet {shown(name)}; there are: {there_are}.")
    parts = _single(package, workbook)
    scan = SheetScan(
        package,
        sheet=name,
        shared=shared_texts(package, parts.get("sharedStrings")),
        styles=cell_styles(package, parts.get("styles")),
    )
    package.parse(sheets[name], scan)
    scan.refuse_hidden_columns()
    return make_table(
        file_name=package.file_name,
        sheet=name,
        delimiter=None,
        cells=scan.cells,
        skip_comments=skip_comments,
        limits=package.limits,
    )


def sheet_names(package: Package) -> tuple[str, ...]:
    """The names of the sheets that hold cells, in the order of the workbook."""
    return tuple(_sheets(package)[1])


def _single(package: Package, workbook: str) -> dict[str, str]:
    """The parts that a workbook has once, by kind. Raises Invalid where programs might disagree."""
    found: dict[str, str] = {}
    for kind, part in package.related(workbook).values():
        if kind in found and kind in {"sharedStrings", "styles"}:
            raise package.damaged(f"it names two parts as {kind}")
        found[kind] = part
    return found


def _sheets(package: Package) -> tuple[str, dict[str, str]]:
    """The workbook's part, and the part of each sheet by its name. Raises Invalid for a hidden sheet."""
    workbooks = [part for kind, part in package.related("").values() if kind == "officeDocument"]
    if len(workbooks) != 1:
        raise package.damaged("it contains no workbook, or two")
    (workbook,) = workbooks
    related = package.related(workbook)
    sheets: dict[str, str] = {}
    for tag, attributes in package.small_part(workbook):
        if tag != "sheet":
            continue
        name = attributes.get("name", "")
        if attributes.get("state", "visible") != "visible":
            raise Invalid(f"{package.file_name}: the sheet {shown(name)} is hidden. Unhide or delete it.")
        relation = next((value for key, value in attributes.items() if key.endswith("}id")), "")
        kind, part = related.get(relation, ("", ""))
        if name.lower() in {each.lower() for each in sheets}:
            raise package.damaged(f"two sheets are called {shown(name)}")
        if kind == "worksheet":
            sheets[name] = part
    return workbook, sheets
