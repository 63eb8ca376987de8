"""Which analysis the protocol states, run on the lots of two arms."""

from comparability.model.analyses.from_summaries import compare_summaries, known_by_summary
from comparability.model.analyses.independent import independent
from comparability.model.analyses.material import Compared, Material, Unfit
from comparability.model.analyses.replicates import compare_replicates
from comparability.model.analyses.split_source import compare_with_history
from comparability.model.vocabulary import Analysis


def analyse(material: Material) -> Compared:
    """Raises StatisticsError when the values do not allow the stated analysis."""
    if known_by_summary(material):
        return compare_summaries(material)
    match material.criterion.stated_analysis:
        case Analysis.WELCH | Analysis.POOLED:
            return independent(material)
        case Analysis.SPLIT_SOURCE:
            return compare_with_history(material)
        case Analysis.REPLICATES:
            return compare_replicates(material)
        case other:
            raise Unfit(f"The {other} is not available yet.")
