"""Contrasts whose error does not follow t: ratios of spreads, of rates and of arithmetic means, ranks."""

from comparability.model.criteria.margins import stated_margin, worrying_side
from comparability.model.findings import Figure
from comparability.model.judging.analyses.material import Compared, Material, Seen
from comparability.model.vocabulary import CriterionKind
from comparability.statistics.errors import LevelNotReachable
from comparability.statistics.inversion import Invertible, difference, equivalence, non_inferiority
from comparability.statistics.tost import Side


def compare_exact(
    material: Material,
    contrast: Invertible,
    *,
    figures: tuple[Figure, ...] = (),
    limitations: tuple[str, ...] = (),
    r_snippet: str | None,
) -> Compared:
    """Test and interval by the criterion's margin. Raises StatisticsError."""
    criterion = material.criterion
    margin, alpha = stated_margin(criterion), criterion.alpha
    p_low: float | None
    p_high: float | None
    if criterion.kind is CriterionKind.EQUIVALENCE:
        both = equivalence(contrast, margin=margin, alpha=alpha)
        estimate, interval, p_low, p_high = both.estimate, both.interval, both.p_low, both.p_high
    else:
        side = worrying_side(criterion)
        bound = margin.low if side is Side.LOW else margin.high
        one = non_inferiority(contrast, bound=bound, side=side, alpha=alpha)
        estimate, interval = one.estimate, one.interval
        p_low, p_high = (one.p, None) if side is Side.LOW else (None, one.p)
    try:
        found = difference(contrast, level=criterion.difference_level)
        seen = Seen(interval=found.interval, level=criterion.difference_level, is_seen=found.is_seen)
    except LevelNotReachable:
        seen = None  # so few lots cannot answer at that level, which is said
    return Compared(
        estimate=estimate,
        interval=interval,
        p_low=p_low,
        p_high=p_high,
        seen=seen,
        n_pre=len(material.pre),
        n_post=len(material.post),
        figures=figures,
        limitations=limitations,
        r_snippet=r_snippet,
    )
