"""The posterior of the difference with the prior that the protocol declares."""

from comparability.model.analyses.material import Compared, Material, Seen
from comparability.model.criteria import Criterion
from comparability.model.findings import Figure, Form
from comparability.model.margins import ends, worrying_side
from comparability.model.r_snippets.exact import posterior_in_r
from comparability.model.vocabulary import Contrast, CriterionKind, Outcome
from comparability.statistics.bayesian.posterior import PosteriorEstimate, posterior, posterior_log
from comparability.statistics.bayesian.prior import NormalPrior, Prior, VariancePrior
from comparability.statistics.interval import Interval
from comparability.statistics.tost import Side

# Stands for an end of the margin that is not stated; what lies beyond it is counted all the same.
FAR_RATIO, FAR_DIFFERENCE = 1e6, 1e6


def compare_posterior(material: Material) -> Compared:
    """The verdict is a probability, not an interval. Raises StatisticsError."""
    criterion = material.criterion
    found = posterior_of(material)
    chance = probability(found, criterion)
    needed = criterion.probability or 1.0
    if chance >= needed:
        outcome = Outcome.EQUIVALENT if criterion.kind is CriterionKind.EQUIVALENCE else Outcome.MET
    elif 1.0 - chance >= needed:
        outcome = Outcome.DIFFERENT if criterion.kind is CriterionKind.EQUIVALENCE else Outcome.NOT_MET
    else:
        outcome = Outcome.INCONCLUSIVE
    return Compared(
        estimate=found.estimate,
        interval=found.interval,
        p_low=None,
        p_high=None,
        seen=_seen(material, criterion),
        n_pre=found.n_pre,
        n_post=found.n_post,
        outcome=outcome,
        figures=(
            Figure("probability", chance, Form.PERCENT, "posterior probability of lying inside the margin"),
            Figure("probability_needed", needed, Form.PERCENT, "probability that the protocol asks for"),
        ),
        limitations=(
            "The verdict is a posterior probability with the prior of the protocol, as the protocol states; "
            f"the intervals are credible intervals. Prior: {criterion.prior_source}.",
        ),
        r_snippet=posterior_in_r(material.pre, material.post, criterion=criterion),
    )


def posterior_of(material: Material, *, prior: Prior | None = None) -> PosteriorEstimate:
    """prior: another one than the criterion's, for its sensitivity."""
    criterion = material.criterion
    is_log = criterion.stated_contrast is Contrast.RATIO
    find = posterior_log if is_log else posterior
    return find(
        pre=material.pre,
        post=material.post,
        prior=prior_of(criterion) if prior is None else prior,
        margin=_closed(criterion, is_log=is_log),
        level=1.0 - 2.0 * criterion.alpha,
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
    is_log = criterion.stated_contrast is Contrast.RATIO
    find = posterior_log if is_log else posterior
    level = criterion.difference_level
    found = find(
        pre=material.pre,
        post=material.post,
        prior=prior_of(criterion),
        margin=_closed(criterion, is_log=is_log),
        level=level,
    )
    return Seen(
        interval=found.interval, level=level, is_seen=not found.interval.holds(1.0 if is_log else 0.0)
    )
