"""Nested variances and the contrast of two arms in 34 and 40 digits, one set of variances or one an arm."""

import math
from collections.abc import Iterator
from typing import Any

from comparability.statistics.nested.arm import of_replicates
from comparability.statistics.nested.two_arms import NestedContrast, common_variances, own_variances
from comparability.statistics.qualification.checks import Check, check, shipped


def nested_contrasts() -> Iterator[Check]:
    reference = shipped("nested_variances.json")
    tolerance = reference["relative_tolerance"]
    for case in reference["cases"]:
        for kind, contrast in _both(case).items():
            got = _figures(contrast)
            for name, printed in case[kind].items():
                expected = float(printed)
                ok = math.isclose(got[name], expected, rel_tol=tolerance)
                yield check(reference, f"{case['id']}, {kind} variances: {name}", expected, got[name], ok)


def _both(case: dict[str, Any]) -> dict[str, NestedContrast]:
    pre, post = of_replicates(case["pre"], arm="pre"), of_replicates(case["post"], arm="post")
    return {"common": common_variances(pre=pre, post=post), "own": own_variances(pre=pre, post=post)}


def _figures(contrast: NestedContrast) -> dict[str, float]:
    """Every case has replicates, so none of these is missing."""
    pre, post, plain = contrast.variances_pre, contrast.variances_post, contrast.satterthwaite
    interval = plain.interval(level=0.9)
    within = (pre.within or 0.0, post.within or 0.0)
    return {
        "lots": pre.between_lots,
        "within": within[0],
        "lots_pre": pre.between_lots,
        "within_pre": within[0],
        "lots_post": post.between_lots,
        "within_post": within[1],
        "minus_twice_log_likelihood": contrast.minus_twice_log_likelihood or 0.0,
        "difference": contrast.difference,
        "se": plain.standard_error,
        "satterthwaite_df": plain.df_before_cap,
        "kenward_roger_se": contrast.standard_error,
        "kenward_roger_df": contrast.df_before_cap,
        "ci_low": interval.low,
        "ci_high": interval.high,
    }
