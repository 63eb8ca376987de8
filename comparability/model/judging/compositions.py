"""The parts of one whole compared together: empty, partial and full capsids, or the capsid's proteins.

Three percentages are two numbers; each part alone is judged by its own criterion, and this stands beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comparability.model.criteria.margins import as_stated, chance, percent_as_stated
from comparability.model.datasets import AttributeData, Observation
from comparability.model.findings import Figure, Form, SideAnalysis
from comparability.model.judging.computing import BeyondPrecision
from comparability.model.judging.description import count_of_lots
from comparability.model.judging.lot_values import listed
from comparability.model.values import formatting
from comparability.model.vocabulary import ArmRole, ResultState
from comparability.statistics.composition import CompositionTest, hotelling_unequal
from comparability.statistics.composition_parts import PartInterval, part_intervals
from comparability.statistics.composition_zeros import replace_zeros, zero_sensitivity
from comparability.statistics.errors import StatisticsError

LEAST_PARTS = 3
PERCENT_DECIMALS = 1
OTHER_REPLACEMENT = 0.5  # of the stated one: shows how far the made-up amount decides


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfWhole:
    """What the joint analysis says of one part. figures: shares of the whole; none where that failed."""

    beside: SideAnalysis
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Parts of one composition with the lots that have a number for each. others: arms beside the pre arm."""

    parts: tuple[AttributeData, ...]
    pre: tuple[tuple[float, ...], ...]
    post: tuple[tuple[float, ...], ...]
    others: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"together, as log-ratios: {listed([part.name for part in self.parts])}"

    @property
    def zeros(self) -> int:
        return sum(value == 0.0 for row in (*self.pre, *self.post) for value in row)

    @property
    def with_zeros(self) -> tuple[AttributeData, ...]:
        """The parts that were not found in some lot."""
        rows = (*self.pre, *self.post)
        return tuple(part for place, part in enumerate(self.parts) if any(row[place] == 0.0 for row in rows))


def parts_of_wholes(
    attributes: Sequence[AttributeData], *, level: float, floors: Mapping[int, float]
) -> dict[int, PartOfWhole]:
    """By attribute, the joint analysis of its composition; none where there is no composition.

    level: of the simultaneous intervals. floors: by attribute, what stands for a part that was not found.
    """
    names = sorted({each.composition for each in attributes if each.composition is not None})
    found: dict[int, PartOfWhole] = {}
    for name in names:
        parts = [each for each in attributes if each.composition == name]
        if len(parts) >= LEAST_PARTS:
            found |= _analysis(_whole(parts), level=level, floors=floors)
    return found


def _whole(parts: Sequence[AttributeData]) -> Whole:
    rows: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    others: set[str] = set()
    for lot in parts[0].used:
        values = [_value_of(part, lot.lot_id) for part in parts]
        numbers = tuple(value for value in values if value is not None)
        if len(numbers) == len(parts):
            rows[lot.arm is ArmRole.PRE].append(numbers)
            others |= {lot.arm_name} if lot.arm is not ArmRole.PRE else set()
    return Whole(
        parts=tuple(parts), pre=tuple(rows[True]), post=tuple(rows[False]), others=tuple(sorted(others))
    )


def _value_of(part: AttributeData, lot_id: int) -> float | None:
    def counts(item: Observation) -> bool:
        return item.lot_id == lot_id and item.verified and item.state is ResultState.VALUE

    return next((item.value for item in part.used if counts(item)), None)


def _analysis(whole: Whole, *, level: float, floors: Mapping[int, float]) -> dict[int, PartOfWhole]:
    if len(whole.others) > 1:
        return _cannot(whole, f"there are several arms beside the pre arm ({listed(whole.others)})")
    unstated = [part.name for part in whole.with_zeros if part.attribute_id not in floors]
    if unstated:
        return _cannot(whole, f"{listed(unstated)} is zero in a lot, and no floor is stated for it")
    if whole.zeros and not all(part.unit.startswith("%") for part in whole.parts):
        return _cannot(whole, "a part is zero in a lot, and zeros are replaced in percent only")
    pre, post, said = whole.pre, whole.post, ""
    try:
        if whole.zeros:
            floor = min(floors[part.attribute_id] for part in whole.with_zeros)
            replaced = replace_zeros(pre=pre, post=post, delta=floor)
            said = _of_zeros(whole, floor)
            pre, post = replaced.pre, replaced.post
        test = hotelling_unequal(pre=pre, post=post)
        intervals = part_intervals(pre=pre, post=post, level=level, is_pooled=False)
    except StatisticsError as error:
        return _cannot(whole, str(error).rstrip("."))
    except (ArithmeticError, ValueError):
        return _cannot(whole, str(BeyondPrecision()).rstrip("."))
    joint = (
        f"joint test of {count_of_lots(test.n_pre, 'pre')} and {count_of_lots(test.n_post, 'post')}: "
        f"F = {test.f:.2f}, which equal compositions reach in {chance(test.p)} of cases{said}"
    )
    return {
        part.attribute_id: PartOfWhole(
            beside=_beside(whole, f"{_of_part(each, test, place, level)}; {joint}"),
            figures=_figures(each, test, place, level),
        )
        for place, (part, each) in enumerate(zip(whole.parts, intervals, strict=True))
    }


def _of_zeros(whole: Whole, floor: float) -> str:
    """What stands for the zeros, and what half as much would give. Raises StatisticsError."""
    found = zero_sensitivity(
        pre=whole.pre,
        post=whole.post,
        delta=floor,
        other_delta=OTHER_REPLACEMENT * floor,
        test=hotelling_unequal,
    )
    zeros = "1 zero was" if whole.zeros == 1 else f"{whole.zeros} zeros were"
    return f"; {zeros} replaced by {as_stated(floor)} %, and with half of that F would be {found.other.f:.2f}"


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


def _figures(found: PartInterval, test: CompositionTest, place: int, level: float) -> tuple[Figure, ...]:
    """The same as stored numbers, which the drawing of the parts reads."""
    after = f"{percent_as_stated(level)} simultaneous interval of the share after, others keeping their"
    numbers = (
        ("part_centre_pre", test.centre_pre[place], "centre of the parts together, pre"),
        ("part_centre_post", test.centre_post[place], "centre of the parts together, post"),
        ("part_low", found.share_joint.low, f"{after} ratios, low end"),
        ("part_high", found.share_joint.high, f"{after} ratios, high end"),
        ("part_level", 100.0 * level, "level of the simultaneous interval, two-sided"),
    )
    return tuple(Figure(name, percent / 100.0, Form.PERCENT, meaning) for name, percent, meaning in numbers)


def _cannot(whole: Whole, why: str) -> dict[int, PartOfWhole]:
    row = PartOfWhole(beside=_beside(whole, f"not possible: {why}"))
    return {part.attribute_id: row for part in whole.parts}


def _beside(whole: Whole, remark: str) -> SideAnalysis:
    return SideAnalysis(name=whole.name, estimate=None, low=None, high=None, outcome=None, remark=remark)
