"""Exact powers of the Welch tests, by a finer quadrature than ours and by simulation."""

from collections.abc import Iterator

from comparability.statistics.interval import Interval
from comparability.statistics.planning.welch import Design, probability_inside
from comparability.statistics.qualification.checks import Check, check, shipped


def welch_power() -> Iterator[Check]:
    reference = shipped("welch_tost_power.json")
    for case in reference["cases"]:
        design = Design(
            n_pre=case["n1"], n_post=case["n2"], sd_pre=case["sd1"], sd_post=case["sd2"], alpha=case["alpha"]
        )
        margin = Interval(case["theta1"], case["theta2"])
        got = probability_inside(design=design, shift=case["theta0"], margin=margin)
        expected = float(case["power"])
        ok = abs(got - expected) <= reference["absolute_tolerance"]
        yield check(reference, case["id"], expected, got, ok)
