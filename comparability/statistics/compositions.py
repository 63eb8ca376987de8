"""Parts of a whole, such as empty, full and partial capsids or VP1:VP2:VP3, read lot by lot as log-ratios.

Only ratios between parts are used, so whether a lot adds up to 100 % or 98 % changes nothing: three
percentages are two numbers. No arms are compared here.

Sources: Aitchison (1986) The Statistical Analysis of Compositional Data; Egozcue, Pawlowsky-Glahn,
Mateu-Figueras and Barceló-Vidal (2003) Math Geol 35:279, the isometric log-ratios.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.errors import NotACompositionTable, NotFinite, TooFewLots, ZeroPart
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import log_ratios

Compositions = Sequence[Sequence[float]] | NDArray[np.floating] | NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class LogParts:
    """Two arms as logarithms of every part over that part in the first pre lot, and that lot itself.

    Rows are lots, columns parts. Over a lot of the data, the logarithms of close lots keep their digits.
    """

    pre: Array
    post: Array
    first: Array

    @property
    def parts(self) -> int:
        return len(self.first)


def read_compositions(lots: Compositions, *, arm: str) -> list[list[float]]:
    """At least two lots of the same parts, at least two, none negative, not all of them zero.

    Raises NotACompositionTable, NotFinite, TooFewLots.
    """
    plain: Sequence[object] = lots.tolist() if isinstance(lots, np.ndarray) else lots
    try:
        rows = [[float(part) for part in lot] for lot in plain]  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise NotACompositionTable(
            arm=arm, why="every lot must be a list with one number per part"
        ) from error
    if len(rows) < 2:
        raise TooFewLots(arm=arm, have=len(rows), need=2)
    if len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        raise NotACompositionTable(arm=arm, why="all lots must have the same parts, at least two")
    for row in rows:
        if not all(map(math.isfinite, row)):
            raise NotFinite(what=f"A part of the {arm} arm")
        if min(row) < 0.0:
            raise NotACompositionTable(arm=arm, why=f"a part is {min(row):g}, and no part can be negative")
        if max(row) == 0.0:
            raise NotACompositionTable(arm=arm, why="all parts of a lot are zero")
    return rows


def read_both(*, pre: Compositions, post: Compositions) -> tuple[list[list[float]], list[list[float]]]:
    """Both arms, of the same parts. Raises what `read_compositions` raises."""
    before, after = read_compositions(pre, arm="pre"), read_compositions(post, arm="post")
    if len(before[0]) != len(after[0]):
        why = f"its lots have {len(after[0])} parts and those of the pre arm {len(before[0])}"
        raise NotACompositionTable(arm="post", why=why)
    return before, after


def read_log_parts(*, pre: Compositions, post: Compositions) -> LogParts:
    """Both arms, every part above zero. Raises ZeroPart too."""
    before, after = read_both(pre=pre, post=post)
    for arm, rows in (("pre", before), ("post", after)):
        for row in rows:
            if 0.0 in row:
                raise ZeroPart(arm=arm, part=row.index(0.0) + 1)
    first = before[0]
    return LogParts(_over(before, first), _over(after, first), np.log(first))


def basis(parts: int) -> Array:
    """The orthonormal directions of the log-ratios, one a column: each part against the ones before it.

    Column j is sqrt(j / (j + 1)) times (-1/j, …, -1/j, 1, 0, …), as the R package compositions has it.
    """
    columns = np.zeros((parts, parts - 1))
    for j in range(1, parts):
        columns[:j, j - 1] = -1.0 / j
        columns[j, j - 1] = 1.0
        columns[:, j - 1] *= math.sqrt(j / (j + 1.0))
    return columns


def closed(logarithms: Array) -> tuple[float, ...]:
    """Logarithms of parts, known up to a common constant, as percentages that add up to 100."""
    parts = np.exp(logarithms - logarithms.max())
    return tuple(float(part) for part in 100.0 * parts / parts.sum())


def mean_lot(logarithms: Array) -> Array:
    """The mean over lots of each column."""
    return np.array([math.fsum(column) / len(logarithms) for column in logarithms.T])


def _over(rows: list[list[float]], first: list[float]) -> Array:
    columns = [log_ratios([row[index] for row in rows], origin=origin) for index, origin in enumerate(first)]
    return np.array(columns).T
