"""Ratios of geometric means from counts, means and CVs, as PowerTOST computes them."""

import math
from collections.abc import Iterator

from comparability.statistics.interval import Interval
from comparability.statistics.published_comparison import PublishedComparison, cv_from_interval
from comparability.statistics.qualification.checks import Check, check, shipped
from comparability.statistics.summaries import ArmSummary, pooled_of_summaries
from comparability.statistics.tost import equivalence

MARGIN = Interval(0.8, 1.25)


def ratios_from_summaries() -> Iterator[Check]:
    reference = shipped("ratio_from_summaries.json")
    for case in reference["cases"]:
        n_post, n_pre = case["n"]
        pre = ArmSummary.from_geometric_mean_and_cv(n=n_pre, geometric_mean=1.0, cv=case["CV"])
        post = ArmSummary.from_geometric_mean_and_cv(n=n_post, geometric_mean=case["pe"], cv=case["CV"])
        contrast = pooled_of_summaries(pre=pre, post=post)
        found = equivalence(contrast, margin=MARGIN, alpha=case["alpha"])
        published = PublishedComparison(
            estimate=case["pe"],
            interval=Interval(case["ci_low"], case["ci_high"]),
            level=1.0 - 2.0 * case["alpha"],
            n_pre=n_pre,
            n_post=n_post,
            is_adjusted=False,
            is_ratio=True,
        )
        got = {
            "ci_low": found.interval.low,
            "ci_high": found.interval.high,
            "p_low": found.p_low,
            "p_high": found.p_high,
            "cv_from_interval": cv_from_interval(published),
        }
        for name, value in got.items():
            ok = math.isclose(value, case[name], rel_tol=reference["relative_tolerance"])
            yield check(reference, f"{case['id']} {name}", case[name], value, ok)
