"""Split lots with the history of the old process beside them."""

from functools import partial

from comparability.model.criteria.margins import chance
from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.material import Compared, Material, Unfit
from comparability.model.judging.analyses.pairs_of_lots import SplitLots, split_lots, without_partner
from comparability.model.judging.analyses.runs import Weighted
from comparability.model.judging.analyses.t_contrasts import compare_contrast
from comparability.model.r_snippets.two_arms import split_source_in_r
from comparability.model.vocabulary import Contrast
from comparability.statistics.planning.split_source import (
    SplitSourceDesign,
    size_with_estimated_weight,
    size_with_weight,
)
from comparability.statistics.split_source import (
    SplitSourceContrast,
    split_source,
    split_source_estimated,
    split_source_estimated_log,
    split_source_log,
)


def compare_with_history(material: Material) -> Compared:
    """The pre lots without a partner are the history. Raises StatisticsError."""
    criterion = material.criterion
    lots = split_lots(material)
    history = [lot.value for lot in lots.others_pre]
    if not history:
        raise Unfit(
            "No pre lot stands beside the split lots as history: compare the split lots pair by pair."
        )
    arms = {"pre": lots.pre_values, "post": lots.post_values, "historic": history}
    is_log = criterion.stated_contrast is Contrast.RATIO
    weight = criterion.history_weight
    if weight is None:
        found = (split_source_estimated_log if is_log else split_source_estimated)(**arms)
    else:
        found = (split_source_log if is_log else split_source)(**arms, weight=weight)
    design = SplitSourceDesign(
        n_donors=found.n_donors,
        n_historic=found.n_historic,
        rho=min(max(found.rho, 0.0), 0.99),
        alpha=criterion.alpha,
    )
    size = (
        size_with_estimated_weight(design=design)
        if weight is None
        else size_with_weight(design=design, weight=weight)
    )
    return compare_contrast(
        material,
        found,
        n_pre=found.n_donors + found.n_historic,
        n_post=found.n_donors,
        df_of="Satterthwaite",
        figures=_figures(found, size),
        limitations=(
            *without_partner(lots.others_post, "post"),
            "The history of the old process is taken to speak for it still; compare it with the pre halves "
            "of the split lots.",
            *_estimated(found, size, criterion.alpha),
        ),
        r_snippet=partial(
            split_source_in_r, lots.pre_values, lots.post_values, history, weight=weight, criterion=criterion
        ),
        weighted=_weighted(lots, found.weight),
        left_out=lots.others_post,
    )


def _weighted(lots: SplitLots, weight: float) -> tuple[Weighted, ...]:
    """The old process is told by the pre halves of the split lots and by the history."""
    return (
        *(Weighted(lot=lot, weight=-weight / len(lots.pre)) for lot in lots.pre),
        *(Weighted(lot=lot, weight=(weight - 1.0) / len(lots.others_pre)) for lot in lots.others_pre),
        *(Weighted(lot=lot, weight=1.0 / len(lots.post)) for lot in lots.post),
    )


def _figures(found: SplitSourceContrast, size: float) -> tuple[Figure, ...]:
    sds = "SD between lots of {}, on the scale of analysis"
    one_sided = "actual size of one one-sided test, for this share and design"
    return (
        Figure("pairs", float(found.n_donors), Form.COUNT, "pairs of split lots compared"),
        Figure("historic_lots", float(found.n_historic), Form.COUNT, "earlier pre lots beside them"),
        Figure("weight", found.weight, Form.NUMBER, "weight of the split lots against the history"),
        Figure("rho", found.rho, Form.NUMBER, "share of the variance that lies between sources"),
        Figure("sd_total", found.sd_total, Form.NUMBER, sds.format("different sources")),
        Figure("sd_within", found.sd_within, Form.NUMBER, sds.format("one source")),
        Figure("one_sided_size", size, Form.PERCENT, one_sided),
    )


def _estimated(found: SplitSourceContrast, size: float, alpha: float) -> tuple[str, ...]:
    if not found.is_weight_estimated:
        return ()
    return (
        f"The weight of the history is estimated from the same lots; the actual level of one test is then "
        f"{chance(size)} instead of {chance(alpha)}.",
    )
