"""Compositions in which a part was not seen: zeros replaced by a stated amount, and what another one gives.

Source: Martín-Fernández, Barceló-Vidal and Pawlowsky-Glahn (2003) Math Geol 35:253, multiplicative
replacement: what the zeros receive is taken from the other parts in proportion, so that their ratios stay.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from comparability.statistics.composition import CompositionTest
from comparability.statistics.compositions import Compositions, read_both
from comparability.statistics.errors import BadLimit, OutOfRange, PartNeverSeen

Rows = list[list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedZeros:
    """Both arms in percent, and in how many lots a part was zero."""

    pre: tuple[tuple[float, ...], ...]
    post: tuple[tuple[float, ...], ...]
    zeros_pre: tuple[int, ...]  # lots, for each part
    zeros_post: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroSensitivity:
    """The joint test with zeros replaced by `delta` percent, and again with `other_delta`.

    ratio_of_t2: of the second to the first, which shows how far the made-up amount decides.
    """

    delta: float
    other_delta: float
    zeros_pre: tuple[int, ...]
    zeros_post: tuple[int, ...]
    test: CompositionTest
    other: CompositionTest
    ratio_of_t2: float


def replace_zeros(*, pre: Compositions, post: Compositions, delta: float) -> ReplacedZeros:
    """Every lot closed to 100 %, with zeros at `delta` percent.

    delta: below the detection limit (65 % of it is usual), at most the smallest share that any lot shows of
    the same part. Raises BadLimit, PartNeverSeen, and what `read_both` raises.
    """
    if not 0.0 < delta < 100.0:
        raise OutOfRange(
            name="The replacement of zeros", value=delta, accepted="a number above 0 and below 100"
        )
    before, after = map(_closed, read_both(pre=pre, post=post))
    zeros_pre, zeros_post = _count(before, "pre"), _count(after, "post")
    if max(row.count(0.0) for row in before + after) * delta >= 100.0:
        raise BadLimit(why=f"the zeros of one lot would become 100 % or more, each {delta:g} %")
    for part, (in_pre, in_post) in enumerate(zip(zeros_pre, zeros_post, strict=True)):
        if in_pre or in_post:
            smallest = min(row[part] for row in before + after if row[part] > 0.0)
            if delta > smallest:
                why = f"zeros of part {part + 1} would become {delta:g} %, and a lot shows {smallest:g} %"
                raise BadLimit(why=why)
    return ReplacedZeros(
        pre=tuple(_replaced(row, delta) for row in before),
        post=tuple(_replaced(row, delta) for row in after),
        zeros_pre=zeros_pre,
        zeros_post=zeros_post,
    )


def zero_sensitivity(
    *,
    pre: Compositions,
    post: Compositions,
    delta: float,
    other_delta: float,
    test: Callable[..., CompositionTest],
) -> ZeroSensitivity:
    """test: `hotelling` or `hotelling_unequal`. Raises what it and `replace_zeros` raise."""
    one = replace_zeros(pre=pre, post=post, delta=delta)
    two = replace_zeros(pre=pre, post=post, delta=other_delta)
    first, second = test(pre=one.pre, post=one.post), test(pre=two.pre, post=two.post)
    return ZeroSensitivity(
        delta=delta,
        other_delta=other_delta,
        zeros_pre=one.zeros_pre,
        zeros_post=one.zeros_post,
        test=first,
        other=second,
        ratio_of_t2=second.t2 / first.t2 if first.t2 > 0.0 else math.inf,
    )


def _closed(rows: Rows) -> Rows:
    return [[100.0 * part / math.fsum(row) for part in row] for row in rows]


def _count(rows: Rows, arm: str) -> tuple[int, ...]:
    counts = tuple(sum(part == 0.0 for part in column) for column in zip(*rows, strict=True))
    if len(rows) in counts:
        raise PartNeverSeen(arm=arm, part=counts.index(len(rows)) + 1, count=len(rows))
    return counts


def _replaced(row: list[float], delta: float) -> tuple[float, ...]:
    kept = 1.0 - row.count(0.0) * delta / 100.0
    return tuple(delta if part == 0.0 else part * kept for part in row)
