"""What the test in hand does with these numbers of lots and this spread: exact operating characteristics."""

from dataclasses import dataclass

from comparability.model.criteria import Criterion
from comparability.model.margins import margin_of_analysis
from comparability.statistics.planning.welch import Design, probabilities_inside, size_of_one_side


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristics:
    """With the spread between lots taken as true. half margin: a true shift half-way to its nearer end, on
    the scale of analysis.
    """

    one_sided_size: float
    size: float
    chance_without_shift: float
    chance_at_half_margin: float


def characteristics(criterion: Criterion, design: Design) -> Characteristics:
    """Exact, by quadrature; criterion: equivalence or non-inferiority of independent lots by Welch."""
    margin = margin_of_analysis(criterion)
    nearer = min(margin.low, margin.high, key=abs)
    # On either end of a two-sided margin the chance is the same: the difference is symmetric about the truth.
    size, without_shift, at_half = probabilities_inside(
        design=design, shifts=(nearer, 0.0, 0.5 * nearer), margin=margin
    )
    return Characteristics(
        one_sided_size=size_of_one_side(design=design),
        size=size,
        chance_without_shift=without_shift,
        chance_at_half_margin=at_half,
    )
