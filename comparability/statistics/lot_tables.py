"""Lots of many attributes at once, a row per attribute and a column per lot: the checks at the door, and
moments that keep the digits of `samples.moments`.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comparability.statistics.errors import NoSpread, NotATable, NotFinite, NotPositive, TooFewLots

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowMoments:
    """Per row: count, sample SD (divisor n - 1), and the mean in two parts whose sum loses digits."""

    n: Array
    sd: Array
    origin: Array
    centre: Array


def read_table(values: ArrayLike, *, arm: str) -> Array:
    """At least two lots of at least one attribute. Raises NotATable, TooFewLots, NotFinite."""
    try:
        table = np.asarray(values, dtype=np.float64)
    except OverflowError as error:
        raise NotFinite(what=f"A value of the {arm} arm") from error
    except (TypeError, ValueError) as error:
        raise NotATable(why=f"the rows of the {arm} arm have different lengths or hold no numbers") from error
    if table.ndim != 2 or not table.shape[0]:
        raise NotATable(why=f"the {arm} arm has {table.ndim} dimensions or no rows")
    if table.shape[1] < 2:
        raise TooFewLots(arm=arm, have=table.shape[1], need=2)
    is_finite = np.isfinite(table)
    if not is_finite.all():
        at = _first(np.any(~is_finite, axis=1))
        raise NotFinite(what=f"A value of the {named(arm, at)} arm")
    return table


def log_ratio_table(table: Array, *, origin: Array, arm: str) -> Array:
    """Natural logarithms of value / origin, as `samples.log_ratios`; an origin a row. Raises NotPositive."""
    is_positive = table > 0.0
    if not is_positive.all():
        at = _first(np.any(~is_positive, axis=1))
        raise NotPositive(arm=named(arm, at), value=float(table[at].min()))
    origin = origin[:, np.newaxis]
    with np.errstate(over="ignore"):
        deviation = (table - origin) / origin
    is_close = (-0.5 < deviation) & (deviation < 1.0)
    near: Array = np.log1p(np.where(is_close, deviation, 0.0))
    return near if is_close.all() else np.where(is_close, near, np.log(table) - np.log(origin))


def row_moments(table: Array, *, arm: str) -> RowMoments:
    """Raises NoSpread, NotFinite."""
    n = table.shape[1]
    origin = table[:, 0].copy()
    with np.errstate(over="ignore", invalid="ignore"):
        deviations = table - origin[:, np.newaxis]
        centre = _row_sums(deviations) / n
        deviations -= centre[:, np.newaxis]
        largest = np.maximum(deviations.max(axis=1), -deviations.min(axis=1))
    if not np.isfinite(largest).all():
        raise NotFinite(what=f"The spread of the {named(arm, _first(~np.isfinite(largest)))} arm")
    if not largest.all():
        raise NoSpread(arm=named(arm, _first(largest == 0.0)), count=n)
    deviations /= largest[:, np.newaxis]
    sd = largest * np.sqrt(np.square(deviations).sum(axis=1)) / math.sqrt(n - 1)
    return RowMoments(n=np.full(len(table), float(n)), sd=sd, origin=origin, centre=centre)


def exact_sum(*parts: Array) -> Array:
    """Of a few arrays, element by element: what was rounded off is added at the end.

    Neumaier (1974) Z Angew Math Mech 54:39.
    """
    total, lost = parts[0], np.zeros_like(parts[0])
    for part in parts[1:]:
        following = total + part
        back = following - total
        lost += (total - (following - back)) + (part - back)
        total = following
    return total + lost


def named(arm: str, row: int) -> str:
    """An arm and a row, counted from 1, as they stand in a sentence."""
    return f"{arm} (row {row + 1})"


def _row_sums(table: Array) -> Array:
    return exact_sum(*table.T)


def _first(is_wrong: NDArray[np.bool_]) -> int:
    return int(np.flatnonzero(is_wrong)[0])
