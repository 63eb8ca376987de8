"""The first sentence on a comparison of two arms, plain: what the post lots gave against the pre lots."""

import math

from comparability.model.criteria.contrasts import decimals_of
from comparability.model.judging.description import in_sentence, unit_of
from comparability.model.judging.odds_in_percent import Shares
from comparability.model.judging.told import Told, interval_in_brackets, reads_as_zero, text
from comparability.model.values import formatting
from comparability.model.vocabulary import Contrast

ROUNDING = 1e-9  # of the width of the interval: nothing of this size is a finding


def opening(told: Told) -> str:
    """The estimate with its interval, whatever the verdict."""
    name, interval = in_sentence(told.attribute.name), interval_in_brackets(told)
    times = f"{text(told, told.found.estimate)}{formatting.NO_BREAK}times"
    match told.criterion.stated_contrast:
        case Contrast.DIFFERENCE:
            return _difference(told, name, interval)
        case Contrast.RATIO:
            return f"The post-switch lots gave {times} the pre-switch {name} {interval}."
        case Contrast.RATIO_OF_MEANS:
            return f"By their means the post-switch lots gave {times} the pre-switch {name} {interval}."
        case Contrast.ODDS_RATIO:
            odds = f"In {name} the odds of the post-switch lots are {times} those of the pre-switch lots"
            return f"{odds} {interval}{_in_percent(told, told.shares)}."
        case Contrast.SD_RATIO:
            much = f"the post-switch lots vary {times} as much as the pre-switch lots"
            return f"In {name} {much} {interval}."
        case Contrast.RATE_RATIO:
            return f"In {name} {_counted(told.found.estimate, times)} {interval}."
        case Contrast.SLOPE:
            return f"In {name} {_slopes(told, interval)}."


def _difference(told: Told, name: str, interval: str) -> str:
    size = text(told, abs(told.found.estimate))
    if reads_as_zero(size) or _is_rounding(told):
        return f"In {name} the means of the post-switch and pre-switch lots agree as written {interval}."
    direction = "higher" if told.found.estimate > 0.0 else "lower"
    return (
        f"In {name} the post-switch lots lie on average {size}{told.unit} {direction} than the pre-switch "
        f"lots {interval}."
    )


def _is_rounding(told: Told) -> bool:
    """With a power of ten the rounding of a difference of nothing would read as one."""
    return abs(told.found.estimate) < ROUNDING * (told.found.interval.high - told.found.interval.low)


def _in_percent(told: Told, shares: Shares | None) -> str:
    if shares is None:
        return ""
    before, after, low, high = (
        formatting.figure(share, decimals=told.attribute.decimals)
        for share in (shares.before, shares.after, shares.low, shares.high)
    )
    unit = unit_of(told.attribute)
    span = f"{low} to {high}{unit}".replace(" ", formatting.NO_BREAK)
    return f": from the pre-switch mean of {before}{unit} that is a change to {after}{unit} ({span})"


def _counted(estimate: float, times: str) -> str:
    if math.isinf(estimate):
        return "events were counted in post-switch lots only"
    if estimate == 0.0:
        return "events were counted in pre-switch lots only"
    return f"{times} as many events were counted in a post-switch lot as in a pre-switch lot"


def _slopes(told: Told, interval: str) -> str:
    before, after = told.figure("slope_pre"), told.figure("slope_post")
    size = text(told, abs(told.found.estimate))
    if reads_as_zero(size) or _is_rounding(told):
        return f"the slopes of the post-switch and pre-switch lots agree as written {interval}"
    unit = told.unit
    both = f"{_slope(told, after)} against {_slope(told, before)}"
    if before * after > 0.0:
        verb = "fall" if before < 0.0 else "rise"
        pace = "faster" if abs(after) > abs(before) else "slower"
        return f"the post-switch lots {verb} {size}{unit} {pace} than the pre-switch lots: {both} {interval}"
    more = "more" if told.found.estimate > 0.0 else "less"
    return f"the post-switch lots rise {size}{unit} {more} than the pre-switch lots: {both} {interval}"


def _slope(told: Told, value: float) -> str:
    decimals = max(told.digits.decimals, decimals_of(Contrast.SLOPE, of_values=told.attribute.decimals))
    return formatting.figure(value, decimals=decimals, scientific=told.digits.scientific)
