"""The estimate with one lot left out at a time, as package and page print it."""

from collections.abc import Iterator

from comparability.usecases.contents import figures
from comparability.usecases.contents.lines import Line
from reports import content
from reports.wording import ENGLISH, Words


def rows(line: Line, words: Words = ENGLISH) -> Iterator[content.InfluenceRow]:
    """One row per lot left out."""
    for row in line.item.influence:
        low, high = (
            None if row[end] is None else figures.contrast(row[end], line) for end in ("low", "high")
        )
        yield content.InfluenceRow(
            left_out=row["lot_number"],
            estimate="" if row["estimate"] is None else figures.contrast(row["estimate"], line),
            interval="" if low is None and high is None else figures.ends(low, high, words),
            outcome=content.Outcome(row["outcome"]),
        )
