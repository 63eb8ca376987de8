"""From a contrast with a t-distributed error to what the verdict and the tables read, whatever the design."""

from collections.abc import Sequence
from typing import Protocol

from comparability.model.criteria.margins import stated_margin, worrying_side
from comparability.model.findings import Figure, Form, LotValue
from comparability.model.judging.analyses.material import Compared, Material, Seen
from comparability.model.judging.analyses.runs import Weighted, evenly, figures_of_runs, runs_of, said_of_runs
from comparability.model.vocabulary import CriterionKind
from comparability.statistics.aliased_runs import widened
from comparability.statistics.contrast import TContrast
from comparability.statistics.planning.design import Design, PairedDesign
from comparability.statistics.tost import Side, difference, equivalence, non_inferiority


class RProgram(Protocol):
    """The lines with which a reviewer computes the contrast again. added: variance that runs add, or 0."""

    def __call__(self, *, added: float) -> str: ...


def compare_contrast(
    material: Material,
    contrast: TContrast,
    *,
    n_pre: int,
    n_post: int,
    df_of: str,
    r_snippet: RProgram | None,
    weighted: Sequence[Weighted] | None = None,
    design: Design | PairedDesign | None = None,
    figures: tuple[Figure, ...] = (),
    limitations: tuple[str, ...] = (),
    left_out: tuple[LotValue, ...] = (),
) -> Compared:
    """Test and interval by the criterion's margin. df_of: whose degrees of freedom they are, in words.

    weighted: the lots as they enter the contrast, None where all of an arm weigh the same.
    """
    criterion = material.criterion
    added = 0.0
    if criterion.run_sd is not None:
        weights = evenly(material.lots.pre, material.lots.post) if weighted is None else weighted
        runs = runs_of(material, weights)
        added = criterion.run_sd**2 * runs.share
    if criterion.run_sd is not None and added > 0.0:
        # One run an arm adds twice the variance between runs: what is added is counted in such runs.
        contrast = widened(contrast, run_variance=0.5 * added, runs_pre=1, runs_post=1)
        figures = (*figures, *figures_of_runs(runs, criterion.run_sd))
        limitations = (*limitations, *said_of_runs(runs, criterion.run_sd))
        # How the lots vary says nothing of how runs do, so no chance of this test is computed from it.
        design = None
    margin, alpha = stated_margin(criterion), criterion.alpha
    p_low = p_high = None
    if criterion.kind is CriterionKind.EQUIVALENCE:
        both = equivalence(contrast, margin=margin, alpha=alpha)
        estimate, interval, p_low, p_high = both.estimate, both.interval, both.p_low, both.p_high
    else:
        side = worrying_side(criterion)
        bound = margin.low if side is Side.LOW else margin.high
        one = non_inferiority(contrast, bound=bound, side=side, alpha=alpha)
        estimate, interval = one.estimate, one.interval
        p_low, p_high = (one.p, None) if side is Side.LOW else (None, one.p)
    seen = difference(contrast, level=criterion.difference_level)
    scale = "natural logarithm of the ratio" if contrast.is_log else "difference"
    return Compared(
        estimate=estimate,
        interval=interval,
        p_low=p_low,
        p_high=p_high,
        seen=Seen(interval=seen.interval, level=criterion.difference_level, is_seen=seen.is_seen),
        n_pre=n_pre,
        n_post=n_post,
        figures=(
            Figure("df", contrast.df, Form.DF, f"{df_of} degrees of freedom"),
            Figure("standard_error", contrast.standard_error, Form.NUMBER, f"standard error of the {scale}"),
            *figures,
        ),
        design=design,
        limitations=limitations,
        r_snippet=None if r_snippet is None else r_snippet(added=added),
        left_out=left_out,
    )
