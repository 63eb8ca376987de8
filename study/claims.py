"""What the results say of the promise that no default criterion exceeds 0.06 from three lots up."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from study.exact_sizes import ExactSize
from study.results import Results
from study.scenarios import Row

MOST = 0.06
FEWEST_LOTS = 3


def default_rows_over(results: Results, *, most: float) -> tuple[Row, ...]:
    """Of default criteria from three lots up, the worst first."""
    over = [
        row
        for row in results.rows
        if row.is_default and row.fewest_lots >= FEWEST_LOTS and (row.false_equivalence or 0.0) > most
    ]
    return tuple(sorted(over, key=lambda row: -(row.false_equivalence or 0.0)))


def designs_over(results: Results, *, most: float) -> tuple[ExactSize, ...]:
    """Of Welch's test from three lots up, over the whole grid."""
    return tuple(size for size in results.sizes if size.fewer >= FEWEST_LOTS and size.size > most)


def largest(sizes: Iterable[ExactSize]) -> ExactSize:
    return max(sizes, key=lambda size: size.size)


def by_criterion(rows: Iterable[Row]) -> Iterator[tuple[str, str, tuple[Row, ...]]]:
    """Family, criterion and its rows, in the order in which they first come."""
    ordered = list(rows)
    first = {(row.family, row.criterion): at for at, row in reversed(list(enumerate(ordered)))}
    ordered.sort(key=lambda row: first[row.family, row.criterion])
    for (family, criterion), found in groupby(ordered, key=lambda row: (row.family, row.criterion)):
        yield family, criterion, tuple(found)


def worst_of(rows: Iterable[Row]) -> Row | None:
    """The row with the largest false-equivalence rate; None of rows that promise nothing."""
    promising = [row for row in rows if row.false_equivalence is not None]
    return max(promising, key=lambda row: row.false_equivalence or 0.0, default=None)
