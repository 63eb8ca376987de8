"""How much of the variance of lots lies between arms: figures beside the pairs, never a verdict.

The arms are taken as a sample of places where the product could be made; few of them tell little.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.criterion import TWO_ARM_KINDS, Criterion
from comparability.model.criteria.margins import percent_as_stated
from comparability.model.findings import Figure, Form, LotValue
from comparability.model.judging.computing import NOT_COMPUTED
from comparability.model.r_snippets.between_arms import between_arms_in_r
from comparability.model.vocabulary import Contrast, ControlUse
from comparability.statistics.site_variance import SiteComponents, site_components
from comparability.statistics.sites import OneWay, one_way, one_way_log

SET_TO_ZERO = (
    "The arms differ by no more than their lots vary: the variance between arms is estimated below zero and "
    "reported as zero."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenArms:
    """The variance between arms in figures, in a sentence where it is none, and in R."""

    figures: tuple[Figure, ...]
    limitations: tuple[str, ...]
    r_snippet: str


def between_arms(criterion: Criterion, lots: Sequence[LotValue]) -> BetweenArms | None:
    """Of two-arm kinds, on the scale on which the arms are compared; None where the lots do not allow it.

    lots: as counted, of every arm. Intervals at the criterion's two-sided level of a seen difference.
    """
    if criterion.kind not in TWO_ARM_KINDS or criterion.control is ControlUse.NORMALISED:
        return None
    if any(lot.bound is not None for lot in lots):
        return None
    arms: dict[str, list[float]] = {}
    for lot in lots:
        arms.setdefault(lot.arm_name, []).append(lot.value)
    try:
        found = _analysed(criterion, arms)
        components = None if found is None else site_components(found, level=criterion.difference_level)
    except NOT_COMPUTED:
        return None
    if components is None:
        return None
    return BetweenArms(
        figures=_figures(criterion, components),
        limitations=(SET_TO_ZERO,) if components.is_set_to_zero else (),
        r_snippet=between_arms_in_r(arms, contrast=criterion.stated_contrast),
    )


def _analysed(criterion: Criterion, arms: dict[str, list[float]]) -> OneWay | None:
    match criterion.stated_contrast:
        case Contrast.RATIO:
            return one_way_log(sites=arms)
        case Contrast.DIFFERENCE | Contrast.RATIO_OF_MEANS:
            return one_way(sites=arms)
        case Contrast.ODDS_RATIO:
            if not all(0.0 < value < 100.0 for values in arms.values() for value in values):
                return None
            logits = {
                name: [math.log(value / (100.0 - value)) for value in values] for name, values in arms.items()
            }
            return one_way(sites=logits)
        case Contrast.SD_RATIO | Contrast.RATE_RATIO | Contrast.SLOPE:
            return None


def _figures(criterion: Criterion, found: SiteComponents) -> tuple[Figure, ...]:
    level = percent_as_stated(criterion.difference_level)
    scale = {Contrast.RATIO: ", natural logarithms", Contrast.ODDS_RATIO: ", logits"}.get(
        criterion.stated_contrast, ""
    )
    form = Form.NUMBER if scale else Form.OWN
    between, share = "SD between arms", "share of a lot's variance that lies between arms"
    low, high = f"{level} interval, low end", f"{level} interval, high end"
    sd, part = found.between_interval, found.share_interval
    return (
        Figure("between_arms_sd", math.sqrt(found.between_sites), form, f"{between}{scale}"),
        Figure("between_arms_sd_low", math.sqrt(sd.low), form, f"{between}, {low}"),
        Figure("between_arms_sd_high", math.sqrt(sd.high), form, f"{between}, {high}"),
        Figure("within_arms_sd", math.sqrt(found.within_sites), form, f"SD of lots within an arm{scale}"),
        Figure("between_arms_share", found.share, Form.PERCENT, share),
        Figure("between_arms_share_low", part.low, Form.PERCENT, f"{share}, {low}"),
        Figure("between_arms_share_high", part.high, Form.PERCENT, f"{share}, {high}"),
    )
