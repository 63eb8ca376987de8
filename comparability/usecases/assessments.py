"""Run an assessment: read the data once, compare every attribute, store every figure.

Display never recomputes: what is shown later is what was stored here.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import comparability
from comparability.model.canonical import content_hash
from comparability.model.comparison import Comparison, Context, compare
from comparability.model.datasets import AttributeData
from comparability.model.errors import Refused
from comparability.model.people import Actor, Permission
from comparability.model.plainness import plain
from comparability.model.readiness import switch_readiness
from comparability.storage import rows
from comparability.storage.assessments import Assessment, AssessmentItem
from comparability.storage.bridgings import bridges_of
from comparability.storage.criteria import criterion_value, eligibility_rule
from comparability.storage.datasets import dataset_hash, load, lot_facts
from comparability.storage.protocols import CriterionLine, counts_from, criteria_of, frozen_protocol
from comparability.storage.switches import Switch
from comparability.storage.tasks import open_tasks
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
    if not any(data.observations for data in loaded.dataset.attributes):
        raise Refused("No lot of the arms has a result yet. Enter the lots' results first.")
    comparisons = [
        compare(
            data,
            criterion_value(line.row, protocol),
            context=Context(
                frozen_at=counts_from(protocol),
                mode=protocol.mode,
                bridges=bridges_of(session, switch.product_id, line.attribute.id),
            ),
        )
        for data, line in zip(loaded.dataset.attributes, lines, strict=True)
    ]
    readiness = switch_readiness(
        attributes=[comparison.state for comparison in comparisons],
        tasks=open_tasks(session, switch.id, loaded),
        has_results=True,
        is_decided=False,
        is_issued=False,
    )
    inputs = dataset_hash(loaded)
    items = [
        _item(place, comparison, line, data)
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
            content_hash=content_hash(
                plain(
                    {"inputs": inputs, "protocol": protocol.content_hash, "items": items}, floats_as_text=True
                )
            ),
            software_version=comparability.__version__,
            run_by_id=actor.number,
            run_at=now,
        ),
    )
    for item in items:
        session.add(AssessmentItem(assessment_id=assessment.id, **item))
    session.flush()
    return assessment


def _item(place: int, comparison: Comparison, line: CriterionLine, data: AttributeData) -> dict[str, Any]:
    observations = [
        plain(asdict(each)) | {"is_used": each.excluded_reason is None and each.verified}
        for each in data.observations
    ]
    return {
        "attribute_id": line.attribute.id,
        "position": place,
        "outcome": comparison.outcome,
        "effect": comparison.effect,
        "marks": [mark.value for mark in comparison.marks],
        "reason": comparison.reason,
        "plain_words": comparison.plain_words,
        "method": comparison.method,
        "criterion": plain(asdict(comparison.criterion)) | _as_typed(line),
        "figures": [plain(asdict(figure)) for figure in comparison.figures],
        "observations": observations,
        "lots": [plain(asdict(lot)) for lot in comparison.lots],
        "unused": [plain(asdict(each)) for each in comparison.unused],
        "limitations": list(comparison.limitations),
        "influence": [plain(asdict(row)) for row in comparison.influence],
        "r_snippet": comparison.r_snippet,
    }


def _as_typed(line: CriterionLine) -> dict[str, Any]:
    """Margins and limits as they stand in the protocol, beside the numbers that were computed with."""
    row = line.row
    names = ("margin_low", "margin_high", "multiplier", "coverage", "confidence", "limit_low", "limit_high")
    return {"as_typed": {name: getattr(row, name) for name in names if getattr(row, name) is not None}}
