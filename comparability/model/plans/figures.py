"""Every figure of a plan, computed once when it is saved: one by one, together, design by design."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import percent_as_stated
from comparability.model.judging.lot_ranges import SHIFTED_SD_RATIO, sides_of
from comparability.model.plans.designs import DesignFigures, cheapest, designs_of
from comparability.model.plans.question import Assumption, Question
from comparability.model.plans.subjects import (
    Subject,
    end_as_stated,
    shift_words,
    spread_as_stated,
    spread_label,
    spread_words,
    why_not_planned,
)
from comparability.model.values.formatting import percent
from comparability.model.vocabulary import Analysis, CriterionKind, PlanDesign, SdSource, Tier
from comparability.statistics.errors import StatisticsError
from comparability.statistics.planning import error_rates
from comparability.statistics.planning.joint import LotNumbers
from comparability.statistics.planning.planned import power
from comparability.statistics.planning.planned_limits import (
    actual_size,
    expected_power,
    largest_spread,
    lots_to_reach,
    smallest_margin,
)
from comparability.statistics.planning.split_source import (
    SplitSourceDesign,
    size_with_estimated_weight,
    size_with_weight,
)

METHOD = "plan/1"
MOST_LOTS = 50  # post lots, or pairs, that are looked at before “none” is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Power at a number of post lots, the pre arm as it is."""

    n_post: int
    power: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeFigures:
    """One planned attribute at the planned numbers of lots.

    needed: post lots (pairs for the paired test) for the target, None where none up to `most` is enough; then
    highest_lots have the highest power met. largest_spread: in the terms in which the SD is stated, None
    where no spread is small enough. margin_low, margin_high: the narrowest margin that is shown with the
    target, as a person states it. expected: None where nothing tells how well the SD is known.
    """

    attribute_id: int
    name: str
    tier: Tier
    is_in_joint: bool
    kind: CriterionKind
    analysis: Analysis
    unit: str
    margin: str
    spread_label: str
    spread: str
    shift: str
    sd: str
    df: float | None
    source: SdSource
    note: str
    true_shift: str
    is_paired: bool
    alpha: float
    power: float
    needed: int | None
    most: int
    highest_lots: int
    highest_power: float
    largest_spread: float | None
    margin_low: float | None
    margin_high: float | None
    size: float
    one_sided_size: float
    expected: float | None
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointFigures:
    """All that must pass together, at the planned lots. independent: the product of their powers."""

    n_pre: int
    n_post: int
    power: float
    standard_error: float
    independent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeFigures:
    """How often a range lets all post lots pass: shifted by so many SDs, and without a shift."""

    attribute_id: int
    name: str
    tier: Tier
    range: str
    shift_sd: float
    rate: float
    rate_at_no_shift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPlanned:
    """A criterion that the plan does not speak of, and why."""

    attribute_id: int
    name: str
    tier: Tier
    kind: CriterionKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """In the protocol's order. cheapest: the design to take, None where none reaches the target at a known
    price. correlation: of the attributes that must pass together.
    """

    attributes: tuple[AttributeFigures, ...]
    joint: JointFigures
    correlation: tuple[tuple[float, ...], ...]
    designs: tuple[DesignFigures, ...]
    cheapest: PlanDesign | None
    ranges: tuple[RangeFigures, ...]
    not_planned: tuple[NotPlanned, ...]


def plan_figures(question: Question, subjects: Sequence[Subject]) -> PlanFigures:
    """question.candidates hold the planned number of post lots. Raises StatisticsError."""
    places = question.together
    designs = designs_of(question, places)
    row = next(row for row in designs[0].rows if row.n_post == question.n_post)
    assumed = {each.subject.number for each in question.assumptions}
    return PlanFigures(
        attributes=tuple(
            _attribute(question, place, assumption, is_in_joint=place in places)
            for place, assumption in enumerate(question.assumptions)
        ),
        joint=JointFigures(
            n_pre=row.n_pre,
            n_post=row.n_post,
            power=row.power,
            standard_error=row.standard_error,
            independent=row.independent,
        ),
        correlation=tuple(map(tuple, question.correlations(places))),
        designs=designs,
        cheapest=cheapest(designs),
        ranges=tuple(_range(question, each) for each in subjects if each.is_range and _can_rate(each)),
        not_planned=tuple(
            NotPlanned(
                attribute_id=each.number,
                name=each.name,
                tier=each.criterion.tier,
                kind=each.criterion.kind,
                reason=_why_not(question, each),
            )
            for each in subjects
            if each.number not in assumed
        ),
    )


