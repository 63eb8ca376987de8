"""Which cell styles of a workbook show something else than they hold: dates, percentages, thousands, nothing.

Formats that only round what is shown are no concern: the number held is taken.
"""

import enum
import re
from dataclasses import dataclass

from comparability.files.xlsx_package import Package

# Built-in format ids that show dates or times, the East Asian ones included (ECMA-376-1, 18.8.30).
_DATE_IDS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)})
_PERCENT_IDS = frozenset({9, 10})
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]|g|b{2}|a{3}|e(?![+-])", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_ZERO = re.compile(r"[+-]?0*\.?0*(?:[eE].*)?")


class Shown(enum.Enum):
    """What a format makes of the content of a cell."""

    AS_HELD = enum.auto()  # perhaps rounded
    DATE = enum.auto()
    PERCENT = enum.auto()
    SCALED = enum.auto()
    NOTHING = enum.auto()  # or a fixed text, whatever the cell holds


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStyle:
    """What a style makes of each kind of content; a format has up to four sections (ECMA-376-1, 18.8.31)."""

    positive: Shown = Shown.AS_HELD
    negative: Shown = Shown.AS_HELD
    zero: Shown = Shown.AS_HELD
    text: Shown = Shown.AS_HELD

    def of_number(self, value: str) -> Shown:
        """What is shown of a number in its literal form."""
        if _ZERO.fullmatch(value):
            return self.zero
        return self.negative if value.startswith("-") else self.positive


PLAIN = CellStyle()


def cell_styles(package: Package, part: str | None) -> tuple[CellStyle, ...]:
    """What each cell style, by its index, makes of a content; empty for a workbook without styles."""
    if part is None:
        return ()
    codes: dict[int, str] = {}
    styles: list[CellStyle] = []
    within_cell_styles = False
    for tag, attributes in package.small_part(part):
        if tag == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            within_cell_styles = True
        elif tag in {"cellStyles", "cellStyleXfs", "dxfs"}:
            within_cell_styles = False
        elif tag == "xf" and within_cell_styles:
            format_id = _number(attributes.get("numFmtId"))
            styles.append(_style(format_id, codes.get(format_id)))
    return tuple(styles)


def _style(format_id: int, code: str | None) -> CellStyle:
    if code is None:
        if format_id in _DATE_IDS:
            return _same(Shown.DATE)
        return _same(Shown.PERCENT) if format_id in _PERCENT_IDS else PLAIN
    has_condition = re.search(r"\[[<>=]", code) is not None
    sections = [_section(each) for each in _LITERAL.sub("", code).split(";")]
    if has_condition or len(sections) == 1:
        # Which section a condition chooses is not followed: the worst of them is what may be shown.
        return _same(max(sections[:3], key=_SEVERITY.index))
    positive, negative, zero, text = (*sections, *[Shown.AS_HELD] * 4)[:4]
    return CellStyle(
        positive=positive,
        negative=negative,
        zero=zero if len(sections) > 2 else positive,
        text=text if len(sections) > 3 else Shown.AS_HELD,
    )


def _same(shown: Shown) -> CellStyle:
    return CellStyle(positive=shown, negative=shown, zero=shown)


_SEVERITY = (Shown.AS_HELD, Shown.NOTHING, Shown.SCALED, Shown.PERCENT, Shown.DATE)


def _section(letters: str) -> Shown:
    """One section of a format, its literal texts and colours taken out."""
    if re.search(r"general", letters, re.IGNORECASE) or "@" in letters:
        return Shown.AS_HELD
    if _DATE.search(letters):
        return Shown.DATE
    if "%" in letters:
        return Shown.PERCENT
    if _SCALED.search(letters):
        return Shown.SCALED
    return Shown.AS_HELD if re.search(r"[0#?]", letters) else Shown.NOTHING


def _number(text: str | None) -> int:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,6}", text) else 0
