"""One door for uploaded tables: which kind of file it is, by its content and its name together.

Files that somebody sent come through `reader_process`, which calls this in a process of its own.
"""

from dataclasses import dataclass

from comparability.files.csv_table import read_csv
from comparability.files.kinds import WORKBOOK, check_content, checked_ending, shown_name
from comparability.files.tables import DEFAULT_LIMITS, Limits, Table
from comparability.files.xlsx_package import Package
from comparability.files.xlsx_table import read_xlsx, sheet_names
from comparability.model.errors import Invalid
from comparability.model.texts import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that could be opened. table: None where one of several sheets has to be chosen first."""

    sheets: tuple[str, ...]
    table: Table | None


def open_file(
    data: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    sheet: str | None = None,
    delimiter: str | None = None,
    skip_comments: bool = True,
) -> Opened:
    """The sheets of a workbook, none for a text file, and the table where it is clear which one is meant.

    name: the file's name, for its ending and for messages; nothing is opened under it.
    sheet: of a workbook; only one that has several needs it. delimiter: of a text file, None to find it.
    skip_comments: rows beginning with `#` are set apart in `Table.comments`.
    Raises Invalid for everything that is not the documented shape, naming row and column.
    """
    file_name = shown_name(name)
    ending = checked_ending(name, file_name)
    if not data:
        raise Invalid(f"{file_name} is empty.")
    if len(data) > limits.file_bytes:
        raise Invalid(
            f"{file_name} has {len(data):,} bytes, at most {limits.file_bytes:,} are read. Split the file."
        )
    check_content(data, file_name, ending)
    if ending == WORKBOOK:
        package = Package(data, file_name=file_name, limits=limits)
        sheets = sheet_names(package)
        if len(sheets) > 1 and sheet is None:
            return Opened(sheets=sheets, table=None)
        return Opened(sheets=sheets, table=read_xlsx(package, sheet=sheet, skip_comments=skip_comments))
    chosen = "\t" if ending == "tsv" and delimiter is None else delimiter
    table = read_csv(data, file_name=file_name, limits=limits, delimiter=chosen, skip_comments=skip_comments)
    return Opened(sheets=(), table=table)


def read_table(
    data: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    sheet: str | None = None,
    delimiter: str | None = None,
    skip_comments: bool = True,
) -> Table:
    """The table of a file, as `open_file`; of several sheets one has to be named."""
    opened = open_file(
        data, name, limits=limits, sheet=sheet, delimiter=delimiter, skip_comments=skip_comments
    )
    return chosen_table(opened, name)


def chosen_table(opened: Opened, name: str) -> Table:
    """The table of an opened file. Raises Invalid where one of several sheets has to be chosen."""
    if opened.table is None:
        there_are = ", ".join(map(shown, opened.sheets))
        raise Invalid(f"{shown_name(name)} has several sheets; choose one: {there_are}.")
    return opened.table
