"""The ratio of arithmetic means, whose confidence set can be unbounded."""

from comparability.model.analyses.exact import compare_exact
from comparability.model.analyses.material import Compared, Material
from comparability.model.r_snippets.exact import fieller_in_r
from comparability.model.vocabulary import Analysis
from comparability.statistics.fieller import fieller, welch_fieller
from comparability.statistics.ratio_sets import Shape


def compare_means(material: Material) -> Compared:
    """Raises NoRatioOfMeans where a mean is not told apart in sign, and what the values do not allow."""
    criterion = material.criterion
    is_pooled = criterion.analysis is Analysis.POOLED
    found = (fieller if is_pooled else welch_fieller)(pre=material.pre, post=material.post)
    shape = found.confidence_set(alpha=criterion.alpha).shape
    unbounded = (
        ()
        if shape is Shape.INTERVAL
        else (
            "The pre mean is not told apart from zero at this level, so the ratios that the lots allow are "
            "unbounded.",
        )
    )
    return compare_exact(
        material,
        found,
        limitations=unbounded,
        r_snippet=fieller_in_r(material.pre, material.post, is_pooled=is_pooled, criterion=criterion),
    )
