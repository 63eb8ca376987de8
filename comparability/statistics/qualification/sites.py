"""Variance between and within sites: NIST's certified analyses, and R's intervals of the components."""

import math
from collections.abc import Iterator

from comparability.statistics.qualification.checks import Check, check, shipped
from comparability.statistics.site_variance import site_components
from comparability.statistics.sites import one_way


def nist_anova() -> Iterator[Check]:
    reference = shipped("nist_anova.json")
    for case in reference["cases"]:
        found = one_way(sites=case["sites"])
        got = {
            "ms_between": found.ms_between,
            "ms_within": found.ms_within,
            "F": found.f,
            "r2": found.r_squared,
        }
        for name, certified in case["certified"].items():
            expected = float(certified)
            ok = math.isclose(got[name], expected, rel_tol=10.0 ** -case["digits"])
            yield check(reference, f"{case['id']} {name}", expected, got[name], ok)


def site_variances() -> Iterator[Check]:
    reference = shipped("site_variance.json")
    for case in reference["cases"]:
        analysis = one_way(sites=case["sites"])
        found = site_components(analysis, level=reference["level"])
        got = {
            "ms_between": analysis.ms_between,
            "ms_within": analysis.ms_within,
            "f": analysis.f,
            "p": analysis.p,
            "moment": found.moment_estimate,
            "within_low": found.within_interval.low,
            "within_high": found.within_interval.high,
            "share_low": found.share_interval.low,
            "share_high": found.share_interval.high,
            "between_low": found.between_interval.low,
            "between_high": found.between_interval.high,
        }
        for name, expected in case["expected"].items():
            ok = math.isclose(got[name], expected, rel_tol=reference["relative_tolerance"])
            yield check(reference, f"{case['id']} {name}", expected, got[name], ok)
