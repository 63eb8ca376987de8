"""The ratio of arithmetic means, whose confidence set can be unbounded."""

import math

from comparability.model.judging.analyses.exact import compare_exact
from comparability.model.judging.analyses.independent import POOLED_LIMITATION
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.r_snippets.exact import fieller_in_r
from comparability.model.vocabulary import Analysis
from comparability.statistics.fieller import fieller, welch_fieller


def compare_means(material: Material) -> Compared:
    """Raises NoRatioOfMeans where a mean is not told apart in sign, and what the values do not allow."""
    criterion = material.criterion
    is_pooled = criterion.analysis is Analysis.POOLED
    found = (fieller if is_pooled else welch_fieller)(pre=material.pre, post=material.post)
    interval = found.interval(alpha=criterion.alpha)
    open_ends = (
        (interval.high == math.inf, "pre", "have no largest one"),
        (interval.low == 0.0, "post", "go down to zero"),
    )
    apart = "mean is not told apart from zero at this level, so the ratios that the lots allow"
    return compare_exact(
        material,
        found,
        limitations=(
            *((POOLED_LIMITATION,) if is_pooled else ()),
            *(f"The {arm} {apart} {so}." for is_open, arm, so in open_ends if is_open),
        ),
        r_snippet=fieller_in_r(material.pre, material.post, is_pooled=is_pooled, criterion=criterion),
    )
