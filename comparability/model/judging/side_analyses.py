"""Other analyses of the same lots, shown beside the verdict: whether it would stand had one asked otherwise.

None of them decides; where the protocol states one of them as its analysis, the rule stands here instead.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from comparability.model.criteria.contrasts import CONTROLLED, CONTROLLED_CONTRASTS, FITTING, is_of_means
from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import chance
from comparability.model.findings import SideAnalysis
from comparability.model.judging.analyses.analysis import analyse
from comparability.model.judging.analyses.control import has_controls, normalised
from comparability.model.judging.analyses.material import Compared, Material, beside
from comparability.model.judging.analyses.posterior import posterior_of, prior_of, probability
from comparability.model.judging.analyses.replicates import has_replicates
from comparability.model.judging.analyses.runs import evenly, runs_of
from comparability.model.judging.computing import NOT_COMPUTED
from comparability.model.outcomes import judge_interval
from comparability.model.vocabulary import Analysis, Outcome, Variances
from comparability.statistics.bayesian.prior import NormalPrior, Prior, VariancePrior, reference_prior
from comparability.statistics.errors import StatisticsError

DOUBT = 2.0  # so many times the SD of the shift, and so many times fewer degrees of freedom of the lots' SD


def side_analyses(material: Material, outcome: Outcome, *, as_reported: Material) -> tuple[SideAnalysis, ...]:
    """Those that the data allow; one that they do not allow is left out, as nobody asked for it.

    material: as it was analysed. as_reported: the values as reported, where controls were used.
    """
    lots = (*material.lots.pre, *material.lots.post)
    is_told_by_lots = bool(material.pre and material.post) and not any(lot.bound for lot in lots)
    if not is_of_means(material.criterion.contrast) or not is_told_by_lots:
        return ()
    found = [row for row in _candidates(material, as_reported) if row is not None]
    return tuple(_marked(row, outcome) for row in found)


def _candidates(material: Material, as_reported: Material) -> Iterator[SideAnalysis | None]:
    criterion = material.criterion
    fitting = FITTING[criterion.stated_contrast]
    others = [analysis for analysis in fitting if analysis is not criterion.analysis]
    if Analysis.WELCH in others:
        yield _row("Welch on lot values", _asking(material, Analysis.WELCH), "the rule")
    if as_reported is not material:
        yield _row("values as reported", as_reported, "without the control")
    elif criterion.contrast in CONTROLLED_CONTRASTS and has_controls(material):
        analysis = criterion.analysis if criterion.analysis in CONTROLLED else Analysis.WELCH
        # The SD between runs is declared of values as they are reported; the control takes it off.
        unwidened = material.judged_by(replace(criterion, run_sd=None, analysis=analysis))
        yield _row(
            "control-normalised values", unwidened, "each value in units of the control of its run",
            analysed=lambda given: analyse(normalised(given)),
        )  # fmt: skip
    runs = runs_of(material, evenly(material.lots.pre, material.lots.post))
    if criterion.run_sd is not None and runs.share > 0.0:
        unwidened = material.judged_by(replace(criterion, run_sd=None))
        yield _row("without the SD between runs", unwidened, "as if runs did not differ")
    if Analysis.REPLICATES in others and has_replicates(material):
        asked = replace(criterion, analysis=Analysis.REPLICATES, variances=Variances.SEPARATE)
        yield _row(
            "replicates in a mixed model", material.judged_by(asked),
            "lots with more replicates weigh more, and the spread within lots is told apart",
        )  # fmt: skip
    if Analysis.PAIRED in others and (material.has_pairs or criterion.analysis is Analysis.SPLIT_SOURCE):
        yield _row(
            "split lots, pair by pair", _asking(material, Analysis.PAIRED),
            "what both lots of a source share falls out",
        )  # fmt: skip
    if Analysis.RANK in others:
        yield _row(
            "exact rank test", _asking(material, Analysis.RANK),
            "nothing is assumed of how lots vary" + _without_runs(criterion),
        )  # fmt: skip
    if criterion.prior is not None and Analysis.POSTERIOR in fitting:
        yield from _posteriors(material)


def _asking(material: Material, analysis: Analysis) -> Material:
    return material.judged_by(replace(material.criterion, analysis=analysis))


def _without_runs(criterion: Criterion) -> str:
    return "" if criterion.run_sd is None else "; not widened by the SD between runs"


def _row(
    name: str, material: Material, remark: str, *, analysed: Callable[[Material], Compared] = analyse
) -> SideAnalysis | None:
    try:
        found = analysed(material)
    except StatisticsError:
        return None
    outcome = judge_interval(found.interval, material.criterion)
    return beside(name, found.estimate, found.interval, outcome, remark)


def _posteriors(material: Material) -> Iterator[SideAnalysis | None]:
    """With the prior of the protocol, with one that is twice as doubtful, and with none."""
    criterion = material.criterion
    stated = prior_of(criterion)
    priors: list[tuple[str, Prior]] = []
    if criterion.analysis is not Analysis.POSTERIOR:
        priors.append(("posterior, prior of the protocol", stated))
    if stated != reference_prior():
        priors.append(("posterior, prior twice as doubtful", _doubtful(stated)))
        priors.append(("posterior, flat prior", reference_prior()))
    for name, prior in priors:
        yield _posterior(name, material, prior, criterion)


def _doubtful(prior: Prior) -> Prior:
    def of_lots(known: VariancePrior) -> VariancePrior:
        return VariancePrior(df=known.df / DOUBT, sd=known.sd)

    shift = prior.difference
    return Prior(
        difference=None if shift is None else NormalPrior(mean=shift.mean, sd=DOUBT * shift.sd),
        pre=of_lots(prior.pre),
        post=of_lots(prior.post),
    )


def _posterior(name: str, material: Material, prior: Prior, criterion: Criterion) -> SideAnalysis | None:
    try:
        found = posterior_of(material, prior=prior)
    except NOT_COMPUTED:
        return None
    inside = chance(probability(found, criterion))
    remark = f"inside the margin with a probability of {inside}{_without_runs(criterion)}"
    return beside(name, found.estimate, found.interval, None, remark)


def _marked(row: SideAnalysis, outcome: Outcome) -> SideAnalysis:
    """An outcome that differs says so."""
    differs = row.outcome is not None and row.outcome is not outcome
    return replace(row, remark=f"{row.remark}; the outcome would differ" if differs else row.remark)
