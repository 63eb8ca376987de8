"""Entries of the audit trail written for whoever takes them away: JSON, JSON lines or CSV, piece by piece."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from comparability.files.csv_export import guarded

MEDIA_TYPES: Final = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}

Entries = Iterable[Mapping[str, Any]]


def written(entries: Entries, kind: str, *, heading: Sequence[str]) -> Iterator[str]:
    """The entries as text of one of `MEDIA_TYPES`, streamed.

    json: one list, an entry on each line. jsonl: an entry on each line. csv: for a spreadsheet, under
    `heading`, with byte-order mark and with formula text neutralised; the other two are lossless.
    """
    match kind:
        case "json":
            return _json(entries)
        case "jsonl":
            return (f"{_line(entry)}\n" for entry in entries)
        case "csv":
            return _csv(entries, heading)
        case _:
            raise ValueError(f"{kind!r} is no form of an export")


def _json(entries: Entries) -> Iterator[str]:
    before = "["
    for entry in entries:
        yield f"{before}\n{_line(entry)}"
        before = ","
    yield f"{before if before == '[' else ''}\n]\n"


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False)


def _csv(entries: Entries, heading: Sequence[str]) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heading)
    yield "\ufeff" + _taken(buffer)
    for entry in entries:
        writer.writerow(["" if entry[name] is None else guarded(str(entry[name])) for name in heading])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
