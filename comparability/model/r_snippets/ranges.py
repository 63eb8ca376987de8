"""R programs for ranges of past lots and for one lot to come.

Base R only; the exact tolerance factors are integrated and solved here.
"""

from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.r_snippets.lines import vector
from comparability.model.vocabulary import CriterionKind
from comparability.statistics.ranges import Sides


def range_in_r(pre: Sequence[float], *, criterion: Criterion, is_log: bool, sides: Sides) -> str:
    """The factor and the ends of a quality range or a tolerance interval."""
    inside, outside = ("log(", "exp") if is_log else ("(", "")
    lines = [f"pre <- {inside}{vector(pre)}); n <- length(pre)"]
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
            f"pre <- {inside}{vector(pre)}); n <- length(pre)",
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
