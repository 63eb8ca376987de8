"""A certified regression line, slopes of stability series in R, and random lots in 40-digit arithmetic."""

import math
from collections.abc import Iterator
from typing import Any

from comparability.statistics.interval import Interval
from comparability.statistics.qualification.checks import Check, check, shipped
from comparability.statistics.regression import straight_line
from comparability.statistics.stability.poolability import poolability
from comparability.statistics.stability.random_lots import (
    RandomSlopeContrast,
    Variances,
    random_intercepts,
    random_slopes,
)
from comparability.statistics.stability.slopes import one_line_per_arm
from comparability.statistics.stability.small_sample import SmallSample
from comparability.statistics.tost import equivalence

_MODELS = {"intercepts": random_intercepts, "slopes": random_slopes}
_METHODS = {"kenward_roger": SmallSample.KENWARD_ROGER, "satterthwaite": SmallSample.SATTERTHWAITE}


def norris_line() -> Iterator[Check]:
    reference = shipped("nist_norris.json")
    line = straight_line(x=reference["x"], y=reference["y"])
    for name, certified in reference["cases"][0].items():
        if name != "id":
            yield _close(reference, name, float(certified), getattr(line, name))


def stability_slopes() -> Iterator[Check]:
    reference = shipped("stability_slopes.json")
    for case in reference["cases"]:
        pre, post = case["pre"], case["post"]
        contrast = one_line_per_arm(pre=pre, post=post)
        found = equivalence(contrast, margin=Interval(*case["margin"]), alpha=case["alpha"])
        got = {
            "difference": contrast.difference,
            "se": contrast.standard_error,
            "df": contrast.df,
            "residual_sd": contrast.residual_sd,
            "slope_pre": contrast.slope_pre,
            "ci_low": found.interval.low,
            "ci_high": found.interval.high,
            "p_low": found.p_low,
            "p_high": found.p_high,
        }
        for name, expected in case["one_line_per_arm"].items():
            yield _close(reference, f"{case['id']} {name}", float(expected), got[name])
        for kind, lots in {"lots": pre + post, "supplier": [_joined(pre), _joined(post)]}.items():
            tests = poolability(lots=lots, alpha=0.25)
            for name, test in {"slope": tests.slopes, "intercept": tests.intercepts}.items():
                expected = float(case["poolability"][f"p_{name}_{kind}"])
                yield _close(reference, f"{case['id']} p of {name}s of {kind}", expected, test.p)


def _joined(lots: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    return [point for lot in lots for point in lot]


def random_lots() -> Iterator[Check]:
    reference = shipped("stability_random_lots.json")
    for case in reference["cases"]:
        for model, fit in _MODELS.items():
            expected = case[model]
            for method in [name for name in _METHODS if name in expected]:
                found = fit(
                    pre=case["pre"], post=case["post"], variances=Variances.COMMON, method=_METHODS[method]
                )
                figures = expected | {f"{method} {name}": value for name, value in expected[method].items()}
                for name, got in _random_figures(found, method).items():
                    if name in figures:
                        yield _close(reference, f"{case['id']} {model} {name}", float(figures[name]), got)


def _random_figures(found: RandomSlopeContrast, method: str) -> dict[str, float]:
    own = {f"{method} se": found.standard_error, f"{method} df": found.df}
    if method == "satterthwaite":
        return own
    components = found.components_pre
    return own | {
        "estimate": found.difference,
        "slope_pre": found.slope_pre,
        "residual_sd": components.residual_sd,
        "lot_sd": components.lot_sd,
        "slope_sd": components.slope_sd or 0.0,
    }


def _close(reference: dict[str, Any], name: str, expected: float, got: float) -> Check:
    ok = math.isclose(got, expected, rel_tol=reference["relative_tolerance"])
    return check(reference, name, expected, got, ok)
