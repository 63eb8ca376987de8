"""Attributes, lots and criteria as plain values, for tests of what is concluded from them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.judging.comparison import Comparison, Context, compare
from comparability.model.vocabulary import (
    Analysis,
    ArmRole,
    Contrast,
    CriterionKind,
    Justification,
    ProtocolMode,
    ResultState,
    Scale,
    Tier,
    Worry,
)
from comparability.statistics.interval import Interval

FROZEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
ENTERED = datetime(2026, 4, 1, 9, tzinfo=UTC)
CONTEXT = Context(frozen_at=FROZEN, mode=ProtocolMode.PROSPECTIVE, bridges=())
SAME_METHOD = {"method_version": "1", "laboratory": "QC Lab", "reference_standard": "RS-1"}
PRE = (1.00e13, 1.10e13, 0.95e13, 1.05e13, 0.98e13, 1.08e13)
SAME = (1.02e13, 0.97e13, 1.06e13, 1.01e13)


def observed(number: int, arm: ArmRole, value: float | None, **facts: Any) -> Observation:
    given: dict[str, Any] = {
        "result_id": number,
        "lot_id": number,
        "lot_number": f"{'A' if arm is ArmRole.PRE else 'B'}{number:02d}",
        "arm": arm,
        "arm_name": "CDMO A" if arm is ArmRole.PRE else "CDMO B",
        "entered": str(value),
        "state": ResultState.VALUE,
        "value": value,
        "verified": True,
        "entered_at": ENTERED,
    }
    return Observation(**(given | SAME_METHOD | facts))


def lots(
    pre: tuple[float, ...] = PRE, post: tuple[float, ...] = SAME, **facts: Any
) -> tuple[Observation, ...]:
    return (
        *(observed(number, ArmRole.PRE, value, **facts) for number, value in enumerate(pre, 1)),
        *(observed(number, ArmRole.POST, value, **facts) for number, value in enumerate(post, 51)),
    )


def attribute(observations: tuple[Observation, ...], **facts: Any) -> AttributeData:
    given: dict[str, Any] = {
        "attribute_id": 7,
        "name": "vector-genome titre",
        "unit": "vg/mL",
        "scale": Scale.LOG,
        "worry": Worry.BOTH,
        "decimals": 2,
        "scientific": True,
    }
    return AttributeData(**(given | facts), observations=observations)


def criterion(kind: CriterionKind = CriterionKind.EQUIVALENCE, **facts: Any) -> Criterion:
    given: dict[str, Any] = {
        "attribute_id": 7,
        "tier": Tier.A,
        "kind": kind,
        "minimum_lots": 3,
        "alpha": 0.05,
        "difference_level": 0.95,
        "justification": Justification.CLINICAL,
        "justification_text": "Doses within a factor of 1.5 gave the same expression.",
        "source": "Clinical study report 12, table 4",
    }
    match kind:
        case CriterionKind.EQUIVALENCE:
            given |= {"contrast": Contrast.RATIO, "analysis": Analysis.WELCH, "margin": Interval(0.5, 2.0)}
        case CriterionKind.NON_INFERIORITY:
            given |= {
                "contrast": Contrast.RATIO,
                "analysis": Analysis.WELCH,
                "margin": Interval(0.5, float("inf")),
            }
        case CriterionKind.QUALITY_RANGE:
            given |= {"tier": Tier.B, "k": 3.0, "false_pass_shift_sd": 2.0}
        case CriterionKind.TOLERANCE_INTERVAL:
            given |= {"tier": Tier.B, "coverage": 0.9, "confidence": 0.95, "false_pass_shift_sd": 2.0}
        case CriterionKind.LIMIT:
            given |= {"tier": Tier.C, "limit_high": 10.0}
        case CriterionKind.QUALITATIVE:
            given |= {"tier": Tier.C, "accepted_words": ("complies",)}
        case CriterionKind.DESCRIPTIVE:
            given |= {"tier": Tier.C}
    return Criterion(**(given | facts))


def below(limit: float, number: int = 51) -> Observation:
    return observed(
        number, ArmRole.POST, limit, state=ResultState.LIMIT, qualifier="<", entered=f"<{limit:g}"
    )


def compared(observations: Sequence[Observation], asked: Criterion | None = None, **facts: Any) -> Comparison:
    """One attribute by a criterion of equivalence, or by the one that is asked."""
    return compare(attribute(tuple(observations), **facts), asked or criterion(), context=CONTEXT)
