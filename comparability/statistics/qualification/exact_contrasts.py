"""Contrasts that do not follow t: ratios of means and SDs, ranks, shares and rates, and one share or rate."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from comparability.statistics.counts import poisson_rate, rate_ratio
from comparability.statistics.exact_proportions import exact_shares
from comparability.statistics.fieller import fieller, welch_fieller
from comparability.statistics.inversion import Invertible
from comparability.statistics.proportions import miettinen_nurminen
from comparability.statistics.qualification.checks import Check, check, shipped
from comparability.statistics.rank import rank_ratio, rank_shift
from comparability.statistics.shares import clopper_pearson, wilson
from comparability.statistics.signed_rank import signed_rank_shift
from comparability.statistics.spread import spread


def ratios_of_means() -> Iterator[Check]:
    reference = shipped("ratio_of_means.json")
    for case in reference["cases"]:
        for name, compare in (("pooled", fieller), ("welch", welch_fieller)):
            contrast = compare(pre=case["pre"], post=case["post"])
            yield from _agreement(reference, f"{case['id']} {name}", contrast, {**case, **case[name]})


def ratios_of_sds() -> Iterator[Check]:
    reference = shipped("spread_ratio.json")
    for case in reference["cases"]:
        contrast = spread(pre=case["pre"], post=case["post"])
        yield from _agreement(reference, case["id"], contrast, case)


def rank_tests() -> Iterator[Check]:
    reference = shipped("rank_tests.json")
    designs: dict[str, Callable[..., Invertible]] = {
        "arms": rank_shift,
        "pairs": signed_rank_shift,
        "ratios": rank_ratio,
    }
    for design, compare in designs.items():
        for case in reference["cases"][design]:
            contrast = compare(pre=case["pre"], post=case["post"])
            # A difference of two values has the digits of the values.
            size = 0.0 if design == "ratios" else max(map(abs, case["pre"] + case["post"]))
            yield from _agreement(reference, f"{design} {case['id']}", contrast, case, size=size)


def shares_and_rates() -> Iterator[Check]:
    reference = shipped("counted.json")
    cases = reference["cases"]
    for method, compare in (("score", miettinen_nurminen), ("exact", exact_shares)):
        for case in cases[method]:
            (events_pre, n_pre), (events_post, n_post) = case["pre"], case["post"]
            shares = compare(events_pre=events_pre, n_pre=n_pre, events_post=events_post, n_post=n_post)
            yield from _agreement(reference, f"{method} {case['id']}", shares, case)
    for case in cases["rates"]:
        names = ("events_pre", "exposure_pre", "events_post", "exposure_post")
        rates = rate_ratio(**{name: case[name] for name in names})
        yield from _agreement(reference, f"rates {case['id']}", rates, case)
    for case in cases["one_rate"]:
        rate = poisson_rate(events=case["events"], exposure=case["exposure"], level=case["level"])
        for end in ("low", "high"):
            name = f"{case['events']} events, {end}"
            yield _compared(reference, name, case[end], getattr(rate.interval, end))
    for case in cases["one_share"]:
        for name, estimate in (("clopper_pearson", clopper_pearson), ("wilson", wilson)):
            share = estimate(events=case["events"], n=case["n"], level=case["level"])
            for end, expected in zip(("low", "high"), case[name], strict=True):
                what = f"{case['events']} of {case['n']}, {name} {end}"
                yield _compared(reference, what, expected, getattr(share.interval, end))


def _agreement(
    reference: dict[str, Any], name: str, contrast: Invertible, case: dict[str, Any], *, size: float = 0.0
) -> Iterator[Check]:
    """What of a case is stated: estimate, p-values at a margin, interval at 1 - 2 alpha."""
    got = {}
    if "estimate" in case:
        got["estimate"] = contrast.estimate
    if "margin" in case:
        low, high = case["margin"]
        got |= {"p_low": contrast.p_above(low), "p_high": contrast.p_below(high)}
    if "low" in case:
        interval = contrast.interval(alpha=case["alpha"])
        got |= {"low": interval.low, "high": interval.high}
    for what, value in got.items():
        yield _compared(
            reference, f"{name} {what}", float(case[what]), value, size=0.0 if what.startswith("p_") else size
        )


def _compared(
    reference: dict[str, Any], name: str, expected: float, got: float, *, size: float = 0.0
) -> Check:
    tolerance = reference["relative_tolerance"]
    ok = math.isclose(got, expected, rel_tol=tolerance, abs_tol=tolerance * size)
    return check(reference, name, expected, got, ok)
