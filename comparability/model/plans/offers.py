"""What the records offer a plan: how the lots of the old process vary, alone and together, and how precise a
method was declared to be. A person accepts it or states something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from comparability.model.datasets import Observation
from comparability.model.errors import Invalid
from comparability.model.judging.analyses.material import Material, material
from comparability.model.judging.lot_values import listed
from comparability.model.plans.subjects import Subject, spread_as_stated
from comparability.model.values.plain_numbers import plain_number
from comparability.model.vocabulary import ArmRole, Contrast, ControlUse, ResultState, SdSource
from comparability.statistics.errors import StatisticsError
from comparability.statistics.planning.spread_of_lots import correlations_of_lots, spread_of_lots

FEWEST_LOTS = 3  # from which an SD is offered
FEWEST_FOR_CORRELATIONS = 8  # the standard error of a correlation is still about 0.4 then
DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SdOffer:
    """sd: as a person would type it, in the terms of the subject. df: None where nothing tells how well it is
    known. words: what it comes from.
    """

    sd: str
    df: int | None
    source: SdSource
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlations:
    """Between the attributes, in their order; lots: how many they were estimated from."""

    matrix: tuple[tuple[float, ...], ...]
    lots: int


def offer_from_lots(subject: Subject) -> SdOffer | None:
    """From the verified pre lots that count, where there are at least three."""
    found = _pre_lots(subject)
    if found is None or len(found.lots.pre) < FEWEST_LOTS:
        return None
    try:
        spread = spread_of_lots(found.pre, scale=subject.scale)
        stated = spread_as_stated(subject.contrast, spread.sd)
    except StatisticsError:
        return None
    numbers = listed([lot.lot_number for lot in found.lots.pre])
    return SdOffer(
        sd=short(stated),
        df=len(found.lots.pre) - 1,
        source=SdSource.PRE_LOTS,
        words=f"{len(found.lots.pre)} verified pre lots ({numbers})",
    )


def offer_from_precision(subject: Subject, *, cv_percent: str, method: str) -> SdOffer | None:
    """From the method's declared precision: lots vary at least as much as the method does.

    For a difference, the precision is taken of the mean of the verified pre lots, one at least.
    """
    try:
        precision = float(plain_number(cv_percent))
    except Invalid:
        return None
    if not precision > 0.0:
        return None
    words = f"precision of {method}"
    match subject.contrast:
        case Contrast.RATIO:
            return SdOffer(sd=cv_percent, df=None, source=SdSource.METHOD, words=words)
        case Contrast.DIFFERENCE:
            found = _pre_lots(subject)
            if found is None or not found.pre or subject.criterion.control is ControlUse.NORMALISED:
                return None
            mean = sum(found.pre) / len(found.pre)
            if not mean > 0.0:
                return None
            sd = short(precision / 100.0 * mean)
            return SdOffer(sd=sd, df=None, source=SdSource.METHOD, words=f"{words}, at the mean of pre lots")
        case _:
            return None


def correlations_from_lots(subjects: Sequence[Subject]) -> Correlations | None:
    """Of the pre lots that have a verified result of every attribute, where they are enough."""
    values: list[dict[str, float]] = []
    for subject in subjects:
        found = _pre_lots(subject)
        if found is None:
            return None
        values.append({lot.lot_number: lot.value for lot in found.lots.pre})
    shared = [number for number in values[0] if all(number in each for each in values)] if values else []
    if len(shared) < max(FEWEST_FOR_CORRELATIONS, len(subjects) + 1):
        return None
    try:
        matrix = correlations_of_lots(
            [[each[number] for number in shared] for each in values],
            scales=[subject.scale for subject in subjects],
        )
    except StatisticsError:
        return None
    return Correlations(matrix=matrix, lots=len(shared))


def short(value: float) -> str:
    """A computed spread as a person would type it: three digits, without a sign of the exponent's form."""
    rounded = Decimal(f"{value:.{DIGITS - 1}e}")
    return f"{rounded:f}" if -4 <= rounded.adjusted() < 5 else f"{rounded.normalize():E}".replace("E+", "E")


def _pre_lots(subject: Subject) -> Material | None:
    """The verified numbers of the pre arm, as the criterion counts and compares lots."""
    observations = [
        item
        for item in subject.attribute.used
        if item.arm is ArmRole.PRE and item.verified and item.state is ResultState.VALUE
    ]
    if subject.criterion.control is ControlUse.NORMALISED:
        brought = [_in_units_of_control(subject, item) for item in observations]
        if None in brought:
            return None
        observations = [item for item in brought if item is not None]
    return material(subject.attribute, subject.criterion, observations)


def _in_units_of_control(subject: Subject, item: Observation) -> Observation | None:
    """As `analyses.control` compares it, which needs both arms; None without a control that can be used."""
    if item.value is None or item.control_value is None:
        return None
    if subject.contrast is Contrast.DIFFERENCE:
        return replace(item, value=item.value - item.control_value)
    return replace(item, value=item.value / item.control_value) if item.control_value > 0.0 else None
