"""Relative potencies from curves in 30 digits and from lines in R, infectious titres from wells in R."""

import math
from collections.abc import Iterator
from typing import Any

from comparability.statistics.potency import four_parameter, parallel_line
from comparability.statistics.potency.parallelism import curve_parallelism
from comparability.statistics.potency.tcid50 import single_hit
from comparability.statistics.qualification.checks import Check, check, shipped

_LOG10_LOG_2 = math.log10(math.log(2.0))


def potency_curves() -> Iterator[Check]:
    reference = shipped("potency_curves.json")
    for case in reference["cases"]:
        wells = {"reference": case["reference"], "test": case["test"], "weights": None}
        found = four_parameter.relative_potency(**wells)
        interval = found.interval(level=case["level"])
        parallel = curve_parallelism(**wells)
        own = {sample: [float(value) for value in case["full"][sample]] for sample in ("REF", "TEST")}
        slopes, lowers, uppers = (math.log(own["TEST"][index] / own["REF"][index]) for index in range(3))
        ratios = (parallel.slope_ratio, parallel.lower_ratio, parallel.upper_ratio)
        got = [math.nan if ratio is None else ratio.difference for ratio in ratios]
        figures = {
            # The reference writes a rising curve with a negative b.
            "slope": (-float(case["par"]["b"]), found.slope),
            "lower": (float(case["par"]["c"]), found.lower),
            "upper": (float(case["par"]["d"]), found.upper),
            "log of the middle dose": (float(case["par"]["le"]), math.log(found.middle_dose)),
            "log potency": (float(case["par"]["lrp"]), found.difference),
            "standard error": (float(case["se_log_rp"]), found.standard_error),
            "df": (float(case["df"]), found.df),
            "residual squares": (float(case["rss"]), found.residual_sd**2 * found.df),
            "low end": (float(case["rp_ci_log_low"]), math.exp(interval.low)),
            "high end": (float(case["rp_ci_log_high"]), math.exp(interval.high)),
            "F of parallelism": (float(case["F"]), parallel.f),
            "p of parallelism": (float(case["pF"]), parallel.p),
            "log ratio of slopes": (slopes, got[0]),
            "log ratio of lower ends": (lowers, got[1]),
            "log ratio of upper ends": (uppers, got[2]),
        }
        yield from _checks(reference, case["id"], figures)


def potency_lines() -> Iterator[Check]:
    reference = shipped("potency_lines.json")
    for case in reference["cases"]:
        wells = wells_of(case)
        found = parallel_line.relative_potency(**wells)
        fieller = parallel_line.fieller_interval(level=0.9, **wells)
        parallel = parallel_line.line_parallelism(**wells)
        figures = {
            "log potency": (case["log_rp"], found.difference),
            "standard error": (case["se"], found.standard_error),
            "df": (case["df"], found.df),
            "slope": (case["slope"], found.slope),
            "low end by Fieller": (case["fieller"][0], math.log(fieller.low)),
            "high end by Fieller": (case["fieller"][1], math.log(fieller.high)),
            "F of parallelism": (case["F"], parallel.f),
            "p of parallelism": (case["p"], parallel.p),
            "log ratio of slopes": (case["log_slope_ratio"], parallel.slope_ratio.difference),
            "its standard error": (case["log_slope_ratio_se"], parallel.slope_ratio.standard_error),
        }
        yield from _checks(reference, case["id"], figures)


def infectious_titres() -> Iterator[Check]:
    reference = shipped("infectious_titres.json")
    for case in reference["cases"]:
        rows = list(zip(case["dilution"], case["positive"], case["wells"], strict=True))
        found = single_hit(rows=rows, volume_ml=case["volume"], level=0.95)
        figures = {
            "log10 units": (case["log10_units"], found.log10_units_per_ml),
            "standard error": (case["se"], found.standard_error),
            # R's interval is of units, ours of 50 % doses of ln 2 units.
            "low end": (case["low"], found.interval.low + _LOG10_LOG_2),
            "high end": (case["high"], found.interval.high + _LOG10_LOG_2),
            "deviance": (case["deviance"], found.deviance),
            "p of the fit": (case["p"], found.p),
        }
        yield from _checks(reference, case["id"], figures)


def wells_of(case: dict[str, Any]) -> dict[str, Any]:
    """Columns of a case as the wells of both samples with their weights."""
    rows = list(zip(case["test"], case["dose"], case["y"], case["w"], strict=True))
    return {
        "reference": [(dose, y) for is_test, dose, y, _ in rows if not is_test],
        "test": [(dose, y) for is_test, dose, y, _ in rows if is_test],
        "weights": ([w for is_test, *_, w in rows if not is_test], [w for is_test, *_, w in rows if is_test]),
    }


def _checks(reference: dict[str, Any], case: str, figures: dict[str, tuple[float, float]]) -> Iterator[Check]:
    for name, (expected, got) in figures.items():
        ok = math.isclose(got, expected, rel_tol=reference["relative_tolerance"])
        yield check(reference, f"{case}, {name}", float(expected), got, ok)
