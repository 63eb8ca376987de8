"""What people still have to do on a switch before it can be concluded: open records and unverified results.

Which of them block is said here once; the state of the switch follows in `model.readiness`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from comparability.model.judging.stability_series import used_points
from comparability.model.readiness import Task
from comparability.model.vocabulary import Contrast, CriterionKind
from comparability.storage.base import Base
from comparability.storage.datasets import Loaded
from comparability.storage.protocols import CriterionLine, criteria_of, frozen_protocol
from comparability.storage.published_summaries import PublishedSummary
from comparability.storage.results import Investigation, Result
from comparability.storage.switches import Deviation, Difference, Exclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeLacks:
    """What an attribute still waits for: counts of results that nobody verified, and numbers of lots.

    unverified_points: the same of its stability studies, which count where slopes are compared.
    """

    attribute_id: int
    name: str
    unverified: int
    unverified_points: int
    without_result: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacks:
    """What the data of a switch lack under its frozen protocol. lot_ids: of the arms."""

    lot_ids: tuple[int, ...]
    attributes: tuple[AttributeLacks, ...]


def lacks_of(loaded: Loaded) -> Lacks:
    """From the data as they were just read."""
    return Lacks(
        lot_ids=tuple(each.arm_lot.lot.id for each in loaded.lots),
        attributes=tuple(
            AttributeLacks(
                attribute_id=data.attribute_id,
                name=data.name,
                unverified=sum(not each.verified for each in data.used),
                unverified_points=sum(not each.verified for each in used_points(data)),
                without_result=data.without_result,
            )
            for data in loaded.dataset.attributes
        ),
    )


def open_tasks(session: Session, switch_id: int, lacks: Lacks | None) -> tuple[Task, ...]:
    """Every open task of the switch. lacks: of the data under the frozen protocol, None before it."""
    differences = _count(
        session, Difference, Difference.switch_id == switch_id, Difference.is_resolved.is_(False)
    )
    exclusions = _count(session, Exclusion, Exclusion.switch_id == switch_id, Exclusion.approved_at.is_(None))
    deviations = _count(session, Deviation, Deviation.switch_id == switch_id, Deviation.closed_at.is_(None))
    tasks = [
        *_task(
            differences,
            "difference of the side-by-side table is not resolved",
            "differences of the side-by-side table are not resolved",
            record="difference",
        ),
        *_task(exclusions, "exclusion is not approved", "exclusions are not approved", record="exclusion"),
        *_task(deviations, "deviation is not closed", "deviations are not closed", record="deviation"),
    ]
    summaries = _count(
        session,
        PublishedSummary,
        PublishedSummary.switch_id == switch_id,
        PublishedSummary.verified_at.is_(None),
    )
    tasks += _task(
        summaries,
        "set of published figures is not verified",
        "sets of published figures are not verified",
        record="summary",
    )
    if lacks is None:
        return (*tasks, Task(what="The protocol is not frozen.", blocks=True, record="protocol"))
    investigations = session.scalar(
        select(func.count(Investigation.id))
        .join(Result, Result.id == Investigation.result_id)
        .where(Result.lot_id.in_(lacks.lot_ids), Investigation.closed_at.is_(None))
    )
    tasks += _task(
        investigations or 0, "investigation is open", "investigations are open", record="investigation"
    )
    lines = _criteria(session, switch_id)
    slopes = {line.attribute.id for line in lines if line.row.contrast is Contrast.SLOPE}
    unverified = sum(
        each.unverified_points if each.attribute_id in slopes else each.unverified
        for each in lacks.attributes
    )
    tasks += _task(unverified, "result is not verified", "results are not verified", record="result")
    missing = _missing(lines, lacks, without=slopes)
    tasks += [Task(what=sentence, blocks=False, record="result") for sentence in missing]
    return tuple(tasks)


def _count(session: Session, kind: type[Base], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0


def _task(count: int, one: str, many: str, *, record: str) -> list[Task]:
    if count == 0:
        return []
    return [Task(what=f"{count} {one if count == 1 else many}.", blocks=True, record=record)]


def _criteria(session: Session, switch_id: int) -> Sequence[CriterionLine]:
    protocol = frozen_protocol(session, switch_id)
    return criteria_of(session, protocol.id) if protocol else ()


def _missing(lines: Sequence[CriterionLine], lacks: Lacks, *, without: set[int]) -> list[str]:
    """One sentence per lot with gaps; attributes that are only described wait for nobody.

    without: attributes whose slopes are compared, for which no result of release is asked.
    """
    judged = {line.attribute.id for line in lines if line.row.kind is not CriterionKind.DESCRIPTIVE} - without
    by_lot: dict[str, list[str]] = {}
    for each in lacks.attributes:
        for lot in each.without_result if each.attribute_id in judged else ():
            by_lot.setdefault(lot, []).append(each.name)
    return [f"Lot {lot} has no result of {_listed(names)}." for lot, names in sorted(by_lot.items())]


def _listed(attributes: list[str]) -> str:
    if len(attributes) <= 3:
        return " and ".join(
            [", ".join(attributes[:-1]), attributes[-1]] if len(attributes) > 1 else attributes
        )
    return f"{', '.join(attributes[:2])} and {len(attributes) - 2} more attributes"
