"""Independent lots in two arms: Welch as the rule, pooled where the protocol says so beforehand."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from comparability.model.criteria.margins import percent_as_stated
from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.judging.analyses.t_contrasts import compare_contrast
from comparability.model.r_snippets.two_arms import two_arms_in_r
from comparability.model.vocabulary import Analysis, Contrast
from comparability.statistics.logit import pooled_logit, welch_logit
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.welch import worst_size_of_one_side
from comparability.statistics.two_arms import TwoArmContrast, pooled, pooled_log, welch, welch_log

Comparer = Callable[..., TwoArmContrast]

COMPARERS: Final[Mapping[tuple[Contrast, Analysis], Comparer]] = {
    (Contrast.DIFFERENCE, Analysis.WELCH): welch,
    (Contrast.DIFFERENCE, Analysis.POOLED): pooled,
    (Contrast.ODDS_RATIO, Analysis.WELCH): welch_logit,
    (Contrast.ODDS_RATIO, Analysis.POOLED): pooled_logit,
    (Contrast.RATIO, Analysis.WELCH): welch_log,
    (Contrast.RATIO, Analysis.POOLED): pooled_log,
}
POOLED_LIMITATION = (
    "One variance was taken for both arms, as the protocol states; where the arms vary differently the level "
    "of this test is not what it says."
)

LIBERAL = 1.2  # times alpha: above it the size is said, as for a test of 5 % from 6 %


def independent(material: Material) -> Compared:
    """Raises StatisticsError when the values do not allow it."""
    criterion = material.criterion
    contrast_kind, analysis = criterion.stated_contrast, criterion.stated_analysis
    found = COMPARERS[contrast_kind, analysis](pre=material.pre, post=material.post)
    is_pooled = analysis is Analysis.POOLED
    return compare_contrast(
        material,
        found,
        n_pre=found.n_pre,
        n_post=found.n_post,
        df_of="pooled" if is_pooled else "Welch–Satterthwaite",
        figures=_spreads(found, contrast_kind),
        design=Design(
            n_pre=found.n_pre,
            n_post=found.n_post,
            sd_pre=found.sd_pre,
            sd_post=found.sd_post,
            alpha=criterion.alpha,
        ),
        limitations=(POOLED_LIMITATION,) if is_pooled else _liberal(found, criterion.alpha),
        r_snippet=partial(two_arms_in_r, material.pre, material.post, criterion=criterion),
    )


def _liberal(found: TwoArmContrast, alpha: float) -> tuple[str, ...]:
    """The true spreads are not known, so the worst that any give is what can be promised."""
    worst = worst_size_of_one_side(n_pre=found.n_pre, n_post=found.n_post, alpha=alpha)
    if worst <= LIBERAL * alpha:
        return ()
    return (
        f"With {found.n_pre} pre and {found.n_post} post lots each of the two Welch tests passes by chance "
        f"in up to {100.0 * worst:.1f} % of cases instead of the stated {percent_as_stated(alpha)}, "
        "depending on how the arms really vary.",
    )


def _spreads(found: TwoArmContrast, contrast: Contrast) -> tuple[Figure, ...]:
    """The SDs on the scale of the computation, where that is not the values' own."""
    if not found.is_log:
        return ()
    is_logit = contrast is Contrast.ODDS_RATIO
    name, scale = ("sd_logit", "logits") if is_logit else ("sd_ln", "natural logarithms")
    return tuple(
        Figure(f"{name}_{arm}", sd, Form.NUMBER, f"SD between lots of the {scale}, {arm}")
        for arm, sd in (("pre", found.sd_pre), ("post", found.sd_post))
    )