def _attribute(
    question: Question, place: int, assumption: Assumption, *, is_in_joint: bool
) -> AttributeFigures:
    subject, planned = assumption.subject, question.planned(place)
    lots = LotNumbers(n_pre=question.n_pre, n_post=question.n_post)
    needed = lots_to_reach(planned, n_pre=question.n_pre, power_asked=question.target_each, most=MOST_LOTS)
    factor = largest_spread(planned, lots, power_asked=question.target_each)
    narrowest = smallest_margin(planned, lots, power_asked=question.target_each)
    size = actual_size(planned, lots)
    contrast = subject.contrast
    return AttributeFigures(
        attribute_id=subject.number,
        name=subject.name,
        tier=subject.criterion.tier,
        is_in_joint=is_in_joint,
        kind=subject.criterion.kind,
        analysis=subject.criterion.stated_analysis,
        unit=subject.unit,
        margin=subject.margin_words,
        spread_label=spread_label(contrast, subject.unit),
        spread=spread_words(contrast, subject.unit, assumption.sd_text),
        shift=shift_words(contrast, subject.unit, assumption.shift_text),
        sd=assumption.sd_text,
        df=assumption.df,
        source=assumption.source,
        note=assumption.note,
        true_shift=assumption.shift_text,
        is_paired=subject.criterion.analysis is Analysis.PAIRED,
        alpha=subject.criterion.alpha,
        power=power(planned, lots),
        needed=None if needed.lots is None else needed.lots.n_post,
        most=needed.most,
        highest_lots=needed.highest.n_post,
        highest_power=needed.highest.power,
        largest_spread=None if factor is None else _as_stated(subject, factor * assumption.sd),
        margin_low=end_as_stated(contrast, narrowest.low),
        margin_high=end_as_stated(contrast, narrowest.high),
        size=size.of_claim,
        one_sided_size=size.of_one_side,
        expected=None if assumption.df is None else expected_power(planned, lots, df=assumption.df),
        curve=tuple(
            Point(n_post=count, power=power(planned, LotNumbers(n_pre=question.n_pre, n_post=count)))
            for count in question.candidates
        ),
    )


def _as_stated(subject: Subject, sd: float) -> float | None:
    """None for a spread that has no coefficient of variation."""
    try:
        return spread_as_stated(subject.contrast, sd)
    except StatisticsError:
        return None


def _can_rate(subject: Subject) -> bool:
    criterion = subject.criterion
    if criterion.kind is CriterionKind.QUALITY_RANGE:
        return criterion.k is not None
    return criterion.coverage is not None and criterion.confidence is not None


def _range(question: Question, subject: Subject) -> RangeFigures:
    criterion, typed = subject.criterion, subject.as_typed
    sides, shift = sides_of(subject.attribute, criterion), criterion.false_pass_shift_sd or 0.0
    if criterion.kind is CriterionKind.QUALITY_RANGE:
        found = error_rates.quality_range(
            n_pre=question.n_pre,
            n_post=question.n_post,
            k=criterion.k or 0.0,
            sides=sides,
            shift_sd=shift,
            sd_ratio=SHIFTED_SD_RATIO,
        )
        words = f"mean ± {typed.get('multiplier')} SD of the pre lots"
    else:
        found = error_rates.tolerance_interval(
            n_pre=question.n_pre,
            n_post=question.n_post,
            coverage=criterion.coverage or 0.0,
            confidence=criterion.confidence or 0.0,
            sides=sides,
            shift_sd=shift,
            sd_ratio=SHIFTED_SD_RATIO,
        )
        words = f"the {typed.get('confidence')}/{typed.get('coverage')} tolerance interval of the pre lots"
    return RangeFigures(
        attribute_id=subject.number,
        name=subject.name,
        tier=criterion.tier,
        range=words,
        shift_sd=shift,
        rate=found.rate,
        rate_at_no_shift=found.rate_at_no_shift,
    )


def _why_not(question: Question, subject: Subject) -> str:
    reason = why_not_planned(subject)
    if reason is None:
        return "Nothing was assumed of it."
    if subject.criterion.analysis is not Analysis.SPLIT_SOURCE or question.pair_correlation is None:
        return reason
    size = _split_source_size(question, subject.criterion)
    if size is None:
        return reason
    return (
        f"{reason} With {question.n_post} split lots, {question.n_pre} earlier lots and the stated "
        f"correlation within pairs one of its tests has a size of {percent(size, decimals=1)} instead of "
        f"{percent_as_stated(subject.criterion.alpha)}."
    )


def _split_source_size(question: Question, criterion: Criterion) -> float | None:
    """None for a correlation that the test does not know."""
    try:
        design = SplitSourceDesign(
            n_donors=question.n_post,
            n_historic=question.n_pre,
            rho=question.pair_correlation or 0.0,
            alpha=criterion.alpha,
        )
        if criterion.history_weight is None:
            return size_with_estimated_weight(design=design)
        return size_with_weight(design=design, weight=criterion.history_weight)
    except StatisticsError:
        return None
