"""An arm known only by the figures that a source prints of it, or a comparison known only as published."""

import math
from functools import partial
from typing import Any

from comparability.model.criteria.contrasts import is_ratio
from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import percent_as_stated, stated_margin
from comparability.model.datasets import Summary
from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.material import Compared, Material, Seen, Unfit
from comparability.model.judging.analyses.t_contrasts import compare_contrast
from comparability.model.published_summaries import ON_LOGARITHMS, stand_ins
from comparability.model.r_snippets.two_arms import summaries_in_r
from comparability.model.vocabulary import Analysis, ArmRole, Contrast, SummaryKind
from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import CannotRecompute, TooFewLots
from comparability.statistics.interval import Interval
from comparability.statistics.published_comparison import (
    PublishedComparison,
    judge_as_published,
    pooled_of_published,
)
from comparability.statistics.samples import check_positive, log_ratios, moments, read
from comparability.statistics.summaries import ArmSummary, pooled_of_summaries, welch_of_summaries


def known_by_summary(material: Material) -> bool:
    """Whether an arm without a lot has a summary in its place."""
    return bool(_in_place(material))


def compare_summaries(material: Material) -> Compared:
    """Raises StatisticsError where the figures do not allow the comparison that the criterion states."""
    published = _comparison(material)
    if published is not None:
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
            *_figures("pre", pre, is_known_by_lots=bool(material.pre)),
            *_figures("post", post, is_known_by_lots=bool(material.post)),
        ),
        limitations=_from_sources(material),
        r_snippet=partial(summaries_in_r, pre, post, criterion=criterion),
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
        levels = (percent_as_stated(comparison.level), percent_as_stated(asked))
        return compare_contrast(
            material,
            _taken_apart(comparison, criterion, document=summary.document, levels=levels),
            n_pre=n_pre,
            n_post=n_post,
            df_of="pooled",
            figures=_counts(counts),
            limitations=(
                f"{summary.document} prints the {levels[0]} interval; the one at {levels[1]} follows from it "
                "as by a pooled t test.",
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


def _taken_apart(
    comparison: PublishedComparison, criterion: Criterion, *, document: str, levels: tuple[str, str]
) -> TContrast:
    """levels: the published one and the one asked for. Raises Unfit, saying which is which."""
    why = f"{document} prints the {levels[0]} interval and the protocol asks for the {levels[1]} one."
    if criterion.contrast not in (Contrast.DIFFERENCE, Contrast.RATIO):
        raise Unfit(f"{why} Of a {criterion.contrast} one does not follow from the other.")
    try:
        return pooled_of_published(comparison)
    except CannotRecompute as error:
        raise Unfit(f"{why} {error}") from error


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
    """The published comparison of the post arm."""
    return next((each for each in _in_place(material) if each.kind is SummaryKind.COMPARISON), None)


def _summary(material: Material, *, is_pre: bool) -> Summary | None:
    return next(
        (
            each
            for each in _in_place(material)
            if each.kind is not SummaryKind.COMPARISON and (each.arm is ArmRole.PRE) is is_pre
        ),
        None,
    )


def _in_place(material: Material) -> tuple[Summary, ...]:
    return stand_ins(material.attribute, material.criterion)


def _from_sources(material: Material) -> tuple[str, ...]:
    sentences = []
    for arm, values, is_pre in (("pre", material.pre, True), ("post", material.post, False)):
        summary = _summary(material, is_pre=is_pre)
        if not values and summary is not None:
            sentences.append(
                f"The {arm} arm is known by the figures of {summary.lots} lots that {summary.document} "
                "prints; its lots cannot be listed, looked at one by one or left out in turn, and a method, "
                "laboratory or reference standard that changed with the supplier cannot be seen."
            )
    return tuple(sentences)


def _figures(arm: str, known: ArmSummary, *, is_known_by_lots: bool) -> tuple[Figure, ...]:
    """Of an arm on the scale of analysis; what its lots show as they are is added from the lots."""
    on_logarithms = (
        (Figure(f"sd_ln_{arm}", known.sd, Form.NUMBER, f"SD between lots on the logarithmic scale, {arm}"),)
        if known.is_log
        else ()
    )
    if is_known_by_lots:
        return on_logarithms
    described = (
        (Figure(f"geometric_mean_{arm}", math.exp(known.mean), Form.OWN, f"published geometric mean, {arm}"),)
        if known.is_log
        else (
            Figure(f"mean_{arm}", known.mean, Form.OWN, f"published mean, {arm}"),
            Figure(f"sd_{arm}", known.sd, Form.OWN, f"SD between lots behind the published figures, {arm}"),
        )
    )
    return (*_counts({f"n_{arm}": known.n}), *described, *on_logarithms)


def _counts(counts: dict[str, int]) -> tuple[Figure, ...]:
    return tuple(
        Figure(name, float(count), Form.COUNT, f"lots of the published figures, {name.removeprefix('n_')}")
        for name, count in counts.items()
        if count
    )
