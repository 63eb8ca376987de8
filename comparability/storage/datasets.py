"""The one reading that an assessment makes: every lot of the arms, and per attribute the results that count.

Nothing is judged here; what is left out carries its reason and stays in the data.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.model.datasets import AttributeData, Dataset, Observation, Summary, TimePoint
from comparability.model.derived import factors, quotient
from comparability.model.eligibility import EligibilityRule, LotFacts, why_not_eligible
from comparability.model.stored_comparisons import inputs_hash
from comparability.model.values.numbers import as_float, read_result
from comparability.model.values.units import LOG10_UNIT as LOG10_UNIT
from comparability.model.vocabulary import LotStatus, Occasion, ResultState, Stage
from comparability.storage.attributes import Attribute, attributes_of
from comparability.storage.lots import Lot, LotParent
from comparability.storage.published_summaries import verified_summaries
from comparability.storage.reportables import Reported, reportable_results, stability_series
from comparability.storage.switches import ArmLot, Exclusion, Switch, lots_in_arms


@dataclass(frozen=True, slots=True, kw_only=True)
class LotInArm:
    """A lot of an arm with the reason, if any, why none of its results counts."""

    arm_lot: ArmLot
    excluded_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What `load` found."""

    lots: tuple[LotInArm, ...]
    dataset: Dataset


def load(session: Session, switch_id: int, *, rule: EligibilityRule, attribute_ids: Sequence[int]) -> Loaded:
    """Read the lots and results of a switch for the attributes, in their order. Raises Refused, Invalid."""
    switch = session.get_one(Switch, switch_id)
    whole, partly = _exclusions(session, switch_id)
    by_id = {attribute.id: attribute for attribute in attributes_of(session, switch.product_id)}
    lots = tuple(
        LotInArm(arm_lot=each, excluded_reason=whole.get(each.lot.id) or _not_eligible(each.lot, rule))
        for each in lots_in_arms(session, switch_id)
        if each.lot.status is not LotStatus.VOID
    )
    results = _by_lot_and_attribute(session, [each.arm_lot.lot.id for each in lots], rule)
    parents = _drug_substance_lots(session, [each.arm_lot.lot for each in lots])
    by_code = {attribute.code: attribute for attribute in by_id.values()}
    numbers = [each.arm_lot.lot.id for each in lots]
    series, summaries = stability_series(session, numbers), verified_summaries(session, switch_id)
    data = []
    for number in attribute_ids:
        attribute = by_id[number]
        observations, without, points = [], [], []
        for each in lots:
            lot = each.arm_lot.lot
            if lot.stage is not attribute.stage:
                continue
            reason = each.excluded_reason or partly.get((lot.id, number))
            points += [
                _time_point(each.arm_lot, row, reason, parents.get(lot.id))
                for row in series.get((lot.id, number), ())
            ]
            seen = _observe(each.arm_lot, attribute, results, by_code, reason, parents.get(lot.id))
            if seen is not None:
                observations.append(seen)
            elif reason is None:
                without.append(lot.number)
        data.append(_attribute_data(attribute, observations, without, points, summaries.get(number, [])))
    return Loaded(lots=lots, dataset=Dataset(attributes=tuple(data)))


def dataset_hash(loaded: Loaded) -> str:
    """The hash of everything that was read: lots with their reasons, and every observation."""
    return inputs_hash([lot_facts(each) for each in loaded.lots], loaded.dataset.attributes)


def lot_facts(each: LotInArm) -> dict[str, Any]:
    """A lot of an arm as an assessment keeps it."""
    lot = each.arm_lot.lot
    return {
        "lot_id": lot.id,
        "number": lot.number,
        "arm": each.arm_lot.arm_name,
        "role": each.arm_lot.role.value,
        "status": lot.status.value,
        "excluded_reason": each.excluded_reason,
    }


def _attribute_data(
    attribute: Attribute,
    observations: list[Observation],
    without: list[str],
    points: list[TimePoint],
    summaries: list[Summary],
) -> AttributeData:
    unit = attribute.unit or ""
    return AttributeData(
        attribute_id=attribute.id,
        name=attribute.name,
        unit=unit.removeprefix(LOG10_UNIT),
        scale=attribute.scale,
        worry=attribute.worry,
        decimals=attribute.decimals,
        scientific=attribute.is_scientific,
        reported_as=attribute.reported_as,
        conforming_words=tuple(attribute.conforming_words or ()),
        observations=tuple(observations),
        without_result=tuple(without),
        series=tuple(points),
        summaries=tuple(summaries),
        composition=attribute.composition,
    )


def _not_eligible(lot: Lot, rule: EligibilityRule) -> str | None:
    facts = LotFacts(
        use=lot.use,
        status=lot.status,
        process_version=lot.process_version,
        manufactured_on=lot.manufactured_on,
    )
    return why_not_eligible(facts, rule=rule)


def _exclusions(session: Session, switch_id: int) -> tuple[dict[int, str], dict[tuple[int, int], str]]:
    """Approved exclusions: of whole lots, and of one attribute of a lot."""
    whole: dict[int, str] = {}
    partly: dict[tuple[int, int], str] = {}
    approved = select(Exclusion).where(Exclusion.switch_id == switch_id, Exclusion.approved_at.is_not(None))
    for exclusion in session.scalars(approved.order_by(Exclusion.id)):
        reason = f"excluded: {exclusion.reason}"
        if exclusion.attribute_id is None:
            whole[exclusion.lot_id] = reason
        else:
            partly[exclusion.lot_id, exclusion.attribute_id] = reason
    return whole, partly


