"""Recomputes, on the machine it runs on, numbers that other people computed or published.

Numerical operational qualification: every check says where its expected number comes from. The references are
shipped with the package; nothing is looked up elsewhere.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Any

from comparability.statistics.interval import Interval
from comparability.statistics.power import Design, probability_inside
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor
from comparability.statistics.tost import tost, tost_ratio
from comparability.statistics.two_arms import WelchComparison

MOST_DIGITS = 16.0  # what a double can show


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One recomputed number. digits: of agreement, at most 16. source: who computed `expected`."""

    group: str
    name: str
    source: str
    expected: float
    got: float
    digits: float
    ok: bool


def qualify() -> tuple[Check, ...]:
    """Every shipped reference, recomputed. Takes about a second; nothing is raised for a disagreement."""
    return (
        *_welch_tost(),
        *_ncss(),
        *_tolerance_factors(),
        *_iso_annex_f(),
        *_welch_power(),
    )


def _welch_tost() -> Iterator[Check]:
    reference = _read("welch_tost.json")
    tolerance = reference["relative_tolerance"]
    for case in reference["cases"]:
        # The reference takes x - y, so y stands for the pre arm.
        arms = {"pre": case["y"], "post": case["x"], "alpha": case["alpha"]}
        level = 1.0 - 2.0 * case["alpha"]
        plain = tost(margin=Interval(*case["margin"]), **arms)
        found = [("difference", plain.welch, plain.p_low, plain.p_high)]
        if "log_ratio" in case:
            ratio = tost_ratio(margin=Interval(*case["ratio_margin"]), **arms)
            found.append(("log_ratio", ratio.welch, ratio.p_low, ratio.p_high))
        for contrast, welch, p_low, p_high in found:
            for name, got in _figures(welch, level, p_low, p_high).items():
                expected = float(case[contrast][name])
                ok = math.isclose(got, expected, rel_tol=tolerance)
                yield _check(reference, f"{case['id']} {contrast} {name}", expected, got, ok)


def _figures(welch: WelchComparison, level: float, p_low: float, p_high: float) -> dict[str, float]:
    interval = welch.interval(level=level)
    return {
        "estimate": welch.difference,
        "se": welch.standard_error,
        "df": welch.df,
        "p_lower": p_low,
        "p_upper": p_high,
        "ci_low": interval.low,
        "ci_high": interval.high,
    }


def _ncss() -> Iterator[Check]:
    reference = _read("ncss_two_sample_equivalence.json")
    for case in reference["cases"]:
        found = tost(pre=case["b"], post=case["a"], margin=Interval(*case["margin"]), alpha=case["alpha"])
        got = {
            "df": found.welch.df,
            "se": found.welch.standard_error,
            "difference": found.estimate,
            "ci_low": found.interval.low,
            "ci_high": found.interval.high,
            "p_low": found.p_low,
            "p_high": found.p_high,
        }
        for name, printed in case["printed"].items():
            expected = Decimal(printed)
            half_unit = 0.5 * float(Decimal(1).scaleb(int(expected.as_tuple().exponent)))
            ok = abs(got[name] - float(expected)) <= half_unit
            yield _check(reference, name, float(expected), got[name], ok)


def _tolerance_factors() -> Iterator[Check]:
    reference = _read("tolerance_factors.json")
    for case in reference["cases"]:
        factor = one_sided_factor if case["side"] == 1 else two_sided_factor
        got = factor(n=case["n"], df=case["n"] - 1, coverage=case["coverage"], confidence=case["confidence"])
        expected = float(case["k"])
        ok = math.isclose(got, expected, rel_tol=reference["relative_tolerance"])
        name = (
            f"{case['id']} n = {case['n']}, {case['coverage']:g}/{case['confidence']:g}, side {case['side']}"
        )
        yield _check(reference, name, expected, got, ok)


def _iso_annex_f() -> Iterator[Check]:
    reference = _read("iso_16269_6_annex_f.json")
    for n, samples, coverage, confidence, printed in reference["cases"]:
        got = two_sided_factor(n=n, df=samples * (n - 1), coverage=coverage, confidence=confidence)
        ok = -1e-9 <= printed - got < 1e-4  # the standard rounds up at the fourth decimal
        name = f"n = {n}, {samples} samples, {coverage:g}/{confidence:g}"
        yield _check(reference, name, printed, got, ok)


def _welch_power() -> Iterator[Check]:
    reference = _read("welch_tost_power.json")
    for case in reference["cases"]:
        design = Design(
            n_pre=case["n1"], n_post=case["n2"], sd_pre=case["sd1"], sd_post=case["sd2"], alpha=case["alpha"]
        )
        margin = Interval(case["theta1"], case["theta2"])
        got = probability_inside(design=design, shift=case["theta0"], margin=margin)
        expected = float(case["power"])
        ok = abs(got - expected) <= reference["absolute_tolerance"]
        yield _check(reference, case["id"], expected, got, ok)


def _check(reference: dict[str, Any], name: str, expected: float, got: float, ok: bool) -> Check:
    return Check(
        group=reference["title"],
        name=name,
        source=reference["source"],
        expected=expected,
        got=got,
        digits=_digits(expected, got),
        ok=ok,
    )


def _digits(expected: float, got: float) -> float:
    if got == expected:
        return MOST_DIGITS
    error = abs(got - expected) / (abs(expected) or 1.0)
    return min(MOST_DIGITS, max(0.0, -math.log10(error)))


def _read(name: str) -> dict[str, Any]:
    folder = resources.files("comparability.statistics") / "references"
    reference: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return reference
