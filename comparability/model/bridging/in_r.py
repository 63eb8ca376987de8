"""The R program beside a bridging study: every figure again, in base R and in the order of the figures."""

import math
from collections.abc import Sequence

from comparability.model.bridging.design import BridgingDesign
from comparability.model.r_snippets.lines import vector
from comparability.statistics.bridging.passing_bablok import PassingBablokLine


def bridging_in_r(
    before: Sequence[float],
    after: Sequence[float],
    *,
    design: BridgingDesign,
    has_deming: bool,
    passing_bablok: PassingBablokLine | None,
) -> str:
    """Paired equivalence, Deming, Passing–Bablok and Bland–Altman, as far as the values allow each."""
    lines = [
        f"before <- {vector(before)}",
        f"after  <- {vector(after)}",
        "n <- length(before)",
        *_paired(design),
        *(_deming(design) if has_deming else []),
        *([] if passing_bablok is None else _passing_bablok(passing_bablok, design)),
        *_agreement(design),
    ]
    return "\n".join(lines)


def _paired(design: BridgingDesign) -> list[str]:
    back, into = ("exp", "log({!r})") if design.is_ratio else ("", "({!r})")
    return [
        "d <- log(after / before)" if design.is_ratio else "d <- after - before",
        f"fit <- t.test(d, conf.level = {1.0 - 2.0 * design.alpha:.12g})",
        f"{back}(unname(fit$estimate))  # paired equivalence: estimate",
        f"{back}(as.vector(fit$conf.int))  # interval",
        f't.test(d, mu = {into.format(design.margin.low)}, alternative = "greater")$p.value',
        f't.test(d, mu = {into.format(design.margin.high)}, alternative = "less")$p.value',
    ]


def _deming(design: BridgingDesign) -> list[str]:
    return [
        "deming <- function(x, y, ratio) {  # intercept and slope",
        "  u <- var(y) - ratio * var(x); s <- cov(x, y)",
        "  b <- (u + sqrt(u^2 + 4 * ratio * s^2)) / (2 * s); c(mean(y) - b * mean(x), b) }",
        f"line <- deming(before, after, {design.error_variance_ratio!r})",
        f"part <- sapply(seq_len(n), function(i) deming(before[-i], after[-i], "
        f"{design.error_variance_ratio!r}))",
        "se <- apply(n * line - (n - 1) * part, 1, sd) / sqrt(n)  # jackknife of Linnet",
        f"half <- qt({0.5 + 0.5 * design.level:.12g}, n - 2) * se",
        "c(line[2], line[2] - half[2], line[2] + half[2])  # Deming: slope",
        "c(line[1], line[1] - half[1], line[1] + half[1])  # intercept",
    ]


def _passing_bablok(line: PassingBablokLine, design: BridgingDesign) -> list[str]:
    interval = line.slope_interval
    is_bounded = interval is not None and math.isfinite(interval.low) and math.isfinite(interval.high)
    lines = [
        "pair <- combn(n, 2)",
        "dx <- before[pair[2, ]] - before[pair[1, ]]; dy <- after[pair[2, ]] - after[pair[1, ]]",
        "near <- 1e-12 * max(abs(c(before, after)))",
        "dx[abs(dx) < near] <- 0; dy[abs(dy) < near] <- 0",
        "use <- (dx != 0 | dy != 0) & abs(dx + dy) > near",
        "a <- ifelse(dx == 0, pi / 2, atan(dy / dx))[use]",
        "a <- sort(ifelse(a < -pi / 4, a + pi, a))  # slopes as angles, from just above -1 on",
        "at <- function(k) if (k %% 2 == 0) tan(mean(a[k / 2 + 0:1])) else tan(a[(k + 1) / 2])",
        "slope <- at(length(a))",
    ]
    if not is_bounded:
        return [*lines, "slope  # Passing-Bablok: slope", "median(after - slope * before)  # intercept"]
    return [
        *lines,
        f"off <- round(qnorm({0.5 + 0.5 * design.level:.12g}) * sqrt(n * (n - 1) * (2 * n + 5) / 18))",
        "ends <- c(at(length(a) - off), at(length(a) + off))",
        "c(slope, ends)  # Passing-Bablok: slope",
        "cut <- sapply(c(slope, rev(ends)), function(b) median(after - b * before))",
        "c(cut[1], sort(cut[2:3]))  # intercept",
    ]


def _agreement(design: BridgingDesign) -> list[str]:
    back = "exp" if design.is_ratio else ""
    share, tail = f"{0.5 + 0.5 * design.coverage:.12g}", f"{0.5 - 0.5 * design.level:.12g}"
    return [
        f"{back}(c(mean(d), as.vector(t.test(d, conf.level = {design.level:.12g})$conf.int)))"
        "  # Bland-Altman: bias",
        f"k <- qt(c(1 - {tail}, {tail}), n - 1, ncp = qnorm({share}) * sqrt(n)) / sqrt(n)",
        f"{back}(mean(d) - c(qnorm({share}), k) * sd(d))  # lower limit of agreement",
        f"{back}(mean(d) + c(qnorm({share}), rev(k)) * sd(d))  # upper limit",
    ]
