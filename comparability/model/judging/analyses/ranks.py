"""Lots compared by their ranks, for distributions that no one wants to assume anything of."""

from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.exact import compare_exact
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.r_snippets.exact import ranks_in_r
from comparability.model.vocabulary import Contrast
from comparability.statistics.rank import rank_ratio, rank_shift


def compare_ranks(material: Material) -> Compared:
    """Raises LevelNotReachable where no arrangement of so few lots can reach the level."""
    criterion = material.criterion
    is_ratio = criterion.stated_contrast is Contrast.RATIO
    found = (rank_ratio if is_ratio else rank_shift)(pre=material.pre, post=material.post)
    return compare_exact(
        material,
        found,
        figures=(
            Figure(
                "smallest_p", found.smallest_p, Form.NUMBER,
                "smallest p-value that arms of this size can give",
            ),
            Figure(
                "attained_level", 1.0 - 2.0 * found.attained_alpha(alpha=criterion.alpha), Form.PERCENT,
                "level of the interval with so many lots, none of them tied",
            ),
        ),
        limitations=(
            "The estimate is the median of all pairs of a post and a pre lot (Hodges–Lehmann); both arms are "
            "taken to have one shape.",
        ),
        r_snippet=ranks_in_r(
            material.pre,
            material.post,
            criterion=criterion,
            is_seen=found.smallest_p < 0.5 * (1.0 - criterion.difference_level),
        ),
    )  # fmt: skip
