"""How many lots an arm needs to reach a stated power at a stated true shift, or that none does.

Nothing is approximated: every number looked at gets the exact power of the protocol's own test.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning import pooled
from comparability.statistics.planning.design import Design, PairedDesign
from comparability.statistics.planning.power import check_question
from comparability.statistics.planning.power import power as power_of

FEWEST = 2  # lots without which an arm has no variance


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """Numbers of lots (of pairs: the same in both arms) and the power that they have."""

    n_pre: int
    n_post: int
    power: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsNeeded:
    """lots: the smallest numbers that reach the power, None where none does with at most `most` lots in
    either free arm. highest: of all that were looked at, the ones with the highest power.
    """

    lots: Lots | None
    highest: Lots
    most: int


def lots_needed(
    *,
    sd_pre: float,
    sd_post: float,
    shift: float,
    margin: Interval,
    alpha: float,
    power: float,
    is_pooled: bool,
    post_per_pre: float,
    most: int,
) -> LotsNeeded:
    """Both arms free in a stated ratio, the larger one rounded up.

    sd_pre, sd_post: true SDs of lots. shift: true mean(post) - mean(pre), inside the margin. All on the scale
    of analysis. Raises OutOfRange, BadMargin, NotFinite.
    """
    check_question(shift=shift, margin=margin, power=power, alpha=alpha)
    if not 0.0 < post_per_pre < math.inf:
        raise OutOfRange(
            name="The number of post lots per pre lot", value=post_per_pre, accepted="a finite number above 0"
        )
    ratio = max(post_per_pre, 1.0 / post_per_pre)

    def at(smaller: int) -> Lots:
        larger = _larger(smaller, ratio)
        n_pre, n_post = (smaller, larger) if post_per_pre >= 1.0 else (larger, smaller)
        design = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd_pre, sd_post=sd_post, alpha=alpha)
        return _lots(design, shift, margin, is_pooled)

    last = FEWEST
    while last < most and _larger(last + 1, ratio) <= most:
        last += 1
    if _larger(last, ratio) > most:
        raise _too_few_to_look_at(most, _larger(FEWEST, ratio))
    return search(at, power, last=last, most=most, may_fall=not is_pooled)


def post_lots_needed(
    *,
    n_pre: int,
    sd_pre: float,
    sd_post: float,
    shift: float,
    margin: Interval,
    alpha: float,
    power: float,
    is_pooled: bool,
    most: int,
) -> LotsNeeded:
    """As `lots_needed` with the old arm as it is: more post lots may never be enough."""
    check_question(shift=shift, margin=margin, power=power, alpha=alpha)
    if most < FEWEST:
        raise _too_few_to_look_at(most, FEWEST)

    def at(n_post: int) -> Lots:
        design = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd_pre, sd_post=sd_post, alpha=alpha)
        return _lots(design, shift, margin, is_pooled)

    return search(at, power, last=most, most=most, may_fall=True)


def pairs_needed(
    *, sd_of_differences: float, shift: float, margin: Interval, alpha: float, power: float, most: int
) -> LotsNeeded:
    """As `lots_needed`, of split lots. sd_of_differences: sqrt(2) times the SD within a lot, not that SD."""
    check_question(shift=shift, margin=margin, power=power, alpha=alpha)
    if most < FEWEST:
        raise _too_few_to_look_at(most, FEWEST)

    def at(pairs: int) -> Lots:
        design = PairedDesign(pairs=pairs, sd_of_differences=sd_of_differences, alpha=alpha)
        reached = pooled.probability_inside(design=design, shift=shift, margin=margin)
        return Lots(n_pre=pairs, n_post=pairs, power=reached)

    return search(at, power, last=most, most=most, may_fall=False)


def search(at: Callable[[int], Lots], power: float, *, last: int, most: int, may_fall: bool) -> LotsNeeded:
    highest = at(FEWEST)
    if highest.power >= power:
        return LotsNeeded(lots=highest, highest=highest, most=most)
    # Upwards in doubling steps, then between the last two: with one arm fixed, many lots in the other lower
    # the Welch degrees of freedom and the power can fall again, so that the largest number tells nothing.
    too_few, enough, found = FEWEST, FEWEST, None
    while found is None and enough < last:
        too_few, enough = enough, min(2 * enough, last)
        reached = at(enough)
        highest = max(highest, reached, key=_power)
        found = reached if reached.power >= power else None
    if found is None:
        # A peak between two doubling steps would have been missed.
        every = map(at, range(FEWEST, last + 1)) if may_fall else ()
        for reached in every:
            highest = max(highest, reached, key=_power)
            if reached.power >= power:
                return LotsNeeded(lots=reached, highest=highest, most=most)
        return LotsNeeded(lots=None, highest=highest, most=most)
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        reached = at(middle)
        highest = max(highest, reached, key=_power)
        if reached.power >= power:
            enough, found = middle, reached
        else:
            too_few = middle
    return LotsNeeded(lots=found, highest=highest, most=most)


def _lots(design: Design, shift: float, margin: Interval, is_pooled: bool) -> Lots:
    reached = power_of(design=design, shift=shift, margin=margin, is_pooled=is_pooled)
    return Lots(n_pre=design.n_pre, n_post=design.n_post, power=reached)


def _power(lots: Lots) -> float:
    return lots.power


def _larger(smaller: int, ratio: float) -> int:
    return math.ceil(smaller * ratio - 1e-9)  # 10 lots at a ratio of 1.1 are 11, not 12


def _too_few_to_look_at(most: int, need: int) -> OutOfRange:
    return OutOfRange(name="The largest number of lots to look at", value=most, accepted=f"{need} or more")
