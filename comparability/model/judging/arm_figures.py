"""Every figure of a comparison of two arms, named: what is printed later is in here or is not printed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.contrasts import with_direction
from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import as_stated, ends, percent_as_stated
from comparability.model.findings import Figure, Form, LotValue
from comparability.model.judging.analyses.material import Compared, Seen
from comparability.model.judging.operating import Characteristics
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind
from comparability.statistics.descriptive import describe
from comparability.statistics.errors import StatisticsError
from comparability.statistics.planning.welch import LotsToSettle

# What is said of each arm, by the first part of a figure's name: the columns of the table of arms.
DESCRIBED = ("n", "geometric_mean", "mean", "sd", "sd_ln", "cv", "minimum", "maximum")
IN_A_ROW = (
    *DESCRIBED, "censored", "likelihood_mean", "likelihood_sd", "events", "slope", "slope_sd", "points",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What would probably settle an open question: further post lots alone, or as many in both arms."""

    by_post_lots: LotsToSettle
    by_both_arms: LotsToSettle
    probability: float


def arm_figures(
    criterion: Criterion, found: Compared, *, pre: Sequence[LotValue], post: Sequence[LotValue]
) -> tuple[Figure, ...]:
    """Estimate, intervals, p-values with their hypotheses, and both arms. An unbounded end is left out.

    pre, post: the lots that were compared.
    """
    level = 1.0 - 2.0 * criterion.alpha
    credible = "" if found.chances is None else " credible"
    interval = f"{percent_as_stated(level)}{credible}"
    figures = [
        Figure("estimate", found.estimate, Form.CONTRAST, with_direction(criterion.stated_contrast)),
        Figure("interval_low", found.interval.low, Form.CONTRAST, f"{interval} interval, low end"),
        Figure("interval_high", found.interval.high, Form.CONTRAST, f"{interval} interval, high end"),
        Figure("interval_level", level, Form.PERCENT, "level of the interval, two-sided"),
        *_second_axis(found.seen, credible),
        *found.figures,
        *_p_values(criterion, found),
        *figures_of_lots("pre", pre, criterion.contrast),
        *figures_of_lots("post", post, criterion.contrast),
    ]
    return tuple(figure for figure in figures if math.isfinite(figure.value))


def characteristic_figures(
    criterion: Criterion, found: Characteristics | None, settling: Settling | None
) -> tuple[Figure, ...]:
    """The actual size, the chances of showing what was asked, and the lots that would settle it."""
    asked = "equivalence" if criterion.kind is CriterionKind.EQUIVALENCE else "non-inferiority"
    given = "with these numbers of lots and the spread seen"
    stated = f"{given} (stated: {criterion.alpha:g})"
    if criterion.analysis is Analysis.POSTERIOR and criterion.probability is not None:
        asked_for = percent_as_stated(criterion.probability)
        stated = f"{given} (a probability of {asked_for} is asked for)"
    figures: list[Figure] = []
    if found is not None:
        figures = [
            Figure("actual_size", found.size, Form.PERCENT, f"actual size at the margin, {stated}"),
            *_one_sided(found.one_sided_size, stated),
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


def figures_of_lots(arm: str, lots: Sequence[LotValue], contrast: Contrast | None) -> tuple[Figure, ...]:
    """One arm as it was compared: of slopes the analysis tells more, and over limits no mean is taken."""
    count = Figure(f"n_{arm}", float(len(lots)), Form.COUNT, f"lots counted, {arm}")
    if not lots:
        return ()
    if contrast is Contrast.SLOPE:
        return (count,)
    known = [lot.value for lot in lots if lot.bound is None]
    if len(known) == len(lots):
        return descriptive_figures(arm, known)
    if not known:
        return (count,)
    return (
        count,
        Figure(f"minimum_{arm}", min(known), Form.OWN, f"smallest quantified lot, {arm}"),
        Figure(f"maximum_{arm}", max(known), Form.OWN, f"largest quantified lot, {arm}"),
    )


def descriptive_figures(arm: str, values: list[float]) -> tuple[Figure, ...]:
    """Count, means, spread and extremes of one arm, each where it exists."""
    if not values:
        return ()
    try:
        found = describe(values=values, arm=arm)
    except StatisticsError:
        return (Figure(f"n_{arm}", float(len(values)), Form.COUNT, f"lots counted, {arm}"),)
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


def _one_sided(size: float | None, stated: str) -> list[Figure]:
    if size is None:
        return []
    meaning = f"actual size of one one-sided test, {stated}"
    return [Figure("one_sided_size", size, Form.PERCENT, meaning)]


def _second_axis(seen: Seen | None, credible: str) -> list[Figure]:
    if seen is None:
        return []
    level = percent_as_stated(seen.level)
    interval = f"{level}{credible} interval"
    return [
        Figure("difference_low", seen.interval.low, Form.CONTRAST, f"{interval}, low end"),
        Figure("difference_high", seen.interval.high, Form.CONTRAST, f"{interval}, high end"),
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
