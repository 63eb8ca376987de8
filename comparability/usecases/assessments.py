"""Run an assessment: read the data once, compare every attribute, store every figure.

Display never recomputes: what is shown later is what was stored here.
"""

from datetime import datetime

from sqlalchemy.orm import Session

import comparability
from comparability.model.criteria.texts import as_typed
from comparability.model.errors import Refused
from comparability.model.judging.comparison import Context
from comparability.model.judging.several_arms import NamedArm
from comparability.model.judging.together import compare_all
from comparability.model.people import Actor, Permission
from comparability.model.readiness import switch_readiness
from comparability.model.stored_comparisons import assessment_hash, stored
from comparability.storage import rows
from comparability.storage.assessments import Assessment, AssessmentItem
from comparability.storage.bridgings import bridges_of
from comparability.storage.criteria import criterion_value, eligibility_rule
from comparability.storage.datasets import dataset_hash, load, lot_facts
from comparability.storage.protocols import counts_from, criteria_of, frozen_protocol
from comparability.storage.switches import Switch, arms_of
from comparability.storage.tasks import lacks_of, open_tasks
from comparability.usecases.records import add


def run_assessment(session: Session, switch_id: int, *, actor: Actor, now: datetime) -> Assessment:
    """Compare pre and post lots of a switch under its frozen protocol and store the whole.

    Raises NotAllowed, NotFound, and Refused where the protocol is not frozen or no lot has a result.
    """
    actor.must(Permission.RUN_ASSESSMENT)
    switch = rows.get(session, Switch, switch_id)
    protocol = frozen_protocol(session, switch.id)
    if protocol is None:
        raise Refused("The protocol is not frozen, so there is nothing to compare against. Freeze it first.")
    lines = criteria_of(session, protocol.id)
    loaded = load(
        session,
        switch.id,
        rule=eligibility_rule(protocol),
        attribute_ids=[line.attribute.id for line in lines],
    )
    if not loaded.dataset.has_results:
        raise Refused("No lot of the arms has a result yet. Enter the lots' results first.")
    arms = tuple(NamedArm(arm.name, arm.role) for arm in arms_of(session, switch.id))
    comparisons = compare_all(
        loaded.dataset.attributes,
        [criterion_value(line.row, protocol) for line in lines],
        [
            Context(
                frozen_at=counts_from(protocol),
                mode=protocol.mode,
                bridges=bridges_of(session, switch.product_id, line.attribute.id),
                arm_pairs=protocol.arm_pairs,
                arm_claim=protocol.arm_claim,
                arms=arms,
            )
            for line in lines
        ],
    )
    readiness = switch_readiness(
        attributes=[comparison.state for comparison in comparisons],
        tasks=open_tasks(session, switch.id, lacks_of(loaded)),
        has_results=True,
        is_decided=False,
        is_issued=False,
    )
    inputs = dataset_hash(loaded)
    items = [
        stored(comparison, data, position=place, as_typed=as_typed(line.row))
        for place, (comparison, line, data) in enumerate(
            zip(comparisons, lines, loaded.dataset.attributes, strict=True)
        )
    ]
    assessment = add(
        session,
        Assessment(
            switch_id=switch.id,
            protocol_id=protocol.id,
            readiness=readiness.state,
            proposed_conclusion=readiness.proposed,
            marks=sorted({mark.value for comparison in comparisons for mark in comparison.marks}),
            lots=[lot_facts(each) for each in loaded.lots],
            dataset_hash=inputs,
            content_hash=assessment_hash(inputs=inputs, protocol=protocol.content_hash, items=items),
            software_version=comparability.__version__,
            run_by_id=actor.number,
            run_at=now,
        ),
    )
    for item in items:
        session.add(AssessmentItem(assessment_id=assessment.id, **item))
    session.flush()
    return assessment
