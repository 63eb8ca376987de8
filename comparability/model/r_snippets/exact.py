"""R programs for spreads, counts, ranks and ratios of means, whose errors do not follow Student's t.

Base R only. is_seen: whether the second axis is answered, which too few lots cannot.
"""

import math
from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import ends
from comparability.model.r_snippets.lines import scale_of, vector

MOST_EXCHANGES = 250_000  # of lots between the arms that R lists in some seconds: ten lots against ten


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


def ranks_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion, is_seen: bool) -> str:
    """Hodges–Lehmann, and the test over all exchanges of lots between the arms, exact with any ties.

    wilcox.test gives the same where no values are tied; where some are, it takes a normal approximation.
    """
    is_ratio = scale_of(criterion.stated_contrast).back != ""
    if math.comb(len(pre) + len(post), len(post)) > MOST_EXCHANGES:
        return _wilcoxon_in_r(pre, post, criterion=criterion)
    values = f"pre <- {vector(pre)}; post <- {vector(post)}; n <- length(post)"
    if is_ratio:
        lines = [
            values,
            "moved <- function(m) signif(c(post / m, pre), 12)",
            "steps <- sort(unique(signif(as.vector(outer(post, pre, '/')), 12)))",
            "exp(median(log(outer(post, pre, '/'))))  # estimate",
        ]
    else:
        lines = [
            f"{values}; unit <- max(abs(c(pre, post)))",
            "moved <- function(m) round(c(post - m, pre) / unit, 12)",
            "steps <- sort(unique(round(as.vector(outer(post, pre, '-')) / unit, 12))) * unit",
            "median(outer(post, pre, '-'))  # estimate",
        ]
    lines += [
        "sets <- combn(length(pre) + n, n)",
        "p <- function(m) { r <- rank(moved(m)); w <- colSums(matrix(r[sets], n)); s <- sum(r[1:n])",
        "  c(mean(w >= s), mean(w <= s)) }",
        # On a step values are tied that are not tied beside it.
        "at <- head(c(rbind(steps, c((head(steps, -1) + steps[-1]) / 2, NA))), -1)",
        "tails <- sapply(at, p)",
        "ends <- function(a) steps[c(ceiling(min(which(tails[1, ] >= a)) / 2),",
        "  floor(max(which(tails[2, ] >= a)) / 2) + 1)]",
        f"ends({criterion.alpha:.12g})  # interval",
        *([f"ends({0.5 - 0.5 * criterion.difference_level:.12g})"] if is_seen else []),
    ]
    low, high = ends(criterion)
    lines += [f"p({low!r})[1]"] if low is not None else []
    lines += [f"p({high!r})[2]"] if high is not None else []
    return "\n".join(lines)


def _wilcoxon_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    scale = scale_of(criterion.stated_contrast)
    into = "log({})" if scale.back else "({})"
    levels = (1.0 - 2.0 * criterion.alpha, criterion.difference_level)
    test = "wilcox.test(post, pre, exact = TRUE"
    fits = [f"{test}, conf.int = TRUE, conf.level = {level:.12g})" for level in levels]
    lines = [
        f"pre <- {scale.inwards(vector(pre))}; post <- {scale.inwards(vector(post))}",
        f"fit <- {fits[0]}  # exact where no values are tied",
        f"{scale.reported('unname(fit$estimate)')}  # estimate",
        f"{scale.reported('as.vector(fit$conf.int)')}  # interval",
        scale.reported(f"as.vector({fits[1]}$conf.int)"),
    ]
    low, high = ends(criterion)
    for end, alternative in ((low, "greater"), (high, "less")):
        if end is not None:
            lines.append(f'{test}, mu = {into.format(repr(end))}, alternative = "{alternative}")$p.value')
    return "\n".join(lines)


def fieller_in_r(
    pre: Sequence[float], post: Sequence[float], *, is_pooled: bool, criterion: Criterion
) -> str:
    """The ratio of means: t statistics of u mean(post) - r mean(pre), whose ratio is r / u, inverted."""
    low, high = ends(criterion)
    lines = [
        f"pre <- {vector(pre)}; post <- {vector(post)}; m <- length(pre); n <- length(post)",
        "if (mean(pre) < 0) { pre <- -pre; post <- -post }",
        "v <- c(var(pre), var(post))",
        *(["v <- rep(sum(c(m - 1, n - 1) * v) / (m + n - 2), 2)"] if is_pooled else []),
        "t_at <- function(r, u) (u * mean(post) - r * mean(pre)) / sqrt(u^2 * v[2] / n + r^2 * v[1] / m)",
        "df_at <- function(r, u) m + n - 2"
        if is_pooled
        else "df_at <- function(r, u) { a <- u^2 * v[2] / n; b <- r^2 * v[1] / m;"
        " (a + b)^2 / (a^2 / (n - 1) + b^2 / (m - 1)) }",
        "p_above <- function(r, u = 1) pt(t_at(r, u), df_at(r, u), lower.tail = FALSE)",
        "p_below <- function(r, u = 1) pt(t_at(r, u), df_at(r, u))",
        "est <- mean(post) / mean(pre)",
        "low <- function(a) if (p_above(0) >= a) 0 else",
        "  uniroot(function(r) p_above(r) - a, c(0, est), tol = 1e-14)$root",
        "high <- function(a) if (p_below(1, 0) >= a) Inf else",
        "  1 / uniroot(function(u) p_below(1, u) - a, c(0, 1 / est), tol = 1e-14)$root",
        "est  # estimate",
        *(
            f"c(low({alpha:.12g}), high({alpha:.12g}))"
            for alpha in (criterion.alpha, 0.5 - 0.5 * criterion.difference_level)
        ),
    ]
    lines += [f"p_above({low!r})"] if low is not None else []
    lines += [f"p_below({high!r})"] if high is not None else []
    return "\n".join(lines)
