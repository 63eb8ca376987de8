"""Tests for distant lots and of assumptions, and distribution-free limits, as others computed them."""

import math
from collections.abc import Iterator
from typing import Any

from comparability.statistics.assumptions.equal_spread import bartlett, brown_forsythe, levene
from comparability.statistics.assumptions.kolmogorov_smirnov import kolmogorov_smirnov
from comparability.statistics.assumptions.normality import anderson_darling, shapiro_wilk
from comparability.statistics.nonparametric_limits import lots_needed
from comparability.statistics.outliers.dixon import dixon
from comparability.statistics.outliers.generalised_esd import generalised_esd
from comparability.statistics.outliers.grubbs import grubbs
from comparability.statistics.outliers.studentised import largest_deviate
from comparability.statistics.qualification.checks import Check, check, shipped
from comparability.statistics.ranges import Sides


def distant_lots() -> Iterator[Check]:
    reference = shipped("outlier_tests.json")
    for case in reference["cases"]:
        values = case["values"]
        both = grubbs(values=values, arm="pre", sides=Sides.BOTH)
        one = grubbs(values=values, arm="pre", sides=_side_of(both.value, values))
        got = {
            "statistic": both.statistic,
            "p_one_sided_bonferroni": one.p_bonferroni,
            "p_two_sided_bonferroni": both.p_bonferroni,
        }
        if "dixon_p" in case:
            farther = dixon(values=values, arm="pre", sides=Sides.BOTH)
            gap = dixon(values=values, arm="pre", sides=_side_of(farther.value, values))
            got |= {"dixon_ratio": gap.ratio, "dixon_p": gap.p}
        yield from _all(reference, case, got)


def exact_grubbs() -> Iterator[Check]:
    reference = shipped("grubbs_exact.json")
    for case in reference["cases"]:
        for name in ("one_sided", "two_sided"):
            if name in case:
                n, statistic = case["n"], float(case["statistic"])
                room = 1.0 - n * statistic**2 / (n - 1) ** 2
                chance = largest_deviate(n=n, room=room, is_two_sided=name == "two_sided")
                yield _one(reference, f"n = {n}, {statistic:g}, {name}", float(case[name]), chance.p)


def rosner_steps() -> Iterator[Check]:
    reference = shipped("generalised_esd.json")
    for case in reference["cases"]:
        found = generalised_esd(values=case["values"], arm="pre", most=case["most"], alpha=case["alpha"])
        yield _one(reference, f"{case['id']} flagged", case["flagged"], len(found.flagged))
        for number, (step, (place, statistic, critical)) in enumerate(
            zip(found.steps, case["steps"], strict=True), start=1
        ):
            name = f"{case['id']} step {number}"
            yield _one(reference, f"{name} lot", place, step.index + 1)
            yield _one(reference, f"{name} statistic", statistic, step.statistic)
            yield _one(reference, f"{name} critical", critical, step.critical)


def assumptions() -> Iterator[Check]:
    reference = shipped("assumption_tests.json")
    for case in reference["cases"]:
        x, y = case["x"], case["y"]
        arms = {"pre": x, "post": y}
        for name, values in (("shapiro_x", x), ("shapiro_y", y)):
            normal = shapiro_wilk(values=values, arm="pre")
            yield from _each(reference, case, name, {"W": normal.w, "p": normal.p})
        for name, test in (("levene_mean", levene), ("brown_forsythe_median", brown_forsythe)):
            distance = test(arms=arms)
            yield from _each(reference, case, name, {"F": distance.f, "p": distance.p})
        variances = bartlett(arms=arms)
        yield from _each(reference, case, "bartlett", {"K2": variances.k_squared, "p": variances.p})
        smirnov = kolmogorov_smirnov(pre=x, post=y)
        yield from _each(reference, case, "ks_two_sample_exact", {"D": smirnov.distance, "p": smirnov.p})
        if "anderson_darling_x" in case:
            darling = anderson_darling(values=x, arm="pre")
            yield from _each(reference, case, "anderson_darling_x", {"A": darling.a_squared, "p": darling.p})


def distribution_free_lots() -> Iterator[Check]:
    reference = shipped("distribution_free_limits.json")
    for case in reference["cases"]:
        got = lots_needed(
            sides=Sides.BOTH if case["sides"] == 2 else Sides.UPPER,
            rank=1,
            coverage=case["coverage"],
            confidence=case["confidence"],
        )
        name = f"{case['coverage']:g}/{case['confidence']:g}, sides {case['sides']}"
        yield check(reference, name, case["lots"], got, got == case["lots"])


def _side_of(value: float, values: list[float]) -> Sides:
    return Sides.UPPER if value == max(values) else Sides.LOWER


def _all(reference: dict[str, Any], case: dict[str, Any], got: dict[str, float]) -> Iterator[Check]:
    for name, value in got.items():
        yield _one(reference, f"{case['id']} {name}", float(case[name]), value)


def _each(
    reference: dict[str, Any], case: dict[str, Any], test: str, got: dict[str, float]
) -> Iterator[Check]:
    for name, value in got.items():
        yield _one(reference, f"{case['id']} {test} {name}", case[test][name], value)


def _one(reference: dict[str, Any], name: str, expected: float, got: float) -> Check:
    ok = math.isclose(got, expected, rel_tol=reference["relative_tolerance"])
    return check(reference, name, expected, got, ok)
