"""What the protocol's own test does with these numbers of lots and this spread: exact characteristics."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import margin_of_analysis
from comparability.model.judging.analyses.posterior import prior_of
from comparability.model.vocabulary import Analysis
from comparability.statistics.bayesian.operating import Truth, declaring_rate
from comparability.statistics.interval import Interval
from comparability.statistics.planning import pooled, welch
from comparability.statistics.planning.design import Design, PairedDesign


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristics:
    """With the spread between lots taken as true. half margin: a true shift half-way to its nearer end, on
    the scale of analysis. one_sided_size: None where the verdict is no pair of one-sided tests.
    """

    one_sided_size: float | None
    size: float
    chance_without_shift: float
    chance_at_half_margin: float


def characteristics(criterion: Criterion, design: Design | PairedDesign) -> Characteristics:
    """By quadrature. criterion: equivalence or non-inferiority by Welch, pooled or paired t, or equivalence
    by a posterior with a flat prior of the difference. Raises StatisticsError.
    """
    margin = margin_of_analysis(criterion)
    nearer = min(margin.low, margin.high, key=abs)
    # On either end of a two-sided margin the chance is the same: the difference is symmetric about the truth.
    shifts = (nearer, 0.0, 0.5 * nearer)
    one_sided: float | None = None
    chances: Sequence[float]
    if isinstance(design, PairedDesign) or criterion.analysis is Analysis.POOLED:
        chances = [pooled.probability_inside(design=design, shift=shift, margin=margin) for shift in shifts]
        one_sided = pooled.size_of_one_side(design=design)
    elif criterion.analysis is Analysis.POSTERIOR:
        chances = [_declared(criterion, design, shift, margin) for shift in shifts]
    else:
        chances = welch.probabilities_inside(design=design, shifts=shifts, margin=margin)
        one_sided = welch.size_of_one_side(design=design)
    return Characteristics(
        one_sided_size=one_sided,
        size=chances[0],
        chance_without_shift=chances[1],
        chance_at_half_margin=chances[2],
    )


def _declared(criterion: Criterion, design: Design, shift: float, margin: Interval) -> float:
    truth = Truth(
        n_pre=design.n_pre,
        n_post=design.n_post,
        sd_pre=design.sd_pre,
        sd_post=design.sd_post,
        shift=shift,
    )
    return declaring_rate(
        truth=truth, margin=margin, prior=prior_of(criterion), threshold=criterion.probability or 1.0
    )
