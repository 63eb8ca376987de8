"""The files that the door of imports is tried with, and what must be stored of each, or that nothing is.

`python -m tests.files.hostile FOLDER` writes them with their manifest, for a trial of another program.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comparability.storage.attributes import Attribute
from comparability.storage.lots import Lot
from comparability.storage.results import ImportBatch, Result
from tests.files.hostile import archives, refused_workbooks, sound_workbooks, texts

MANIFEST = Path(__file__).with_name("manifest.toml")
MAKERS: Mapping[str, Callable[[], bytes]] = {
    **texts.MAKERS,
    **sound_workbooks.MAKERS,
    **refused_workbooks.MAKERS,
    **archives.MAKERS,
}

# What the columns of every file mean: lots may be new, one titre and one word are read of each.
MAPPING = """
missing = ["NA"]
[lot]
number = "lot"
supplier = "CDMO A"
stage = "drug product"
status = "released"
use = "PPQ"
[[result]]
attribute = "vg-titre"
column = "titre"
comment = { column = "comment" }
tested_on = { column = "tested" }
[[result]]
attribute = "appearance"
column = "look"
"""
TITRE = "vg-titre"

Stored = tuple[str, str, str, str]  # lot, attribute, text as typed, what it means


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One file of the manifest. stored: what must be in the records, None where nothing may be."""

    id: str
    file_name: str
    stored: tuple[Stored, ...] | None
    comments: tuple[str, ...]
    refused: tuple[str, ...]
    sheet: str | None
    delimiter: str | None

    def data(self) -> bytes:
        return MAKERS[self.id]()

    def plain_name(self) -> str:
        """A name that it can have in a folder."""
        return f"{self.id}.{self.file_name.rpartition('.')[2]}" if "." in self.file_name else self.id


@cache
def expected() -> tuple[Expected, ...]:
    """Every file of the manifest, in its order."""
    lines = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    return tuple(
        Expected(
            id=name,
            file_name=line["file"],
            stored=_rows(line) if "stored" in line else None,
            comments=tuple(line.get("comments", ())),
            refused=tuple(line.get("refused", ())),
            sheet=line.get("sheet"),
            delimiter=line.get("delimiter"),
        )
        for name, line in lines.items()
    )


def _rows(line: Mapping[str, object]) -> tuple[Stored, ...]:
    rows: list[Stored] = line["stored"]  # type: ignore[assignment]
    count = line.get("lots", 0)
    assert isinstance(count, int)
    numbers = range(1, count + 1) if count else ["#"]
    return tuple(
        (lot.replace("#", str(number)), code, typed, meaning)
        for number in numbers
        for lot, code, typed, meaning in rows
    )


def stored(session: Session, product_id: int) -> tuple[list[Stored], list[str], int, int]:
    """What is in the records of the product now: results, comments of titres, lots, imports."""
    found = session.execute(
        select(Lot.number, Attribute.code, Result)
        .join(Result, Result.lot_id == Lot.id)
        .join(Attribute, Attribute.id == Result.attribute_id)
        .where(Lot.product_id == product_id)
        .order_by(Result.id)
    ).all()
    rows = [(number, code, result.entered, _meaning(result)) for number, code, result in found]
    comments = [result.comment for _, code, result in found if code == TITRE and result.comment]
    lots = session.scalar(select(func.count(Lot.id)).where(Lot.product_id == product_id)) or 0
    return rows, comments, lots, session.scalar(select(func.count(ImportBatch.id))) or 0


def _meaning(result: Result) -> str:
    if result.value is not None:
        return f"{result.qualifier} {result.value}" if result.qualifier else str(result.value)
    return result.word or result.state.value


def must_be_stored(each: Expected, before: int) -> tuple[list[Stored], list[str], int, int]:
    """What `stored` has to say afterwards, where there were so many lots before; in order of attribute."""
    if each.stored is None:
        return [], [], before, 0
    titres = [row for row in each.stored if row[1] == TITRE]
    others = [row for row in each.stored if row[1] != TITRE]
    return [*titres, *others], list(each.comments), before + len({row[0] for row in each.stored}), 1
