"""Two numbers in a meaningful order: an interval estimate or a margin."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from comparability.statistics.errors import BadMargin


@dataclass(frozen=True, slots=True)
class Interval:
    """A range whose low end lies below its high end; either end may be infinite. Raises BadMargin."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if isinstance(self.low, np.generic) or isinstance(self.high, np.generic):
            # What is computed with an end in single precision would be in single precision too.
            object.__setattr__(self, "low", float(self.low))
            object.__setattr__(self, "high", float(self.high))
        if not self.low < self.high:
            raise BadMargin(low=self.low, high=self.high, why="the low end must lie below the high end")

    def strictly_inside(self, outer: Self) -> bool:
        """Touching an end is not inside."""
        return outer.low < self.low and self.high < outer.high

    def strictly_outside(self, other: Self) -> bool:
        """No point in common; touching an end is not outside."""
        return self.high < other.low or other.high < self.low

    def holds(self, value: float) -> bool:
        """The ends belong to the range."""
        return self.low <= value <= self.high
