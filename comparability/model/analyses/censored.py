"""Lots of which some lie below or above what the method quantifies, by their likelihood."""

from comparability.model.analyses.material import Compared, Material, Seen
from comparability.model.criteria import Criterion
from comparability.model.findings import Figure, Form, LotValue, SideAnalysis
from comparability.model.margins import as_stated, stated_margin, worrying_side
from comparability.model.outcomes import judge_interval
from comparability.model.r_snippets.exact import censored_in_r
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
from comparability.statistics.errors import NoSpread
from comparability.statistics.interval import Interval
from comparability.statistics.tost import Side, difference
from comparability.statistics.two_arms import TwoArmContrast

BOUND = "a bound, not a result: no limit is replaced by half of itself"


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
        bounds=_bounds(material, pre, post, is_log=is_log),
        limitations=(
            f"{found.censored_pre} of {found.n_pre} pre and {found.censored_post} of {found.n_post} post "
            "lots are known as beyond a limit only; their likelihood leans on lots that vary "
            f"{'log-' if is_log else ''}normally.",
        ),
        r_snippet=censored_in_r(material.lots.pre, material.lots.post, criterion=criterion),
    )


def _values(lots: tuple[LotValue, ...]) -> list[float | Below | Above]:
    return [_known(lot) for lot in lots]


def _known(lot: LotValue) -> float | Below | Above:
    match lot.bound:
        case "<":
            return Below(lot.value)
        case ">":
            return Above(lot.value)
        case _:
            return lot.value


def _figures(found: CensoredContrast) -> tuple[Figure, ...]:
    scale = "the natural logarithms" if found.is_log else "the values"
    return (
        Figure("censored_pre", float(found.censored_pre), Form.COUNT, "lots beyond a limit, pre"),
        Figure("censored_post", float(found.censored_post), Form.COUNT, "lots beyond a limit, post"),
        Figure("likelihood_sd_pre", found.sd_pre, Form.NUMBER, f"SD of {scale} by likelihood, pre"),
        Figure("likelihood_sd_post", found.sd_post, Form.NUMBER, f"SD of {scale} by likelihood, post"),
    )


def _bounds(
    material: Material,
    pre: list[float | Below | Above],
    post: list[float | Below | Above],
    *,
    is_log: bool,
) -> tuple[SideAnalysis, ...]:
    """The Welch comparison with every censored lot at its limit, and at the floor of the protocol."""
    criterion = material.criterion
    above = [value.limit for value in (*pre, *post) if isinstance(value, Above)]
    find = censoring_ends_log if is_log else censoring_ends
    try:
        # Nothing says how far above its range a lot can lie: it stays at its limit, and this is written down.
        ends = find(pre=pre, post=post, floor=criterion.floor, ceiling=max(above, default=None))
    except NoSpread:
        return ()
    floor = "" if criterion.floor is None else f" {as_stated(criterion.floor)}"
    return (
        _bound("censored lots at their limits", ends.at_limits, criterion),
        _bound(f"censored lots at the floor{floor}", ends.at_extremes, criterion),
    )


def _bound(name: str, contrast: TwoArmContrast, criterion: Criterion) -> SideAnalysis:
    found = difference(contrast, level=1.0 - 2.0 * criterion.alpha)
    interval: Interval = found.interval
    return SideAnalysis(
        name=name,
        estimate=found.estimate,
        low=interval.low,
        high=interval.high,
        outcome=judge_interval(interval, criterion),
        remark=BOUND,
    )
