"""Every figure of a comparison of two arms, named: what is printed later is in here or is not printed."""

import math
from dataclasses import dataclass

from comparability.model.analyses.material import Compared, Seen
from comparability.model.contrasts import with_direction
from comparability.model.criteria import Criterion
from comparability.model.findings import Figure, Form
from comparability.model.margins import as_stated, ends, percent_as_stated
from comparability.model.operating import Characteristics
from comparability.model.vocabulary import CriterionKind
from comparability.statistics.descriptive import describe
from comparability.statistics.planning.welch import LotsToSettle

# What is said of each arm, by the first part of a figure's name: the columns of the table of arms.
IN_A_ROW = ("n", "geometric_mean", "mean", "sd", "sd_ln", "cv", "minimum", "maximum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What would probably settle an open question: further post lots alone, or as many in both arms."""

    by_post_lots: LotsToSettle
    by_both_arms: LotsToSettle
    probability: float


def arm_figures(
    criterion: Criterion, found: Compared, *, pre: list[float], post: list[float]
) -> tuple[Figure, ...]:
    """Estimate, intervals, p-values with their hypotheses, and both arms. An unbounded end is left out."""
    level = 1.0 - 2.0 * criterion.alpha
    interval = percent_as_stated(level)
    figures = [
        Figure("estimate", found.estimate, Form.CONTRAST, with_direction(criterion.stated_contrast)),
        Figure("interval_low", found.interval.low, Form.CONTRAST, f"{interval} interval, low end"),
        Figure("interval_high", found.interval.high, Form.CONTRAST, f"{interval} interval, high end"),
        Figure("interval_level", level, Form.PERCENT, "level of the interval, two-sided"),
        *_second_axis(found.seen),
        *found.figures,
        *_p_values(criterion, found),
        *descriptive_figures("pre", pre),
        *descriptive_figures("post", post),
    ]
    return tuple(figure for figure in figures if math.isfinite(figure.value))


def characteristic_figures(
    criterion: Criterion, found: Characteristics | None, settling: Settling | None
) -> tuple[Figure, ...]:
    """The actual size, the chances of showing what was asked, and the lots that would settle it."""
    asked = "equivalence" if criterion.kind is CriterionKind.EQUIVALENCE else "non-inferiority"
    given = "with these numbers of lots and the spread seen"
    stated = f"{given} (stated: {criterion.alpha:g})"
    figures: list[Figure] = []
    if found is not None:
        figures = [
            Figure("actual_size", found.size, Form.PERCENT, f"actual size at the margin, {stated}"),
            Figure(
                "one_sided_size", found.one_sided_size, Form.PERCENT,
                f"actual size of one one-sided test, {stated}",
            ),
            Figure(
                "chance_without_shift", found.chance_without_shift, Form.PERCENT,
                f"chance of showing {asked} if there were no true shift, {given}",
            ),
            Figure(
                "chance_at_half_margin", found.chance_at_half_margin, Form.PERCENT,
                f"chance of showing {asked} at a true shift half-way to the margin, {given}",
            ),
        ]  # fmt: skip
    if settling is not None:
        chance = percent_as_stated(settling.probability)
        further = (
            ("lots_to_settle", settling.by_post_lots.more, "further post lots"),
            ("lots_to_settle_per_arm", settling.by_both_arms.more, "further lots in each arm"),
        )
        figures += [
            Figure(
                name, float(more), Form.COUNT,
                f"{lots} that would settle the question with a chance of {chance}, "
                "if estimate and spread stay as seen",
            )
            for name, more, lots in further
            if more is not None
        ]  # fmt: skip
    return tuple(figures)


def descriptive_figures(arm: str, values: list[float]) -> tuple[Figure, ...]:
    """Count, means, spread and extremes of one arm, each where it exists."""
    if not values:
        return ()
    found = describe(values=values, arm=arm)
    figures = [
        ("n", float(found.n), Form.COUNT, "lots counted"),
        ("mean", found.mean, Form.OWN, "mean"),
        ("geometric_mean", found.geometric_mean, Form.OWN, "geometric mean"),
        ("sd", found.sd, Form.OWN, "SD between lots"),
        ("cv", found.cv, Form.PERCENT, "CV between lots, from the logarithms"),
        ("minimum", found.minimum, Form.OWN, "smallest lot"),
        ("maximum", found.maximum, Form.OWN, "largest lot"),
    ]
    return tuple(
        Figure(f"{name}_{arm}", value, form, f"{meaning}, {arm}")
        for name, value, form, meaning in figures
        if value is not None
    )


def _second_axis(seen: Seen | None) -> list[Figure]:
    if seen is None:
        return []
    level = percent_as_stated(seen.level)
    return [
        Figure("difference_low", seen.interval.low, Form.CONTRAST, f"{level} interval, low end"),
        Figure("difference_high", seen.interval.high, Form.CONTRAST, f"{level} interval, high end"),
        Figure(
            "difference_level", seen.level, Form.PERCENT,
            "level at which a difference is looked for, two-sided",
        ),
        Figure("difference_seen", float(seen.is_seen), Form.YES_NO, f"a difference is seen at {level}"),
    ]  # fmt: skip


def _p_values(criterion: Criterion, found: Compared) -> list[Figure]:
    low, high = ends(criterion)
    against = (
        ("p_low", found.p_low, "at or below", low),
        ("p_high", found.p_high, "at or above", high),
    )
    return [
        Figure(
            name, p, Form.P_VALUE,
            f"p-value against “the {criterion.contrast} is {where} {as_stated(end)}”",
        )
        for name, p, where, end in against
        if p is not None and end is not None
    ]  # fmt: skip
