"""The same lots by two methods, as pasted from a spreadsheet: lot, before and after, one lot a line.

Each value keeps its exact text; what the values say is read in `bridging`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.errors import Invalid
from comparability.model.texts import first_refused, read_text
from comparability.model.values.numbers import ACCEPTED, STATES, read_result
from comparability.model.values.refused_numbers import is_empty_word

MOST_LINES = 500
LOT_LENGTH = 120
EXAMPLE = "A-01, tab, 1.20E13, tab, 1.17E13"
SHAPE = (
    "Two columns (before, after) or three (lot, before, after), separated by tabs as a spreadsheet copies "
    f"them, or by semicolons; for example {EXAMPLE}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPair:
    """One lot or retained sample: its value by the old and by the new method, exactly as typed."""

    lot: str
    before: str
    after: str


class PairsRefused(Invalid):
    """Pasted lines that cannot be read. lines: one sentence for each, naming its number."""

    def __init__(self, lines: Sequence[str]):
        super().__init__(" ".join(lines), field="pairs")
        self.lines = tuple(lines)


def read_pairs(text: str) -> tuple[MethodPair, ...]:
    """The pairs of a pasted text. Empty lines and a heading in the first line are passed over.

    Without a column of lots, each is named by its line: "line 3". Raises PairsRefused with every line that
    cannot be read.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip(" \t;")]
    if len(filled) > MOST_LINES:
        raise PairsRefused([f"{len(filled)} lines; at most {MOST_LINES} are accepted."])
    rows = [(number, _cells(line)) for number, line in filled]
    if rows and _is_heading(rows[0][1]):
        rows = rows[1:]
    if not rows:
        raise PairsRefused([f"No line holds values. {SHAPE}"])
    columns = len(rows[0][1])
    pairs: list[MethodPair] = []
    problems: list[str] = []
    lots: dict[str, int] = {}
    for number, cells in rows:
        try:
            pair = _pair(number, cells, columns)
            if pair.lot in lots:
                raise Invalid(
                    f"lot {pair.lot} stands in line {lots[pair.lot]} already; each lot counts once."
                )
        except Invalid as problem:
            problems.append(f"Line {number}: {problem}")
        else:
            lots[pair.lot] = number
            pairs.append(pair)
    if problems:
        raise PairsRefused(problems)
    return tuple(pairs)


def as_text(pairs: Sequence[MethodPair]) -> str:
    """The pairs as a spreadsheet would copy them."""
    return "\n".join(f"{pair.lot}\t{pair.before}\t{pair.after}" for pair in pairs)


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    return [cell.strip(" ") for cell in line.split(";")]


def _is_heading(cells: Sequence[str]) -> bool:
    """Words where values would stand, such as "ddPCR v1"; what stands for a missing result is none."""
    values = [cell.strip(" ") for cell in cells[-2:]]
    return len(cells) > 1 and all(
        cell[:1].isalpha() and cell.upper() not in STATES and not is_empty_word(cell) for cell in values
    )


def _pair(number: int, cells: Sequence[str], columns: int) -> MethodPair:
    if len(cells) not in (2, 3):
        count = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
        raise Invalid(f"{count} found. {SHAPE}")
    if len(cells) != columns:
        raise Invalid(f"{len(cells)} columns, where the first line has {columns}.")
    *named, before, after = cells
    lot = f"line {number}"
    if named:
        if first_refused(named[0]) is None and not named[0].strip(" "):
            raise Invalid("the lot is missing.")
        lot = read_text(named[0], name="lot", max_length=LOT_LENGTH)
    for side, value in (("before", before), ("after", after)):
        try:
            read_result(value)
        except Invalid as problem:
            raise Invalid(f"{side}: {str(problem).removesuffix(ACCEPTED).rstrip(' ')}") from problem
    return MethodPair(lot=lot, before=before, after=after)
