"""Subjects and questions of a plan as plain values. No test lives here."""

from decimal import Decimal
from typing import Any

from comparability.model.plans.question import AssumptionText, Costs, Question, read_assumptions
from comparability.model.plans.subjects import Subject
from comparability.model.vocabulary import Contrast, CriterionKind
from comparability.statistics.interval import Interval
from tests.model.observed import attribute, criterion

COSTS = Costs(
    post_lot=Decimal(500_000),
    pre_lot=Decimal(300_000),
    retest=Decimal(4_000),
    currency="USD",
    months_first=Decimal(11),
    months_between=Decimal("1.5"),
)


def subject(
    number: int = 7,
    *,
    kind: CriterionKind = CriterionKind.EQUIVALENCE,
    observations: Any = (),
    typed: dict[str, str] | None = None,
    facts: dict[str, Any] | None = None,
    **asked: Any,
) -> Subject:
    """Equivalence of a titre within 0.67 to 1.5 by Welch, unless something else is asked."""
    if kind is CriterionKind.EQUIVALENCE:
        asked = {"margin": Interval(0.67, 1.5)} | asked
        typed = {"margin_low": "0.67", "margin_high": "1.50"} if typed is None else typed
    given = {"attribute_id": number, "name": f"Attribute {number}"} | (facts or {})
    return Subject(
        attribute=attribute(tuple(observations), **given),
        criterion=criterion(kind, attribute_id=number, **asked),
        as_typed=typed or {},
    )


def difference(number: int = 7, low: float = -10.0, high: float = 10.0, **asked: Any) -> Subject:
    return subject(
        number,
        contrast=Contrast.DIFFERENCE,
        margin=Interval(low, high),
        typed={"margin_low": f"{low:g}", "margin_high": f"{high:g}"},
        facts={"unit": "mg", "decimals": 1, "scientific": False},
        **asked,
    )


def question(
    subjects: list[Subject], stated: dict[int, AssumptionText] | None = None, **changes: Any
) -> Question:
    """Every subject with a CV of 12 % and a true ratio of 0.95, or as stated."""
    rows = stated or {
        each.number: AssumptionText(attribute_id=each.number, sd="12", note="Report R-1.", shift="0.95")
        for each in subjects
    }
    asked: dict[str, Any] = {
        "n_pre": 6,
        "n_post": 4,
        "made_post": 0,
        "candidates": tuple(range(3, 9)),
        "target_each": 0.8,
        "target_joint": 0.8,
        "sd_ratio": 1.0,
        "correlation": 0.0,
        "pair_correlation": None,
        "runs": None,
        "costs": COSTS,
        "assumptions": read_assumptions(subjects, rows, {}),
        "draws": 4_000,
        "seed": 1,
    }
    return Question(**(asked | changes))
