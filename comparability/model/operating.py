"""What the protocol's own test does with these numbers of lots and this spread: exact characteristics."""

from dataclasses import dataclass

from comparability.model.criteria import Criterion
from comparability.model.margins import margin_of_analysis
from comparability.model.vocabulary import Analysis
from comparability.statistics.planning import pooled, welch
from comparability.statistics.planning.design import Design, PairedDesign


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristics:
    """With the spread between lots taken as true. half margin: a true shift half-way to its nearer end, on
    the scale of analysis.
    """

    one_sided_size: float
    size: float
    chance_without_shift: float
    chance_at_half_margin: float


def characteristics(criterion: Criterion, design: Design | PairedDesign) -> Characteristics:
    """By quadrature. criterion: equivalence or non-inferiority by Welch, pooled or paired t."""
    margin = margin_of_analysis(criterion)
    nearer = min(margin.low, margin.high, key=abs)
    # On either end of a two-sided margin the chance is the same: the difference is symmetric about the truth.
    shifts = (nearer, 0.0, 0.5 * nearer)
    if isinstance(design, Design) and criterion.analysis is not Analysis.POOLED:
        chances = welch.probabilities_inside(design=design, shifts=shifts, margin=margin)
        one_sided = welch.size_of_one_side(design=design)
    else:
        chances = tuple(
            pooled.probability_inside(design=design, shift=shift, margin=margin) for shift in shifts
        )
        one_sided = pooled.size_of_one_side(design=design)
    return Characteristics(
        one_sided_size=one_sided,
        size=chances[0],
        chance_without_shift=chances[1],
        chance_at_half_margin=chances[2],
    )
