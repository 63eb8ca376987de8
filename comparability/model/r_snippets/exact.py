"""R programs for comparisons whose error does not follow Student's t. Base R only, but for `survival`."""

from collections.abc import Sequence

from comparability.model.criteria import Criterion
from comparability.model.findings import LotValue
from comparability.model.margins import ends
from comparability.model.r_snippets.lines import scale_of, vector


def spread_in_r(pre: Sequence[float], post: Sequence[float], *, is_log: bool, criterion: Criterion) -> str:
    """The ratio of SDs by var.test."""
    inside = "log({})" if is_log else "{}"
    lines = [
        f"pre <- {inside.format(vector(pre))}; post <- {inside.format(vector(post))}",
        "sd(post) / sd(pre)  # estimate",
        f"sqrt(as.vector(var.test(post, pre, conf.level = {1.0 - 2.0 * criterion.alpha:.12g})$conf.int))",
        f"sqrt(as.vector(var.test(post, pre, conf.level = {criterion.difference_level:.12g})$conf.int))",
    ]
    low, high = ends(criterion)
    for end, alternative in ((low, "greater"), (high, "less")):
        if end is not None:
            lines.append(f'var.test(post, pre, ratio = {end!r}^2, alternative = "{alternative}")$p.value')
    return "\n".join(lines)


def counts_in_r(pre: tuple[int, int], post: tuple[int, int], *, criterion: Criterion) -> str:
    """The ratio of Poisson rates by poisson.test. pre, post: events and lots."""
    call = f"poisson.test(c({post[0]}, {pre[0]}), c({post[1]}, {pre[1]})"
    lines = [
        f"fit <- {call}, conf.level = {1.0 - 2.0 * criterion.alpha:.12g})",
        "unname(fit$estimate)",
        "as.vector(fit$conf.int)  # interval",
        f"as.vector({call}, conf.level = {criterion.difference_level:.12g})$conf.int)",
    ]
    low, high = ends(criterion)
    for end, alternative in ((low, "greater"), (high, "less")):
        if end is not None:
            lines.append(f'{call}, r = {end!r}, alternative = "{alternative}")$p.value')
    return "\n".join(lines)


def ranks_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    """Hodges–Lehmann and the exact Wilcoxon test; where values are tied R takes a normal approximation."""
    is_ratio = scale_of(criterion.stated_contrast).back != ""
    into = "log({})" if is_ratio else "{}"
    back = "exp" if is_ratio else ""
    level = 1.0 - 2.0 * criterion.alpha
    lines = [
        f"pre <- {into.format(vector(pre))}; post <- {into.format(vector(post))}",
        f"fit <- wilcox.test(post, pre, exact = TRUE, conf.int = TRUE, conf.level = {level:.12g})",
        f"{back}(unname(fit$estimate))",
        f"{back}(as.vector(fit$conf.int))  # interval",
    ]
    low, high = ends(criterion)
    for end, alternative in ((low, "greater"), (high, "less")):
        if end is not None:
            mu = into.format(repr(end))
            lines.append(
                f'wilcox.test(post, pre, mu = {mu}, alternative = "{alternative}", exact = TRUE)$p.value'
            )
    return "\n".join(lines)


def censored_in_r(pre: Sequence[LotValue], post: Sequence[LotValue], *, criterion: Criterion) -> str:
    """Means by the likelihood of survreg; the interval there is the large-sample one of a common spread."""
    is_ratio = scale_of(criterion.stated_contrast).back != ""
    lots = [*pre, *post]
    lower = ["NA" if lot.bound == "<" else repr(lot.value) for lot in lots]
    upper = ["NA" if lot.bound == ">" else repr(lot.value) for lot in lots]
    arms = ", ".join(["'pre'"] * len(pre) + ["'post'"] * len(post))
    return "\n".join(
        [
            "library(survival)",
            f"low <- c({', '.join(lower)}); high <- c({', '.join(upper)})",
            f"arm <- factor(c({arms}), c('pre', 'post'))",
            "fit <- survreg(Surv(low, high, type = 'interval2') ~ arm + strata(arm),",
            f"  dist = '{'lognormal' if is_ratio else 'gaussian'}')",
            f"{'exp' if is_ratio else ''}(unname(coef(fit)[2]))  # estimate",
        ]
    )


def posterior_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    """The posterior by integration over a grid: two scaled t densities and, where stated, a normal prior."""
    is_ratio = scale_of(criterion.stated_contrast).back != ""
    into = "log({})" if is_ratio else "{}"
    prior = criterion.prior
    df, sd = (0.0, 0.0) if prior is None or prior.lot_df is None else (prior.lot_df, prior.lot_sd or 0.0)
    shift = None if prior is None else prior.shift_sd
    low, high = ends(criterion)
    inside = " & ".join(
        text
        for text in (
            "" if low is None else f"d > {into.format(repr(low))}",
            "" if high is None else f"d < {into.format(repr(high))}",
        )
        if text
    )
    return "\n".join(
        [
            f"pre <- {into.format(vector(pre))}; post <- {into.format(vector(post))}",
            f"known <- {df!r} * {sd!r}^2",
            "part <- function(y) { n <- length(y); df <- n - 1 + " + repr(df),
            "  c(m = mean(y), s = sqrt(((n - 1) * var(y) + known) / df / n), df = df) }",
            "a <- part(pre); b <- part(post); wide <- 60 * sqrt(a['s']^2 + b['s']^2)",
            "d <- seq(b['m'] - a['m'] - wide, b['m'] - a['m'] + wide, length.out = 8001)",
            "dens <- sapply(d, function(x) integrate(function(m) dt((m - a['m']) / a['s'], a['df']) *",
            "  dt((m + x - b['m']) / b['s'], b['df']), -Inf, Inf, rel.tol = 1e-9)$value)",
            *([] if shift is None else [f"dens <- dens * dnorm(d, 0, {shift!r})"]),
            f"sum(dens[{inside}]) / sum(dens)  # probability",
        ]
    )


def fieller_in_r(
    pre: Sequence[float], post: Sequence[float], *, is_pooled: bool, criterion: Criterion
) -> str:
    """The ratio of means: t statistics of mean(post) - ratio * mean(pre), inverted."""
    low, high = ends(criterion)
    lines = [
        f"pre <- {vector(pre)}; post <- {vector(post)}; m <- length(pre); n <- length(post)",
        "v <- c(var(pre), var(post))",
        *(["v <- rep(sum(c(m - 1, n - 1) * v) / (m + n - 2), 2)"] if is_pooled else []),
        "t_at <- function(r) (mean(post) - r * mean(pre)) / sqrt(v[2] / n + r^2 * v[1] / m)",
        "df_at <- function(r) m + n - 2"
        if is_pooled
        else "df_at <- function(r) { a <- v[2] / n; b <- r^2 * v[1] / m;"
        " (a + b)^2 / (a^2 / (n - 1) + b^2 / (m - 1)) }",
        "p_above <- function(r) pt(t_at(r), df_at(r), lower.tail = FALSE)",
        "p_below <- function(r) pt(t_at(r), df_at(r))",
        "r <- mean(post) / mean(pre); r  # estimate",
        f"uniroot(function(x) p_above(x) - {criterion.alpha:.12g}, c(1e-6, r), tol = 1e-12)$root",
        f"uniroot(function(x) p_below(x) - {criterion.alpha:.12g}, c(r, 1e3), tol = 1e-12)$root",
    ]
    lines += [f"p_above({low!r})"] if low is not None else []
    lines += [f"p_below({high!r})"] if high is not None else []
    return "\n".join(lines)
