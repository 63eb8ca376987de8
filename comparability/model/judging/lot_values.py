"""From results to counted lots: the lot is the unit, and lots filled from one drug-substance lot count once.

Whether the count suffices is decided in `comparison`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.datasets import CENSORED, WITHOUT_A_RESULT, Observation
from comparability.model.findings import LotValue
from comparability.model.vocabulary import ArmRole, ResultState


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLots:
    """The lots of both arms with one number each. limitations: sentences on how they were counted."""

    pre: tuple[LotValue, ...]
    post: tuple[LotValue, ...]
    limitations: tuple[str, ...]

    @property
    def pre_values(self) -> list[float]:
        return [lot.value for lot in self.pre]

    @property
    def post_values(self) -> list[float]:
        return [lot.value for lot in self.post]


def count_lots(
    observations: Sequence[Observation], *, is_log: bool, floor: float | None = None
) -> CountedLots:
    """Every observation carries a number, or is not detected where a floor is stated.

    is_log: lots that count once are averaged geometrically. floor: what "not detected" lies below.
    """
    groups: dict[tuple[ArmRole, str, bool], list[Observation]] = {}
    for item in observations:
        is_parent = item.drug_substance_lot is not None
        number = item.drug_substance_lot if item.drug_substance_lot is not None else item.lot_number
        groups.setdefault((item.arm, number, is_parent), []).append(item)
    limitations = []
    lots: dict[bool, list[LotValue]] = {True: [], False: []}
    for (arm, number, _), items in groups.items():
        values = [value for item in items if (value := _number(item, floor)) is not None]
        label = items[0].lot_number
        if len(items) > 1:
            label = f"{number} ({', '.join(item.lot_number for item in items)})"
            kind = "geometric mean" if is_log else "mean"
            limitations.append(
                f"Lots {listed([item.lot_number for item in items])} were made from drug-substance lot "
                f"{number} and count once, with their {kind}."
            )
        lots[arm is ArmRole.PRE].append(
            LotValue(
                lot_number=label,
                arm=arm,
                arm_name=items[0].arm_name,
                value=_average(values, is_log),
                result_ids=tuple(item.result_id for item in items),
                split_source=_shared({item.split_source for item in items}),
                bound=_shared({_bound(item) for item in items}),
            )
        )
    shared = {item.drug_substance_lot for item in observations if item.arm is ArmRole.PRE} & {
        item.drug_substance_lot for item in observations if item.arm is not ArmRole.PRE
    }
    for number in sorted(value for value in shared if value is not None):
        limitations.append(
            f"Drug-substance lot {number} has lots in both arms, so the arms are not independent; "
            "they are compared as if they were."
        )
    return CountedLots(pre=tuple(lots[True]), post=tuple(lots[False]), limitations=tuple(limitations))


def why_not_usable(observations: Sequence[Observation], *, without_result: Sequence[str]) -> list[str]:
    """Sentences: results that are not verified, and lots without a result. Such lots are not passed over."""
    sentences = []
    unverified = sum(not item.verified for item in observations)
    if unverified:
        sentences.append(
            "1 result is not verified." if unverified == 1 else f"{unverified} results are not verified."
        )
    if without_result:
        sentences.append(
            f"Lot {without_result[0]} has no result yet; enter it, or exclude the lot with a reason."
            if len(without_result) == 1
            else f"{_lots(without_result)} have no result yet; enter them, or exclude the lots with a reason."
        )
    for state in ResultState:
        lots = [item.lot_number for item in observations if item.state is state]
        if lots and state in WITHOUT_A_RESULT:
            sentences.append(
                f"{_lots(lots)} {'has' if len(lots) == 1 else 'have'} no result ({state}); "
                "an exclusion with a reason would set this aside."
            )
    return sentences


def why_not_numbers(
    observations: Sequence[Observation], *, are_limits_usable: bool, floor: float | None
) -> list[str]:
    """Sentences: lots whose result is a limit or a word, which a mean cannot use.

    are_limits_usable: the analysis reads limits as such; then they only need their number, and "not detected"
    the floor that it lies below.
    """
    sentences = []
    censored = [item.lot_number for item in observations if item.state in CENSORED]
    if are_limits_usable:
        bare = [
            item.lot_number
            for item in observations
            if item.state in CENSORED and _number(item, floor) is None
        ]
        if bare:
            sentences.append(f"The limit of {_lots(bare)} is not recorded.".replace("Lot", "lot", 1))
        if not is_of_one_bound(observations):
            sentences.append(
                "Lots that count once are partly limits and partly numbers, so they have no mean."
            )
    elif censored:
        sentences.append(
            f"{_lots(censored)} {'lies' if len(censored) == 1 else 'lie'} outside the range that the method "
            "quantifies, and means are not computed from limits."
        )
    words = [item.lot_number for item in observations if item.state is ResultState.WORD]
    if words:
        sentences.append(f"{_lots(words)} {'has' if len(words) == 1 else 'have'} a word instead of a number.")
    return sentences


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: A, B and C."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _lots(numbers: Sequence[str]) -> str:
    return f"Lot {numbers[0]}" if len(numbers) == 1 else f"Lots {listed(numbers)}"


def is_of_one_bound(observations: Sequence[Observation]) -> bool:
    """Whether lots that count once are all numbers, or all limits on the same side: others have no mean."""
    groups: dict[tuple[ArmRole, str], set[str | None]] = {}
    for item in observations:
        number = item.drug_substance_lot or item.lot_number
        groups.setdefault((item.arm, number), set()).add(_bound(item))
    return all(len(bounds) == 1 for bounds in groups.values())


def _bound(item: Observation) -> str | None:
    if item.state in (ResultState.NOT_DETECTED, ResultState.LIMIT) and item.qualifier not in (">", "≥"):
        return "<"
    return ">" if item.state in CENSORED else None


def _number(item: Observation, floor: float | None) -> float | None:
    if item.value is None and item.state is ResultState.NOT_DETECTED:
        return floor
    return item.value


def _shared(found: set[str | None]) -> str | None:
    """What all say, None where they differ."""
    return found.pop() if len(found) == 1 else None


def _average(values: list[float], is_log: bool) -> float:
    if len(values) == 1:
        return values[0]
    if is_log:
        # What has no logarithm stays as it is, so that the comparison refuses it.
        least = min(values)
        return math.exp(math.fsum(map(math.log, values)) / len(values)) if least > 0.0 else least
    try:
        return math.fsum(values) / len(values)
    except OverflowError:
        return values[0] / len(values) + math.fsum(value / len(values) for value in values[1:])
