"""Tolerance factors in 30-digit arithmetic and as ISO 16269-6 prints them."""

import math
from collections.abc import Iterator

from comparability.statistics.qualification.checks import Check, check, shipped
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor


def exact_factors() -> Iterator[Check]:
    reference = shipped("tolerance_factors.json")
    for case in reference["cases"]:
        factor = one_sided_factor if case["side"] == 1 else two_sided_factor
        got = factor(n=case["n"], df=case["n"] - 1, coverage=case["coverage"], confidence=case["confidence"])
        expected = float(case["k"])
        ok = math.isclose(got, expected, rel_tol=reference["relative_tolerance"])
        name = (
            f"{case['id']} n = {case['n']}, {case['coverage']:g}/{case['confidence']:g}, side {case['side']}"
        )
        yield check(reference, name, expected, got, ok)


def iso_annex_f() -> Iterator[Check]:
    reference = shipped("iso_16269_6_annex_f.json")
    for n, samples, coverage, confidence, printed in reference["cases"]:
        got = two_sided_factor(n=n, df=samples * (n - 1), coverage=coverage, confidence=confidence)
        ok = -1e-9 <= printed - got < 1e-4  # the standard rounds up at the fourth decimal
        name = f"n = {n}, {samples} samples, {coverage:g}/{confidence:g}"
        yield check(reference, name, printed, got, ok)
