"""Quality ranges and tolerance intervals: every post lot against the pre lots. Weak evidence, and said so."""

from comparability.model.criteria.contrasts import is_of_geometric_means
from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import as_stated, chance, percent_as_stated
from comparability.model.datasets import AttributeData
from comparability.model.findings import Figure, Finding, Form, InfluenceRow
from comparability.model.judging.arm_figures import descriptive_figures
from comparability.model.judging.description import unit_of
from comparability.model.judging.lot_values import CountedLots, listed
from comparability.model.outcomes import judge_each
from comparability.model.r_snippets.ranges import range_in_r
from comparability.model.values import formatting
from comparability.model.vocabulary import CriterionKind, Outcome, Scale, Worry
from comparability.statistics.errors import StatisticsError
from comparability.statistics.ranges import RangeEstimate, Sides, pass_rate, quality_range, tolerance_interval

MOST_DECIMALS = 8
SHIFTED_SD_RATIO = 1.0  # the false-pass rate is stated for a shift of the mean alone


def is_log_range(attribute: AttributeData, criterion: Criterion) -> bool:
    """The criterion's contrast decides the scale where it states one, otherwise the natural scale."""
    if criterion.contrast is not None:
        return is_of_geometric_means(criterion.contrast)
    return attribute.scale in {Scale.LOG, Scale.LOG_CENSORED}


def sides_of(attribute: AttributeData, criterion: Criterion) -> Sides:
    """A quality range has two ends; a tolerance interval has the end that the attribute's worry asks for."""
    if criterion.kind is CriterionKind.QUALITY_RANGE:
        return Sides.BOTH
    match attribute.worry:
        case Worry.HIGH:
            return Sides.UPPER
        case Worry.LOW:
            return Sides.LOWER
        case Worry.BOTH | Worry.NONE:
            return Sides.BOTH


def compare_with_range(attribute: AttributeData, criterion: Criterion, lots: CountedLots) -> Finding:
    """Judge by a range. criterion: valid, quality range or tolerance interval.

    Raises StatisticsError when the pre lots do not allow a range.
    """
    is_log, sides = is_log_range(attribute, criterion), sides_of(attribute, criterion)
    found = _range(criterion, lots.pre_values, sides, is_log)
    outside = [lot.lot_number for lot in lots.post if not found.holds(lot.value)]
    outcome = judge_each([found.holds(lot.value) for lot in lots.post])
    shift = criterion.false_pass_shift_sd or 0.0
    rates = {
        at: pass_rate(
            n_pre=found.n,
            n_post=len(lots.post),
            k=found.factor,
            sides=sides,
            shift_sd=at,
            sd_ratio=SHIFTED_SD_RATIO,
        )
        for at in (0.0, shift)
    }
    bounds = _bounds(attribute, found.low, found.high, lots.post_values)
    weak = f"a process shifted by {shift:g} SD would still pass with a chance of {chance(rates[shift])}"
    if outcome is Outcome.MET:
        verdict = f"{_all(len(lots.post))} inside the range of the pre-switch lots, {bounds}"
        reason = f"{verdict}: met (weak evidence), because {weak}."
        plain = f"{verdict} ({_described(criterion, found, sides, is_log)}). This is weak evidence: {weak}."
    else:
        verb = "lies" if len(outside) == 1 else "lie"
        noun = "Lot" if len(outside) == 1 else "Lots"
        verdict = f"{noun} {listed(outside)} {verb} outside the range of the pre-switch lots, {bounds}"
        reason = f"{verdict}."
        plain = (
            f"{len(outside)} of {len(lots.post)} post-switch lots {verb} outside the range of the pre-switch "
            f"lots, {bounds} ({_described(criterion, found, sides, is_log)}): {listed(outside)}."
        )
    return Finding(
        outcome=outcome,
        reason=reason,
        plain_words=plain,
        opening=f"{verdict}.",
        figures=_figures(found, rates, shift, len(outside), lots),
        influence=_influence(criterion, lots, sides, is_log),
        limitations=("A range is weak evidence and never counts as proof for a tier A attribute.",),
        r_snippet=range_in_r(lots.pre_values, criterion=criterion, is_log=is_log, sides=sides),
    )


