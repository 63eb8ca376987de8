"""The same lot under several numbers: rows of results that are equal in attribute after attribute.

A single attribute repeats easily (a pH, a rounded percentage), so it is reported as information only.
"""

from dataclasses import dataclass

import numpy as np

from comparability.statistics.checks.typed import TypedTable
from comparability.statistics.errors import OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatedLots:
    """Lots that cannot be told apart. lots: their places. attributes: the fewest compared in a pair of them,
    counting only attributes in which some lots differ.
    """

    lots: tuple[int, ...]
    attributes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedValue:
    """One value of one attribute under several lot numbers: information, no finding."""

    attribute: int
    value: float
    lots: tuple[int, ...]


def duplicated_lots(*, table: TypedTable, least_attributes: int) -> tuple[DuplicatedLots, ...]:
    """Groups of lots with equal numbers in every attribute that both of any two have results for.

    least_attributes: so many attributes at least must be compared between any two; attributes in which all
    lots agree do not count, unless all lots agree in everything. Raises OutOfRange.
    """
    if least_attributes < 2:
        raise OutOfRange(
            name="The number of attributes compared", value=least_attributes, accepted="2 or more"
        )
    varies = _varies(table)
    varying = table.values[:, varies] if varies.any() else table.values
    present = ~np.isnan(varying)
    compared = present.astype(np.intp) @ present.T.astype(np.intp)
    equal = (varying[:, np.newaxis, :] == varying[np.newaxis, :, :]).sum(axis=2)
    alike = (equal == compared) & (compared >= least_attributes)
    groups: list[list[int]] = []
    for lot in range(len(alike)):
        # With missing results, being alike need not carry over from one lot to the next: a group holds lots
        # of which any two are alike.
        for group in groups:
            if alike[lot, group].all():
                group.append(lot)
                break
        else:
            groups.append([lot])
    return tuple(
        DuplicatedLots(
            lots=tuple(group),
            attributes=min(int(compared[one, other]) for one in group for other in group if one < other),
        )
        for group in groups
        if len(group) > 1
    )


def repeated_values(*, table: TypedTable) -> tuple[RepeatedValue, ...]:
    """Every value that an attribute shows in more than one lot, attribute by attribute."""
    found = []
    for attribute, column in enumerate(table.values.T):
        numbers, counts = np.unique(column[~np.isnan(column)], return_counts=True)
        for value in numbers[counts > 1]:
            lots = tuple(int(lot) for lot in np.flatnonzero(column == value))
            found.append(RepeatedValue(attribute=attribute, value=float(value), lots=lots))
    return tuple(found)


def _varies(table: TypedTable) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    present = ~np.isnan(table.values)
    low = np.where(present, table.values, np.inf).min(axis=0)
    high = np.where(present, table.values, -np.inf).max(axis=0)
    varies: np.ndarray[tuple[int], np.dtype[np.bool_]] = low < high
    return varies
