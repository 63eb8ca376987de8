"""How wide the columns of a table are: as their text needs, so that words stay whole wherever they can."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

NARROWEST = 24.0  # points; a column of single letters still carries its head


@dataclass(frozen=True, slots=True)
class Need:
    """narrowest: of the longest word. widest: of the longest text in one line. All in points."""

    narrowest: float
    widest: float
    is_fixed: bool = False


def share(needs: Sequence[Need], available: float) -> list[float]:
    """Widths that add up to `available`.

    Where everything fits in one line, what is left is spread in proportion. Where not, each column gets a
    share by the square root of its longest text, which evens out the lines of a row, but never less than its
    longest word nor more than its longest text. Where not even the longest words fit, the widest columns
    break theirs, so that a short one beside them stays whole. Fixed columns keep their width.
    Raises ValueError when fixed columns alone do not fit.
    """
    least = [max(need.narrowest, NARROWEST) for need in needs]
    fixed = sum(width for width, need in zip(least, needs, strict=True) if need.is_fixed)
    if fixed > available:
        raise ValueError(f"fixed columns of {fixed:.0f} points do not fit into {available:.0f}")
    flexible = [place for place, need in enumerate(needs) if not need.is_fixed]
    widths = list(least)
    room = available - fixed
    most = {place: max(needs[place].widest, least[place]) for place in flexible}
    if sum(most.values()) <= room:
        chosen = {place: width * room / sum(most.values()) for place, width in most.items()}
    elif sum(least[place] for place in flexible) >= room:
        chosen = _capped({place: least[place] for place in flexible}, room)
    else:
        chosen = _between({place: least[place] for place in flexible}, most, room)
    for place, width in chosen.items():
        widths[place] = width
    return widths


def _capped(least: dict[int, float], room: float) -> dict[int, float]:
    """The widths, the widest of them cut to one width with which all fit."""
    chosen: dict[int, float] = {}
    for place, width in sorted(least.items(), key=lambda item: item[1]):
        even = (room - sum(chosen.values())) / (len(least) - len(chosen))
        chosen[place] = min(width, even)
    return chosen


def _between(least: dict[int, float], most: dict[int, float], room: float) -> dict[int, float]:
    """Shares by the square root of `most`; whoever would leave its bounds is held at the bound first."""
    chosen: dict[int, float] = {}
    while len(chosen) < len(most):
        rest = room - sum(chosen.values())
        free = [place for place in most if place not in chosen]
        total = sum(math.sqrt(most[place]) for place in free)
        shares = {place: rest * math.sqrt(most[place]) / total for place in free}
        short = {place: least[place] for place in free if shares[place] < least[place]}
        long = {place: most[place] for place in free if shares[place] > most[place]}
        # One side at a time: holding a column at its bound changes what is left for the others.
        missing = sum(short[place] - shares[place] for place in short)
        over = sum(shares[place] - long[place] for place in long)
        chosen |= (short if missing >= over else long) or shares
    return chosen
