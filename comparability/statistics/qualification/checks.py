"""What one recomputed number is, and how the shipped references are read."""

import json
import math
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Any

MOST_DIGITS = 16.0  # what a double can show


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One recomputed number. digits: of agreement, at most 16. source: who computed `expected`."""

    group: str
    name: str
    source: str
    expected: float
    got: float
    digits: float
    ok: bool


def shipped(name: str) -> dict[str, Any]:
    """A reference file of this folder: title, source, and what its own reader expects."""
    folder = resources.files("comparability.statistics.qualification") / "references"
    reference: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return reference


def check(reference: dict[str, Any], name: str, expected: float, got: float, ok: bool) -> Check:
    """One number of a reference, with the digits in which ours agrees."""
    return Check(
        group=reference["title"],
        name=name,
        source=reference["source"],
        expected=expected,
        got=got,
        digits=_digits(expected, got),
        ok=ok,
    )


def as_printed(printed: str, got: float) -> bool:
    """Whether a number rounds to what a table prints: within half a unit of its last digit."""
    expected = Decimal(printed)
    half_unit = 0.5 * float(Decimal(1).scaleb(int(expected.as_tuple().exponent)))
    return abs(got - float(expected)) <= half_unit


def _digits(expected: float, got: float) -> float:
    if got == expected:
        return MOST_DIGITS
    error = abs(got - expected) / (abs(expected) or 1.0)
    return min(MOST_DIGITS, max(0.0, -math.log10(error)))
