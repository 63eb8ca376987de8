"""The posterior of the difference with the prior that the protocol declares."""

from comparability.model.criteria.contrasts import no_change
from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import ends, worrying_side
from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.material import Chances, Compared, Material, Seen
from comparability.model.judging.computing import NOT_COMPUTED
from comparability.model.r_snippets.posterior import posterior_in_r
from comparability.model.vocabulary import Contrast, CriterionKind, Outcome
from comparability.statistics.bayesian.posterior import PosteriorEstimate, posterior, posterior_log
from comparability.statistics.bayesian.prior import NormalPrior, Prior, VariancePrior
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design
from comparability.statistics.tost import Side
from comparability.statistics.two_arms import welch, welch_log

# Stands for an end of the margin that is not stated; what lies beyond it is counted all the same.
FAR_RATIO, FAR_DIFFERENCE = 1e6, 1e6


def compare_posterior(material: Material) -> Compared:
    """The verdict is a probability, not an interval. Raises StatisticsError."""
    criterion = material.criterion
    found = posterior_of(material)
    chances = _chances(found, criterion)
    return Compared(
        estimate=found.estimate,
        interval=found.interval,
        p_low=None,
        p_high=None,
        seen=_seen(material, criterion),
        n_pre=found.n_pre,
        n_post=found.n_post,
        outcome=_outcome(chances, criterion),
        chances=chances,
        design=_design(material),
        figures=_figures(chances, criterion),
        limitations=(
            "The verdict is a posterior probability with the prior of the protocol, as the protocol states; "
            f"the intervals are credible intervals. Prior: {criterion.prior_source}.",
        ),
        r_snippet=posterior_in_r(material.pre, material.post, criterion=criterion),
    )


def _chances(found: PosteriorEstimate, criterion: Criterion) -> Chances:
    """What lies beyond an end that is not stated lies inside."""
    low, high = ends(criterion)
    return Chances(
        inside=probability(found, criterion),
        below=0.0 if low is None else found.probability_below,
        above=0.0 if high is None else found.probability_above,
        needed=criterion.probability or 1.0,
    )


def _outcome(chances: Chances, criterion: Criterion) -> Outcome:
    """A posterior that is merely wide lies outside the margin on both sides: that shows no difference."""
    is_equivalence = criterion.kind is CriterionKind.EQUIVALENCE
    if chances.inside >= chances.needed:
        return Outcome.EQUIVALENT if is_equivalence else Outcome.MET
    if max(chances.below, chances.above) >= chances.needed:
        return Outcome.DIFFERENT if is_equivalence else Outcome.NOT_MET
    return Outcome.INCONCLUSIVE


def _figures(chances: Chances, criterion: Criterion) -> tuple[Figure, ...]:
    low, high = ends(criterion)
    of = "posterior probability of lying"
    found = [
        ("probability", chances.inside, f"{of} inside the margin"),
        *([] if low is None else [("probability_below", chances.below, f"{of} below the margin")]),
        *([] if high is None else [("probability_above", chances.above, f"{of} above the margin")]),
        ("probability_needed", chances.needed, "probability that the protocol asks for"),
    ]
    return tuple(Figure(name, value, Form.PERCENT, meaning) for name, value, meaning in found)


def posterior_of(
    material: Material, *, prior: Prior | None = None, level: float | None = None
) -> PosteriorEstimate:
    """prior: another one than the criterion's, for its sensitivity. level: another one than 1 - 2 alpha."""
    criterion = material.criterion
    is_log = criterion.stated_contrast is Contrast.RATIO
    find = posterior_log if is_log else posterior
    return find(
        pre=material.pre,
        post=material.post,
        prior=prior_of(criterion) if prior is None else prior,
        margin=_closed(criterion, is_log=is_log),
        level=1.0 - 2.0 * criterion.alpha if level is None else level,
    )


def prior_of(criterion: Criterion) -> Prior:
    """As the protocol declares it; flat in what it does not state."""
    stated = criterion.prior
    shift_sd = None if stated is None else stated.shift_sd
    sd = None if stated is None else stated.lot_sd
    df = None if stated is None else stated.lot_df
    known = VariancePrior(df=df or 0.0, sd=sd or 0.0)
    return Prior(
        difference=None if shift_sd is None else NormalPrior(mean=0.0, sd=shift_sd), pre=known, post=known
    )


def probability(found: PosteriorEstimate, criterion: Criterion) -> float:
    """Of lying inside the margin, or on the right side of its one end."""
    if criterion.kind is CriterionKind.EQUIVALENCE:
        return found.probability_inside
    is_low = worrying_side(criterion) is Side.LOW
    return 1.0 - (found.probability_below if is_low else found.probability_above)


def _closed(criterion: Criterion, *, is_log: bool) -> Interval:
    low, high = ends(criterion)
    if low is not None and high is not None:
        return Interval(low, high)
    stated = low if high is None else high
    if stated is None:
        raise ValueError("a valid margin has an end")
    if is_log:
        far = Interval(stated / FAR_RATIO, stated * FAR_RATIO)
    else:
        far = Interval(stated - FAR_DIFFERENCE * abs(stated), stated + FAR_DIFFERENCE * abs(stated))
    return Interval(far.low if low is None else low, far.high if high is None else high)


def _seen(material: Material, criterion: Criterion) -> Seen:
    level = criterion.difference_level
    interval = posterior_of(material, level=level).interval
    same = no_change(criterion.stated_contrast)
    return Seen(interval=interval, level=level, is_seen=not interval.holds(same))


def _design(material: Material) -> Design | None:
    """Of lots that vary as these do; None where the chances of the verdict are not known exactly."""
    criterion = material.criterion
    prior = criterion.prior
    is_flat = prior is None or prior.shift_sd is None
    if criterion.kind is not CriterionKind.EQUIVALENCE or not is_flat:
        return None
    is_log = criterion.stated_contrast is Contrast.RATIO
    try:
        found = (welch_log if is_log else welch)(pre=material.pre, post=material.post)
    except NOT_COMPUTED:
        return None
    return Design(
        n_pre=found.n_pre,
        n_post=found.n_post,
        sd_pre=found.sd_pre,
        sd_post=found.sd_post,
        alpha=criterion.alpha,
    )
