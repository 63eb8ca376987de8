"""One simulated design under one criterion: its name, its seed, and the row of results that it gives.

The random numbers of a scenario follow from its name alone, so that none changes when others come or go, and
any of them can be run again by itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from study.rates import Rate

Measure = Callable[[np.random.Generator, int], Mapping[str, Rate]]

QUICKER = 100  # how many times fewer repetitions a quick run does
FEWEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one scenario gave. rates: by the question they answer, in the order of the table's columns.

    fewest_lots: of the smaller arm. nominal: what the criterion promises of `size`, the question whose rate
    is its false-equivalence rate; None for criteria that promise nothing.
    """

    family: str
    criterion: str
    design: str
    is_default: bool
    fewest_lots: int
    nominal: float | None
    size: str | None
    rates: Mapping[str, Rate]

    @property
    def name(self) -> str:
        return name_of(self.family, self.criterion, self.design)

    @property
    def false_equivalence(self) -> float | None:
        return None if self.size is None else self.rates[self.size].best

    @property
    def excess(self) -> float | None:
        """Of the false-equivalence rate over nominal; negative where the criterion is more cautious."""
        if self.nominal is None or self.false_equivalence is None:
            return None
        return self.false_equivalence - self.nominal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """As the row, before it is run."""

    family: str
    criterion: str
    design: str
    is_default: bool
    fewest_lots: int
    nominal: float | None
    size: str | None
    repetitions: int
    measure: Measure

    @property
    def name(self) -> str:
        return name_of(self.family, self.criterion, self.design)

    def run(self, *, is_quick: bool) -> Row:
        repetitions = max(FEWEST, self.repetitions // QUICKER) if is_quick else self.repetitions
        return Row(
            family=self.family,
            criterion=self.criterion,
            design=self.design,
            is_default=self.is_default,
            fewest_lots=self.fewest_lots,
            nominal=self.nominal,
            size=self.size,
            rates=self.measure(np.random.default_rng(seed_of(self.name)), repetitions),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Scenarios that are told in one section. about: its paragraphs, before the tables."""

    title: str
    about: tuple[str, ...]
    scenarios: Callable[[], Iterable[Scenario]]


def name_of(family: str, criterion: str, design: str) -> str:
    return f"{family}: {criterion}: {design}"


def seed_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
