"""Split lots, pair by pair."""

from functools import partial

from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.judging.analyses.pairs_of_lots import split_lots, without_partner
from comparability.model.judging.analyses.runs import evenly
from comparability.model.judging.analyses.t_contrasts import compare_contrast
from comparability.model.r_snippets.two_arms import paired_in_r
from comparability.model.vocabulary import Contrast
from comparability.statistics.logit import paired_logit
from comparability.statistics.paired import paired, paired_log
from comparability.statistics.planning.design import PairedDesign

COMPARERS = {Contrast.DIFFERENCE: paired, Contrast.RATIO: paired_log, Contrast.ODDS_RATIO: paired_logit}


def compare_pairs(material: Material) -> Compared:
    """Raises StatisticsError when the values do not allow it."""
    criterion = material.criterion
    lots = split_lots(material)
    found = COMPARERS[criterion.stated_contrast](pre=lots.pre_values, post=lots.post_values)
    figures = [
        Figure("pairs", float(found.n_pairs), Form.COUNT, "pairs of split lots compared"),
        Figure(
            "sd_of_differences", found.sd_of_differences, Form.NUMBER,
            "SD of the differences within pairs, on the scale of analysis",
        ),
    ]  # fmt: skip
    if found.correlation is not None:
        figures.append(
            Figure(
                "pair_correlation",
                found.correlation,
                Form.NUMBER,
                "correlation of pre and post within pairs",
            )
        )
    return compare_contrast(
        material,
        found,
        n_pre=found.n_pairs,
        n_post=found.n_pairs,
        df_of="pairs minus one",
        figures=tuple(figures),
        design=PairedDesign(
            pairs=found.n_pairs, sd_of_differences=found.sd_of_differences, alpha=criterion.alpha
        ),
        limitations=(
            *without_partner(lots.others_pre, "pre"),
            *without_partner(lots.others_post, "post"),
        ),
        r_snippet=partial(paired_in_r, lots.pre_values, lots.post_values, criterion=criterion),
        weighted=evenly(lots.pre, lots.post),
        left_out=(*lots.others_pre, *lots.others_post),
    )
