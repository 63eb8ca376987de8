"""Posteriors of two arms under flat and normal priors, against direct integration in 30 digits."""

import math
from collections.abc import Iterator
from typing import Any

from comparability.statistics.bayesian.posterior import posterior, posterior_log
from comparability.statistics.bayesian.prior import NormalPrior, Prior, VariancePrior
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.checks import Check, check, shipped


def posteriors() -> Iterator[Check]:
    reference = shipped("posterior.json")
    for case in reference["cases"]:
        found = (posterior_log if case["is_log"] else posterior)(
            pre=case["pre"],
            post=case["post"],
            prior=_prior(case["prior"]),
            margin=Interval(*case["margin"]),
            level=case["level"],
        )
        pairs = [
            ("estimate", case["estimate"], found.estimate),
            ("inside", case["inside"], found.probability_inside),
            ("below", case["below"], found.probability_below),
            ("above", case["above"], found.probability_above),
        ]
        if "interval" in case:
            low, high = case["interval"]
            pairs += [("low", low, found.interval.low), ("high", high, found.interval.high)]
        for name, expected, got in pairs:
            ok = math.isclose(got, float(expected), rel_tol=reference["relative_tolerance"])
            yield check(reference, f"{case['id']}, {name}", float(expected), got, ok)


def _prior(stated: dict[str, Any]) -> Prior:
    difference = stated["difference"]
    (df_pre, sd_pre), (df_post, sd_post) = stated["pre"], stated["post"]
    return Prior(
        difference=None if difference is None else NormalPrior(mean=difference[0], sd=difference[1]),
        pre=VariancePrior(df=float(df_pre), sd=float(sd_pre)),
        post=VariancePrior(df=float(df_post), sd=float(sd_post)),
    )
