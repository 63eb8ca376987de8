"""From outcomes to the state of a switch: what each outcome does, and the worst of them.

The tool proposes a conclusion class and never concludes; people conclude by signature.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.margins import chance
from comparability.model.vocabulary import Conclusion, CriterionKind, Effect, Outcome, Readiness, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeState:
    """What the readiness of a switch needs to know of one attribute's comparison."""

    name: str
    tier: Tier
    kind: CriterionKind
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that a person still has to do. blocks: nothing may be decided before it is done.

    record: the kind of record in which it is done, e.g. "difference" or "result".
    """

    what: str
    blocks: bool
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchReadiness:
    """The state of a switch in one word, why, and the conclusion class that the outcomes suggest, if any."""

    state: Readiness
    reasons: tuple[str, ...]
    proposed: Conclusion | None


def effect(*, tier: Tier, kind: CriterionKind, outcome: Outcome) -> Effect:
    """What an outcome does to the readiness of the switch (the outcome table of the protocol)."""
    match outcome:
        case Outcome.DESCRIBED:
            return Effect.NONE
        case Outcome.CANNOT_JUDGE:
            return Effect.NONE if kind is CriterionKind.DESCRIPTIVE else Effect.BLOCKS
        case Outcome.INCONCLUSIVE:
            return Effect.OPEN
        case Outcome.EQUIVALENT:
            return Effect.CLOSES
        case Outcome.DIFFERENT:
            return Effect.BLOCKS if tier is Tier.A else Effect.NEEDS_DECISION
        case Outcome.MET:
            # A range is weak evidence: it closes nothing in tier A, whatever a protocol says.
            return Effect.OPEN if tier is Tier.A and _is_range(kind) else Effect.CLOSES
        case Outcome.NOT_MET:
            return Effect.NEEDS_DECISION if _is_range(kind) and tier is not Tier.A else Effect.BLOCKS


def switch_readiness(
    *,
    attributes: Sequence[AttributeState],
    tasks: Sequence[Task],
    has_results: bool,
    is_decided: bool,
    is_issued: bool,
) -> SwitchReadiness:
    """The worst of the attributes, then of the open tasks.

    attributes: of the latest assessment, empty before it.
    is_decided: a decision is signed on the latest assessment. is_issued: its package was issued.
    """
    proposed = propose(attributes)
    if is_issued:
        return SwitchReadiness(state=Readiness.ISSUED, reasons=(), proposed=proposed)
    if is_decided:
        return SwitchReadiness(state=Readiness.DECIDED, reasons=(), proposed=proposed)
    open_tasks = tuple(task.what for task in tasks)
    if not attributes:
        state = Readiness.COLLECTING if has_results else Readiness.NOT_STARTED
        return SwitchReadiness(state=state, reasons=open_tasks, proposed=None)
    blocking = _because(attributes, Effect.BLOCKS) + tuple(task.what for task in tasks if task.blocks)
    undecided = _because([item for item in attributes if item.tier is Tier.A], Effect.OPEN)
    # Other tiers never hold the switch up by being open; the person who decides must see them all the same.
    to_weigh = _because([item for item in attributes if item.tier is not Tier.A], Effect.OPEN)
    to_weigh += _because(attributes, Effect.NEEDS_DECISION)
    waiting = tuple(task.what for task in tasks if not task.blocks)
    if blocking:
        return SwitchReadiness(
            state=Readiness.BLOCKED, reasons=blocking + undecided + to_weigh + waiting, proposed=proposed
        )
    if undecided:
        return SwitchReadiness(
            state=Readiness.INCONCLUSIVE, reasons=undecided + to_weigh + waiting, proposed=proposed
        )
    if waiting:
        return SwitchReadiness(state=Readiness.COLLECTING, reasons=waiting + to_weigh, proposed=proposed)
    return SwitchReadiness(state=Readiness.READY_FOR_DECISION, reasons=to_weigh, proposed=proposed)


def propose(attributes: Sequence[AttributeState]) -> Conclusion | None:
    """The class that the outcomes suggest (ICH Q5E), or None when they suggest none.

    “Differences without impact, justified” is never proposed: the justification is a person's.
    """
    tier_a = [item for item in attributes if item.tier is Tier.A]
    if not tier_a or any(
        item.outcome is Outcome.CANNOT_JUDGE and _effect(item) is Effect.BLOCKS for item in attributes
    ):
        return None
    if any(_effect(item) is Effect.BLOCKS for item in attributes):
        return Conclusion.NOT_COMPARABLE
    if all(_effect(item) in {Effect.CLOSES, Effect.NONE} for item in attributes):
        return Conclusion.HIGHLY_SIMILAR
    return Conclusion.MORE_DATA


def passing_together(chances: Sequence[float]) -> str | None:
    """The family power in a sentence, None for fewer than two attributes.

    chances: of each tier A attribute whose analysis tells it, to pass without a true shift. All must
    pass (intersection–union), which costs no alpha and much power.
    """
    if len(chances) < 2:
        return None
    return (
        "All tier A attributes must pass. With the numbers of lots and the spread seen, and without any "
        f"true shift, the {len(chances)} for which it can be computed would pass one by one with "
        f"chances from {chance(min(chances))} to {chance(max(chances))}, and together, if they vary "
        f"independently, with a chance of {chance(math.prod(chances))}."
    )


def _effect(item: AttributeState) -> Effect:
    return effect(tier=item.tier, kind=item.kind, outcome=item.outcome)


def _because(attributes: Sequence[AttributeState], wanted: Effect) -> tuple[str, ...]:
    return tuple(f"{item.name}: {item.reason}" for item in attributes if _effect(item) is wanted)


def _is_range(kind: CriterionKind) -> bool:
    return kind in {CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL}
