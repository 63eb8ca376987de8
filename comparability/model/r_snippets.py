"""Short R programs with which a reviewer recomputes a comparison from the values printed beside it.

Base R only, but for the exact tolerance factor, which needs the package `tolerance`.
"""

from collections.abc import Sequence

from comparability.model.criteria import Criterion
from comparability.model.vocabulary import Contrast, CriterionKind


def two_arms_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    """Estimate, interval, degrees of freedom and p-values of equivalence or non-inferiority."""
    is_ratio = criterion.contrast is Contrast.RATIO
    inside, outside = ("log(", "exp") if is_ratio else ("(", "")
    lines = [
        f"pre  <- {inside}{_vector(pre)})",
        f"post <- {inside}{_vector(post)})",
        f"fit <- t.test(post, pre, conf.level = {1.0 - 2.0 * criterion.alpha:.12g})",
        f"{outside}(-diff(fit$estimate)); {outside}(fit$conf.int); fit$parameter",
        f"{outside}(t.test(post, pre, conf.level = {criterion.difference_level:.12g})$conf.int)",
    ]
    lowest = 0.0 if is_ratio else float("-inf")
    if criterion.margin is not None and criterion.margin.low > lowest:
        lines.append(
            f't.test(post, pre, mu = {inside}{criterion.margin.low!r}), alternative = "greater")$p.value'
        )
    if criterion.margin is not None and criterion.margin.high < float("inf"):
        lines.append(
            f't.test(post, pre, mu = {inside}{criterion.margin.high!r}), alternative = "less")$p.value'
        )
    return "\n".join(lines)


def range_in_r(pre: Sequence[float], *, criterion: Criterion, is_log: bool, sides: int) -> str:
    """The factor and both ends of a quality range or a tolerance interval. sides: 1 or 2."""
    inside, outside = ("log(", "exp") if is_log else ("(", "")
    lines = [f"pre <- {inside}{_vector(pre)})"]
    if criterion.kind is CriterionKind.TOLERANCE_INTERVAL and criterion.coverage and criterion.confidence:
        lines.append(
            f"k <- tolerance::K.factor(length(pre), alpha = {1.0 - criterion.confidence:.12g}, "
            f'P = {criterion.coverage:.12g}, side = {sides}, method = "EXACT", m = 2000)'
        )
    else:
        lines.append(f"k <- {criterion.k!r}")
    lines.append(f"{outside}(mean(pre) + c(-1, 1) * k * sd(pre)); k")
    return "\n".join(lines)


def _vector(values: Sequence[float]) -> str:
    return f"c({', '.join(repr(float(value)) for value in values)})"
