"""Which analysis the protocol states, run on the lots of two arms."""

from comparability.model.judging.analyses.censored import compare_censored
from comparability.model.judging.analyses.counts import compare_counts
from comparability.model.judging.analyses.from_summaries import compare_summaries, known_by_summary
from comparability.model.judging.analyses.independent import independent
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.judging.analyses.paired import compare_pairs
from comparability.model.judging.analyses.posterior import compare_posterior
from comparability.model.judging.analyses.ranks import compare_ranks
from comparability.model.judging.analyses.ratio_of_means import compare_means
from comparability.model.judging.analyses.replicates import compare_replicates
from comparability.model.judging.analyses.slopes import compare_slopes
from comparability.model.judging.analyses.split_source import compare_with_history
from comparability.model.judging.analyses.spread import compare_spread
from comparability.model.judging.computing import BeyondPrecision
from comparability.model.vocabulary import Analysis, Contrast
from comparability.statistics.errors import StatisticsError


def analyse(material: Material) -> Compared:
    """Raises StatisticsError when the values do not allow the stated analysis."""
    try:
        return _analysed(material)
    except StatisticsError:
        raise
    except (ArithmeticError, ValueError) as error:
        raise BeyondPrecision from error


def _analysed(material: Material) -> Compared:
    if known_by_summary(material):
        return compare_summaries(material)
    match material.criterion.stated_analysis:
        case Analysis.WELCH | Analysis.POOLED:
            is_fieller = material.criterion.contrast is Contrast.RATIO_OF_MEANS
            return compare_means(material) if is_fieller else independent(material)
        case Analysis.PAIRED:
            return compare_pairs(material)
        case Analysis.SPLIT_SOURCE:
            return compare_with_history(material)
        case Analysis.RANK:
            return compare_ranks(material)
        case Analysis.REPLICATES:
            return compare_replicates(material)
        case Analysis.CENSORED:
            return compare_censored(material)
        case Analysis.POSTERIOR:
            return compare_posterior(material)
        case Analysis.SPREAD:
            return compare_spread(material)
        case Analysis.COUNTS:
            return compare_counts(material)
        case Analysis.SLOPES:
            return compare_slopes(material)
