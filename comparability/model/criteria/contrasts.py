"""What two arms can be compared by: where "no change" lies, how it is called, which analyses compute it."""

import math
from collections.abc import Mapping
from typing import Final

from comparability.model.vocabulary import Analysis, Contrast

_MEANS: Final = (
    Analysis.WELCH,
    Analysis.POOLED,
    Analysis.PAIRED,
    Analysis.SPLIT_SOURCE,
    Analysis.RANK,
    Analysis.REPLICATES,
    Analysis.CENSORED,
    Analysis.POSTERIOR,
)

# The first of each is what a criterion starts with.
FITTING: Final[Mapping[Contrast, tuple[Analysis, ...]]] = {
    Contrast.DIFFERENCE: _MEANS,
    Contrast.RATIO: _MEANS,
    Contrast.RATIO_OF_MEANS: (Analysis.WELCH, Analysis.POOLED),
    Contrast.ODDS_RATIO: (Analysis.WELCH, Analysis.POOLED, Analysis.PAIRED),
    Contrast.SD_RATIO: (Analysis.SPREAD,),
    Contrast.RATE_RATIO: (Analysis.COUNTS,),
    Contrast.SLOPE: (Analysis.SLOPES,),
}

# The control of a run is taken off a difference and divides a ratio; nothing else is compared in its units.
CONTROLLED_CONTRASTS: Final = frozenset({Contrast.DIFFERENCE, Contrast.RATIO})
CONTROLLED: Final = frozenset(
    {
        Analysis.WELCH,
        Analysis.POOLED,
        Analysis.PAIRED,
        Analysis.SPLIT_SOURCE,
        Analysis.RANK,
        Analysis.POSTERIOR,
    }
)
# What runs differ by is added to an error that follows t, on the scale of analysis.
WIDENED: Final = frozenset(
    {Analysis.WELCH, Analysis.POOLED, Analysis.PAIRED, Analysis.SPLIT_SOURCE, Analysis.REPLICATES}
)

_LEVELS: Final = frozenset(Contrast) - {Contrast.SD_RATIO, Contrast.RATE_RATIO, Contrast.SLOPE}
_MORE_OF_SLOPES: Final = 2
_RATIOS: Final = frozenset(Contrast) - {Contrast.DIFFERENCE, Contrast.SLOPE}


def is_ratio(contrast: Contrast | None) -> bool:
    """A ratio has no unit, lies above zero and is 1 without a change; a difference is 0."""
    return contrast in _RATIOS


def no_change(contrast: Contrast) -> float:
    return 1.0 if is_ratio(contrast) else 0.0


def lowest(contrast: Contrast | None) -> float:
    """Where a margin lies that is open at its low end."""
    return 0.0 if is_ratio(contrast) else -math.inf


def is_of_geometric_means(contrast: Contrast | None) -> bool:
    """Whether lots are averaged and described on logarithms."""
    return contrast is Contrast.RATIO


def is_of_means(contrast: Contrast | None) -> bool:
    """Whether the level of the lots is compared, not their spread, their counts or their slopes."""
    return contrast in _LEVELS


def decimals_of(contrast: Contrast, *, of_values: int) -> int:
    """Of a difference in the attribute's own unit. of_values: the decimals of a lot's value.

    What changes by a last digit over a study of years changes by a hundredth of it in a month.
    """
    return of_values + _MORE_OF_SLOPES if contrast is Contrast.SLOPE else of_values


def with_direction(contrast: Contrast, *, before: str = "pre", after: str = "post") -> str:
    """The contrast as an axis or a figure names it: "ratio of geometric means, post / pre"."""
    sign = "/" if is_ratio(contrast) else "−"
    return f"{contrast}, {after} {sign} {before}"
