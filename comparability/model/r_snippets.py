"""Short R programs with which a reviewer recomputes a comparison from the values printed beside it.

Base R only, so that nothing has to be installed; the exact tolerance factors are integrated and solved here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria import Criterion
from comparability.model.margins import ends
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, Variances
from comparability.statistics.ranges import Sides
from comparability.statistics.summaries import ArmSummary


def two_arms_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    """Estimate, interval, degrees of freedom and p-values of equivalence or non-inferiority."""
    scale = scale_of(criterion.stated_contrast)
    pooled = ", var.equal = TRUE" if criterion.stated_analysis is Analysis.POOLED else ""
    return "\n".join(
        [
            f"pre  <- {scale.inwards(vector(pre))}",
            f"post <- {scale.inwards(vector(post))}",
            # A common shift changes no difference; far from zero t.test would take the lots for constant.
            "post <- post - mean(pre); pre <- pre - mean(pre)",
            *t_tests(f"post, pre{pooled}", "-diff(fit$estimate)", criterion),
        ]
    )


def paired_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    """The same of split lots, pair by pair."""
    scale = scale_of(criterion.stated_contrast)
    return "\n".join(
        [
            f"pre  <- {scale.inwards(vector(pre))}",
            f"post <- {scale.inwards(vector(post))}",
            *t_tests("post - pre", "fit$estimate", criterion),
        ]
    )


@dataclass(frozen=True, slots=True)
class RScale:
    """Into the scale on which arms are compared, and back to what is reported."""

    into: str
    back: str

    def inwards(self, values: str) -> str:
        return self.into.format(values)

    def reported(self, expression: str) -> str:
        return f"{self.back}({expression})"


def scale_of(contrast: Contrast) -> RScale:
    match contrast:
        case Contrast.RATIO | Contrast.RATE_RATIO | Contrast.SD_RATIO:
            return RScale("log({})", "exp")
        case Contrast.ODDS_RATIO:
            return RScale("qlogis({} / 100)", "exp")
        case Contrast.DIFFERENCE | Contrast.SLOPE | Contrast.RATIO_OF_MEANS:
            return RScale("({})", "")


def t_tests(arguments: str, estimate: str, criterion: Criterion) -> list[str]:
    """Calls of t.test: estimate, interval, degrees of freedom, interval of the second axis, p-values."""
    scale = scale_of(criterion.stated_contrast)
    level, other = 1.0 - 2.0 * criterion.alpha, criterion.difference_level
    lines = [
        f"fit <- t.test({arguments}, conf.level = {level:.12g})",
        f"{scale.reported(f'unname({estimate})')}  # estimate",
        f"{scale.reported('as.vector(fit$conf.int)')}  # interval",
        "unname(fit$parameter)  # degrees of freedom",
        scale.reported(f"as.vector(t.test({arguments}, conf.level = {other:.12g})$conf.int)"),
    ]
    into = "log({})" if scale.back else "({})"
    low, high = ends(criterion)
    for end, alternative in ((low, "greater"), (high, "less")):
        if end is not None:
            mu = into.format(repr(end))
            lines.append(f't.test({arguments}, mu = {mu}, alternative = "{alternative}")$p.value')
    return lines


def contrast_in_r(criterion: Criterion) -> list[str]:
    """The same figures from `d`, `se` and `df` that a program has computed before."""
    scale = scale_of(criterion.stated_contrast)
    into = "log({})" if scale.back else "({})"
    lines = [
        f"{scale.reported('d')}  # estimate",
        f"{scale.reported(f'd + c(-1, 1) * qt({1.0 - criterion.alpha:.12g}, df) * se')}  # interval",
        "df  # degrees of freedom",
        scale.reported(f"d + c(-1, 1) * qt({0.5 + 0.5 * criterion.difference_level:.12g}, df) * se"),
    ]
    low, high = ends(criterion)
    if low is not None:
        lines.append(f"pt((d - {into.format(repr(low))}) / se, df, lower.tail = FALSE)")
    if high is not None:
        lines.append(f"pt((d - {into.format(repr(high))}) / se, df)")
    return lines


def split_source_in_r(
    pre: Sequence[float],
    post: Sequence[float],
    historic: Sequence[float],
    *,
    weight: float | None,
    criterion: Criterion,
) -> str:
    """Split lots with history: equations 20 to 28 of Burdick, Hofer, Karl and Rushing (2024)."""
    scale = scale_of(criterion.stated_contrast)
    return "\n".join(
        [
            f"pre  <- {scale.inwards(vector(pre))}",
            f"post <- {scale.inwards(vector(post))}",
            f"hist <- {scale.inwards(vector(historic))}",
            "n <- length(pre); h <- length(hist)",
            "v <- c(var(post - pre), var((pre + post) / 2), var(hist))",
            "total <- ((n - 1) * (v[2] + v[1] / 4) + (h - 1) * v[3]) / (n + h - 2)",
            "rho <- 1 - v[1] / 2 / total",
            "w <- (h * max(rho, 0) + n) / (h + n)" if weight is None else f"w <- {weight!r}",
            "a <- (1 - w)^2 * (h + n) / (h * n) / (n + h - 2); b <- 2 * w / n",
            "part <- v * c(b / 2 + (n - 1) * a / 4, (n - 1) * a, (h - 1) * a)",
            "d <- mean(post) - w * mean(pre) - (1 - w) * mean(hist); se <- sqrt(sum(part))",
            "df <- sum(part)^2 / sum(part^2 / c(n - 1, n - 1, h - 1))",
            *contrast_in_r(criterion),
        ]
    )


def summaries_in_r(pre: ArmSummary, post: ArmSummary, *, criterion: Criterion) -> str:
    """Two arms from their counts, means and SDs on the scale of analysis."""
    lines = [
        f"n <- c({pre.n}, {post.n}); m <- {vector([pre.mean, post.mean])}; s <- {vector([pre.sd, post.sd])}",
        "d <- m[2] - m[1]",
    ]
    if criterion.stated_analysis is Analysis.POOLED:
        lines += [
            "df <- sum(n) - 2",
            "se <- sqrt(sum((n - 1) * s^2) / df * sum(1 / n))",
        ]
    else:
        lines += ["v <- s^2 / n; se <- sqrt(sum(v))", "df <- sum(v)^2 / sum(v^2 / (n - 1))"]
    return "\n".join([*lines, *contrast_in_r(criterion)])


def replicates_in_r(
    pre: Sequence[Sequence[float]],
    post: Sequence[Sequence[float]],
    *,
    variances: Variances,
    criterion: Criterion,
) -> str:
    """A mixed model with lmerTest and pbkrtest, whose degrees of freedom are Kenward and Roger's."""
    scale = scale_of(criterion.stated_contrast)
    lots = [*pre, *post]
    lines = [
        "library(lmerTest)  # and pbkrtest",
        f"y <- {scale.inwards(vector([value for lot in lots for value in lot]))}",
        f"lot <- factor(rep(1:{len(lots)}, c({', '.join(str(len(lot)) for lot in lots)})))",
        f"arm <- factor(ifelse(as.integer(lot) <= {len(pre)}, 'pre', 'post'), c('pre', 'post'))",
        "tight <- lmerControl(optimizer = 'bobyqa', optCtrl = list(rhoend = 1e-12))",
    ]
    if variances is Variances.COMMON:
        lines += [
            "fit <- lmer(y ~ arm + (1 | lot), control = tight)",
            "k <- contest1D(fit, c(0, 1), ddf = 'Kenward-Roger')",
            f"d <- k$Estimate; se <- k$`Std. Error`; df <- min(k$df, {len(lots) - 2})",
        ]
    else:
        lines += [
            "one <- function(a) contest1D(lmer(y ~ 1 + (1 | lot), subset = arm == a, control = tight), 1,",
            "  ddf = 'Kenward-Roger')",
            "a <- one('pre'); b <- one('post'); d <- b$Estimate - a$Estimate",
            "v <- c(a$`Std. Error`, b$`Std. Error`)^2; se <- sqrt(sum(v))",
            f"df <- sum(v)^2 / sum(v^2 / pmin(c(a$df, b$df), c({len(pre) - 1}, {len(post) - 1})))",
        ]
    return "\n".join([*lines, *contrast_in_r(criterion)])


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


def vector(values: Sequence[float]) -> str:
    """Numbers as R reads them back exactly."""
    return f"c({', '.join(repr(float(value)) for value in values)})"
