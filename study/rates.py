"""How often something happened in a simulation, beside the exact number where there is one.

Nothing is simulated here.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, ndtri

Booleans = NDArray[np.bool_]

FARTHEST = 4.0  # standard errors between a simulated rate and its exact one, before the study fails
DIGITS = 9  # of an exact number as it is stored: what every machine agrees in
CERTAIN = 1e-9  # a chance nearer to 0 or 1 is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """hits out of `repetitions`. exact: by quadrature, enumeration or a closed form; None without one."""

    hits: int
    repetitions: int
    exact: float | None

    @classmethod
    def of(cls, happened: Booleans, *, exact: float | None) -> Self:
        return cls(
            hits=int(np.count_nonzero(happened)),
            repetitions=happened.size,
            exact=None if exact is None else round(exact, DIGITS),
        )

    @property
    def simulated(self) -> float:
        return self.hits / self.repetitions

    @property
    def standard_error(self) -> float:
        """As if one more had happened and one more had not: 0 of 10,000 is not certain to be 0."""
        likely = (self.hits + 1) / (self.repetitions + 2)
        return math.sqrt(likely * (1.0 - likely) / self.repetitions)

    @property
    def best(self) -> float:
        """The exact number where there is one."""
        return self.simulated if self.exact is None else self.exact

    @property
    def distance(self) -> float:
        """Of the simulated rate from the exact one, in standard errors; 0 without one.

        Standard errors of a normal distribution beyond which as little lies as the binomial one leaves at or
        beyond these hits: the same where many are expected, and right where few are.
        """
        if self.exact is None:
            return 0.0
        chance = min(max(self.exact, CERTAIN), 1.0 - CERTAIN)
        if self.simulated >= chance:
            at_least = float(betainc(self.hits, self.repetitions - self.hits + 1.0, chance))
            return -float(ndtri(min(at_least, 0.5)))
        at_most = float(betaincc(self.hits + 1.0, self.repetitions - self.hits, chance))
        return float(ndtri(min(at_most, 0.5)))

    @property
    def agrees(self) -> bool:
        return abs(self.distance) <= FARTHEST
