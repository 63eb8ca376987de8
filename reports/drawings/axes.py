"""Value axes of the figures: where a value lies, and which round numbers are written beside it."""

import itertools
import math
from dataclasses import dataclass

from reports.plots import AxisScale

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NARROW = 4.0  # below this ratio of its ends a logarithmic axis is labelled like a linear one
DECADES_ONLY = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Maps values from `low` to `high` onto points from `start` to `end`."""

    scale: AxisScale
    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        low, high, here = (_position(self.scale, each) for each in (self.low, self.high, value))
        return self.start + (here - low) / (high - low) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def ticks(self, most: int) -> list[float]:
        """Round numbers along the axis, at most about `most` of them."""
        if self.scale is AxisScale.LINEAR or self.high / self.low < NARROW:
            return _linear_ticks(self.low, self.high, most)
        exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        if self.high / self.low < DECADES_ONLY:
            candidates = [float(f"{digit}e{exponent}") for exponent in exponents for digit in (1, 2, 5)]
            return [tick for tick in candidates if self.holds(tick)]
        step = max(1, math.ceil(len(exponents) / most))
        candidates = [float(f"1e{exponent}") for exponent in exponents if exponent % step == 0]
        return [tick for tick in candidates if self.holds(tick)]


def axis_around(
    values: list[float], *, scale: AxisScale, start: float, end: float, padding: float = 0.08
) -> Axis:
    """An axis that holds all values with some air; equal values get a small axis around them."""
    positions = [_position(scale, value) for value in values]
    low, high = min(positions), max(positions)
    if high - low < 1e-9 * max(abs(low), abs(high)):  # equal but for rounding
        high = low
    air = (high - low) * padding or abs(high) * 0.05 or 1.0
    return Axis(
        scale=scale, low=_value(scale, low - air), high=_value(scale, high + air), start=start, end=end
    )


def _position(scale: AxisScale, value: float) -> float:
    return math.log(value) if scale is AxisScale.LOG else value


def _value(scale: AxisScale, position: float) -> float:
    return math.exp(position) if scale is AxisScale.LOG else position


def _linear_ticks(low: float, high: float, most: int) -> list[float]:
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def tick_text(value: float, step: float) -> str:
    """A round number as an axis prints it: 0.25, −5, 2×10¹³."""
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 < exponent < 5:
        decimals = max(0, _decimals(value), _decimals(step))
        return f"{value:.{decimals}f}".replace("-", "−")
    mantissa = float(f"{value / 10.0**exponent:.10g}")
    decimals = _decimals(step / 10.0**exponent) if step else _decimals(mantissa)
    power = f"10{str(exponent).translate(SUPERSCRIPTS)}"
    return f"{mantissa:.{decimals}f}×{power}".replace("-", "−")


def _decimals(value: float) -> int:
    text = f"{abs(value):.10g}"
    if "e-" in text:
        return int(text.split("e-")[1])
    return len(text.split(".")[1]) if "." in text else 0


def tick_texts(ticks: list[float]) -> list[str]:
    """The texts of all ticks of an axis, with the same decimals where the ticks are evenly spaced."""
    steps = {float(f"{b - a:.8g}") for a, b in itertools.pairwise(ticks)}
    step = steps.pop() if len(steps) == 1 else 0.0
    return [tick_text(tick, step) for tick in ticks]
