"""Which cell styles of a workbook show something else than the number they hold: dates and percentages.

Formats that only round what is shown are no concern: the number held is taken.
"""

import enum
import re

from comparability.files.xlsx_package import Package

# Built-in format ids that show dates or times, the East Asian ones included (ECMA-376-1, 18.8.30).
_DATE_IDS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)})
_PERCENT_IDS = frozenset({9, 10})
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)


class Shown(enum.Enum):
    """What a style makes of a number."""

    NUMBER = enum.auto()
    DATE = enum.auto()
    PERCENT = enum.auto()


def cell_styles(package: Package, part: str | None) -> tuple[Shown, ...]:
    """What each cell style, by its index, makes of a number; empty for a workbook without styles."""
    if part is None:
        return ()
    codes: dict[int, str] = {}
    styles: list[Shown] = []
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
            styles.append(_shown(format_id, codes.get(format_id)))
    return tuple(styles)


def _shown(format_id: int, code: str | None) -> Shown:
    if code is None:
        if format_id in _DATE_IDS:
            return Shown.DATE
        return Shown.PERCENT if format_id in _PERCENT_IDS else Shown.NUMBER
    letters = _NOT_SHOWN.sub("", code)
    if re.search(r"general", letters, re.IGNORECASE):
        return Shown.NUMBER
    if re.search(r"[ymdhs]", letters, re.IGNORECASE):
        return Shown.DATE
    return Shown.PERCENT if "%" in letters else Shown.NUMBER


def _number(text: str | None) -> int:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,6}", text) else 0
