"""The lines that R programs beside a comparison share, so that every program prints its figures in one order:
estimate, interval, degrees of freedom, interval of the second axis, p-values.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import ends
from comparability.model.vocabulary import Contrast


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


def t_tests(arguments: str, estimate: str, criterion: Criterion, *, added: float = 0.0) -> list[str]:
    """Calls of t.test: estimate, interval, degrees of freedom, interval of the second axis, p-values."""
    if added > 0.0:
        return [
            f"fit <- t.test({arguments})",
            f"d <- unname({estimate}); se <- fit$stderr; df <- unname(fit$parameter)",
            *contrast_in_r(criterion, added=added),
        ]
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


def contrast_in_r(criterion: Criterion, *, added: float = 0.0) -> list[str]:
    """The same figures from `d`, `se` and `df` that a program has computed before.

    added: the variance that runs add to that of the difference; nothing read from it is more certain than
    without it.
    """
    scale = scale_of(criterion.stated_contrast)
    into = "log({})" if scale.back else "({})"
    low, high = ends(criterion)
    if added > 0.0:
        half, upper, lower, df = "half({})", "upper({})", "lower({})", "df * (wide / se)^4"
        start = [
            f"wide <- sqrt(se^2 + {added!r})  # with the variance that the runs add",
            "half <- function(p) max(qt(p, df * (wide / se)^4) * wide, qt(p, df) * se)",
            "lower <- function(m) max(pt((d - m) / wide, df * (wide / se)^4), pt((d - m) / se, df))",
            "upper <- function(m) max(pt((m - d) / wide, df * (wide / se)^4), pt((m - d) / se, df))",
        ]
    else:
        half, df, start = "qt({}, df) * se", "df", []
        upper, lower = "pt((d - {}) / se, df, lower.tail = FALSE)", "pt((d - {}) / se, df)"
    tested = half.format(f"{1.0 - criterion.alpha:.12g}")
    seen = half.format(f"{0.5 + 0.5 * criterion.difference_level:.12g}")
    lines = [
        *start,
        f"{scale.reported('d')}  # estimate",
        f"{scale.reported(f'd + c(-1, 1) * {tested}')}  # interval",
        f"{df}  # degrees of freedom",
        scale.reported(f"d + c(-1, 1) * {seen}"),
    ]
    if low is not None:
        lines.append(upper.format(into.format(repr(low))))
    if high is not None:
        lines.append(lower.format(into.format(repr(high))))
    return lines


def vector(values: Sequence[float]) -> str:
    """Numbers as R reads them back exactly."""
    return f"c({', '.join(repr(float(value)) for value in values)})"
