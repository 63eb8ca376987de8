"""Lots of which some lie below or above what the method quantifies, by their likelihood."""

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import as_stated, stated_margin, worrying_side
from comparability.model.findings import Figure, Form, LotValue, SideAnalysis
from comparability.model.judging.analyses.material import Compared, Material, Seen, beside
from comparability.model.outcomes import judge_interval
from comparability.model.r_snippets.censored import censored_in_r
from comparability.model.vocabulary import Contrast, CriterionKind
from comparability.statistics.censored import (
    Calibration,
    CensoredContrast,
    Spread,
    censored,
    censored_log,
)
from comparability.statistics.censored_ends import censoring_ends, censoring_ends_log
from comparability.statistics.censored_evidence import (
    censored_difference,
    censored_equivalence,
    censored_non_inferiority,
)
from comparability.statistics.censored_values import Above, Below
from comparability.statistics.contrast import exponential
from comparability.statistics.tost import Side, difference
from comparability.statistics.two_arms import TwoArmContrast

BOUND = "a bound, not a result: no limit is replaced by half of itself"

Known = float | Below | Above


def compare_censored(material: Material) -> Compared:
    """The verdict stands only where both ends of what is known agree with it. Raises StatisticsError."""
    criterion = material.criterion
    pre, post = _values(material.lots.pre), _values(material.lots.post)
    is_log = criterion.stated_contrast is Contrast.RATIO
    found = (censored_log if is_log else censored)(
        pre=pre, post=post, spread=Spread.BY_ARM, calibration=Calibration.STUDENT
    )
    margin, alpha = stated_margin(criterion), criterion.alpha
    p_low: float | None
    p_high: float | None
    if criterion.kind is CriterionKind.EQUIVALENCE:
        both = censored_equivalence(found, margin=margin, alpha=alpha)
        estimate, interval, p_low, p_high = both.estimate, both.interval, both.p_low, both.p_high
    else:
        side = worrying_side(criterion)
        bound = margin.low if side is Side.LOW else margin.high
        one = censored_non_inferiority(found, bound=bound, side=side, alpha=alpha)
        estimate, interval = one.estimate, one.interval
        p_low, p_high = (one.p, None) if side is Side.LOW else (None, one.p)
    seen = censored_difference(found, level=criterion.difference_level)
    return Compared(
        estimate=estimate,
        interval=interval,
        p_low=p_low,
        p_high=p_high,
        seen=Seen(interval=seen.interval, level=criterion.difference_level, is_seen=seen.is_seen),
        n_pre=found.n_pre,
        n_post=found.n_post,
        figures=_figures(found),
        bounds=_bounds(criterion, pre, post, is_log=is_log),
        limitations=_limitations(found, [*pre, *post]),
        r_snippet=censored_in_r(material.lots.pre, material.lots.post, criterion=criterion),
    )


def _values(lots: tuple[LotValue, ...]) -> list[Known]:
    return [_known(lot) for lot in lots]


def _known(lot: LotValue) -> Known:
    match lot.bound:
        case "<":
            return Below(lot.value)
        case ">":
            return Above(lot.value)
        case _:
            return lot.value


def _figures(found: CensoredContrast) -> tuple[Figure, ...]:
    """Of each arm by its likelihood: no mean is taken over limits."""
    scale, mean = ("the natural logarithms", "geometric mean") if found.is_log else ("the values", "mean")
    figures = []
    for arm, centre, sd, count in (
        ("pre", found.mean_pre, found.sd_pre, found.censored_pre),
        ("post", found.mean_post, found.sd_post, found.censored_post),
    ):
        reported = exponential(centre) if found.is_log else centre
        figures += [
            Figure(f"censored_{arm}", float(count), Form.COUNT, f"lots beyond a limit, {arm}"),
            Figure(f"likelihood_mean_{arm}", reported, Form.OWN, f"{mean} by likelihood, {arm}"),
            Figure(f"likelihood_sd_{arm}", sd, Form.NUMBER, f"SD of {scale} by likelihood, {arm}"),
        ]
    return tuple(figures)


def _limitations(found: CensoredContrast, lots: list[Known]) -> tuple[str, ...]:
    leaning = f"their likelihood leans on lots that vary {'log-' if found.is_log else ''}normally"
    if not found.censored_pre + found.censored_post:
        return (f"No lot lies beyond a limit; {leaning}.",)
    sentences = [
        f"{found.censored_pre} of {found.n_pre} pre and {found.censored_post} of {found.n_post} post lots "
        f"are known as beyond a limit only; {leaning}."
    ]
    if any(isinstance(lot, Above) for lot in lots):
        sentences.append(
            "Nothing says how far above its range a lot can lie: such lots stay at their limit at both ends "
            "of what is known."
        )
    return tuple(sentences)


def _bounds(
    criterion: Criterion, pre: list[Known], post: list[Known], *, is_log: bool
) -> tuple[SideAnalysis, ...]:
    """The Welch comparison with every censored lot at its limit, and at the floor of the protocol; none where
    no lot is censored. Raises StatisticsError.
    """
    limits = [lot for lot in (*pre, *post) if isinstance(lot, Below | Above)]
    if not limits:
        return ()
    floor = "" if criterion.floor is None else f" {as_stated(criterion.floor)}"
    names = ("censored lots at their limits", f"censored lots at the floor{floor}")
    above = [lot.limit for lot in limits if isinstance(lot, Above)]
    find = censoring_ends_log if is_log else censoring_ends
    ends = find(pre=pre, post=post, floor=criterion.floor, ceiling=max(above, default=None))
    return tuple(
        _bound(name, contrast, criterion)
        for name, contrast in zip(names, (ends.at_limits, ends.at_extremes), strict=True)
    )


def _bound(name: str, contrast: TwoArmContrast, criterion: Criterion) -> SideAnalysis:
    found = difference(contrast, level=1.0 - 2.0 * criterion.alpha)
    return beside(name, found.estimate, found.interval, judge_interval(found.interval, criterion), BOUND)
