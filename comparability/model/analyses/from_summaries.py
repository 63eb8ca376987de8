"""An arm known only by the figures that a source prints of it, or a comparison known only as published."""

import math
from typing import Any

from comparability.model.analyses.material import Compared, Material, Seen, Unfit
from comparability.model.analyses.t_contrasts import compare_contrast
from comparability.model.contrasts import is_ratio
from comparability.model.datasets import Summary
from comparability.model.findings import Figure, Form
from comparability.model.margins import percent_as_stated, stated_margin
from comparability.model.r_snippets.two_arms import summaries_in_r
from comparability.model.vocabulary import Analysis, ArmRole, Contrast, SummaryKind
from comparability.statistics.errors import TooFewLots
from comparability.statistics.interval import Interval
from comparability.statistics.published_comparison import (
    PublishedComparison,
    judge_as_published,
    pooled_of_published,
)
from comparability.statistics.samples import check_positive, log_ratios, moments, read
from comparability.statistics.summaries import ArmSummary, pooled_of_summaries, welch_of_summaries

ON_LOGARITHMS = frozenset({SummaryKind.GEOMETRIC_MEAN_AND_CV, SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL})


def known_by_summary(material: Material) -> bool:
    """Whether an arm without a lot has a summary in its place."""
    return _comparison(material) is not None or any(
        not values and _summary(material, is_pre=is_pre) is not None
        for values, is_pre in ((material.pre, True), (material.post, False))
    )


def compare_summaries(material: Material) -> Compared:
    """Raises StatisticsError where the figures do not allow the comparison that the criterion states."""
    published = _comparison(material)
    if published is not None and not material.post:
        return _as_published(material, published)
    criterion = material.criterion
    if criterion.stated_contrast not in (Contrast.DIFFERENCE, Contrast.RATIO):
        raise Unfit(f"A {criterion.contrast} cannot be computed from summary figures.")
    if criterion.analysis not in (Analysis.WELCH, Analysis.POOLED):
        raise Unfit(f"The {criterion.analysis} needs the lots; summary figures are not enough.")
    is_log = criterion.contrast is Contrast.RATIO
    pre, post = _arm(material, is_pre=True, is_log=is_log), _arm(material, is_pre=False, is_log=is_log)
    is_pooled = criterion.analysis is Analysis.POOLED
    found = (pooled_of_summaries if is_pooled else welch_of_summaries)(pre=pre, post=post)
    return compare_contrast(
        material,
        found,
        n_pre=pre.n,
        n_post=post.n,
        df_of="pooled" if is_pooled else "Welch–Satterthwaite",
        figures=(
            *_counts(
                {
                    name: n
                    for name, n, known in (("n_pre", pre.n, material.pre), ("n_post", post.n, material.post))
                    if not known
                }
            ),
            *(
                Figure(f"sd_ln_{arm}", sd, Form.NUMBER, f"SD between lots on the scale of analysis, {arm}")
                for arm, sd in (("pre", pre.sd), ("post", post.sd))
            ),
        ),
        limitations=_from_sources(material),
        r_snippet=summaries_in_r(pre, post, criterion=criterion),
    )


def _as_published(material: Material, summary: Summary) -> Compared:
    """At the published level; another level is reached only where nothing was adjusted for."""
    criterion = material.criterion
    comparison = PublishedComparison(
        estimate=summary.centre,
        interval=Interval(_needed(summary.low, "low end"), _needed(summary.high, "high end")),
        level=_needed(summary.level, "level"),
        n_pre=summary.lots_pre,
        n_post=summary.lots,
        is_adjusted=summary.adjusted_for is not None,
        is_ratio=is_ratio(criterion.contrast),
    )
    n_pre, n_post = summary.lots_pre or 0, summary.lots
    counts = {"n_pre": n_pre, "n_post": n_post}
    asked = 1.0 - 2.0 * criterion.alpha
    if not math.isclose(comparison.level, asked, abs_tol=1e-9):
        # Raises CannotRecompute for an adjusted one, with the reason.
        return compare_contrast(
            material,
            pooled_of_published(comparison),
            n_pre=n_pre,
            n_post=n_post,
            df_of="pooled",
            figures=_counts(counts),
            limitations=(
                f"{summary.document} prints the {percent_as_stated(comparison.level)} interval; the one at "
                f"{percent_as_stated(asked)} follows from it as by a pooled t test.",
            ),
            r_snippet=None,
        )
    seen = judge_as_published(comparison, margin=stated_margin(criterion)).is_difference_seen
    adjusted = f", adjusted for {summary.adjusted_for}" if summary.adjusted_for else ""
    return Compared(
        estimate=comparison.estimate,
        interval=comparison.interval,
        p_low=None,
        p_high=None,
        seen=Seen(interval=comparison.interval, level=comparison.level, is_seen=seen),
        n_pre=n_pre,
        n_post=n_post,
        figures=_counts(counts),
        limitations=(
            f"Estimate and interval are those that {summary.document} prints{adjusted}; nothing was computed "
            "again.",
        ),
        r_snippet=None,
    )


