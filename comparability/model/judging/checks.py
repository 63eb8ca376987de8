"""What the lots show beside the verdict: sentences that flag and never delete or decide.

At three to ten lots such checks see little; what they do not see is no evidence that it is not there.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import chance
from comparability.model.datasets import AttributeData
from comparability.model.findings import LotValue
from comparability.model.judging.computing import NOT_COMPUTED
from comparability.model.judging.lot_values import listed
from comparability.model.vocabulary import Analysis, ArmRole, Contrast, Scale, Variances
from comparability.statistics.assumptions.equal_spread import brown_forsythe
from comparability.statistics.checks.mann_kendall import mann_kendall
from comparability.statistics.outliers.generalised_esd import generalised_esd

FLAG_ALPHA = 0.05  # two-sided, of every flag; it decides nothing
LEAST_LOTS = 4  # an arm: with three, no lot can be told apart from the other two


def checks_of_lots(
    attribute: AttributeData, criterion: Criterion, lots: Sequence[LotValue]
) -> tuple[str, ...]:
    """Distant lots, unlike spread and drift within an arm; several arms are looked at one by one.

    lots: as counted; those known by a limit only are not looked at.
    """
    arms = _arms([lot for lot in lots if lot.bound is None])
    is_positive = all(lot.value > 0.0 for found in arms.values() for lot in found)
    is_level = criterion.contrast is not Contrast.SLOPE  # where a lot's value is its slope
    is_log = attribute.scale in {Scale.LOG, Scale.LOG_CENSORED} and is_positive and is_level
    sentences: list[str] = []
    for arm, found in arms.items():
        sentences += _distant(arm, found, is_log=is_log)
        sentences += _drift(arm, attribute, found)
    sentences += _unlike_spread(arms, criterion, is_log=is_log)
    return tuple(sentences)


def _arms(lots: Sequence[LotValue]) -> dict[str, list[LotValue]]:
    """By role where there are two arms, by name where there are more."""
    by_name: dict[str, list[LotValue]] = {}
    for lot in lots:
        by_name.setdefault(lot.arm_name, []).append(lot)
    roles = ["pre" if found[0].arm is ArmRole.PRE else "post" for found in by_name.values()]
    names = roles if len(set(roles)) == len(roles) else list(by_name)
    return dict(zip(names, by_name.values(), strict=True))


def _distant(arm: str, lots: Sequence[LotValue], *, is_log: bool) -> Iterator[str]:
    if len(lots) < LEAST_LOTS:
        return
    try:
        found = generalised_esd(
            values=_scaled(lots, is_log), arm=arm, most=max(1, len(lots) // 3), alpha=FLAG_ALPHA
        )
    except NOT_COMPUTED:
        return
    names = [lots[place].lot_number for place in found.flagged]
    if names:
        yield (
            f"Of the {arm} lots, {listed(names)} {'lies' if len(names) == 1 else 'lie'} far from the others "
            "(generalised ESD, 5 %). Nothing is left out for that; the table of lots left out one at a time "
            "shows what hangs on it."
        )


def _drift(arm: str, attribute: AttributeData, lots: Sequence[LotValue]) -> Iterator[str]:
    """Over the date of manufacture, where it is known of every lot."""
    dates = {item.result_id: item.manufactured_on for item in attribute.observations}
    made = [dates.get(lot.result_ids[0]) for lot in lots]
    known = [each for each in made if each is not None]
    if len(lots) < LEAST_LOTS or len(known) < len(lots):
        return
    try:
        found = mann_kendall(
            values=[lot.value for lot in lots], days=[_days(each) for each in known], arm=arm
        )
    except NOT_COMPUTED:
        return
    if found.p < FLAG_ALPHA:
        yield (
            f"The {arm} lots {'rise' if found.s > 0 else 'fall'} with their date of manufacture, so their "
            "mean depends on which lots were made when; lots without a trend show as much in "
            f"{_as_often(found.p)} (Mann–Kendall)."
        )


def _unlike_spread(
    arms: Mapping[str, Sequence[LotValue]], criterion: Criterion, *, is_log: bool
) -> Iterator[str]:
    if len(arms) < 2 or min(map(len, arms.values())) < LEAST_LOTS:
        return
    try:
        found = brown_forsythe(arms={arm: _scaled(lots, is_log) for arm, lots in arms.items()})
    except NOT_COMPUTED:
        return
    if found.p < FLAG_ALPHA:
        yield (
            "The arms seem to spread unlike; arms that spread alike differ as much in "
            f"{_as_often(found.p)} (Brown–Forsythe). {_meaning(criterion)}".strip()
        )


def _meaning(criterion: Criterion) -> str:
    """What unlike spread does to the stated analysis, where that is known."""
    is_common = criterion.analysis is Analysis.REPLICATES and criterion.variances is Variances.COMMON
    if criterion.analysis is Analysis.POOLED or is_common:
        return "The stated analysis takes one spread for both arms, so its level is not what it says."
    if criterion.analysis is Analysis.RANK:
        return "The stated analysis takes both arms to have one shape."
    if criterion.analysis is Analysis.WELCH:
        return "Welch's test does not assume otherwise."
    return ""


def _as_often(p: float) -> str:
    return f"{chance(p)} of cases"


def _scaled(lots: Sequence[LotValue], is_log: bool) -> list[float]:
    return [math.log(lot.value) if is_log else lot.value for lot in lots]


def _days(value: date) -> float:
    return float(value.toordinal())
