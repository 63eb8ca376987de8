"""One door for uploaded tables: which kind of file it is, by its content and its name together."""

from comparability.files.csv_table import read_csv
from comparability.files.tables import DEFAULT_LIMITS, OLE_SIGNATURE, ZIP_SIGNATURE, Limits, Table
from comparability.files.xlsx_package import Package
from comparability.files.xlsx_table import read_xlsx, sheet_names
from comparability.model.errors import Invalid
from comparability.model.texts import shown

_TEXT_ENDINGS = ("csv", "tsv", "txt")


def read_table(
    data: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    sheet: str | None = None,
    delimiter: str | None = None,
    skip_comments: bool = True,
) -> Table:
    """Read an uploaded file into text cells.

    name: the file's name, for its ending and for messages; nothing is opened under it.
    sheet: which sheet of a workbook, needed when it has several. delimiter: of a text file, None to find it.
    skip_comments: rows beginning with `#` are set apart in `Table.comments`.
    Raises Invalid for everything that is not the documented shape, naming row and column.
    """
    file_name = _checked_name(name)
    ending = _ending(file_name)
    _check_size(data, file_name, limits)
    if ending == "xlsx":
        return read_xlsx(
            Package(data, file_name=file_name, limits=limits), sheet=sheet, skip_comments=skip_comments
        )
    if data.startswith(ZIP_SIGNATURE):
        raise Invalid(
            f"{file_name} is a workbook or an archive, not text. Name it .xlsx if it is a workbook."
        )
    if ending == "tsv" and delimiter is None:
        delimiter = "\t"
    return read_csv(
        data, file_name=file_name, limits=limits, delimiter=delimiter, skip_comments=skip_comments
    )


def list_sheets(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...]:
    """The sheets of a workbook, to choose one from; empty for a text file. Raises Invalid as `read_table`."""
    file_name = _checked_name(name)
    if _ending(file_name) != "xlsx":
        return ()
    _check_size(data, file_name, limits)
    return sheet_names(Package(data, file_name=file_name, limits=limits))


def _checked_name(name: str) -> str:
    # Quoted in every message: shortened, and with invisible characters spelled out.
    return shown(name.replace("\\", "/").rpartition("/")[2], length=100).strip("“”")


def _ending(file_name: str) -> str:
    ending = file_name.rpartition(".")[2].lower()
    if ending in {"xlsm", "xltm", "xlsb", "xls", "ods"}:
        raise Invalid(
            f"{file_name}: .{ending} files are not read. Save the sheet as .xlsx without macros, or as CSV."
        )
    if ending != "xlsx" and ending not in _TEXT_ENDINGS:
        raise Invalid(f"{file_name}: only .xlsx, .csv, .tsv and .txt files are read.")
    return ending


def _check_size(data: bytes, file_name: str, limits: Limits) -> None:
    if not data:
        raise Invalid(f"{file_name} is empty.")
    if len(data) > limits.file_bytes:
        raise Invalid(
            f"{file_name} has {len(data):,} bytes, at most {limits.file_bytes:,} are read. Split the file."
        )
    if data.startswith(OLE_SIGNATURE):
        raise Invalid(
            f"{file_name} is an old .xls or a password-protected workbook. Save it as an open .xlsx."
        )
