"""Which signed sums of two to four attributes come to a constant in every lot, within the typed digits.

Single attributes and pairs are met with pairs through sorted intervals in one lot; the few that meet there
are followed through the other lots. No list of all combinations of four attributes is ever made.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.quadrature import Array

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sum of the first `left` attributes = sum of the others + constant.

    is_modulo_one: any whole number is a constant, one for all lots (a power of ten, among logarithms).
    """

    size: int
    left: int
    constant: float
    is_modulo_one: bool

    def count(self, attributes: int) -> int:
        """How many combinations of so many attributes have this shape."""
        sides = math.comb(self.size, self.left)
        return math.comb(attributes, self.size) * (sides // 2 if self.size == 2 * self.left else sides)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Combinations:
    """attributes: one row each, in the order of the shape. constants: one for each row."""

    attributes: Places
    constants: Array


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """Signed sums of one or two attributes in one lot."""

    values: Array
    tolerances: Array
    attributes: Places


def holding(values: Array, tolerances: Array, *, shape: Shape, least_lots: int) -> Combinations:
    """All combinations of the shape that hold in every lot with results for them, `least_lots` at least.

    values, tolerances: lots × attributes, nan where there is nothing to compare.
    """
    lots = list(_lots_that_meet_all(values, least_lots=least_lots))
    rows = [_met(values[lot], tolerances[lot], shape) for lot in lots]
    if len(lots) == 1:
        return _followed(rows[0], values, tolerances, shape)
    return _followed(np.unique(np.concatenate(rows), axis=0), values, tolerances, shape)


def _followed(rows: Places, values: Array, tolerances: Array, shape: Shape) -> Combinations:
    """The rows that hold in all lots, with one constant."""
    signs = np.where(np.arange(shape.size) < shape.left, 1.0, -1.0)
    constants = np.full(len(rows), np.nan if shape.is_modulo_one else shape.constant)
    for lot, rounding in zip(values, tolerances, strict=True):
        if not len(rows):
            break
        beyond = lot[rows] @ signs
        if shape.is_modulo_one:
            # The first lot with results settles the whole number.
            constants = np.where(np.isnan(constants), np.rint(beyond), constants)
        kept = ~(np.abs(beyond - constants) > rounding[rows].sum(axis=1))  # where nothing is missing
        rows, constants = rows[kept], constants[kept]
    return Combinations(attributes=rows, constants=constants)


def _lots_that_meet_all(values: Array, *, least_lots: int) -> Iterator[int]:
    """Lots of which at least one has results for all attributes of any combination that has enough lots."""
    present = ~np.isnan(values)
    usable = present.sum(axis=0) >= least_lots
    complete = np.flatnonzero(present[:, usable].all(axis=1))
    if len(complete):
        yield int(complete[0])
    else:
        yield from range(len(values) - least_lots + 1)


def _met(values: Array, tolerances: Array, shape: Shape) -> Places:
    """Combinations that hold in one lot, each once."""
    usable = np.flatnonzero(~np.isnan(values))
    values, tolerances = values[usable], tolerances[usable]
    single = _Terms(values, tolerances, np.arange(len(usable))[:, np.newaxis])
    sums, differences = _pairs(values, tolerances, 1.0), _pairs(values, tolerances, -1.0)
    # left - constant = rest, with the sign of the rest turned where everything stands on the left.
    first, second = {
        (2, 1): (single, single),
        (2, 2): (single, _turned(single)),
        (3, 1): (single, sums),
        (3, 3): (single, _turned(sums)),
        (4, 1): (differences, sums),
        (4, 2): (sums, sums),
        (4, 4): (sums, _turned(sums)),
    }[shape.size, shape.left]
    one, other = _meet(first, second, shape)
    rows: Places = np.concatenate([first.attributes[one], second.attributes[other]], axis=1)
    return usable[rows[_stand_in_order(rows, shape)]]


def _stand_in_order(rows: Places, shape: Shape) -> NDArray[np.bool_]:
    """Attributes that may change places stand in ascending order, which also keeps them distinct."""
    size, left = shape.size, shape.left
    ordered = np.ones(len(rows), dtype=np.bool_)
    for place in [*range(left - 1), *range(left, size - 1)]:
        ordered &= rows[:, place] < rows[:, place + 1]
    if size == 2 * left:
        ordered &= rows[:, 0] < rows[:, left]
    for place in range(left):
        ordered &= (rows[:, place, np.newaxis] != rows[:, left:]).all(axis=1)
    return ordered


def _pairs(values: Array, tolerances: Array, sign: float) -> _Terms:
    first, second = np.triu_indices(len(values), k=1)
    if sign < 0.0:
        first, second = np.concatenate([first, second]), np.concatenate([second, first])
    return _Terms(
        values[first] + sign * values[second],
        tolerances[first] + tolerances[second],
        np.stack([first, second], axis=1),
    )


def _turned(terms: _Terms) -> _Terms:
    return _Terms(-terms.values, terms.tolerances, terms.attributes)


def _meet(first: _Terms, second: _Terms, shape: Shape) -> tuple[Places, Places]:
    """Places in both of terms whose intervals overlap."""
    x, y = first.values - shape.constant, second.values
    owner = np.arange(len(y))
    tolerance = second.tolerances
    if shape.is_modulo_one:
        x, y = np.mod(x, 1.0), np.mod(y, 1.0)
        y, owner, tolerance = np.concatenate([y - 1.0, y, y + 1.0]), np.tile(owner, 3), np.tile(tolerance, 3)
    order = np.argsort(y - tolerance)
    low, high = (y - tolerance)[order], np.maximum.accumulate((y + tolerance)[order])
    # Sorted by their low ends, only those intervals can overlap that start before x ends and of which one so
    # far ends after x starts.
    start = np.searchsorted(high, x - first.tolerances, side="left")
    count = np.maximum(np.searchsorted(low, x + first.tolerances, side="right") - start, 0)
    one = np.repeat(np.arange(len(x)), count)
    within = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    other = order[np.repeat(start, count) + within]
    overlap = np.abs(x[one] - y[other]) <= first.tolerances[one] + tolerance[other]
    return one[overlap], owner[other[overlap]]
