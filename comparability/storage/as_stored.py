"""What an assessment read, told again from its stored rows. Whether it still holds is said in `changes`."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.model.vocabulary import Stage
from comparability.storage.assessments import Assessment
from comparability.storage.dossiers import ItemLine
from comparability.storage.lots import Lot
from comparability.storage.switches import Exclusion
from comparability.storage.tasks import AttributeLacks, Lacks


def stages_of(session: Session, assessment: Assessment) -> dict[int, Stage]:
    """The stage of every lot that the assessment names, by its number."""
    lot_ids = [each["lot_id"] for each in assessment.lots]
    found = session.execute(select(Lot.id, Lot.stage).where(Lot.id.in_(lot_ids)))
    return {number: stage for number, stage in found}


def without_result(
    assessment: Assessment, line: ItemLine, stages: Mapping[int, Stage], exclusions: Iterable[Exclusion]
) -> list[str]:
    """Numbers of the lots that counted and had no result of the attribute, in the order of the lots.

    exclusions: of the switch; those count that were approved when the assessment was run.
    """
    observed = {each["lot_id"] for each in line.item.observations}
    excluded = {
        row.lot_id
        for row in exclusions
        if row.attribute_id == line.attribute.id
        and row.approved_at is not None
        and row.approved_at <= assessment.run_at
    }
    return [
        lot["number"]
        for lot in assessment.lots
        if lot["excluded_reason"] is None
        and stages[lot["lot_id"]] is line.attribute.stage
        and lot["lot_id"] not in observed | excluded
    ]


def lacks_as_stored(session: Session, assessment: Assessment, items: Sequence[ItemLine]) -> Lacks:
    """What the data lacked when they were read, which is `lacks_of` those data."""
    stages = stages_of(session, assessment)
    exclusions = session.scalars(select(Exclusion).where(Exclusion.switch_id == assessment.switch_id)).all()
    return Lacks(
        lot_ids=tuple(each["lot_id"] for each in assessment.lots),
        attributes=tuple(
            AttributeLacks(
                attribute_id=line.attribute.id,
                name=line.attribute.name,
                unverified=_unverified(line.item.observations),
                unverified_points=_unverified(line.item.series or ()),
                without_result=tuple(without_result(assessment, line, stages, exclusions)),
            )
            for line in items
        ),
    )


def _unverified(read: Iterable[Mapping[str, object]]) -> int:
    return sum(not each["verified"] and each["excluded_reason"] is None for each in read)
