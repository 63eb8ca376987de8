"""Lots of every design that an analysis needs, as plain values, and the criteria that ask for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import Observation, TimePoint
from comparability.model.vocabulary import (
    Analysis,
    ArmRole,
    Contrast,
    CriterionKind,
    ResultState,
    Scale,
    Tier,
    Variances,
)
from comparability.statistics.interval import Interval
from tests.model.observed import ENTERED, criterion, lots, observed

FEW = {"minimum_lots": 2, "minimum_lots_reason": "no further lots will be made"}
FULL = {"name": "Full capsids", "unit": "% full", "scale": Scale.LOGIT, "decimals": 1, "scientific": False}
PURITY = {"name": "Purity", "unit": "% purity", "scale": Scale.LINEAR, "decimals": 1, "scientific": False}
IMPURITY = {
    "name": "Host-cell DNA", "unit": "ng/mL", "scale": Scale.LOG_CENSORED, "decimals": 2, "scientific": False,
}  # fmt: skip
COUNTED = {"name": "Visible particles", "unit": "", "scale": Scale.LINEAR, "decimals": 0, "scientific": False}
RUN_SD = {"run_sd": 0.1, "run_sd_source": "Validation report 7, table 2"}
SHARES = ((82.0, 84.5, 81.0, 83.0), (84.0, 86.0, 83.5))
SLOPE = {"contrast": Contrast.SLOPE, "analysis": Analysis.SLOPES, "margin": Interval(-1.0, 1.0)}


def asking(
    contrast: Contrast,
    analysis: Analysis,
    margin: Interval,
    kind: CriterionKind = CriterionKind.EQUIVALENCE,
    **facts: Any,
) -> Criterion:
    given: dict[str, Any] = {"contrast": contrast, "analysis": analysis, "margin": margin}
    if analysis is Analysis.REPLICATES:
        given["variances"] = Variances.SEPARATE
    if analysis is Analysis.CENSORED:
        given["floor"] = 0.1
    return criterion(kind, **(given | facts))


def split(
    pre: Sequence[float], post: Sequence[float], historic: Sequence[float] = ()
) -> tuple[Observation, ...]:
    """Lots of which the first of both arms come from one source, and so on; history has no partner."""
    made = lots((*pre, *historic), tuple(post))
    sources = [f"donor {n}" for n in range(1, len(pre) + 1)]
    named = iter([*sources, *[None] * len(historic), *sources])
    return tuple(replace(item, split_source=next(named)) for item in made)


def replicated(pre: Sequence[Sequence[float]], post: Sequence[Sequence[float]]) -> tuple[Observation, ...]:
    """Lots with their determinations; the reportable value is their mean."""

    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values)

    made = lots(tuple(map(mean, pre)), tuple(map(mean, post)))
    return tuple(
        replace(item, replicates=tuple(values)) for item, values in zip(made, (*pre, *post), strict=True)
    )


def limited(values: Sequence[float | str], arm: ArmRole, start: int) -> tuple[Observation, ...]:
    """Lots of one arm: a number, or "<0.5" and ">20" for a result beyond a limit."""
    found = []
    for number, value in enumerate(values, start):
        if isinstance(value, str):
            facts = {"state": ResultState.LIMIT, "qualifier": value[0], "entered": value}
            found.append(observed(number, arm, float(value[1:]), **facts))
        else:
            found.append(observed(number, arm, value))
    return tuple(found)


def censored(pre: Sequence[float | str], post: Sequence[float | str]) -> tuple[Observation, ...]:
    return (*limited(pre, ArmRole.PRE, 1), *limited(post, ArmRole.POST, 51))


def series(
    pre: Sequence[Sequence[tuple[float, float]]],
    post: Sequence[Sequence[tuple[float, float]]],
    **facts: Any,
) -> tuple[TimePoint, ...]:
    """Stability results of the lots of both arms: for each lot its months and values."""
    return tuple(
        point(100 * lot + place, arm, lot, month, value, **facts)
        for arm, first, arm_lots in ((ArmRole.PRE, 1, pre), (ArmRole.POST, 51, post))
        for lot, points in enumerate(arm_lots, first)
        for place, (month, value) in enumerate(points)
    )


def point(number: int, arm: ArmRole, lot: int, month: float, value: float | None, **facts: Any) -> TimePoint:
    given: dict[str, Any] = {
        "result_id": number,
        "lot_id": lot,
        "lot_number": f"{'A' if arm is ArmRole.PRE else 'B'}{lot:02d}",
        "arm": arm,
        "arm_name": "CDMO A" if arm is ArmRole.PRE else "CDMO B",
        "condition": "2-8 °C",
        "months": month,
        "entered": str(value),
        "state": ResultState.VALUE,
        "verified": True,
        "entered_at": ENTERED,
        "value": value,
        "method_version": "1",
        "laboratory": "QC Lab",
        "reference_standard": "RS-1",
    }
    return TimePoint(**(given | facts))


def falling(
    slopes: Sequence[float], months: Sequence[float] = (0, 3, 6, 9)
) -> list[list[tuple[float, float]]]:
    """Lots that start near 99 and change by a slope each, with a wobble that no line follows."""
    wobble = (0.03, -0.05, 0.04, -0.02, 0.01)
    return [
        [
            (month, 99.0 + 0.1 * lot + slope * month + wobble[(place + lot) % 5])
            for place, month in enumerate(months)
        ]
        for lot, slope in enumerate(slopes)
    ]


def with_runs(
    observations: Sequence[Observation], pre: Sequence[str], post: Sequence[str]
) -> tuple[Observation, ...]:
    """The runs in which the lots of each arm were measured, one after the other and from the start again."""
    counts = {True: 0, False: 0}
    found = []
    for item in observations:
        is_pre = item.arm is ArmRole.PRE
        runs = pre if is_pre else post
        found.append(replace(item, run=runs[counts[is_pre] % len(runs)]))
        counts[is_pre] += 1
    return tuple(found)


def in_tier_b(asked: Criterion) -> Criterion:
    return replace(asked, tier=Tier.B)
