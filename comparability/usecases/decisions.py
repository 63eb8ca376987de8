"""Review an assessment and conclude on a switch: people sign, the tool only proposes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor, Permission
from comparability.model.stored_comparisons import conclusion_hash
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import Conclusion, Effect, Meaning, Outcome, Role, Tier
from comparability.storage import rows
from comparability.storage.assessments import Assessment, Decision
from comparability.storage.dossiers import ItemLine, items_of, latest_assessment
from comparability.storage.readiness import differs, enterers, tasks_of
from comparability.storage.signatures import signatures_of
from comparability.usecases.records import add
from comparability.usecases.signing import sign


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """unmet: by attribute code, the justification or further study for each attribute that is not closed."""

    conclusion: Conclusion
    justification: str
    residual_uncertainty: str
    unmet: Mapping[str, str]


def review_assessment(
    session: Session,
    assessment_id: int,
    *,
    shown_hash: str,
    role: Role | None,
    comment: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Sign that the assessment was reviewed. The caller has confirmed who signs.

    Raises NotAllowed for whoever ran it, Conflict when something else was shown, Refused when it is not the
    latest or the results have changed since.
    """
    actor.must(Permission.REVIEW_ASSESSMENT)
    assessment = _current(session, rows.get(session, Assessment, assessment_id), shown_hash)
    if assessment.run_by_id == actor.id:
        raise NotAllowed("You ran this assessment, so another person reviews it.")
    sign(
        session,
        entity="assessment",
        entity_id=assessment.id,
        content_hash=assessment.content_hash,
        meaning=Meaning.REVIEWED,
        comment=comment,
        role=role,
        actor=actor,
        now=now,
    )


def decide(
    session: Session,
    assessment_id: int,
    entry: DecisionEntry,
    *,
    shown_hash: str,
    role: Role | None,
    comment: str | None = None,
    actor: Actor,
    now: datetime,
) -> Decision:
    """Conclude in one of the Q5E classes, with a justification per attribute that is not closed.

    The caller has confirmed who signs. Raises NotAllowed for whoever entered a result, Conflict, Invalid,
    Refused where the assessment is not reviewed or something still blocks.
    """
    actor.must(Permission.DECIDE)
    assessment = _current(session, rows.get(session, Assessment, assessment_id), shown_hash)
    if actor.id in enterers(session, assessment):
        raise NotAllowed("You entered or imported a result of this assessment, so another person concludes.")
    if not is_reviewed(session, assessment):
        raise Refused("The assessment has not been reviewed. Its review is signed first.")
    if blocking := [task.what for task in tasks_of(session, assessment.switch_id) if task.blocks]:
        raise Refused(f"Something is still open: {' '.join(blocking)}")
    items = items_of(session, assessment)
    _check(items, entry)
    decision = add(
        session,
        Decision(
            switch_id=assessment.switch_id,
            assessment_id=assessment.id,
            conclusion=entry.conclusion,
            justification=meaningful_reason(entry.justification, field="justification"),
            residual_uncertainty=meaningful_reason(entry.residual_uncertainty, field="residual_uncertainty"),
            unmet=dict(entry.unmet),
            decided_by_id=actor.number,
            decided_at=now,
        ),
    )
    sign(
        session,
        entity="decision",
        entity_id=decision.id,
        content_hash=decision_hash(decision, assessment),
        meaning=Meaning.APPROVED,
        comment=comment,
        role=role,
        actor=actor,
        now=now,
    )
    return decision


def is_reviewed(session: Session, assessment: Assessment) -> bool:
    """Whether a valid signature says so."""
    lines = signatures_of(session, "assessment", assessment.id, assessment.content_hash)
    return any(line.is_valid and line.meaning is Meaning.REVIEWED for line in lines)


def decision_hash(decision: Decision, assessment: Assessment) -> str:
    """What the signature of a decision binds: its words and the whole assessment they stand on."""
    return conclusion_hash(
        assessment=assessment.content_hash,
        conclusion=decision.conclusion.value,
        justification=decision.justification,
        residual_uncertainty=decision.residual_uncertainty,
        unmet=decision.unmet,
    )


def open_items(items: tuple[ItemLine, ...]) -> tuple[ItemLine, ...]:
    """The attributes for which a person has to say something: not closed and not merely described."""
    return tuple(line for line in items if line.item.effect not in (Effect.CLOSES, Effect.NONE))


def _current(session: Session, assessment: Assessment, shown_hash: str) -> Assessment:
    if shown_hash != assessment.content_hash:
        raise Conflict("What you saw is not what is on record now. Look at it again before signing.")
    latest = latest_assessment(session, assessment.switch_id)
    if latest is None or latest.id != assessment.id:
        raise Refused("A newer assessment of this switch exists. Work on that one.")
    if differs(session, assessment):
        raise Refused("Lots, results or the protocol have changed since. Run the assessment again.")
    return assessment


def _check(items: tuple[ItemLine, ...], entry: DecisionEntry) -> None:
    waiting = open_items(items)
    without = [
        line.attribute.name for line in waiting if not entry.unmet.get(line.attribute.code, "").strip()
    ]
    if without:
        raise Invalid(f"Give a justification or the further study for: {', '.join(without)}.", field="unmet")
    unmet = [line for line in waiting if line.criterion.row.tier is Tier.A]
    if entry.conclusion is Conclusion.HIGHLY_SIMILAR and unmet:
        raise Invalid(
            f"“Highly similar” cannot stand while {_names(unmet)} (tier A) is not met.", field="conclusion"
        )
    # What was not judged may not have differed at all: there is no difference to justify.
    unknown = [line for line in unmet if line.item.outcome is Outcome.CANNOT_JUDGE]
    if entry.conclusion is Conclusion.JUSTIFIED and unknown:
        raise Invalid(
            f"Differences cannot be justified while {_names(unknown)} (tier A) cannot be judged.",
            field="conclusion",
        )


def _names(lines: list[ItemLine]) -> str:
    return ", ".join(line.attribute.name for line in lines)
