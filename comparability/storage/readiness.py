"""Where a switch stands today: its latest assessment, what changed since, and what is still to be done."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.model.errors import Invalid, Refused
from comparability.model.readiness import AttributeState, SwitchReadiness, Task, switch_readiness
from comparability.model.vocabulary import PackageStatus
from comparability.storage.as_stored import lacks_as_stored
from comparability.storage.assessments import Assessment, Decision
from comparability.storage.changes import is_touched
from comparability.storage.criteria import eligibility_rule
from comparability.storage.datasets import Loaded, dataset_hash, load
from comparability.storage.dossiers import ItemLine, decision_on, items_of, latest_assessment
from comparability.storage.packages import Package
from comparability.storage.people import Person
from comparability.storage.protocols import criteria_of, frozen_protocol
from comparability.storage.results import Result
from comparability.storage.summary_trail import authors_of_summary
from comparability.storage.tasks import Lacks, lacks_of, open_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchState:
    """Everything the readiness page needs. is_stale: the data differ from what the assessment read."""

    readiness: SwitchReadiness
    assessment: Assessment | None
    items: tuple[ItemLine, ...]
    decision: Decision | None
    tasks: tuple[Task, ...]
    is_stale: bool


def state_of_switch(session: Session, switch_id: int) -> SwitchState:
    """The state of the switch from stored rows; nothing is compared again.

    The data are read only where something of them was written since the assessment.
    """
    assessment = latest_assessment(session, switch_id)
    items = items_of(session, assessment) if assessment else ()
    lacks: Lacks | None
    if assessment is not None and not is_touched(session, assessment):
        stale, has_results = False, True
        lacks = lacks_as_stored(session, assessment, items)
    else:
        loaded = _load(session, switch_id)
        stale = assessment is not None and _differs(session, assessment, loaded)
        has_results = loaded is not None and loaded.dataset.has_results
        lacks = None if loaded is None else lacks_of(loaded)
    tasks = open_tasks(session, switch_id, lacks)
    if stale:
        again = "The data changed since the assessment; run it again."
        tasks = (Task(what=again, blocks=True, record="assessment"), *tasks)
    decision = decision_on(session, assessment.id) if assessment else None
    readiness = switch_readiness(
        attributes=[_attribute_state(line) for line in items],
        tasks=tasks,
        has_results=has_results,
        is_decided=decision is not None and not stale,
        is_issued=assessment is not None and not stale and _is_issued(session, assessment),
    )
    return SwitchState(
        readiness=readiness,
        assessment=assessment,
        items=items,
        decision=decision,
        tasks=tasks,
        is_stale=stale,
    )


def readable_state(session: Session, switch_id: int) -> SwitchState | None:
    """As `state_of_switch`; None where the data of the switch are not in order."""
    try:
        return state_of_switch(session, switch_id)
    except (Refused, Invalid):
        return None


def tasks_of(session: Session, switch_id: int) -> tuple[Task, ...]:
    """The open tasks of a switch, from its data."""
    loaded = _load(session, switch_id)
    return open_tasks(session, switch_id, None if loaded is None else lacks_of(loaded))


def is_stale(session: Session, assessment: Assessment) -> bool:
    """Whether lots, results, exclusions or the protocol differ from what the assessment read.

    For pages: the data are read and hashed again only where the trail says that something was written.
    """
    return is_touched(session, assessment) and differs(session, assessment)


def differs(session: Session, assessment: Assessment) -> bool:
    """The same, with the data read and hashed again whatever the trail says: for what is signed or issued."""
    return _differs(session, assessment, _load(session, assessment.switch_id))


def enterers(session: Session, assessment: Assessment) -> frozenset[int]:
    """Everybody who entered or imported a result, or entered published figures, that the assessment read."""
    items = [line.item for line in items_of(session, assessment)]
    results = {each["result_id"] for item in items for each in item.observations}
    summaries = {each["summary_id"] for item in items for each in item.summaries or ()}
    entered = select(Result.entered_by_id).where(Result.id.in_(results))
    authors = {name for number in summaries for name in authors_of_summary(session, number)}
    typed = select(Person.id).where(Person.user_name.in_(authors))
    return frozenset(session.scalars(entered.union(typed)))


def _load(session: Session, switch_id: int) -> Loaded | None:
    protocol = frozen_protocol(session, switch_id)
    if protocol is None:
        return None
    attributes = [line.attribute.id for line in criteria_of(session, protocol.id)]
    return load(session, switch_id, rule=eligibility_rule(protocol), attribute_ids=attributes)


def _differs(session: Session, assessment: Assessment, loaded: Loaded | None) -> bool:
    protocol = frozen_protocol(session, assessment.switch_id)
    if loaded is None or protocol is None or protocol.id != assessment.protocol_id:
        return True
    return dataset_hash(loaded) != assessment.dataset_hash


def _is_issued(session: Session, assessment: Assessment) -> bool:
    issued = select(Package.id).where(
        Package.assessment_id == assessment.id, Package.status == PackageStatus.ISSUED
    )
    return session.scalar(issued.limit(1)) is not None


def _attribute_state(line: ItemLine) -> AttributeState:
    return AttributeState(
        name=line.attribute.name,
        tier=line.criterion.row.tier,
        kind=line.criterion.row.kind,
        outcome=line.item.outcome,
        reason=line.item.reason,
    )
