"""How wide the columns of a table are: as their text needs, so that words stay whole wherever they can.

Short columns get what they need first; what is left goes to the columns that wrap.
"""

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

    Every column gets its narrowest; the rest is given out evenly, but to none more than its widest. What is
    left when all are satisfied is spread in proportion, fixed columns aside.
    Raises ValueError when fixed columns alone do not fit.
    """
    least = [max(need.narrowest, NARROWEST) for need in needs]
    fixed = sum(width for width, need in zip(least, needs, strict=True) if need.is_fixed)
    if fixed > available:
        raise ValueError(f"fixed columns of {fixed:.0f} points do not fit into {available:.0f}")
    if sum(least) > available:
        shrink = (available - fixed) / (sum(least) - fixed)
        return [width if need.is_fixed else width * shrink for width, need in zip(least, needs, strict=True)]
    widths = list(least)
    rest = available - sum(widths)
    wanting = sorted(
        (place for place, need in enumerate(needs) if not need.is_fixed and need.widest > widths[place]),
        key=lambda place: needs[place].widest - widths[place],
    )
    for number, place in enumerate(wanting):
        given = min(needs[place].widest - widths[place], rest / (len(wanting) - number))
        widths[place] += given
        rest -= given
    flexible = [place for place, need in enumerate(needs) if not need.is_fixed]
    total = sum(widths[place] for place in flexible)
    for place in flexible:
        widths[place] += rest * widths[place] / total
    return widths
