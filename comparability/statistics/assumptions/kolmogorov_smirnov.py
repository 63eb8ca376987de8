"""Do two arms come from one distribution? The two-sample Kolmogorov–Smirnov test, exact, ties included.

With 3 lots an arm the smallest p-value is 0.1, with 4 it is 0.029: a large p-value says nothing at 3 to 10
lots and never licenses a pooled test.

Sources: Smirnov (1939); Hodges (1958) Ark Mat 3:469 for counting paths; Schröer and Trenkler (1995) Comput
Stat Data Anal 20:185 for ties.
"""

from dataclasses import dataclass

from comparability.statistics.samples import Values, read


@dataclass(frozen=True, slots=True, kw_only=True)
class KolmogorovSmirnov:
    """distance: largest between the two shares of lots up to a value. p: exact, given the ties."""

    n_pre: int
    n_post: int
    distance: float
    p: float


def kolmogorov_smirnov(*, pre: Values, post: Values) -> KolmogorovSmirnov:
    """H0: pre and post lots come from one distribution, of any shape. At least two lots each.

    Two-sided: the share of all orders of the pooled lots with a distance at least as large.
    Raises TooFewLots, NotFinite, NotAVector.
    """
    before, after = read(pre, arm="pre", need=2), read(post, arm="post", need=2)
    n, m = len(before), len(after)
    # The shares may be compared only where a run of equal values ends, in whole numbers of 1 / (n·m).
    pooled = sorted([(value, m) for value in before] + [(value, -n) for value in after])
    is_end = [True]
    height = distance = 0
    for place, (value, step) in enumerate(pooled, start=1):
        height += step
        is_end.append(place == n + m or pooled[place][0] != value)
        if is_end[-1]:
            distance = max(distance, abs(height))
    nearer, paths = _paths(n, m, is_end, distance), _paths(n, m, is_end, n * m + 1)
    return KolmogorovSmirnov(n_pre=n, n_post=m, distance=distance / (n * m), p=(paths - nearer) / paths)


def _paths(n: int, m: int, is_end: list[bool], distance: int) -> int:
    """Orders of the pooled lots whose shares stay nearer than the distance wherever they are compared."""
    row: list[int] = []
    for i in range(n + 1):
        reached: list[int] = []
        for j in range(m + 1):
            from_left = reached[j - 1] if j else 0
            from_above = row[j] if i else 0
            count = from_left + from_above if i or j else 1
            reached.append(0 if is_end[i + j] and abs(i * m - j * n) >= distance else count)
        row = reached
    return row[m]
