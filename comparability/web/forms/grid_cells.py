"""The places of a large grid that hold nothing, written here: it has thousands of them, and a page is slow.

What holds something, or was refused, is written by the page as everywhere.
"""

from collections.abc import Container, Iterable, Iterator
from typing import Any, Final

from markupsafe import Markup, escape

from comparability.storage.attributes import Attribute
from comparability.storage.result_grid import GridColumn

NOTHING = '<td class="none"><span class="missing">none</span></td>'  # to who enters no results


class EmptyCells:
    """The empty cells of a grid. held: lot and attribute of those that are not."""

    def __init__(self, columns: Iterable[GridColumn], held: Container[tuple[int, int]], *, may_enter: bool):
        self._columns = [(each, each.attribute.id, *_around(each.attribute)) for each in columns]
        self._held = held
        self._may_enter = may_enter

    def between(self, lot_id: int, number: str) -> Iterator[tuple[Markup, GridColumn | None]]:
        """Along the row of a lot: the empty cells side by side, and the column that comes after them.

        At the end of a row no column comes after. A computed column always does.
        """
        start, label = f'<input type="text" name="cell-{lot_id}-', escape(number)
        blank: list[str] = []
        for column, attribute_id, before, after in self._columns:
            if column.parts is not None or (lot_id, attribute_id) in self._held:
                yield _joined(blank), column
                blank.clear()
            elif self._may_enter:
                blank.append(f'{before}{start}{attribute_id}" aria-label="{label}, {after}')
            else:
                blank.append(NOTHING)
        yield _joined(blank), None


def _around(attribute: Attribute) -> tuple[str, str]:
    """What stands before and after the names in the cell of an attribute."""
    before = '<td class="cell word">' if attribute.is_qualitative else '<td class="cell">'
    words = f' list="words-{attribute.id}"' if attribute.is_qualitative else ""
    return before, f'{escape(attribute.name)}"{words}></td>'


def _joined(cells: list[str]) -> Markup:
    return Markup("".join(cells))  # noqa: S704 - names were escaped where they were put in


AS_ABOVE: Final = "as above"  # the laboratory of an attribute that has none of its own
# What may differ between the attributes of one save.
OWN: Final = (
    "laboratory_id", "tested_on", "run", "plate", "analyst", "instrument", "reference_standard",
    "control_value", "source_page", "raw_data",
)  # fmt: skip
OWN_WORDS: Final = {name: name.removesuffix("_id").replace("_", " ") for name in OWN}


def own_name(attribute: Attribute, name: str) -> str:
    """The name of the field of what an attribute has of its own."""
    return f"column-{attribute.id}-{name}"


def own_between(
    attribute: Attribute, held: Container[str], laboratories: Markup
) -> Iterator[tuple[Markup, str | None]]:
    """Along the row of an attribute: the empty inputs side by side, and the name of the field after them.

    held: the names of those that are fields. At the end of the row no field comes after.
    """
    label, before = escape(attribute.name), own_name(attribute, "")
    blank: list[str] = []
    for name, words in OWN_WORDS.items():
        field = before + name
        if field in held:
            yield _joined(blank), field
            blank.clear()
            continue
        about = f'id="{field}" name="{field}" aria-label="{label}: {words}"'
        blank.append(
            f"<td><select {about}>{laboratories}</select></td>"
            if name == "laboratory_id"
            else f'<td><input type="text" {about} value=""></td>'
        )
    yield _joined(blank), None


def options(choices: Iterable[tuple[Any, str]], *, empty: str, chosen: Any = None) -> Markup:
    """The entries of a list to choose from, written as `PickField` writes them."""
    blank = Markup('<option{} value="">{}</option>').format(_selected(chosen is None), empty)
    one = Markup('<option{} value="{}">{}</option>')
    return blank + Markup("").join(one.format(_selected(key == chosen), key, words) for key, words in choices)


def _selected(is_so: bool) -> Markup:
    return Markup(" selected") if is_so else Markup("")
