"""Tables written as CSV for a spreadsheet: formula text is disarmed, plain numbers are never touched.

The guard changes text that begins like a formula, so the lossless copy of any record is its JSON.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from comparability.model.errors import Invalid
from comparability.model.values.numbers import read_result

# What spreadsheet programs take for the start of a formula, full-width forms and leading controls included.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table as UTF-8 with byte-order mark (spreadsheets need it), comma separated, lines ended by CR LF.

    Raises ValueError for a row that is longer or shorter than the heading.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([guarded(cell) for cell in heading])
    for row in rows:
        if len(row) != len(heading):
            raise ValueError(f"a row of {len(row)} cells under a heading of {len(heading)}")
        writer.writerow([guarded(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell, after an apostrophe where a spreadsheet would calculate; -5.2 stays, and a dash alone."""
    if cell == "-" or not cell.lstrip(" \u00a0\u3000").startswith(_FORMULA_STARTS) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(cell: str) -> bool:
    try:
        return read_result(cell).decimal is not None
    except Invalid:
        return False
