"""Pooled and paired two one-sided tests in 34-digit arithmetic, and the pooled half of a worked example."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from comparability.statistics.contrast import TContrast
from comparability.statistics.interval import Interval
from comparability.statistics.paired import paired, paired_log
from comparability.statistics.qualification.checks import Check, as_printed, check, shipped
from comparability.statistics.tost import equivalence
from comparability.statistics.two_arms import pooled, pooled_log


def pooled_tests() -> Iterator[Check]:
    lots = {case["id"]: case for case in shipped("welch_tost.json")["cases"]}
    reference = shipped("pooled_tost.json")
    for case in reference["cases"]:
        yield from _both_scales(reference, lots[case["id"]] | case, pooled, pooled_log)


def paired_tests() -> Iterator[Check]:
    reference = shipped("paired_tost.json")
    for case in reference["cases"]:
        yield from _both_scales(reference, case, paired, paired_log)


def pooled_worked_example() -> Iterator[Check]:
    reference = shipped("ncss_two_sample_equivalence_pooled.json")
    lots = shipped("ncss_two_sample_equivalence.json")["cases"]
    for case, expected in zip(lots, reference["cases"], strict=True):
        contrast = pooled(pre=case["b"], post=case["a"])
        found = equivalence(contrast, margin=Interval(*case["margin"]), alpha=case["alpha"])
        got = {
            "df": contrast.df,
            "se": contrast.standard_error,
            "difference": found.estimate,
            "ci_low": found.interval.low,
            "ci_high": found.interval.high,
            "p_low": found.p_low,
            "p_high": found.p_high,
        }
        for name, printed in expected["printed"].items():
            yield check(reference, name, float(printed), got[name], as_printed(printed, got[name]))


def _both_scales(
    reference: dict[str, Any],
    case: dict[str, Any],
    plain: Callable[..., TContrast],
    logarithmic: Callable[..., TContrast],
) -> Iterator[Check]:
    scales = {"difference": (plain, case["margin"]), "log_ratio": (logarithmic, case["ratio_margin"])}
    for scale, (compare, margin) in scales.items():
        if scale not in case:
            continue
        # The reference takes x - y, so y stands for the pre arm.
        contrast = compare(pre=case["y"], post=case["x"])
        found = equivalence(contrast, margin=Interval(*margin), alpha=case["alpha"])
        interval = contrast.interval(level=1.0 - 2.0 * case["alpha"])
        got = {
            "estimate": contrast.difference,
            "se": contrast.standard_error,
            "df": contrast.df,
            "p_lower": found.p_low,
            "p_upper": found.p_high,
            "ci_low": interval.low,
            "ci_high": interval.high,
        }
        for name, value in got.items():
            expected = float(case[scale][name])
            ok = math.isclose(value, expected, rel_tol=reference["relative_tolerance"])
            yield check(reference, f"{case['id']} {scale} {name}", expected, value, ok)
