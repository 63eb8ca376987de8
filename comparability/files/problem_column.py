"""The table that was sent, with one more column at its end: what is wrong in each row.

The file is of the kind that came and is read by the same rules, so it can be corrected and sent again.
"""

import csv
import io
import re
from collections.abc import Mapping

from comparability.files.csv_export import guarded
from comparability.files.tables import Table
from comparability.files.xlsx_writer import write_xlsx

HEADING = "Problems found by the import"
_CELL_OF_COMMENT = re.compile(r'(^|[,;\t])([ "]*)([^,;\t]*)')
_LONGEST = 2_000  # characters of one row's problems; longer ones are on the page


def with_problems(table: Table, problems: Mapping[int, str]) -> bytes:
    """The file again, every row where it stood, with the problems of each by its number.

    A column of an earlier answer is replaced. Of a text file, cells that a spreadsheet would calculate get an
    apostrophe in front; in a workbook every cell is text.
    """
    kept = [position for position, column in enumerate(table.columns) if column.name != HEADING]
    rows = {table.heading_number: [*(table.columns[position].name for position in kept), HEADING]}
    for row in table.rows:
        rows[row.number] = [
            *(row.cells[position] for position in kept),
            problems.get(row.number, "")[:_LONGEST],
        ]
    if table.delimiter is None:
        return write_xlsx(
            table.sheet or "", rows | {number: text.split("\t") for number, text in table.comments}
        )
    return _text_file(table.delimiter, rows, dict(table.comments))


def name_with_problems(file_name: str) -> str:
    """lots.csv becomes lots-problems.csv."""
    stem, _, ending = file_name.rpartition(".")
    return f"{stem.removesuffix('-problems')}-problems.{ending}"


def media_type(table: Table) -> str:
    """What kind of file `with_problems` makes of the table."""
    if table.delimiter is None:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return "text/tab-separated-values" if table.delimiter == "\t" else "text/csv"


def _text_file(delimiter: str, rows: Mapping[int, list[str]], comments: Mapping[int, str]) -> bytes:
    """Every cell stands in quotation marks: none is taken for a comment or divided by another delimiter."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    written = 0  # lines; a cell with a line break makes several
    for number in sorted({*rows, *comments}):
        buffer.write("\r\n" * max(0, number - written - 1))
        written = max(written, number - 1)
        if number in rows:
            writer.writerow([guarded(cell) for cell in rows[number]])
            written += 1 + sum(len(re.findall(r"\r\n|\r|\n", cell)) for cell in rows[number])
        else:
            buffer.write(f"{_guarded_comment(comments[number])}\r\n")
            written += 1
    return buffer.getvalue().encode("utf-8-sig")


def _guarded_comment(line: str) -> str:
    """A spreadsheet divides a comment into cells like any other line."""
    return _CELL_OF_COMMENT.sub(lambda match: match[1] + match[2] + guarded(match[3]), line)
