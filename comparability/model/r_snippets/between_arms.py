"""The R program with which a reviewer recomputes the variance between arms. Base R only."""

from collections.abc import Mapping, Sequence

from comparability.model.r_snippets.lines import scale_of, vector
from comparability.model.vocabulary import Contrast


def between_arms_in_r(arms: Mapping[str, Sequence[float]], *, contrast: Contrast) -> str:
    """SD between arms, SD of lots within an arm and the share between, from one-way analysis of variance."""
    values = [value for lots in arms.values() for value in lots]
    counts = ", ".join(str(len(lots)) for lots in arms.values())
    return "\n".join(
        [
            f"# variance between arms, in the order of the arms: {'; '.join(arms)}",
            f"y <- {scale_of(contrast).inwards(vector(values))}",
            f"n <- c({counts}); arm <- factor(rep(seq_along(n), n))",
            # A common shift changes no variance; far from zero it costs the digits of the squares.
            'ms <- anova(lm(y - mean(y) ~ arm))[["Mean Sq"]]',
            "between <- max(0, (ms[1] - ms[2]) / ((sum(n) - sum(n^2) / sum(n)) / (length(n) - 1)))",
            "c(sqrt(between), sqrt(ms[2]), between / (between + ms[2]))",
        ]
    )
