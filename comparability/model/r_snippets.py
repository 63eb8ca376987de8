"""Short R programs with which a reviewer recomputes a comparison from the values printed beside it.

Base R only, so that nothing has to be installed; the exact tolerance factors are integrated and solved here.
"""

from collections.abc import Sequence

from comparability.model.criteria import Criterion
from comparability.model.vocabulary import Contrast, CriterionKind
from comparability.statistics.ranges import Sides


def two_arms_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    """Estimate, interval, degrees of freedom and p-values of equivalence or non-inferiority."""
    is_ratio = criterion.contrast is Contrast.RATIO
    inside, outside = ("log(", "exp") if is_ratio else ("(", "")
    lines = [
        f"pre  <- {inside}{_vector(pre)})",
        f"post <- {inside}{_vector(post)})",
        # A common shift changes no difference; far from zero t.test would take the lots for constant.
        "post <- post - mean(pre); pre <- pre - mean(pre)",
        f"fit <- t.test(post, pre, conf.level = {1.0 - 2.0 * criterion.alpha:.12g})",
        f"{outside}(unname(fit$estimate[1] - fit$estimate[2]))  # estimate",
        f"{outside}(as.vector(fit$conf.int))  # interval",
        "unname(fit$parameter)  # degrees of freedom",
        f"{outside}(as.vector(t.test(post, pre, conf.level = {criterion.difference_level:.12g})$conf.int))",
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


def range_in_r(pre: Sequence[float], *, criterion: Criterion, is_log: bool, sides: Sides) -> str:
    """The factor and the ends of a quality range or a tolerance interval."""
    inside, outside = ("log(", "exp") if is_log else ("(", "")
    lines = [f"pre <- {inside}{_vector(pre)}); n <- length(pre)"]
    if criterion.kind is CriterionKind.TOLERANCE_INTERVAL and criterion.coverage and criterion.confidence:
        lines += _factor(criterion.coverage, criterion.confidence, sides)
    else:
        lines.append(f"k <- {criterion.k!r}")
    signs = {Sides.BOTH: "c(-1, 1) * ", Sides.UPPER: "", Sides.LOWER: "-"}[sides]
    return "\n".join([*lines, "k", f"{outside}(mean(pre) + {signs}k * sd(pre))"])


def prediction_in_r(pre: Sequence[float], *, level: float, is_log: bool) -> str:
    """The prediction interval of one new lot of the pre process."""
    inside, outside = ("log(", "exp") if is_log else ("(", "")
    return "\n".join(
        [
            f"pre <- {inside}{_vector(pre)}); n <- length(pre)",
            f"half <- qt({(1.0 + level) / 2.0:.12g}, n - 1) * sd(pre) * sqrt(1 + 1 / n)",
            f"{outside}(mean(pre) + c(-1, 1) * half)  # one further lot",
        ]
    )


def _factor(coverage: float, confidence: float, sides: Sides) -> list[str]:
    if sides is not Sides.BOTH:
        return [f"k <- qt({confidence:.12g}, n - 1, ncp = qnorm({coverage:.12g}) * sqrt(n)) / sqrt(n)"]
    return [
        # The half-width that covers the share about a sample mean z standard errors from the truth.
        f"half <- Vectorize(function(z) sqrt(qchisq({coverage:.12g}, 1, ncp = z^2 / n)))",
        "held <- function(k) integrate(function(z) 2 * dnorm(z) *",
        "  pchisq((n - 1) * half(z)^2 / k^2, n - 1, lower.tail = FALSE), 0, 9, rel.tol = 1e-10)$value",
        f"k <- uniroot(function(k) held(k) - {confidence:.12g}, c(0.1, 10), extendInt = "
        '"upX", tol = 1e-10)$root',
    ]


def _vector(values: Sequence[float]) -> str:
    return f"c({', '.join(repr(float(value)) for value in values)})"
