"""The lines that R programs beside a comparison share, so that every program prints its figures in one order:
estimate, interval, degrees of freedom, interval of the second axis, p-values.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria import Criterion
from comparability.model.margins import ends
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


def vector(values: Sequence[float]) -> str:
    """Numbers as R reads them back exactly."""
    return f"c({', '.join(repr(float(value)) for value in values)})"
