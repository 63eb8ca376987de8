"""Every figure of a comparison of two arms, named: what is printed later is in here or is not printed."""

import math
from dataclasses import dataclass

from comparability.model.criteria import Criterion
from comparability.model.findings import Figure
from comparability.model.margins import as_stated, ends, margin_of_analysis, percent_as_stated, worrying_side
from comparability.model.vocabulary import Contrast, CriterionKind
from comparability.statistics.descriptive import describe
from comparability.statistics.planning.welch import (
    Design,
    LotsToSettle,
    probabilities_inside,
    size_of_one_side,
)
from comparability.statistics.tost import (
    DifferenceEstimate,
    EquivalenceEstimate,
    NonInferiorityEstimate,
    Side,
)
from comparability.statistics.two_arms import TwoArmContrast

Estimate = EquivalenceEstimate | NonInferiorityEstimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristics:
    """What the test does with these numbers of lots and this spread between lots, taken as true."""

    one_sided_size: float
    size: float
    chance_without_shift: float
    chance_at_half_margin: (
        float  # true shift half-way to the nearer end of the margin, on the scale of analysis
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What would probably settle an open question: further post lots alone, or as many in both arms."""

    by_post_lots: LotsToSettle
    by_both_arms: LotsToSettle
    probability: float


def characteristics(criterion: Criterion, design: Design) -> Characteristics:
    """Exact, by quadrature; criterion: equivalence or non-inferiority."""
    margin = margin_of_analysis(criterion)
    nearer = min(margin.low, margin.high, key=abs)
    # On either end of a two-sided margin the chance is the same: the difference is symmetric about the truth.
    size, without_shift, at_half = probabilities_inside(
        design=design, shifts=(nearer, 0.0, 0.5 * nearer), margin=margin
    )
    return Characteristics(
        one_sided_size=size_of_one_side(design=design),
        size=size,
        chance_without_shift=without_shift,
        chance_at_half_margin=at_half,
    )


def design_of(criterion: Criterion, found: TwoArmContrast) -> Design:
    """The design in hand, with the SDs seen taken as true."""
    return Design(
        n_pre=found.n_pre,
        n_post=found.n_post,
        sd_pre=found.sd_pre,
        sd_post=found.sd_post,
        alpha=criterion.alpha,
    )


def arm_figures(
    criterion: Criterion,
    contrast: TwoArmContrast,
    estimate: Estimate,
    seen: DifferenceEstimate,
    *,
    pre: list[float],
    post: list[float],
) -> tuple[Figure, ...]:
    """Estimate, intervals, p-values with their hypotheses, and both arms. An unbounded end is left out."""
    is_ratio = criterion.contrast is Contrast.RATIO
    level, other = 1.0 - 2.0 * criterion.alpha, criterion.difference_level
    what = "ratio of geometric means, post / pre" if is_ratio else "difference of means, post − pre"
    figures = [
        Figure(name="estimate", value=estimate.estimate, meaning=what),
        Figure(
            name="interval_low",
            value=estimate.interval.low,
            meaning=f"{percent_as_stated(level)} interval, low end",
        ),
        Figure(
            name="interval_high",
            value=estimate.interval.high,
            meaning=f"{percent_as_stated(level)} interval, high end",
        ),
        Figure(name="interval_level", value=level, meaning="level of the interval, two-sided"),
        Figure(
            name="difference_low",
            value=seen.interval.low,
            meaning=f"{percent_as_stated(other)} interval, low end",
        ),
        Figure(
            name="difference_high",
            value=seen.interval.high,
            meaning=f"{percent_as_stated(other)} interval, high end",
        ),
        Figure(
            name="difference_level",
            value=other,
            meaning="level at which a difference is looked for, two-sided",
        ),
        Figure(
            name="difference_seen",
            value=float(seen.is_seen),
            meaning=f"a difference is seen at {percent_as_stated(other)} (1 yes, 0 no)",
        ),
        Figure(name="df", value=contrast.df, meaning="Welch–Satterthwaite degrees of freedom"),
        Figure(
            name="standard_error",
            value=contrast.standard_error,
            meaning=f"standard error of the {'natural logarithm of the ratio' if is_ratio else 'difference'}",
        ),
        *_p_values(criterion, estimate, "ratio" if is_ratio else "difference"),
        *_arm("pre", pre, sd_of_analysis=contrast.sd_pre if is_ratio else None),
        *_arm("post", post, sd_of_analysis=contrast.sd_post if is_ratio else None),
    ]
    return tuple(figure for figure in figures if math.isfinite(figure.value))


def characteristic_figures(
    criterion: Criterion, found: Characteristics, settling: Settling | None
) -> tuple[Figure, ...]:
    """The actual size, the chances of showing what was asked, and the lots that would settle it."""
    asked = "equivalence" if criterion.kind is CriterionKind.EQUIVALENCE else "non-inferiority"
    given = "with these numbers of lots and the spread seen"
    figures = [
        Figure(
            name="actual_size",
            value=found.size,
            meaning=f"actual size of the test at the margin, {given} (stated: {criterion.alpha:g})",
        ),
        Figure(
            name="one_sided_size",
            value=found.one_sided_size,
            meaning=f"actual size of one one-sided test, {given} (stated: {criterion.alpha:g})",
        ),
        Figure(
            name="chance_without_shift",
            value=found.chance_without_shift,
            meaning=f"chance of showing {asked} if there were no true shift, {given}",
        ),
        Figure(
            name="chance_at_half_margin",
            value=found.chance_at_half_margin,
            meaning=f"chance of showing {asked} at a true shift half-way to the margin, {given}",
        ),
    ]
    if settling is not None:
        chance = percent_as_stated(settling.probability)
        further = (
            ("lots_to_settle", settling.by_post_lots.more, "further post lots"),
            ("lots_to_settle_per_arm", settling.by_both_arms.more, "further lots in each arm"),
        )
        figures += [
            Figure(
                name=name,
                value=float(more),
                meaning=f"{lots} that would settle the question with a chance of {chance}, "
                "if estimate and spread stay as seen",
            )
            for name, more, lots in further
            if more is not None
        ]
    return tuple(figures)


def descriptive_figures(arm: str, values: list[float]) -> tuple[Figure, ...]:
    """Count, means, spread and extremes of one arm, each where it exists."""
    return tuple(_arm(arm, values, sd_of_analysis=None))


def _p_values(criterion: Criterion, estimate: Estimate, contrast: str) -> list[Figure]:
    low, high = ends(criterion)
    against = {
        "p_low": f"p-value against “the {contrast} is at or below {_plain(low)}”",
        "p_high": f"p-value against “the {contrast} is at or above {_plain(high)}”",
    }
    if isinstance(estimate, EquivalenceEstimate):
        return [
            Figure(name="p_low", value=estimate.p_low, meaning=against["p_low"]),
            Figure(name="p_high", value=estimate.p_high, meaning=against["p_high"]),
        ]
    name = "p_low" if worrying_side(criterion) is Side.LOW else "p_high"
    return [Figure(name=name, value=estimate.p, meaning=against[name])]


def _arm(arm: str, values: list[float], *, sd_of_analysis: float | None) -> list[Figure]:
    found = describe(values=values, arm=arm)
    optional = [
        ("mean", found.mean, "mean"),
        ("geometric_mean", found.geometric_mean, "geometric mean"),
        ("sd", found.sd, "SD between lots"),
        ("sd_ln", sd_of_analysis, "SD between lots of the natural logarithms"),
        ("cv", found.cv, "CV between lots, from the logarithms, as a fraction"),
        ("minimum", found.minimum, "smallest lot"),
        ("maximum", found.maximum, "largest lot"),
    ]
    figures = [Figure(name=f"n_{arm}", value=float(found.n), meaning=f"{arm} lots counted")]
    figures += [
        Figure(name=f"{name}_{arm}", value=value, meaning=f"{meaning}, {arm}")
        for name, value, meaning in optional
        if value is not None
    ]
    return figures


def _plain(end: float | None) -> str:
    return "" if end is None else as_stated(end)
