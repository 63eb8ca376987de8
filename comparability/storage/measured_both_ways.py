"""Lots with results by both method versions, laboratories or reference standards, for a bridging study.

Only results that count are read: verified, not replaced, not set aside by an investigation.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comparability.model.vocabulary import Bridged, LotStatus, Occasion, ResultState
from comparability.storage.attributes import Attribute
from comparability.storage.lots import lots_of_product
from comparability.storage.reportables import Reported, reportable_results

NOT_MEASURED = frozenset({ResultState.NOT_TESTED, ResultState.INSUFFICIENT, ResultState.INVALID})
# Samples measured side by side come first: nothing but what is bridged lies between the two.
ORDER = (Occasion.SIDE_BY_SIDE, Occasion.RELEASE, Occasion.STABILITY)
READ: dict[Bridged, Callable[[Reported], str | None]] = {
    Bridged.METHOD_VERSION: lambda each: each.method and f"{each.method}, version {each.method_version}",
    Bridged.LABORATORY: lambda each: each.laboratory,
    Bridged.REFERENCE_STANDARD: lambda each: each.reference_standard,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotBothWays:
    """A lot with its result before and after."""

    lot: str
    before: Reported
    after: Reported


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredBothWays:
    """lots: in order of manufacture. not_verified, otherwise_different: numbers of lots left out, because a
    result waits for verification, or because more than what is bridged differs between the two."""

    lots: tuple[LotBothWays, ...]
    not_verified: tuple[str, ...]
    otherwise_different: tuple[str, ...]


def measured_both_ways(
    session: Session, attribute: Attribute, covers: Bridged, before: str, after: str
) -> MeasuredBothWays:
    """Every lot of the product that has a result of the attribute by both."""
    lines = [
        line
        for line in lots_of_product(session, attribute.product_id)
        if line.lot.stage is attribute.stage and line.lot.status is not LotStatus.VOID
    ]
    results: defaultdict[int, list[Reported]] = defaultdict(list)
    for result in reportable_results(session, [line.lot.id for line in lines], occasions=ORDER):
        late = result.occasion is Occasion.STABILITY and result.time_point_months
        if result.attribute_id == attribute.id and not late and result.state not in NOT_MEASURED:
            results[result.lot_id].append(result)
    found, waiting, mixed = [], [], []
    for line in sorted(lines, key=lambda each: (str(each.lot.manufactured_on), each.lot.number)):
        own = sorted(results[line.lot.id], key=lambda each: ORDER.index(each.occasion))
        old = [each for each in own if READ[covers](each) == before]
        new = [each for each in own if READ[covers](each) == after]
        if not old or not new:
            continue
        verified = [(a, b) for a in old for b in new if a.is_verified and b.is_verified]
        alike = [(a, b) for a, b in verified if _differ_in_nothing_else(a, b, covers)]
        if alike:
            found.append(LotBothWays(lot=line.lot.number, before=alike[0][0], after=alike[0][1]))
        elif verified:
            mixed.append(line.lot.number)
        else:
            waiting.append(line.lot.number)
    return MeasuredBothWays(lots=tuple(found), not_verified=tuple(waiting), otherwise_different=tuple(mixed))


def _differ_in_nothing_else(one: Reported, other: Reported, covers: Bridged) -> bool:
    return all(read(one) == read(other) for factor, read in READ.items() if factor is not covers)
