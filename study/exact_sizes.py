"""The exact size of one Welch test over a grid of designs, each at its worst SD ratio from 1/4 to 4."""

from collections.abc import Iterator
from dataclasses import dataclass

from comparability.statistics.planning.design import Design
from comparability.statistics.planning.welch import size_of_one_side
from study.designs import ALPHA
from study.rates import DIGITS

FEWER = tuple(range(2, 11))
MORE = (*range(2, 21), 25, 30, 40, 50, 70, 100)
SD_RATIOS = tuple(2.0 ** (step / 8.0) for step in range(-16, 17))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactSize:
    """Of `fewer` lots in one arm against `more` in the other; no margin gives a larger rate.

    sd_ratio: SD of the arm with fewer lots over that of the other, where the size is largest.
    """

    fewer: int
    more: int
    size: float
    sd_ratio: float


def exact_sizes() -> Iterator[ExactSize]:
    for fewer in FEWER:
        for more in MORE:
            if more >= fewer:
                yield worst(fewer, more)


def worst(fewer: int, more: int) -> ExactSize:
    def size(sd_ratio: float) -> float:
        return size_of_one_side(
            design=Design(n_pre=more, n_post=fewer, sd_pre=1.0, sd_post=sd_ratio, alpha=ALPHA)
        )

    found, sd_ratio = max((round(size(ratio), DIGITS), ratio) for ratio in SD_RATIOS)
    return ExactSize(fewer=fewer, more=more, size=found, sd_ratio=round(sd_ratio, DIGITS))
