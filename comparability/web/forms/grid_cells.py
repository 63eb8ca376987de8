"""The places of a large grid that hold nothing, written here: it has thousands of them, and a page is slow.

What holds something, or was refused, is written by the page as everywhere.
"""

from collections.abc import Container, Iterable, Iterator

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


def own_input(name: str, label: str) -> Markup:
    """The field of what one attribute has of its own, where nothing was typed into it."""
    name, label = escape(name), escape(label)
    return Markup(f'<input type="text" name="{name}" id="{name}" value="" aria-label="{label}">')  # noqa: S704


def own_choice(name: str, label: str, options: Markup) -> Markup:
    """The same for a list of options."""
    name, label = escape(name), escape(label)
    return Markup(f'<select aria-label="{label}" id="{name}" name="{name}">{options}</select>')  # noqa: S704
