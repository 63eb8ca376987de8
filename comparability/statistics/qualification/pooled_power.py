"""Powers and sample sizes of the pooled and paired two one-sided tests: in 26-digit arithmetic, as printed,
and by another package.
"""

import math
from collections.abc import Iterator
from typing import Any

from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design, PairedDesign
from comparability.statistics.planning.log_scale import log_sd
from comparability.statistics.planning.lots_needed import lots_needed, pairs_needed
from comparability.statistics.planning.pooled import probability_inside
from comparability.statistics.planning.sample_sizes import lots_per_arm
from comparability.statistics.qualification.checks import Check, as_printed, check, shipped

MOST = 20_000  # lots an arm


def pooled_powers() -> Iterator[Check]:
    reference = shipped("pooled_power.json")
    for case in reference["cases"]:
        sd, shift, margin = _on_scale_of_analysis(case)
        if len(case["n"]) == 1:
            sd *= math.sqrt(2.0)  # of a difference of two halves that vary with this SD within their lot
        got = probability_inside(design=_design(case, sd), shift=shift, margin=margin)
        expected = float(case["power"])
        ok = abs(got - expected) <= reference["absolute_tolerance"]
        yield check(reference, case["id"], expected, got, ok)


def published_powers() -> Iterator[Check]:
    reference = shipped("published_power.json")
    for case in reference["powers"]:
        design = _design(case, case["sd"])
        got = probability_inside(design=design, shift=case["shift"], margin=Interval(*case["margin"]))
        yield check(reference, case["id"], float(case["power"]), got, as_printed(case["power"], got))
    for case in reference["sizes"]:
        got = _size(case, case["sd"], case["shift"], Interval(*case["margin"]))
        yield check(reference, case["id"], case["n"], got, got == case["n"])


def pooled_sizes() -> Iterator[Check]:
    reference = shipped("pooled_sizes.json")
    for case in reference["cases"]:
        sd, shift, margin = _on_scale_of_analysis(case)
        if case["is_paired"]:
            sd *= math.sqrt(2.0)
        got = _size(case, sd, shift, margin)
        yield check(reference, case["id"], case["n"], got, got == case["n"])
    for table in reference["tables"]:
        low, high = map(math.log, table["margin"])
        for cv, *printed in table["rows"]:
            sizes = lots_per_arm(
                sd=log_sd(cv=cv),
                shift=[math.log(ratio) for ratio in table["ratios"]],
                low=low,
                high=high,
                alpha=table["alpha"],
                power=table["power"],
                most=MOST,
            )
            for ratio, expected, size in zip(table["ratios"], printed, sizes.tolist(), strict=True):
                name = f"{table['table']}, CV {cv:g}, ratio {ratio:g}"
                yield check(reference, name, expected, 2 * size, expected == 2 * size)


def _on_scale_of_analysis(case: dict[str, Any]) -> tuple[float, float, Interval]:
    numbers = [float(case[name]) for name in ("theta0", "theta1", "theta2")]
    if not case["is_log"]:
        return float(case["cv"]), numbers[0], Interval(numbers[1], numbers[2])
    shift, low, high = map(math.log, numbers)
    return log_sd(cv=case["cv"]), shift, Interval(low, high)


def _design(case: dict[str, Any], sd: float) -> Design | PairedDesign:
    counts, alpha = case["n"], case["alpha"]
    if len(counts) == 1:
        return PairedDesign(pairs=counts[0], sd_of_differences=sd, alpha=alpha)
    return Design(n_pre=counts[0], n_post=counts[1], sd_pre=sd, sd_post=sd, alpha=alpha)


def _size(case: dict[str, Any], sd: float, shift: float, margin: Interval) -> int:
    alpha, power = case["alpha"], case["power"]
    if case["is_paired"]:
        found = pairs_needed(
            sd_of_differences=sd, shift=shift, margin=margin, alpha=alpha, power=power, most=MOST
        )
    else:
        found = lots_needed(
            sd_pre=sd,
            sd_post=sd,
            shift=shift,
            margin=margin,
            alpha=alpha,
            power=power,
            is_pooled=True,
            post_per_pre=1.0,
            most=MOST,
        )
    return found.lots.n_pre if found.lots else 0