def _by_lot_and_attribute(
    session: Session, lot_ids: Sequence[int], rule: EligibilityRule
) -> dict[tuple[int, int], Reported]:
    """The counting result per lot and attribute, of the first eligible occasion that has one."""
    rank = {occasion: place for place, occasion in enumerate(rule.occasions)}
    chosen: dict[tuple[int, int], Reported] = {}
    for result in reportable_results(session, lot_ids, occasions=rule.occasions):
        if result.occasion is Occasion.STABILITY and result.time_point_months:
            continue
        key = result.lot_id, result.attribute_id
        if key not in chosen or rank[result.occasion] < rank[chosen[key].occasion]:
            chosen[key] = result
    return chosen


def _drug_substance_lots(session: Session, lots: Sequence[Lot]) -> dict[int, str]:
    """By drug-product lot, the number of the drug-substance lot it was filled from."""
    products = [lot.id for lot in lots if lot.stage is Stage.DRUG_PRODUCT]
    query = (
        select(LotParent.lot_id, Lot.number)
        .join(Lot, Lot.id == LotParent.parent_id)
        .where(LotParent.lot_id.in_(products), Lot.stage == Stage.DRUG_SUBSTANCE)
        .order_by(Lot.number)
    )
    pooled: defaultdict[int, list[str]] = defaultdict(list)
    for lot_id, number in session.execute(query):
        pooled[lot_id].append(number)
    return {lot_id: " + ".join(numbers) for lot_id, numbers in pooled.items()}


def _observe(
    arm_lot: ArmLot,
    attribute: Attribute,
    results: dict[tuple[int, int], Reported],
    by_code: dict[str, Attribute],
    reason: str | None,
    parent: str | None,
) -> Observation | None:
    lot = arm_lot.lot
    direct = results.get((lot.id, attribute.id))
    if direct is not None:
        return _observation(arm_lot, attribute, direct, reason, parent)
    codes = factors(attribute.derived_from)
    if codes is None or not all(code in by_code for code in codes):
        return None
    parts = []
    for code in codes:
        result = results.get((lot.id, by_code[code].id))
        if result is None:
            return None
        parts.append(_observation(arm_lot, by_code[code], result, reason, parent))
    return quotient(parts[0], parts[1], unit=attribute.unit)


def _observation(
    arm_lot: ArmLot, attribute: Attribute, result: Reported, reason: str | None, parent: str | None
) -> Observation:
    is_log = (result.unit or "").startswith(LOG10_UNIT)
    value = None if result.value is None else float(result.value)
    replicates = tuple(
        float(each.value)
        for each in result.replicates
        if each.state is ResultState.VALUE and each.value is not None
    )
    return Observation(
        result_id=result.id,
        lot_id=arm_lot.lot.id,
        lot_number=arm_lot.lot.number,
        arm=arm_lot.role,
        arm_name=arm_lot.arm_name,
        entered=result.entered,
        state=result.state,
        verified=result.is_verified,
        entered_at=result.entered_at,
        value=10.0**value if is_log and value is not None else value,
        qualifier=result.qualifier,
        word=result.word,
        unit=result.unit,
        drug_substance_lot=parent,
        manufactured_on=arm_lot.lot.manufactured_on,
        tested_on=result.tested_on,
        method_version=result.method and f"{result.method}, version {result.method_version}",
        laboratory=result.laboratory,
        reference_standard=result.reference_standard,
        run=result.run,
        plate=result.plate,
        analyst=result.analyst,
        instrument=result.instrument,
        control_value=_control(result, is_log=is_log),
        replicates=tuple(10.0**each for each in replicates) if is_log else replicates,
        split_source=arm_lot.lot.split_source,
        excluded_reason=reason,
    )


def _time_point(arm_lot: ArmLot, result: Reported, reason: str | None, parent: str | None) -> TimePoint:
    is_log = (result.unit or "").startswith(LOG10_UNIT)
    value = None if result.value is None else float(result.value)
    return TimePoint(
        result_id=result.id,
        lot_id=arm_lot.lot.id,
        lot_number=arm_lot.lot.number,
        arm=arm_lot.role,
        arm_name=arm_lot.arm_name,
        condition=result.storage_condition or "",
        months=float(result.time_point_months or 0),
        entered=result.entered,
        state=result.state,
        verified=result.is_verified,
        entered_at=result.entered_at,
        value=10.0**value if is_log and value is not None else value,
        drug_substance_lot=parent,
        tested_on=result.tested_on,
        method_version=result.method and f"{result.method}, version {result.method_version}",
        laboratory=result.laboratory,
        reference_standard=result.reference_standard,
        run=result.run,
        plate=result.plate,
        analyst=result.analyst,
        instrument=result.instrument,
        excluded_reason=reason,
    )


def _control(result: Reported, *, is_log: bool) -> float | None:
    if result.control_value is None:
        return None
    reading = read_result(result.control_value)
    if reading.state is not ResultState.VALUE or reading.decimal is None:
        return None
    value = as_float(reading.decimal)
    return 10.0**value if is_log else value
