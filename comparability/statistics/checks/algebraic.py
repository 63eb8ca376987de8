"""Attributes that are computed from others: an exact sum or product in every lot, within the typed digits.

Such an attribute brings no evidence of its own (TU per ng p24 beside TU and p24, percentages that close to
100), and tests on it are the same test again. Whether a relation could hold by accident depends on the digits
and on how many relations were tried, so the number of accidents to be expected stands beside each and decides
what is reported. How candidates are met is in `meeting`.
"""

import enum
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.checks.meeting import Combinations, Shape, holding
from comparability.statistics.checks.typed import TypedTable
from comparability.statistics.errors import OutOfRange
from comparability.statistics.quadrature import Array

# Sums that parts close to.
WHOLES = (1.0, 100.0)
# One attribute over one other, with any factor.
PROPORTIONAL = Shape(size=2, left=1, constant=0.0, is_modulo_one=True)
# Differences and products of doubles that are equal in decimals.
SLACK = 1e-12


class Form(enum.Enum):
    """SUM: Σ left = Σ right + constant. PRODUCT: Π left = constant · Π right.

    A difference is a sum and a quotient a product, read from the other side.
    """

    SUM = "sum"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """left, right: places of attributes. constant: for a sum 0, or the whole that parts close to; for a
    product a power of ten (units, percent), or any factor where one attribute is proportional to one other.

    lots: in which all of them have results. accidents: how many relations of the kind unrelated attributes
    with these digits would be expected to show.
    """

    form: Form
    left: tuple[int, ...]
    right: tuple[int, ...]
    constant: float
    lots: int
    accidents: float


def algebraic_relations(*, table: TypedTable, least_lots: int, most_accidents: float) -> tuple[Relation, ...]:
    """Every attribute that equals, in all lots, a sum, difference, product or quotient of up to three others.

    least_lots: lots with results for all attributes of a relation. most_accidents: relations of which more
    would be expected by accident are not reported (0.05: about one false report in twenty tables); with three
    lots and two digits nothing can be told. Of a relation that holds between fewer attributes, larger ones
    are not repeated. Raises OutOfRange.
    """
    if least_lots < 2:
        raise OutOfRange(name="The number of lots of a relation", value=least_lots, accepted="2 or more")
    if not 0.0 < most_accidents < math.inf:
        raise OutOfRange(name="The number of accidents", value=most_accidents, accepted="a number above 0")
    found: list[Relation] = []
    for form, values, tolerances in _scales(table):
        usable = int((~np.isnan(values)).any(axis=0).sum())
        known: set[frozenset[int]] = set()
        for shape in _shapes(form):
            held = (
                holding(values, tolerances, shape=shape, least_lots=least_lots)
                if shape is not PROPORTIONAL
                else _proportional(values, tolerances)
            )
            lots, accidents = _accidents(held.attributes, values, tolerances, shape)
            accidents *= shape.count(usable)
            new = [
                _relation(form, shape, held, row, int(lots[row]), float(accidents[row]))
                for row in np.flatnonzero((lots >= least_lots) & (accidents <= most_accidents)).tolist()
                if not any(smaller < set(held.attributes[row].tolist()) for smaller in known)
            ]
            known |= {frozenset(relation.left + relation.right) for relation in new}
            found += new
    return tuple(sorted(found, key=lambda relation: relation.accidents))


def _shapes(form: Form) -> list[Shape]:
    """Fewest attributes first."""
    if form is Form.PRODUCT:
        return [PROPORTIONAL] + [
            Shape(size=size, left=left, constant=0.0, is_modulo_one=True)
            for size, left in ((2, 2), (3, 1), (3, 3), (4, 1), (4, 2), (4, 4))
        ]
    return [
        Shape(size=size, left=left, constant=constant, is_modulo_one=False)
        for size in (2, 3, 4)
        for left, constant in (
            *((left, 0.0) for left in range(1, size // 2 + 1)),
            *((size, whole) for whole in WHOLES),
        )
    ]


def _relation(
    form: Form, shape: Shape, held: Combinations, row: int, lots: int, accidents: float
) -> Relation:
    attributes, constant = tuple(held.attributes[row].tolist()), float(held.constants[row])
    return Relation(
        form=form,
        left=attributes[: shape.left],
        right=attributes[shape.left :],
        constant=10.0**constant if form is Form.PRODUCT else constant,
        lots=lots,
        accidents=accidents,
    )


def _scales(table: TypedTable) -> list[tuple[Form, Array, Array]]:
    """Values and half a step of their last digit; for products decimal logarithms, if all are positive."""
    values, half = table.values, 0.5 * table.units
    # What is the same in all lots would stand in a relation as a mere constant.
    varies = _filled(values, np.inf).min(axis=0) < _filled(values, -np.inf).max(axis=0)
    usable = np.where(varies, values, np.nan)
    # A value as small as its own rounding has no logarithm to speak of.
    is_clear = (_filled(usable - half, np.inf) > 0.0).all(axis=0)
    positive = np.where(is_clear, usable, np.nan)
    logs = np.log10(positive)
    relative = -np.log10(1.0 - np.where(is_clear, half / positive, np.nan))
    return [
        (Form.SUM, usable, half * (1.0 + SLACK) + SLACK * np.abs(usable)),
        (Form.PRODUCT, logs, relative * (1.0 + SLACK) + SLACK * (1.0 + np.abs(logs))),
    ]


def _filled(values: Array, filler: float) -> Array:
    filled: Array = np.where(np.isnan(values), filler, values)
    return filled


def _proportional(values: Array, tolerances: Array) -> Combinations:
    """Pairs of attributes whose quotient could be one number in every lot."""
    first, second = np.triu_indices(values.shape[1], k=1)
    quotient, tolerance = values[:, first] - values[:, second], tolerances[:, first] + tolerances[:, second]
    low = _filled(quotient - tolerance, -np.inf).max(axis=0)
    high = _filled(quotient + tolerance, np.inf).min(axis=0)
    holds = (low <= high) & np.isfinite(low)
    return Combinations(
        attributes=np.stack([first[holds], second[holds]], axis=1), constants=0.5 * (low[holds] + high[holds])
    )


def _accidents(
    attributes: NDArray[np.intp], values: Array, tolerances: Array, shape: Shape
) -> tuple[Array, Array]:
    """In how many lots each combination has results, and the chance that it holds in all of them by accident.

    In a lot an unrelated attribute falls within the rounding with the chance of the width of the rounding
    over the range that the attributes have in these lots.
    """
    involved, rounding = values[:, attributes], tolerances[:, attributes].sum(axis=2)
    present: NDArray[np.bool_] = np.logical_not(np.isnan(involved).any(axis=2))
    kept = present[:, :, np.newaxis]
    highest = np.where(kept, involved, -np.inf).max(axis=0)
    lowest = np.where(kept, involved, np.inf).min(axis=0)
    spread = np.maximum((highest - lowest).max(axis=1), np.finfo(np.float64).tiny)
    chance = np.where(present, np.minimum(1.0, 2.0 * np.where(present, rounding, 1.0) / spread), 1.0)
    if shape is PROPORTIONAL:
        # The lot that says most is spent on the factor.
        chance = np.sort(chance, axis=0)[1:]
    return present.sum(axis=0).astype(np.float64), chance.prod(axis=0)
