"""R programs for the posterior of the difference, by integration."""

from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import ends
from comparability.model.r_snippets.lines import scale_of, vector


def posterior_in_r(pre: Sequence[float], post: Sequence[float], *, criterion: Criterion) -> str:
    """Estimate, interval, interval of the second axis and the probability of lying inside the margin.

    Each mean lies about its arm's as a scaled t; a normal prior of the difference weighs what they say.
    """
    scale = scale_of(criterion.stated_contrast)
    prior = criterion.prior
    df, sd = (0.0, 0.0) if prior is None or prior.lot_df is None else (prior.lot_df, prior.lot_sd or 0.0)
    shift_sd = None if prior is None else prior.shift_sd
    level, other = 1.0 - 2.0 * criterion.alpha, criterion.difference_level
    interval = f"sapply((1 + c(-1, 1) * {{:.12g}}) / 2, function(p) {_ROOT})"
    return "\n".join(
        [
            f"pre  <- {scale.inwards(vector(pre))}",
            f"post <- {scale.inwards(vector(post))}",
            f"part <- function(y) {{ n <- length(y); df <- n - 1 + {df!r}",
            f"  squares <- sum((y - mean(y))^2) + {df!r} * {sd!r}^2",
            "  c(mean(y), sqrt(squares / df / n), df) }",
            "a <- part(pre); b <- part(post); d <- b[1] - a[1]; s <- sqrt(a[2]^2 + b[2]^2)",
            *(_FLAT if shift_sd is None else _weighed(shift_sd)),
            f"{scale.reported('centre')}  # estimate",
            f"{scale.reported(interval.format(level))}  # interval",
            scale.reported(interval.format(other)),
            f"{_inside(criterion)}  # probability",
        ]
    )


_ROOT = "uniroot(function(x) below(x) - p, centre + c(-1, 1) * s, extendInt = 'upX', tol = 1e-12 * s)$root"
_FLAT = [
    "below <- function(x) integrate(function(u) dt(u, a[3]) * pt((x - d + a[2] * u) / b[2], b[3]),",
    "  -Inf, Inf, rel.tol = 1e-10)$value",
    "centre <- d",
]


def _weighed(shift_sd: float) -> list[str]:
    return [
        "said <- function(x, u) dt(u, a[3]) * dt((x - d + a[2] * u) / b[2], b[3])",
        "dens <- Vectorize(function(x) dnorm(x, 0, "
        f"{shift_sd!r}) * integrate(function(u) said(x, u), -Inf, Inf, rel.tol = 1e-10)$value)",
        # In pieces, so that neither the prior nor the lots are missed where one is much narrower.
        f"at <- sort(c(c(-40, -8, -2, 0, 2, 8, 40) * {shift_sd!r}, d + c(-30, -8, -2, 0, 2, 8, 30) * s))",
        f"at <- at[abs(at) <= 40 * {shift_sd!r}]",
        "whole <- function(f, to = max(at)) { k <- unique(c(at[at < to], to))",
        "  sum(mapply(function(x, y) integrate(f, x, y, rel.tol = 1e-9)$value, head(k, -1), k[-1])) }",
        "mass <- whole(dens); below <- function(x) if (x <= min(at)) 0 else whole(dens, x) / mass",
        "centre <- whole(function(x) x * dens(x)) / mass",
    ]


def _inside(criterion: Criterion) -> str:
    scale = scale_of(criterion.stated_contrast)
    into = "log({})" if scale.back else "({})"
    low, high = ends(criterion)
    above = "1" if high is None else f"below({into.format(repr(high))})"
    return above if low is None else f"{above} - below({into.format(repr(low))})"