def _arm(material: Material, *, is_pre: bool, is_log: bool) -> ArmSummary:
    """From the lots where there are any, otherwise from the summary."""
    values = material.pre if is_pre else material.post
    if values:
        return _of_lots(values, arm="pre" if is_pre else "post", is_log=is_log)
    summary = _summary(material, is_pre=is_pre)
    if summary is None:
        raise TooFewLots(arm="pre" if is_pre else "post", have=0, need=2)
    if (summary.kind in ON_LOGARITHMS) is not is_log:
        raise Unfit(
            f"{summary.document} prints a {summary.kind}, and the criterion compares the "
            f"{material.criterion.contrast}: one cannot be made of the other."
        )
    n, centre = summary.lots, summary.centre
    match summary.kind:
        case SummaryKind.MEAN_AND_SD:
            return ArmSummary.from_mean_and_sd(n=n, mean=centre, sd=_needed(summary.spread, "SD"))
        case SummaryKind.GEOMETRIC_MEAN_AND_CV:
            cv = _needed(summary.spread, "CV")
            return ArmSummary.from_geometric_mean_and_cv(n=n, geometric_mean=centre, cv=cv)
        case SummaryKind.MEAN_AND_INTERVAL:
            return ArmSummary.from_mean_and_interval(n=n, mean=centre, **_interval(summary))
        case SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL:
            return ArmSummary.from_geometric_mean_and_interval(
                n=n, geometric_mean=centre, **_interval(summary)
            )
        case SummaryKind.COMPARISON:
            raise Unfit(f"{summary.document} prints a comparison, not the figures of an arm.")


def _of_lots(values: list[float], *, arm: str, is_log: bool) -> ArmSummary:
    numbers = read(values, arm=arm, need=2)
    if is_log:
        check_positive(numbers, arm=arm)
        found = moments(log_ratios(numbers, origin=numbers[0]), arm=arm)
        return ArmSummary(n=found.n, mean=found.mean + math.log(numbers[0]), sd=found.sd, is_log=True)
    found = moments(numbers, arm=arm)
    return ArmSummary(n=found.n, mean=found.mean, sd=found.sd, is_log=False)


def _interval(summary: Summary) -> dict[str, Any]:
    low, high = _needed(summary.low, "low end"), _needed(summary.high, "high end")
    return {"interval": Interval(low, high), "level": _needed(summary.level, "level")}


def _needed(value: float | None, name: str) -> float:
    if value is None:
        raise Unfit(f"The {name} of the published figures is not entered.")
    return value


def _comparison(material: Material) -> Summary | None:
    return next(
        (
            each
            for each in material.attribute.summaries
            if each.kind is SummaryKind.COMPARISON and each.arm is not ArmRole.PRE
        ),
        None,
    )


def _summary(material: Material, *, is_pre: bool) -> Summary | None:
    return next(
        (
            each
            for each in material.attribute.summaries
            if each.kind is not SummaryKind.COMPARISON and (each.arm is ArmRole.PRE) is is_pre
        ),
        None,
    )


def _from_sources(material: Material) -> tuple[str, ...]:
    sentences = []
    for arm, values, is_pre in (("pre", material.pre, True), ("post", material.post, False)):
        summary = _summary(material, is_pre=is_pre)
        if not values and summary is not None:
            sentences.append(
                f"The {arm} arm is known by the figures of {summary.lots} lots that {summary.document} "
                "prints; its lots cannot be listed, looked at one by one or left out in turn."
            )
    return tuple(sentences)


def _counts(counts: dict[str, int]) -> tuple[Figure, ...]:
    return tuple(
        Figure(name, float(count), Form.COUNT, f"lots counted, {name.removeprefix('n_')}")
        for name, count in counts.items()
        if count
    )
