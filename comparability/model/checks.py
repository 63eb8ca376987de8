"""What the lots show beside the verdict: sentences that flag and never delete or decide.

At three to ten lots such checks see little; what they do not see is no evidence that it is not there.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date

from comparability.model.datasets import AttributeData
from comparability.model.findings import LotValue
from comparability.model.lot_values import listed
from comparability.model.margins import chance
from comparability.model.vocabulary import ArmRole, Scale
from comparability.statistics.assumptions.equal_spread import brown_forsythe
from comparability.statistics.checks.mann_kendall import mann_kendall
from comparability.statistics.errors import StatisticsError
from comparability.statistics.outliers.generalised_esd import generalised_esd

FLAG_ALPHA = 0.05  # two-sided, of every flag; it decides nothing
LEAST_LOTS = 4  # an arm: with three, no lot can be told apart from the other two


def checks_of_lots(attribute: AttributeData, lots: Sequence[LotValue]) -> tuple[str, ...]:
    """Distant lots, unlike spread and drift within an arm. lots: as counted."""
    arms = {
        arm: [lot for lot in lots if (lot.arm is ArmRole.PRE) is (arm == "pre") and lot.bound is None]
        for arm in ("pre", "post")
    }
    is_log = attribute.scale in {Scale.LOG, Scale.LOG_CENSORED} and all(lot.value > 0.0 for lot in lots)
    sentences: list[str] = []
    for arm, found in arms.items():
        sentences += _distant(arm, found, is_log=is_log)
        sentences += _drift(arm, attribute, found)
    sentences += _unlike_spread(arms, is_log=is_log)
    return tuple(sentences)


def _distant(arm: str, lots: Sequence[LotValue], *, is_log: bool) -> Iterator[str]:
    if len(lots) < LEAST_LOTS:
        return
    try:
        found = generalised_esd(
            values=_scaled(lots, is_log), arm=arm, most=max(1, len(lots) // 3), alpha=FLAG_ALPHA
        )
    except StatisticsError:
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
    except StatisticsError:
        return
    if found.p < FLAG_ALPHA:
        yield (
            f"The {arm} lots {'rise' if found.s > 0 else 'fall'} with their date of manufacture "
            f"(Mann–Kendall, {chance(found.p)}), so their mean depends on which lots were made when."
        )


def _unlike_spread(arms: dict[str, list[LotValue]], *, is_log: bool) -> Iterator[str]:
    if min(map(len, arms.values())) < LEAST_LOTS:
        return
    try:
        found = brown_forsythe(arms={arm: _scaled(lots, is_log) for arm, lots in arms.items()})
    except StatisticsError:
        return
    if found.p < FLAG_ALPHA:
        yield (
            f"The arms seem to spread unlike (Brown–Forsythe, {chance(found.p)}); Welch does not assume "
            "otherwise."
        )


def _scaled(lots: Sequence[LotValue], is_log: bool) -> list[float]:
    return [math.log(lot.value) if is_log else lot.value for lot in lots]


def _days(value: date) -> float:
    return float(value.toordinal())
