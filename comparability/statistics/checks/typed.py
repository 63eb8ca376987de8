"""A table of results as they were typed, lots by attributes: each number with the weight of its last digit.

A Decimal keeps what was typed: "1.20E13" says that the third digit is known, which a float forgets.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from comparability.statistics.errors import NotATypedTable, NotFinite
from comparability.statistics.quadrature import Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TypedTable:
    """values, units: lots × attributes, nan where there is no result. units: one step of the last digit."""

    values: Array
    units: Array


def typed_table(*, rows: Sequence[Sequence[Decimal | None]]) -> TypedTable:
    """rows: one per lot, with a Decimal or None for each attribute, in the same order everywhere.

    Raises NotATypedTable, NotFinite.
    """
    widths = {len(row) for row in rows}
    if len(widths) != 1 or 0 in widths:
        raise NotATypedTable(why="every lot needs one entry for each attribute")
    values, units = zip(*[zip(*map(_read, row), strict=True) for row in rows], strict=True)
    table = np.array([values, units], dtype=np.float64)
    # Nothing is changed after it was checked.
    table.setflags(write=False)
    return TypedTable(values=table[0], units=table[1])


def _read(entry: Decimal | None) -> tuple[float, float]:
    if entry is None:
        return math.nan, math.nan
    if not isinstance(entry, Decimal):
        raise NotATypedTable(why="each entry must be a decimal number as typed, or nothing")
    exponent = entry.as_tuple().exponent
    if not isinstance(exponent, int) or not math.isfinite(float(entry)):
        raise NotFinite(what="A typed value")
    return float(entry), float(Decimal(1).scaleb(exponent))
