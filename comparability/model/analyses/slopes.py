"""Stability: how fast the lots of both arms change with time."""

from collections import defaultdict

from comparability.model.analyses.material import Compared, Material, Unfit
from comparability.model.analyses.t_contrasts import compare_contrast
from comparability.model.datasets import TimePoint
from comparability.model.findings import Figure, Form
from comparability.model.lot_values import listed
from comparability.model.r_snippets.two_arms import slopes_in_r
from comparability.model.vocabulary import ArmRole
from comparability.statistics.errors import StatisticsError
from comparability.statistics.stability.poolability import poolability
from comparability.statistics.stability.slopes import LotSlopeContrast, lot_slopes

POOLING_ALPHA = 0.25  # ICH Q1E, section 2.4.1 of its annex: batches are pooled at p >= 0.25

Points = list[tuple[float, float]]


def compare_slopes(material: Material) -> Compared:
    """Each lot's own slope is one value of its arm. Raises StatisticsError."""
    criterion = material.criterion
    series = _series(material)
    pre, post = series[ArmRole.PRE], series[ArmRole.POST]
    least = criterion.minimum_lots
    short = [f"{len(lots)} {arm}" for arm, lots in (("pre", pre), ("post", post)) if len(lots) < least]
    if short:
        raise Unfit(
            f"Stability results over time: {' and '.join(short)} lots; the protocol asks for at least "
            f"{least} an arm."
        )
    before, after = list(pre.values()), list(post.values())
    found = lot_slopes(pre=before, post=after)
    return compare_contrast(
        material,
        found,
        n_pre=found.n_lots_pre,
        n_post=found.n_lots_post,
        df_of="Welch–Satterthwaite",
        figures=_figures(found),
        limitations=_limitations([*before, *after]),
        r_snippet=slopes_in_r(before, after, criterion=criterion),
    )


def _series(material: Material) -> dict[ArmRole, dict[str, Points]]:
    """By arm and lot, the points of lots with more than one time. Raises Unfit for several conditions."""
    used = [each for each in material.attribute.series if each.excluded_reason is None]
    conditions = sorted({each.condition or "no condition recorded" for each in used})
    if len(conditions) > 1:
        raise Unfit(
            f"The stability results are of several storage conditions ({listed(conditions)}). Slopes are "
            "compared at one; exclude the others with a reason, or make an attribute for each."
        )
    found: dict[ArmRole, defaultdict[str, Points]] = {
        ArmRole.PRE: defaultdict(list),
        ArmRole.POST: defaultdict(list),
    }
    for each in used:
        if each.value is None:
            raise Unfit(f"Lot {each.lot_number} has no number at {each.months:g} months.")
        found[_side(each)][each.lot_number].append((each.months, each.value))
    return {
        arm: {lot: points for lot, points in lots.items() if len({month for month, _ in points}) > 1}
        for arm, lots in found.items()
    }


def _side(point: TimePoint) -> ArmRole:
    return ArmRole.PRE if point.arm is ArmRole.PRE else ArmRole.POST


def _figures(found: LotSlopeContrast) -> tuple[Figure, ...]:
    return (
        Figure("slope_pre", found.slope_pre, Form.CONTRAST, "mean slope per month, pre"),
        Figure("slope_post", found.slope_post, Form.CONTRAST, "mean slope per month, post"),
        Figure("slope_sd_pre", found.sd_pre, Form.NUMBER, "SD between lots of their slopes, pre"),
        Figure("slope_sd_post", found.sd_post, Form.NUMBER, "SD between lots of their slopes, post"),
        Figure("points_pre", float(found.n_points_pre), Form.COUNT, "results over time, pre"),
        Figure("points_post", float(found.n_points_post), Form.COUNT, "results over time, post"),
    )


def _limitations(lots: list[Points]) -> tuple[str, ...]:
    try:
        pooled = poolability(lots=lots, alpha=POOLING_ALPHA)
    except StatisticsError:
        return ()
    return (
        f"By ICH Q1E (p at or above {POOLING_ALPHA:g}) all lots of both arms would be described by "
        f"{pooled.model.value}; this is no test of sameness.",
    )
