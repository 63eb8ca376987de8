"""From a contrast with a t-distributed error to what the verdict and the tables read, whatever the design."""

from comparability.model.analyses.material import Compared, Material, Seen
from comparability.model.findings import Figure, Form
from comparability.model.margins import as_stated, stated_margin, worrying_side
from comparability.model.vocabulary import CriterionKind
from comparability.statistics.aliased_runs import widened
from comparability.statistics.contrast import TContrast
from comparability.statistics.planning.design import Design, PairedDesign
from comparability.statistics.tost import Side, difference, equivalence, non_inferiority


def compare_contrast(
    material: Material,
    contrast: TContrast,
    *,
    n_pre: int,
    n_post: int,
    df_of: str,
    r_snippet: str | None,
    design: Design | PairedDesign | None = None,
    figures: tuple[Figure, ...] = (),
    limitations: tuple[str, ...] = (),
) -> Compared:
    """Test and interval by the criterion's margin. df_of: whose degrees of freedom they are, in words."""
    criterion = material.criterion
    if criterion.run_sd is not None and material.runs is not None and material.is_run_aliased:
        contrast, added, said = _widened(contrast, criterion.run_sd, material.runs)
        figures, limitations = (*figures, *added), (*limitations, said)
        # How the lots vary says nothing of how runs do, so no chance of this test is computed from it.
        design, r_snippet = None, None
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
        r_snippet=r_snippet,
    )


def _widened(
    contrast: TContrast, run_sd: float, runs: tuple[frozenset[str], frozenset[str]]
) -> tuple[TContrast, tuple[Figure, ...], str]:
    """Each arm was measured in runs of its own: what runs differ by is added to the error."""
    wide = widened(contrast, run_variance=run_sd**2, runs_pre=len(runs[0]), runs_post=len(runs[1]))
    figures = (
        Figure("run_sd", run_sd, Form.NUMBER, "SD between runs declared in the protocol, scale of analysis"),
        Figure("runs_pre", float(len(runs[0])), Form.COUNT, "runs of the pre arm"),
        Figure("runs_post", float(len(runs[1])), Form.COUNT, "runs of the post arm"),
    )
    said = (
        "Each arm was measured in runs of its own; the interval is widened by the SD between runs that the "
        f"protocol declares ({as_stated(run_sd)} on the scale of analysis)."
    )
    return wide, figures, said
