"""Welch two one-sided tests in 34-digit arithmetic, and a published worked example."""

import math
from collections.abc import Iterator

from comparability.statistics.contrast import TContrast
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.checks import Check, as_printed, check, shipped
from comparability.statistics.tost import tost, tost_ratio


def welch_tests() -> Iterator[Check]:
    reference = shipped("welch_tost.json")
    tolerance = reference["relative_tolerance"]
    for case in reference["cases"]:
        # The reference takes x - y, so y stands for the pre arm.
        arms = {"pre": case["y"], "post": case["x"], "alpha": case["alpha"]}
        level = 1.0 - 2.0 * case["alpha"]
        plain = tost(margin=Interval(*case["margin"]), **arms)
        found = [("difference", plain.contrast, plain.p_low, plain.p_high)]
        if "log_ratio" in case:
            ratio = tost_ratio(margin=Interval(*case["ratio_margin"]), **arms)
            found.append(("log_ratio", ratio.contrast, ratio.p_low, ratio.p_high))
        for contrast, welch, p_low, p_high in found:
            for name, got in _figures(welch, level, p_low, p_high).items():
                expected = float(case[contrast][name])
                ok = math.isclose(got, expected, rel_tol=tolerance)
                yield check(reference, f"{case['id']} {contrast} {name}", expected, got, ok)


def _figures(contrast: TContrast, level: float, p_low: float, p_high: float) -> dict[str, float]:
    interval = contrast.interval(level=level)
    return {
        "estimate": contrast.difference,
        "se": contrast.standard_error,
        "df": contrast.df,
        "p_lower": p_low,
        "p_upper": p_high,
        "ci_low": interval.low,
        "ci_high": interval.high,
    }


def worked_example() -> Iterator[Check]:
    reference = shipped("ncss_two_sample_equivalence.json")
    for case in reference["cases"]:
        found = tost(pre=case["b"], post=case["a"], margin=Interval(*case["margin"]), alpha=case["alpha"])
        got = {
            "df": found.contrast.df,
            "se": found.contrast.standard_error,
            "difference": found.estimate,
            "ci_low": found.interval.low,
            "ci_high": found.interval.high,
            "p_low": found.p_low,
            "p_high": found.p_high,
        }
        for name, printed in case["printed"].items():
            ok = as_printed(printed, got[name])
            yield check(reference, name, float(printed), got[name], ok)
