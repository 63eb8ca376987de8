"""Other analyses of the same lots, shown beside the verdict: whether it would stand had one asked otherwise.

None of them decides; where the protocol states one of them as its analysis, the rule stands here instead.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from comparability.model.analyses.control import has_controls, normalised
from comparability.model.analyses.independent import independent
from comparability.model.analyses.material import Compared, Material
from comparability.model.analyses.paired import compare_pairs
from comparability.model.analyses.posterior import posterior_of, prior_of, probability
from comparability.model.analyses.ranks import compare_ranks
from comparability.model.analyses.replicates import compare_replicates, has_replicates
from comparability.model.criteria import Criterion
from comparability.model.findings import SideAnalysis
from comparability.model.margins import chance
from comparability.model.outcomes import judge_interval
from comparability.model.vocabulary import Analysis, Contrast, Outcome, Variances
from comparability.statistics.bayesian.prior import Prior, reference_prior
from comparability.statistics.errors import StatisticsError

OF_MEANS = frozenset({Contrast.DIFFERENCE, Contrast.RATIO})


def side_analyses(material: Material, outcome: Outcome, *, as_reported: Material) -> tuple[SideAnalysis, ...]:
    """Those that the data allow; one that they do not allow is left out, as nobody asked for it.

    material: as it was analysed. as_reported: the values as reported, where controls were used.
    """
    criterion = material.criterion
    if criterion.contrast not in OF_MEANS or not material.pre or not material.post:
        return ()
    found = [row for row in _candidates(material, as_reported) if row is not None]
    return tuple(_marked(row, outcome) for row in found)


def _candidates(material: Material, as_reported: Material) -> Iterator[SideAnalysis | None]:
    criterion = material.criterion
    is_censored = any(lot.bound for lot in (*material.lots.pre, *material.lots.post))
    if is_censored:
        return
    if criterion.analysis is not Analysis.WELCH:
        yield _row("Welch on lot values", _asking(material, Analysis.WELCH), independent, "the rule")
    if as_reported is not material:
        yield _row("values as reported", as_reported, independent, "without the control")
    elif has_controls(material):
        yield _row(
            "control-normalised values", material, lambda given: independent(normalised(given)),
            "each value in units of the control of its run",
        )  # fmt: skip
    if criterion.run_sd is not None and material.is_run_aliased:
        unwidened = material.judged_by(replace(criterion, run_sd=None))
        yield _row("without the SD between runs", unwidened, independent, "as if runs did not differ")
    if criterion.analysis is not Analysis.REPLICATES and has_replicates(material):
        asked = replace(criterion, analysis=Analysis.REPLICATES, variances=Variances.SEPARATE)
        yield _row(
            "replicates in a mixed model", material.judged_by(asked), compare_replicates,
            "lots with more replicates weigh more, and the spread within lots is told apart",
        )  # fmt: skip
    if criterion.analysis is not Analysis.PAIRED and material.has_pairs:
        yield _row(
            "split lots, pair by pair", _asking(material, Analysis.PAIRED), compare_pairs,
            "what both lots of a source share falls out",
        )  # fmt: skip
    if criterion.analysis is not Analysis.RANK:
        yield _row(
            "exact rank test", _asking(material, Analysis.RANK), compare_ranks,
            "nothing is assumed of how lots vary",
        )  # fmt: skip
    if criterion.prior is not None:
        yield from _posteriors(material)


def _asking(material: Material, analysis: Analysis) -> Material:
    return material.judged_by(replace(material.criterion, analysis=analysis))


def _row(
    name: str, material: Material, analysis: Callable[[Material], Compared], remark: str
) -> SideAnalysis | None:
    try:
        found = analysis(material)
    except StatisticsError:
        return None
    return SideAnalysis(
        name=name,
        estimate=found.estimate,
        low=found.interval.low,
        high=found.interval.high,
        outcome=judge_interval(found.interval, material.criterion),
        remark=remark,
    )


def _posteriors(material: Material) -> Iterator[SideAnalysis | None]:
    """With the prior of the protocol, with none, and with one that is twice as doubtful."""
    criterion = material.criterion
    stated = prior_of(criterion)
    priors: list[tuple[str, Prior]] = [("posterior, prior of the protocol", stated)]
    if stated != reference_prior():
        priors.append(("posterior, flat prior", reference_prior()))
    for name, prior in priors:
        yield _posterior(name, material, prior, criterion)


def _posterior(name: str, material: Material, prior: Prior, criterion: Criterion) -> SideAnalysis | None:
    try:
        found = posterior_of(material, prior=prior)
    except StatisticsError:
        return None
    return SideAnalysis(
        name=name,
        estimate=found.estimate,
        low=found.interval.low,
        high=found.interval.high,
        outcome=None,
        remark=f"inside the margin with a probability of {chance(probability(found, criterion))}",
    )


def _marked(row: SideAnalysis, outcome: Outcome) -> SideAnalysis:
    """An open end is no number; an outcome that differs says so."""
    differs = row.outcome is not None and row.outcome is not outcome
    return replace(row, remark=f"{row.remark}; the outcome would differ" if differs else row.remark)
