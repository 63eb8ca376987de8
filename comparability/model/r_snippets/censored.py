"""R programs for lots of which some lie beyond a limit, by their likelihood."""

from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import ends
from comparability.model.findings import LotValue
from comparability.model.r_snippets.lines import scale_of, vector

SIDES = {None: "0", "<": "-1", ">": "1"}


def censored_in_r(pre: Sequence[LotValue], post: Sequence[LotValue], *, criterion: Criterion) -> str:
    """Each arm's mean by survreg; interval and p-values by the fall of the profile likelihood, read as t."""
    scale = scale_of(criterion.stated_contrast)
    into = "log({})" if scale.back else "({})"
    ends_at = scale.reported("d + c(ends(-1, {0}), ends(1, {0}))")
    lines = [
        "library(survival)",
        "arm <- function(x, side) {  # side: 0 a value, -1 below it, 1 above it",
        "  n <- length(x)",
        "  fit <- survreg(Surv(ifelse(side < 0, NA, x), ifelse(side > 0, NA, x), type = 'interval2') ~ 1,",
        "    dist = 'gaussian', control = survreg.control(maxiter = 200, rel.tolerance = 1e-12))",
        "  ll <- function(m, s) sum(ifelse(side == 0, dnorm(x, m, s, log = TRUE),",
        "    pnorm(-side * (x - m) / s, log.p = TRUE)))",
        "  best <- function(m) optimize(function(k) ll(m, exp(k)), log(fit$scale) + c(-12, 12),",
        "    maximum = TRUE, tol = 1e-10)$objective",
        "  m <- unname(coef(fit))",
        "  list(n = n, m = m, v = unname(fit$var[1, 1]) * n / (n - 1), s = fit$scale,",
        "    fall = function(x) 2 * (n - 1) / n * (best(m) - best(x))) }",
        f"pre  <- arm({into.format(vector([lot.value for lot in pre]))}, {_sides(pre)})",
        f"post <- arm({into.format(vector([lot.value for lot in post]))}, {_sides(post)})",
        "d <- post$m - pre$m; v <- c(pre$v, post$v)",
        "df <- sum(v)^2 / sum(v^2 / (c(pre$n, post$n) - 1))",
        # With two arms that vary unlike the sum can turn twice between their means: both halves are tried.
        "dev <- function(x) { k <- sort(c(pre$m, post$m - x)); k <- c(k[1], mean(k), k[2])",
        "  if (k[3] - k[1] < 1e-9 * min(pre$s, post$s)) return(0)",
        "  f <- function(m) pre$fall(m) + post$fall(m + x)",
        "  min(sapply(1:2, function(i) optimize(f, k[i + 0:1], tol = 1e-10 * (k[3] - k[1]))$objective)) }",
        "t_at <- function(x) sqrt(df * expm1(dev(x) / df))",
        "ends <- function(side, p) side * uniroot(function(h) t_at(d + side * h) - qt(p, df),",
        "  c(0, 4 * sqrt(sum(v))), extendInt = 'upX', tol = 1e-9 * sqrt(sum(v)))$root",
        f"{scale.reported('d')}  # estimate",
        f"{ends_at.format(f'{1.0 - criterion.alpha:.12g}')}  # interval",
        ends_at.format(f"{0.5 + 0.5 * criterion.difference_level:.12g}"),
    ]
    low, high = ends(criterion)
    for end, sign in ((low, ""), (high, "-")):
        if end is not None:
            bound = into.format(repr(end))
            lines.append(f"pt({sign}sign({bound} - d) * t_at({bound}), df)")
    return "\n".join(lines)


def _sides(lots: Sequence[LotValue]) -> str:
    return f"c({', '.join(SIDES[lot.bound] for lot in lots)})"
