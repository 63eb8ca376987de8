"""R programs with which a reviewer recomputes a comparison whose error follows Student's t.

Base R only, so that nothing has to be installed, but for the mixed model of replicates. added: the variance
that the protocol's SD between runs adds to that of the difference.
"""

from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.r_snippets.lines import contrast_in_r, scale_of, t_tests, vector
from comparability.model.vocabulary import Analysis, Variances
from comparability.statistics.summaries import ArmSummary


def two_arms_in_r(
    pre: Sequence[float], post: Sequence[float], *, criterion: Criterion, added: float = 0.0
) -> str:
    """Estimate, interval, degrees of freedom and p-values of equivalence or non-inferiority."""
    scale = scale_of(criterion.stated_contrast)
    pooled = ", var.equal = TRUE" if criterion.stated_analysis is Analysis.POOLED else ""
    return "\n".join(
        [
            f"pre  <- {scale.inwards(vector(pre))}",
            f"post <- {scale.inwards(vector(post))}",
            # A common shift changes no difference; far from zero t.test would take the lots for constant.
            "post <- post - mean(pre); pre <- pre - mean(pre)",
            *t_tests(f"post, pre{pooled}", "-diff(fit$estimate)", criterion, added=added),
        ]
    )


def paired_in_r(
    pre: Sequence[float], post: Sequence[float], *, criterion: Criterion, added: float = 0.0
) -> str:
    """The same of split lots, pair by pair."""
    scale = scale_of(criterion.stated_contrast)
    return "\n".join(
        [
            f"pre  <- {scale.inwards(vector(pre))}",
            f"post <- {scale.inwards(vector(post))}",
            *t_tests("post - pre", "fit$estimate", criterion, added=added),
        ]
    )


def split_source_in_r(
    pre: Sequence[float],
    post: Sequence[float],
    historic: Sequence[float],
    *,
    weight: float | None,
    criterion: Criterion,
    added: float = 0.0,
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
            *contrast_in_r(criterion, added=added),
        ]
    )


def summaries_in_r(pre: ArmSummary, post: ArmSummary, *, criterion: Criterion, added: float = 0.0) -> str:
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
    return "\n".join([*lines, *contrast_in_r(criterion, added=added)])


def replicates_in_r(
    pre: Sequence[Sequence[float]],
    post: Sequence[Sequence[float]],
    *,
    variances: Variances,
    criterion: Criterion,
    added: float = 0.0,
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
    if variances is Variances.COMMON and not _are_replicated(lots):
        lines += [
            "fit <- lm(y ~ arm)  # no lot has two determinations",
            "d <- unname(coef(fit)[2]); se <- sqrt(vcov(fit)[2, 2]); df <- fit$df.residual",
        ]
    elif variances is Variances.COMMON:
        lines += [
            "fit <- lmer(y ~ arm + (1 | lot), control = tight)",
            "k <- contest1D(fit, c(0, 1), ddf = 'Kenward-Roger')",
            f"d <- k$Estimate; se <- k$`Std. Error`; df <- min(k$df, {len(lots) - 2})",
        ]
    else:
        lines += [
            "one <- function(a) contest1D(lmer(y ~ 1 + (1 | lot), subset = arm == a, control = tight), 1,",
            "  ddf = 'Kenward-Roger')",
            "single <- function(a) { z <- y[arm == a]; n <- length(z)  # one determination a lot",
            "  list(Estimate = mean(z), `Std. Error` = sd(z) / sqrt(n), df = n - 1) }",
            f"a <- {_fit(pre)}('pre'); b <- {_fit(post)}('post'); d <- b$Estimate - a$Estimate",
            "v <- c(a$`Std. Error`, b$`Std. Error`)^2; se <- sqrt(sum(v))",
            f"df <- sum(v)^2 / sum(v^2 / pmin(c(a$df, b$df), c({len(pre) - 1}, {len(post) - 1})))",
        ]
    return "\n".join([*lines, *contrast_in_r(criterion, added=added)])


def _are_replicated(lots: Sequence[Sequence[float]]) -> bool:
    return any(len(lot) > 1 for lot in lots)


def _fit(lots: Sequence[Sequence[float]]) -> str:
    return "one" if _are_replicated(lots) else "single"


def slopes_in_r(
    pre: Sequence[Sequence[tuple[float, float]]],
    post: Sequence[Sequence[tuple[float, float]]],
    *,
    criterion: Criterion,
    added: float = 0.0,
) -> str:
    """Each lot's own slope is one value of its arm."""
    lots = [*pre, *post]
    months = vector([month for lot in lots for month, _ in lot])
    values = vector([value for lot in lots for _, value in lot])
    return "\n".join(
        [
            f"lot <- rep(1:{len(lots)}, c({', '.join(str(len(lot)) for lot in lots)}))",
            f"d <- data.frame(month = {months}, y = {values})",
            "slope <- sapply(split(d, lot), function(one) coef(lm(y ~ month, one))[2])",
            f"pre <- slope[1:{len(pre)}]; post <- slope[-(1:{len(pre)})]",
            *t_tests("post, pre", "-diff(fit$estimate)", criterion, added=added),
        ]
    )
