"""The program that opens one file: a line that says what is asked and the bytes in, one JSON value out.

It limits itself before it looks at the first byte of the file. Only `reader_process` starts it.
"""

import json
import resource
import sys
from dataclasses import asdict, dataclass
from typing import Any

from comparability.files.readers import Opened, open_file
from comparability.files.tables import Column, Row, Table
from comparability.model.errors import Invalid

PROCESSOR_SECONDS = 12
MEMORY_BYTES = 512 * 1024 * 1024
OUTPUT_BYTES = 96 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the program, beside the bytes of the file."""

    name: str
    sheet: str | None
    delimiter: str | None

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode("ascii") + b"\n"


def main() -> None:
    limit_itself()
    asked = Asked(**json.loads(sys.stdin.buffer.readline()))
    # Half a pair of surrogates can be escaped in a workbook; in ASCII it comes through, to be refused.
    said = json.dumps(answer(asked, sys.stdin.buffer.read()), ensure_ascii=True, separators=(",", ":"))
    sys.stdout.write(said)
    sys.stdout.flush()


def answer(asked: Asked, data: bytes) -> dict[str, Any]:
    """What the program says of a file, as JSON has it."""
    try:
        opened = open_file(data, asked.name, sheet=asked.sheet, delimiter=asked.delimiter)
    except Invalid as refused:
        return {"refused": str(refused), "field": refused.field}
    return {"opened": _plain(opened)}


def limit_itself() -> None:
    """From here on this process ends when it needs more than a table of results ever does."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_CORE, 0),
    ):
        allowed = resource.getrlimit(what)[1]
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (least, least))


def refusal_from(answer: Any) -> Invalid | None:
    """What the program refused, in its words."""
    return Invalid(answer["refused"], field=answer["field"]) if "refused" in answer else None


def opened_from(answer: Any) -> Opened:
    """What the program read."""
    given = answer["opened"]
    table = given["table"]
    return Opened(sheets=tuple(given["sheets"]), table=None if table is None else _table(table))


def _plain(opened: Opened) -> dict[str, Any]:
    table = opened.table
    return {
        "sheets": opened.sheets,
        "table": table
        and {
            "file_name": table.file_name,
            "sheet": table.sheet,
            "delimiter": table.delimiter,
            "heading_number": table.heading_number,
            "columns": [(column.name, column.letter) for column in table.columns],
            "rows": [(row.number, row.cells) for row in table.rows],
            "comments": table.comments,
        },
    }


def _table(given: Any) -> Table:
    return Table(
        file_name=given["file_name"],
        sheet=given["sheet"],
        delimiter=given["delimiter"],
        heading_number=given["heading_number"],
        columns=tuple(Column(name=name, letter=letter) for name, letter in given["columns"]),
        rows=tuple(Row(number=number, cells=tuple(cells)) for number, cells in given["rows"]),
        comments=tuple((number, text) for number, text in given["comments"]),
    )


if __name__ == "__main__":
    main()