def _range(criterion: Criterion, pre: list[float], sides: Sides, is_log: bool) -> RangeEstimate:
    if criterion.kind is CriterionKind.QUALITY_RANGE:
        return quality_range(pre=pre, k=criterion.k or 0.0, sides=sides, is_log=is_log)
    return tolerance_interval(
        pre=pre,
        coverage=criterion.coverage or 0.0,
        confidence=criterion.confidence or 0.0,
        sides=sides,
        is_log=is_log,
    )


def _described(criterion: Criterion, found: RangeEstimate, sides: Sides, is_log: bool) -> str:
    scale = " of the logarithms" if is_log else ""
    sign = {Sides.BOTH: "±", Sides.UPPER: "+", Sides.LOWER: formatting.MINUS}[sides]
    is_stated = criterion.kind is CriterionKind.QUALITY_RANGE
    factor = as_stated(found.factor) if is_stated else formatting.figure(found.factor, decimals=3)
    span = f"mean {sign} {factor} SD{scale} of {found.n} lots"
    if is_stated:
        return span
    coverage = percent_as_stated(criterion.coverage or 0.0)
    confidence = percent_as_stated(criterion.confidence or 0.0)
    return f"{span}, which holds at least {coverage} of lots with {confidence} confidence"


def _figures(
    found: RangeEstimate, rates: dict[float, float], shift: float, outside: int, lots: CountedLots
) -> tuple[Figure, ...]:
    ends = (("range_low", found.low, "low"), ("range_high", found.high, "high"))
    figures = [
        Figure(name, value, Form.OWN, f"range of the pre lots, {end} end")
        for name, value, end in ends
        if value is not None
    ]
    passes = "chance that all post lots pass"
    figures += [
        Figure("k", found.factor, Form.NUMBER, "factor k of the SD between lots"),
        Figure("lots_outside", float(outside), Form.COUNT, "post lots outside the range"),
        Figure("pass_rate_no_shift", rates[0.0], Form.PERCENT, f"{passes} if nothing has shifted"),
        Figure(
            "false_pass_rate", rates[shift], Form.PERCENT,
            f"{passes} although the mean has shifted by {shift:g} SD",
        ),
        Figure(
            "false_pass_shift_sd", shift, Form.NUMBER,
            "shift of the false-pass rate, in SDs between lots",
        ),
    ]  # fmt: skip
    return (
        *figures,
        *descriptive_figures("pre", lots.pre_values),
        *descriptive_figures("post", lots.post_values),
    )


def _influence(
    criterion: Criterion, lots: CountedLots, sides: Sides, is_log: bool
) -> tuple[InfluenceRow, ...]:
    """The range without each pre lot in turn; without a post lot the range is the same."""
    rows = []
    for index, lot in enumerate(lots.pre):
        others = [value for place, value in enumerate(lots.pre_values) if place != index]
        try:
            found = _range(criterion, others, sides, is_log)
        except StatisticsError:
            outcome, low, high = Outcome.CANNOT_JUDGE, None, None
        else:
            outcome = judge_each([found.holds(post.value) for post in lots.post])
            low, high = found.low, found.high
        rows.append(
            InfluenceRow(
                lot_number=lot.lot_number, arm=lot.arm, outcome=outcome, estimate=None, low=low, high=high
            )
        )
    return tuple(rows)


def _bounds(attribute: AttributeData, low: float | None, high: float | None, values: list[float]) -> str:
    """The range with its unit, at decimals where no lot beyond an end reads as if it stood on it."""
    ends = [end for end in (low, high) if end is not None]

    def text(value: float, decimals: int) -> str:
        return formatting.figure(value, decimals=decimals, scientific=attribute.scientific)

    decimals = attribute.decimals
    while decimals < MOST_DECIMALS and any(
        value != end and text(value, decimals) == text(end, decimals) for value in values for end in ends
    ):
        decimals += 1
    bounds = formatting.bounds(low, high, decimals=decimals, scientific=attribute.scientific)
    return f"{bounds}{unit_of(attribute)}"


def _all(count: int) -> str:
    if count == 1:
        return "The one post-switch lot lies"
    return "Both post-switch lots lie" if count == 2 else f"All {count} post-switch lots lie"
