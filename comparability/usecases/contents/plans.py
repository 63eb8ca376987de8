"""A stored plan as text: its rows for the page, the package and the command, and what its drawing shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.margins import chance, percent_as_stated
from comparability.model.plans import words
from comparability.model.plans.designs import DesignFigures, DesignRow
from comparability.model.plans.figures import AttributeFigures, NotPlanned, PlanFigures
from comparability.model.plans.stored import read_figures
from comparability.model.values import formatting
from comparability.storage.plans import Plan
from reports.plots import Bound, PowerLine, PowerPlot, PowerPoint

TOGETHER = "All together"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRow:
    """One planned attribute. is_enough: whether its chance reaches the target of one attribute."""

    attribute_id: int
    name: str
    tier: str
    criterion: str
    assumed: str
    source: str
    power: str
    is_enough: bool
    needed: str
    largest_spread: str
    smallest_margin: str
    size: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRow:
    """All that must pass together at one number of post lots."""

    n_post: int
    power: str
    error: str
    independent: str
    lowest: str
    is_planned: bool
    reaches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignLine:
    """A design at the number of lots that it takes. remark: what marks it out, in words."""

    name: str
    compared: str
    to_make: str
    cost: str
    months: str
    power: str
    remark: str
    is_cheapest: bool
    reaches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRow:
    name: str
    tier: str
    range: str
    rate: str
    rate_at_no_shift: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanText:
    """Everything that is shown of a stored plan, in words."""

    attributes: tuple[AttributeRow, ...]
    labels: dict[int, str]  # in which terms the SD of an attribute is stated
    joint: tuple[JointRow, ...]
    has_joint: bool
    designs: tuple[DesignLine, ...]
    ranges: tuple[RangeRow, ...]
    range_shift: str
    not_planned: tuple[NotPlanned, ...]
    correlation: str
    plot: PowerPlot


def plan_text(plan: Plan) -> PlanText:
    """Nothing is computed here: every number was stored with the plan."""
    figures = read_figures(plan.figures)
    return PlanText(
        attributes=tuple(_attribute(plan, each) for each in figures.attributes),
        labels={each.attribute_id: each.spread_label for each in figures.attributes},
        joint=tuple(_joint(plan, row) for row in figures.designs[0].rows),
        has_joint=sum(each.is_in_joint for each in figures.attributes) > 1,
        designs=tuple(_design(plan, figures, each) for each in figures.designs),
        ranges=tuple(
            RangeRow(
                name=each.name,
                tier=each.tier.value,
                range=each.range,
                rate=chance(each.rate),
                rate_at_no_shift=chance(each.rate_at_no_shift),
            )
            for each in figures.ranges
        ),
        range_shift=f"{figures.ranges[0].shift_sd:g}" if figures.ranges else "",
        not_planned=figures.not_planned,
        correlation=_correlation(plan, figures),
        plot=_plot(plan, figures),
    )


def together(figures: PlanFigures) -> str:
    """The chance of all together with its error, as the package prints it."""
    joint = figures.joint
    return f"{chance(joint.power)} (simulated, ± {_error(joint.standard_error)})"


def target(plan: Plan, name: str) -> str:
    """A target as it was stated."""
    return percent_as_stated(float(getattr(plan, name)))


def _attribute(plan: Plan, each: AttributeFigures) -> AttributeRow:
    noun = "pairs" if each.is_paired else "post lots"
    needed = (
        f"{each.needed} {noun}"
        if each.needed is not None
        else f"none up to {each.most} {noun} (at most {chance(each.highest_power)}, with {each.highest_lots})"
    )
    spread = (
        "no spread is small enough"
        if each.largest_spread is None
        else words.spread_figure(each, each.largest_spread)
    )
    return AttributeRow(
        attribute_id=each.attribute_id,
        name=each.name,
        tier=each.tier.value,
        criterion=f"{each.kind.value} within {each.margin}, {each.analysis.value}",
        assumed=f"{each.spread}, {each.shift}",
        source=words.source_in_short(each)
        + (f", {formatting.degrees_of_freedom(each.df)} degrees of freedom" if each.df is not None else ""),
        power=chance(each.power),
        is_enough=each.power >= float(plan.target_each),
        needed=needed,
        largest_spread=spread,
        smallest_margin=words.margin_bounds(each),
        size=formatting.percent(each.one_sided_size, decimals=1),
        expected="SD taken as known" if each.expected is None else chance(each.expected),
    )


def _joint(plan: Plan, row: DesignRow) -> JointRow:
    return JointRow(
        n_post=row.n_post,
        power=chance(row.power),
        error=_error(row.standard_error),
        independent=chance(row.independent),
        lowest=chance(row.lowest),
        is_planned=row.n_post == plan.n_post,
        reaches=row.reaches,
    )


def _design(plan: Plan, figures: PlanFigures, each: DesignFigures) -> DesignLine:
    row = each.row
    is_cheapest = each.design is figures.cheapest
    if is_cheapest:
        remark = "cheapest that reaches the target"
    elif row.reaches:
        remark = "reaches the target"
    else:
        remark = f"does not reach the target with up to {each.rows[-1].n_post} post lots"
    return DesignLine(
        name=each.design.value,
        compared=f"{row.n_pre} pre / {row.n_post} post",
        to_make=words.to_make(row),
        cost=words.money(row.cost, plan.currency),
        months=words.months(row.months),
        power=f"{chance(row.power)} ± {_error(row.standard_error)}",
        remark=remark,
        is_cheapest=is_cheapest,
        reaches=row.reaches,
    )


def _correlation(plan: Plan, figures: PlanFigures) -> str:
    if plan.correlation_lots is None:
        return f"{plan.correlation} between every two attributes, {plan.correlation_source.value}"
    matrix = figures.correlation
    pairs = [value for place, row in enumerate(matrix) for value in row[:place]]
    reach = (
        f"{formatting.figure(min(pairs), decimals=2)} to {formatting.figure(max(pairs), decimals=2)}"
        if pairs
        else "none"
    )
    return f"{reach}, {plan.correlation_source.value} ({plan.correlation_lots} lots)"


def _plot(plan: Plan, figures: PlanFigures) -> PowerPlot:
    shown = [each for each in figures.attributes if each.is_in_joint]
    lines = [
        PowerLine(
            label=each.name,
            is_joint=False,
            points=_points([(point.n_post, point.power) for point in each.curve]),
        )
        for each in shown
    ]
    is_alone = len(lines) < 2
    if not is_alone:
        rows = figures.designs[0].rows
        joint = _points([(row.n_post, row.power) for row in rows])
        lines.append(PowerLine(label=TOGETHER, is_joint=True, points=joint))
    asked = plan.target_each if is_alone else plan.target_joint
    return PowerPlot(
        axis=f"Post lots, beside {plan.n_pre} pre lots",
        lines=tuple(lines),
        target=Bound(at=float(asked), text=percent_as_stated(float(asked))),
        planned=plan.n_post,
    )


def _points(pairs: Sequence[tuple[int, float]]) -> tuple[PowerPoint, ...]:
    return tuple(PowerPoint(lots=lots, chance=Bound(at=power, text=chance(power))) for lots, power in pairs)


def _error(standard_error: float) -> str:
    """Two Monte-Carlo standard errors."""
    return formatting.percent(2.0 * standard_error, decimals=1)
