"""Attributes whose lots agree, or differ by a few steps of the last typed digit: rounding hides their spread.

The spread of such lots is an assumption, not an estimate: an interval computed from it would be too short.
"""

import math
from dataclasses import dataclass

import numpy as np

from comparability.statistics.checks.typed import TypedTable
from comparability.statistics.errors import OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenSpread:
    """steps: range of the lots in units of the coarsest last digit, 0 where all agree. unit: that digit.

    largest_sd: the largest SD (divisor n - 1) that values rounding to what was typed can have.
    """

    attribute: int
    lots: int
    low: float
    high: float
    unit: float
    steps: int
    largest_sd: float


def hidden_spread(*, table: TypedTable, most_steps: int) -> tuple[HiddenSpread, ...]:
    """Attributes of two lots or more whose range is at most `most_steps` of their last digit.

    0 finds what is identical after rounding; 1 or 2 finds where the rounding makes most of the spread.
    Raises OutOfRange.
    """
    if most_steps < 0:
        raise OutOfRange(name="The number of steps", value=most_steps, accepted="0 or more")
    found = []
    for attribute, (column, units) in enumerate(zip(table.values.T, table.units.T, strict=True)):
        present = ~np.isnan(column)
        n = int(present.sum())
        if n < 2:
            continue
        low, high = float(column[present].min()), float(column[present].max())
        unit = float(units[present].max())
        steps = (high - low) / unit
        if steps <= most_steps + 0.5:
            found.append(
                HiddenSpread(
                    attribute=attribute,
                    lots=n,
                    low=low,
                    high=high,
                    unit=unit,
                    steps=round(steps),
                    largest_sd=0.5 * (high - low + unit) * _largest_sd_of_unit_range(n),
                )
            )
    return tuple(found)


def _largest_sd_of_unit_range(n: int) -> float:
    # Half of the lots at either end; with an odd number one end has a lot more.
    return math.sqrt(n / (n - 1)) if n % 2 == 0 else math.sqrt((n + 1) / n)
