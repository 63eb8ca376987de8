"""How a bridging study is judged, as a person states it: from the columns as typed to the value.

What is computed is in `bridging`.
"""

import math
from dataclasses import dataclass
from typing import Any, Final, Protocol

from comparability.model.criteria.contrasts import is_ratio, no_change
from comparability.model.errors import Invalid
from comparability.model.texts import is_written
from comparability.model.values.plain_numbers import plain_number
from comparability.model.vocabulary import Bridged, Contrast
from comparability.statistics.interval import Interval

CONTRASTS: Final = (Contrast.RATIO, Contrast.DIFFERENCE)
TYPED: Final = (
    "contrast", "margin_low", "margin_high", "margin_justification", "alpha", "error_variance_ratio",
    "coverage", "level",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BothSides:
    """What was measured and by what: the names of both sides, and the attribute as its figures are written.

    unit: of the values as typed, "" without one.
    """

    covers: Bridged
    before: str
    after: str
    unit: str
    decimals: int
    is_scientific: bool


class Columns(Protocol):
    """Something with the columns of TYPED as attributes: a row, an entry, or data of an evidence copy."""

    def __getattribute__(self, name: str, /) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingDesign:
    """margin: on after minus before, or on after / before for a ratio, as wide as typed.

    alpha: one-sided, of the paired equivalence. error_variance_ratio: of the new method over the old one, for
    the Deming line. coverage: share of lots that the limits of agreement hold. level: two-sided, of the
    intervals of lines and limits.
    """

    contrast: Contrast
    margin: Interval
    margin_typed: str
    alpha: float
    error_variance_ratio: float
    coverage: float
    level: float

    @property
    def is_ratio(self) -> bool:
        return is_ratio(self.contrast)


def read_design(typed: Columns) -> BridgingDesign:
    """Raises Invalid, naming the column, for what is missing, is no number or breaks a rule."""
    for name in TYPED:
        if getattr(typed, name) is None:
            raise Invalid("State this; nothing that decides the answer is assumed.", field=name)
    contrast = Contrast(typed.contrast)
    if contrast not in CONTRASTS:
        raise Invalid("Two methods are compared by their difference or their ratio.", field="contrast")
    low, high = _margin(typed, contrast)
    if not is_written(typed.margin_justification):
        raise Invalid(
            "Say why a disagreement of this size does no harm, and which source says so.",
            field="margin_justification",
        )
    alpha = _number(typed, "alpha", "0.05")
    if not 0.0 < alpha < 0.5:
        raise Invalid("Alpha is one-sided and lies between 0 and 0.5, for example 0.05.", field="alpha")
    ratio = _number(typed, "error_variance_ratio", "1")
    if not 0.0 < ratio < math.inf:
        raise Invalid(
            "The ratio of error variances is above 0; 1 where both are as precise.",
            field="error_variance_ratio",
        )
    for name, what in (("coverage", "The coverage of the limits"), ("level", "The level of the intervals")):
        if not 0.0 < _number(typed, name, "0.95") < 1.0:
            raise Invalid(f"{what} lies between 0 and 1, for example 0.95.", field=name)
    return BridgingDesign(
        contrast=contrast,
        margin=Interval(low, high),
        margin_typed=f"{typed.margin_low} to {typed.margin_high}",
        alpha=alpha,
        error_variance_ratio=ratio,
        coverage=_number(typed, "coverage", "0.95"),
        level=_number(typed, "level", "0.95"),
    )


def _margin(typed: Columns, contrast: Contrast) -> tuple[float, float]:
    low, high = _number(typed, "margin_low", "0.8"), _number(typed, "margin_high", "1.25")
    unchanged = no_change(contrast)
    if is_ratio(contrast) and low <= 0.0:
        raise Invalid(
            "The margin of a ratio must lie above zero, for example 0.8 to 1.25.", field="margin_low"
        )
    for is_wrong, side, name in ((low >= unchanged, "below", "low"), (high <= unchanged, "above", "high")):
        if is_wrong:
            raise Invalid(
                f"The {name} end lies {side} “no change”, which is {unchanged:g} for a {contrast}.",
                field=f"margin_{name}",
            )
    return low, high


def _number(typed: Columns, column: str, example: str) -> float:
    value = float(plain_number(getattr(typed, column), field=column, example=example))
    if not math.isfinite(value):
        raise Invalid(f"Type a number that can be computed with, for example {example}.", field=column)
    return value
