"""Which ways lead to more certainty, what each costs in lots, money and months, and which is the cheapest
that reaches the target.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from comparability.model.plans.question import Costs, Question
from comparability.model.vocabulary import PlanDesign
from comparability.statistics.planning.joint import JointPower, LotNumbers
from comparability.statistics.planning.joint_designs import PlannedAttribute, joint_power_of_designs
from comparability.statistics.planning.planned import Planned, PlannedTest


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignRow:
    """One number of lots in one design. n_pre, n_post: compared in the end; pairs of split lots in both.

    new_pre, new_post, retests: still to be made. lowest: the lowest power of one attribute among those that
    must pass together. cost: None where a price that it needs was not stated.
    """

    n_pre: int
    n_post: int
    new_pre: int
    new_post: int
    retests: int
    power: float
    standard_error: float
    independent: float
    lowest: float
    reaches: bool
    cost: Decimal | None
    months: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignFigures:
    """chosen: place of the first row that reaches both targets, or of the one with the highest power."""

    design: PlanDesign
    rows: tuple[DesignRow, ...]
    chosen: int

    @property
    def row(self) -> DesignRow:
        return self.rows[self.chosen]


def designs_of(question: Question, each_attribute: Sequence[int]) -> tuple[DesignFigures, ...]:
    """Every design that what was stated allows. each_attribute: places that must pass together.

    Raises StatisticsError where the correlations contradict each other.
    """
    found = []
    for design in PlanDesign:
        if not _is_open(design, question):
            continue
        rows = _rows(design, question, each_attribute)
        if rows:
            found.append(DesignFigures(design=design, rows=rows, chosen=_chosen(rows)))
    return tuple(found)


def cheapest(designs: Sequence[DesignFigures]) -> PlanDesign | None:
    """Of the designs that reach the target at a known price; the quicker one where two cost the same."""
    reaching = [each for each in designs if each.row.reaches and each.row.cost is not None]
    if not reaching:
        return None
    return min(reaching, key=lambda each: (each.row.cost, each.row.months)).design


def months_of(costs: Costs, new_lots: int, *, made: int) -> Decimal:
    """Until the last of the further lots: the first one waits for its slot unless lots are being made."""
    if new_lots == 0:
        return Decimal(0)
    first = costs.months_between if made else costs.months_first
    return first + (new_lots - 1) * costs.months_between


def cost_of(costs: Costs, *, new_post: int, new_pre: int, retests: int) -> Decimal | None:
    """None where a price that is needed was not stated."""
    parts = ((new_post, costs.post_lot), (new_pre, costs.pre_lot), (retests, costs.retest))
    total = Decimal(0)
    for count, price in parts:
        if count and price is None:
            return None
        total += count * (price or Decimal(0))
    return total


def _is_open(design: PlanDesign, question: Question) -> bool:
    match design:
        case PlanDesign.POST_LOTS | PlanDesign.BOTH_ARMS:
            return True
        case PlanDesign.SPLIT_LOTS:
            return question.pair_correlation is not None
        case PlanDesign.SIDE_BY_SIDE:
            return question.has_declared_runs


def _planned(design: PlanDesign, question: Question, place: int) -> Planned:
    match design:
        case PlanDesign.POST_LOTS | PlanDesign.BOTH_ARMS:
            return question.planned(place)
        case PlanDesign.SPLIT_LOTS:  # both lots of a pair are measured together
            return question.planned(place, test=PlannedTest.PAIRED, is_shared=True)
        case PlanDesign.SIDE_BY_SIDE:
            return question.planned(place, is_shared=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToMake:
    """made: post lots that exist already and count in this design."""

    lots: LotNumbers
    made: int
    new_pre: int
    new_post: int
    retests: int


def _to_make(design: PlanDesign, question: Question) -> list[_ToMake]:
    made, n_pre = question.made_post, question.n_pre
    found = []
    for count in question.candidates:
        further = max(0, count - made)
        match design:
            case PlanDesign.POST_LOTS:
                lots, new = LotNumbers(n_pre=n_pre, n_post=count), (0, further, 0)
            case PlanDesign.BOTH_ARMS:
                lots, new = LotNumbers(n_pre=n_pre + further, n_post=count), (further, further, 0)
            case PlanDesign.SPLIT_LOTS:
                lots, new = LotNumbers(n_pre=count, n_post=count), (count, count, 0)
            case PlanDesign.SIDE_BY_SIDE:
                lots, new = LotNumbers(n_pre=n_pre, n_post=count), (0, further, n_pre + made)
        # Lots of a split are new lots of both suppliers, however many others are made already.
        counted = 0 if design is PlanDesign.SPLIT_LOTS else made
        found.append(_ToMake(lots=lots, made=counted, new_pre=new[0], new_post=new[1], retests=new[2]))
    return found


def _rows(design: PlanDesign, question: Question, places: Sequence[int]) -> tuple[DesignRow, ...]:
    to_make = _to_make(design, question)
    powers = joint_power_of_designs(
        attributes=[
            PlannedAttribute(
                stream=question.assumptions[place].subject.number,
                planned=_planned(design, question, place),
            )
            for place in places
        ],
        correlation=question.correlations(places),
        lots=[each.lots for each in to_make],
        draws=question.draws,
        seed=question.seed,
    )
    return tuple(_row(question, each, found) for each, found in zip(to_make, powers, strict=True))


def _row(question: Question, to_make: _ToMake, found: JointPower) -> DesignRow:
    costs = question.costs
    # One attribute alone has its exact power, and nothing of it is simulated.
    is_alone = len(found.each) == 1
    power = found.each[0] if is_alone else found.power
    return DesignRow(
        n_pre=to_make.lots.n_pre,
        n_post=to_make.lots.n_post,
        new_pre=to_make.new_pre,
        new_post=to_make.new_post,
        retests=to_make.retests,
        power=power,
        standard_error=0.0 if is_alone else found.standard_error,
        independent=found.independent,
        lowest=min(found.each),
        reaches=power >= question.target_joint and min(found.each) >= question.target_each,
        cost=cost_of(costs, new_post=to_make.new_post, new_pre=to_make.new_pre, retests=to_make.retests),
        months=months_of(costs, to_make.new_post, made=to_make.made),
    )


def _chosen(rows: Sequence[DesignRow]) -> int:
    for place, row in enumerate(rows):
        if row.reaches:
            return place
    return max(range(len(rows)), key=lambda place: rows[place].power)
