"""Lines between two methods and their agreement, in R and as published."""

import math
from collections.abc import Iterator
from typing import Any

from comparability.statistics.bridging.bland_altman import agreement
from comparability.statistics.bridging.deming import deming
from comparability.statistics.bridging.passing_bablok import passing_bablok
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.checks import Check, check, shipped


def two_methods() -> Iterator[Check]:
    reference = shipped("bridging.json")
    for case in reference["cases"]:
        for name, expected, got in [*_deming(case), *_passing_bablok(case), *_agreement(case)]:
            ok = math.isclose(got, expected, rel_tol=reference["relative_tolerance"])
            yield check(reference, f"{case['id']}, {name}", expected, got, ok)


def _deming(case: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    for r in case["deming"]:
        line = deming(old=case["old"], new=case["new"], error_variance_ratio=r["ratio"], level=0.95)
        name = f"Deming {r['ratio']:g}"
        yield f"{name} slope", r["slope"], line.slope
        yield f"{name} intercept", r["intercept"], line.intercept
        yield f"{name} slope se", r["slope_se"], line.slope_standard_error
        yield f"{name} intercept se", r["intercept_se"], line.intercept_standard_error
        yield from _ends(f"{name} slope", r["slope_ci"], line.slope_interval)
        yield from _ends(f"{name} intercept", r["intercept_ci"], line.intercept_interval)


def _passing_bablok(case: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    for r in case["passing_bablok"]:
        line = passing_bablok(old=case["old"], new=case["new"], level=r["level"])
        name = f"Passing-Bablok {r['level']:g}"
        yield f"{name} slope", r["slope"], line.slope
        yield f"{name} intercept", r["intercept"], line.intercept
        yield f"{name} tau", r["tau"], line.tau
        yield from _ends(f"{name} slope", r["slope_ci"], line.slope_interval)
        yield from _ends(f"{name} intercept", r["intercept_ci"], line.intercept_interval)


def _agreement(case: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    r = case["agreement"]
    found = agreement(old=case["old"], new=case["new"], coverage=0.95, level=0.95)
    yield "bias", r["bias"], found.bias
    yield "SD of differences", r["sd"], found.sd
    yield from _ends("bias", r["bias_ci"], found.bias_interval)
    yield from _ends("limits", r["limits"], found.limits)
    yield from _ends("low limit", r["low_limit"], found.low_limit)
    yield from _ends("high limit", r["high_limit"], found.high_limit)
    if found.trend is not None:
        yield "trend", r["trend_slope"], found.trend.slope
        yield from _ends("trend", r["trend_ci"], found.trend.slope_interval(level=0.95))


def _ends(name: str, expected: list[float], found: Interval | None) -> Iterator[tuple[str, float, float]]:
    low, high = (math.nan, math.nan) if found is None else (found.low, found.high)
    yield f"{name} low", expected[0], low
    yield f"{name} high", expected[1], high
