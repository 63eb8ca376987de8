"""Stability: how fast the lots of both arms change with time."""

from functools import partial

from comparability.model.findings import Figure, Form, LotValue
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.judging.analyses.t_contrasts import compare_contrast
from comparability.model.judging.computing import NOT_COMPUTED
from comparability.model.judging.stability_series import Points, as_one_lot, points_of_lots
from comparability.model.r_snippets.two_arms import slopes_in_r
from comparability.statistics.stability.poolability import poolability
from comparability.statistics.stability.slopes import LotSlopeContrast, lot_slopes

POOLING_ALPHA = 0.25  # ICH Q1E, section 2.4.1 of its annex: batches are pooled at p >= 0.25


def compare_slopes(material: Material) -> Compared:
    """Each lot's own slope is one value of its arm. Raises StatisticsError."""
    pre = [_series(material, lot) for lot in material.lots.pre]
    post = [_series(material, lot) for lot in material.lots.post]
    found = lot_slopes(pre=pre, post=post)
    return compare_contrast(
        material,
        found,
        n_pre=found.n_lots_pre,
        n_post=found.n_lots_post,
        df_of="Welch–Satterthwaite",
        figures=_figures(found),
        limitations=(*_of_times([*pre, *post]), *_of_pooling([*pre, *post])),
        r_snippet=partial(slopes_in_r, pre, post, criterion=material.criterion),
    )


def _series(material: Material, lot: LotValue) -> Points:
    lots = [item.lot_id for item in material.observations if item.result_id in lot.result_ids]
    return as_one_lot(points_of_lots(material.attribute, lots))


def _figures(found: LotSlopeContrast) -> tuple[Figure, ...]:
    return (
        Figure("slope_pre", found.slope_pre, Form.CONTRAST, "mean slope per month, pre"),
        Figure("slope_post", found.slope_post, Form.CONTRAST, "mean slope per month, post"),
        Figure("slope_sd_pre", found.sd_pre, Form.CONTRAST, "SD between lots of their slopes, pre"),
        Figure("slope_sd_post", found.sd_post, Form.CONTRAST, "SD between lots of their slopes, post"),
        Figure("points_pre", float(found.n_points_pre), Form.COUNT, "results over time, pre"),
        Figure("points_post", float(found.n_points_post), Form.COUNT, "results over time, post"),
    )


def _of_times(lots: list[Points]) -> tuple[str, ...]:
    if len({tuple(sorted(month for month, _ in points)) for points in lots}) == 1:
        return ()
    return (
        "The lots were not all measured at the same times; the slope of a lot with fewer or closer times is "
        "less certain and counts the same.",
    )


def _of_pooling(lots: list[Points]) -> tuple[str, ...]:
    try:
        pooled = poolability(lots=lots, alpha=POOLING_ALPHA)
    except NOT_COMPUTED:
        return ()
    return (
        f"By ICH Q1E (p at or above {POOLING_ALPHA:g}) all lots of both arms would be described by "
        f"{pooled.model.value}; this is no test of sameness.",
    )
