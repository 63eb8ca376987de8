"""What the sentences on a comparison of two arms speak of, and how its numbers are written in them."""

import math
from dataclasses import dataclass

from comparability.model.criteria.contrasts import decimals_of as decimals_of_contrast
from comparability.model.criteria.contrasts import is_ratio
from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import (
    MOST_STATED_DECIMALS,
    chance,
    decimals_of,
    ends,
    percent_as_stated,
)
from comparability.model.datasets import AttributeData
from comparability.model.judging.analyses.material import Compared
from comparability.model.judging.arm_figures import Settling
from comparability.model.judging.description import unit_of_contrast
from comparability.model.judging.odds_in_percent import Shares
from comparability.model.values import formatting
from comparability.model.vocabulary import Outcome

RATIO_DECIMALS = 2
MOST_DECIMALS = 8
# Two lots in an arm can give an end of thirty digits; from here on it is written with its power of ten.
LARGEST_WRITTEN_OUT = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """How the figures of one comparison are written."""

    decimals: int
    scientific: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """shares: what an odds ratio means in percent, None for any other contrast."""

    attribute: AttributeData
    criterion: Criterion
    found: Compared
    outcome: Outcome
    settling: Settling | None
    chance_without_shift: float | None
    shares: Shares | None
    digits: Digits

    @property
    def unit(self) -> str:
        """Of a difference; a ratio has none."""
        return unit_of_contrast(self.attribute.unit, self.criterion.stated_contrast)

    def figure(self, name: str) -> float:
        """One that the analysis of the stated contrast always gives."""
        return next(figure.value for figure in self.found.figures if figure.name == name)


def text(told: Told, value: float) -> str:
    """An estimate, or an end of an interval or of the margin."""
    digits = told.digits
    if not digits.scientific and LARGEST_WRITTEN_OUT <= abs(value) < math.inf:
        return formatting.figure(value, decimals=RATIO_DECIMALS, scientific=True)
    return formatting.figure(value, decimals=digits.decimals, scientific=digits.scientific)


def reach(told: Told) -> str:
    """Both ends of the interval."""
    low, high = (text(told, end) for end in (told.found.interval.low, told.found.interval.high))
    return f"{low} to {high}".replace(" ", formatting.NO_BREAK)


def interval_name(told: Told) -> str:
    """Such as "90 % interval"."""
    level = percent_as_stated(1.0 - 2.0 * told.criterion.alpha)
    return f"{level} interval" if told.found.chances is None else f"{level} credible interval"


def interval_in_brackets(told: Told) -> str:
    return f"({interval_name(told).replace(' ', formatting.NO_BREAK)}{formatting.NO_BREAK}{reach(told)})"


def margin(told: Told) -> str:
    low, high = ends(told.criterion)
    decimals, scientific = told.digits.decimals, told.digits.scientific
    return f"{formatting.bounds(low, high, decimals=decimals, scientific=scientific)}{told.unit}"


def reads_as_zero(written: str) -> bool:
    """Whether a written figure shows no digit but zero."""
    return not any(character in "123456789∞" for character in written)


def beside(probability: float, needed: float) -> str:
    """A probability with as many digits as tell it apart from the one that is asked for."""
    if probability == needed:
        return percent_as_stated(needed)
    misleading = {round(100.0 * needed, MOST_DECIMALS), 0.0, 100.0}
    texts = [formatting.percent(probability, decimals=decimals) for decimals in range(MOST_DECIMALS)]
    for written in (chance(probability), *texts):
        if float(written.split()[-2]) not in misleading:
            return written
    return chance(probability)


def digits_of(attribute: AttributeData, criterion: Criterion, compared: Compared) -> Digits:
    """Decimals at which no stated end is rounded and nothing that differs from it reads alike."""
    contrast = criterion.stated_contrast
    has_no_unit = is_ratio(contrast)
    scientific = not has_no_unit and attribute.scientific
    own = decimals_of_contrast(contrast, of_values=attribute.decimals)
    least = RATIO_DECIMALS if has_no_unit else own
    interval = compared.interval
    stated = [end for end in ends(criterion) if end is not None]
    needed = [decimals_of(end, scientific=scientific) for end in stated]
    # A margin such as 1/1.5 has no short form; it is rounded like every other figure.
    start = max([least, *(count for count in needed if count <= MOST_STATED_DECIMALS)])
    found = [value for value in (interval.low, interval.high, compared.estimate) if math.isfinite(value)]
    for decimals in range(start, MOST_DECIMALS):
        texts = {end: formatting.figure(end, decimals=decimals, scientific=scientific) for end in stated}
        if all(
            value == end or formatting.figure(value, decimals=decimals, scientific=scientific) != text
            for value in found
            for end, text in texts.items()
        ):
            return Digits(decimals=decimals, scientific=scientific)
    return Digits(decimals=max(start, MOST_DECIMALS), scientific=scientific)
