"""The parts of one whole compared together: empty, partial and full capsids, or the capsid's proteins.

Three percentages are two numbers; each part alone is judged by its own criterion, and this stands beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comparability.model import formatting
from comparability.model.datasets import AttributeData, Observation
from comparability.model.findings import SideAnalysis
from comparability.model.lot_values import listed
from comparability.model.margins import chance, percent_as_stated
from comparability.model.vocabulary import ArmRole, ResultState
from comparability.statistics.composition import CompositionTest, hotelling_unequal
from comparability.statistics.composition_parts import PartInterval, part_intervals
from comparability.statistics.composition_zeros import replace_zeros
from comparability.statistics.errors import StatisticsError

LEAST_PARTS = 3
PERCENT_DECIMALS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Parts of one composition with the lots that have a number for each. zeros: how many were found."""

    parts: tuple[AttributeData, ...]
    pre: tuple[tuple[float, ...], ...]
    post: tuple[tuple[float, ...], ...]
    zeros: int


def side_analyses_of_compositions(
    attributes: Sequence[AttributeData], *, level: float, floors: Mapping[int, float]
) -> dict[int, SideAnalysis]:
    """By attribute, the joint analysis of its composition; none where there is no composition.

    level: of the simultaneous intervals. floors: by attribute, what stands for a part that was not found.
    """
    names = sorted({each.composition for each in attributes if each.composition is not None})
    found: dict[int, SideAnalysis] = {}
    for name in names:
        parts = [each for each in attributes if each.composition == name]
        if len(parts) >= LEAST_PARTS:
            found |= _analysis(_whole(parts), level=level, floors=floors)
    return found


def _whole(parts: Sequence[AttributeData]) -> Whole:
    rows: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    for lot in parts[0].used:
        values = [_value_of(part, lot.lot_id) for part in parts]
        numbers = tuple(value for value in values if value is not None)
        if len(numbers) == len(parts):
            rows[lot.arm is ArmRole.PRE].append(numbers)
    return Whole(
        parts=tuple(parts),
        pre=tuple(rows[True]),
        post=tuple(rows[False]),
        zeros=sum(value == 0.0 for arm in rows.values() for row in arm for value in row),
    )


def _value_of(part: AttributeData, lot_id: int) -> float | None:
    def counts(item: Observation) -> bool:
        return item.lot_id == lot_id and item.verified and item.state is ResultState.VALUE

    return next((item.value for item in part.used if counts(item)), None)


def _analysis(whole: Whole, *, level: float, floors: Mapping[int, float]) -> dict[int, SideAnalysis]:
    names = listed([part.name for part in whole.parts])
    pre, post, said = whole.pre, whole.post, ""
    try:
        if whole.zeros:
            stated = [floors[part.attribute_id] for part in whole.parts if part.attribute_id in floors]
            if not stated:
                return _cannot(whole, names, "a part is zero in a lot, and no floor is stated for it")
            replaced = replace_zeros(pre=pre, post=post, delta=min(stated))
            pre, post = replaced.pre, replaced.post
            zeros = "1 zero was" if whole.zeros == 1 else f"{whole.zeros} zeros were"
            said = f"; {zeros} replaced by {min(stated):g} %"
        test = hotelling_unequal(pre=pre, post=post)
        intervals = part_intervals(pre=pre, post=post, level=level, is_pooled=False)
    except StatisticsError as error:
        return _cannot(whole, names, str(error).rstrip("."))
    return {
        part.attribute_id: SideAnalysis(
            name=f"together, as log-ratios: {names}",
            estimate=None,
            low=None,
            high=None,
            outcome=None,
            remark=f"{_of_part(each, test, place, level)}; joint test F = {test.f:.2f}, "
            f"{chance(test.p)}{said}",
        )
        for place, (part, each) in enumerate(zip(whole.parts, intervals, strict=True))
    }


def _of_part(found: PartInterval, test: CompositionTest, place: int, level: float) -> str:
    before, after, low, high = (
        formatting.figure(value, decimals=PERCENT_DECIMALS)
        for value in (
            test.centre_pre[place],
            test.centre_post[place],
            found.share_joint.low,
            found.share_joint.high,
        )
    )
    return (
        f"centre {before} % before and {after} % after; {percent_as_stated(level)} simultaneous interval of "
        f"the share after, the others keeping their ratios, {low} to {high} %"
    )


def _cannot(whole: Whole, names: str, why: str) -> dict[int, SideAnalysis]:
    row = SideAnalysis(
        name=f"together, as log-ratios: {names}",
        estimate=None,
        low=None,
        high=None,
        outcome=None,
        remark=f"not possible: {why}",
    )
    return {part.attribute_id: row for part in whole.parts}
