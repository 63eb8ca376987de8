"""Plan the lots of a switch: state what is assumed, and store every figure that follows from it.

Each save is a new version with its own figures; display never recomputes one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

import comparability
from comparability.model.canonical import content_hash
from comparability.model.errors import Conflict, Invalid
from comparability.model.people import Actor, Permission
from comparability.model.plainness import plain
from comparability.model.plans import words
from comparability.model.plans.figures import METHOD, PlanFigures, plan_figures
from comparability.model.plans.question import (
    FEWEST_POST,
    MOST_AMOUNT,
    MOST_CANDIDATES,
    MOST_POST,
    MOST_PRE,
    Assumption,
    AssumptionText,
    Costs,
    Question,
    read_assumptions,
)
from comparability.model.texts import meaningful_reason
from comparability.model.values import formatting
from comparability.model.vocabulary import Analysis, CorrelationSource, LotRuns
from comparability.statistics.errors import NotACorrelation, StatisticsError
from comparability.storage import plans as stored
from comparability.storage import rows
from comparability.storage.plan_grounds import PlanGround, plan_ground
from comparability.storage.plans import Plan, PlanAssumption
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Switch
from comparability.usecases.entries import storable
from comparability.usecases.records import add, values

DRAWS = 10_000  # simulated switches behind each joint power
SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """Lots, targets, and what is assumed of the whole switch. target_each, target_joint: chances to reach.

    correlation: between attributes, where it is stated; pair_correlation: of the two lots of a split source.
    """

    n_pre: int
    n_post: int
    post_from: int
    post_to: int
    target_each: Decimal
    target_joint: Decimal
    sd_ratio: Decimal
    correlation_source: CorrelationSource
    cost_post: Decimal
    currency: str
    months_first: Decimal
    months_between: Decimal
    correlation: Decimal | None = None
    pair_correlation: Decimal | None = None
    lot_runs: LotRuns | None = None
    cost_pre: Decimal | None = None
    cost_retest: Decimal | None = None
    comment: str | None = None


def save_plan(
    session: Session,
    switch_id: int,
    entry: PlanEntry,
    assumptions: Sequence[AssumptionText],
    *,
    after: int | None,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Compute the plan and store it as the next version.

    after: number of the version that the person saw, None where there was none. reason: why another version
    follows. Raises NotAllowed, NotFound, Refused without a protocol, Conflict when somebody saved in between,
    and Invalid whose field is one of the entry or an attribute's number and column: "17-shift".
    """
    actor.must(Permission.PLAN_LOTS)
    switch = rows.get(session, Switch, switch_id)
    latest = stored.latest_plan(session, switch.id)
    if (None if latest is None else latest.number) != after:
        raise Conflict("Somebody else saved a plan after you opened this page. Compare, then save again.")
    because = None if latest is None else meaningful_reason(reason or "")
    ground = plan_ground(session, switch)
    entry = _checked(storable(entry, Plan), ground)
    found = read_assumptions(
        ground.subjects, {each.attribute_id: each for each in _texts(assumptions)}, ground.offers
    )
    question, correlation_lots = _question(entry, found, ground)
    figures = _figures(question, ground)
    number = 1 if latest is None else latest.number + 1
    label = f"version {number} of the plan of {formatting.day(now.date())}"
    content = {
        "entry": plain(values(entry)),
        "assumptions": [plain(_columns(each)) for each in found],
        "figures": plain(figures, floats_as_text=True),
        "criteria": ground.criteria_hash,
    }
    if because is not None:
        state_reason(session, because)
    plan = add(
        session,
        Plan(
            switch_id=switch.id,
            number=number,
            protocol_id=ground.protocol.id,
            criteria_hash=ground.criteria_hash,
            made_post=ground.made_post,
            correlation_lots=correlation_lots,
            reason=because,
            figures=plain(figures),
            answer=list(words.answer(question, figures)),
            cannot_show=list(words.cannot_show(question, figures)),
            justification=words.justification(question, figures, label=label),
            method=METHOD,
            draws=question.draws,
            seed=question.seed,
            software_version=comparability.__version__,
            content_hash=content_hash(content),
            saved_by_id=actor.number,
            saved_at=now,
            **values(entry),
        ),
    )
    session.add_all(
        PlanAssumption(plan_id=plan.id, position=place, **_columns(each)) for place, each in enumerate(found)
    )
    session.flush()
    return plan


def _texts(assumptions: Sequence[AssumptionText]) -> list[AssumptionText]:
    """As they are stored. Raises Invalid, naming the cell."""
    found = []
    for each in assumptions:
        try:
            found.append(storable(each, PlanAssumption))
        except Invalid as error:
            raise Invalid(str(error), field=f"{each.attribute_id}-{error.field}") from error
    return found


def _checked(entry: PlanEntry, ground: PlanGround) -> PlanEntry:
    """The entry with the fields that it needs and no others. Raises Invalid, naming the field."""
    _check_lots(entry, ground)
    for name in ("target_each", "target_joint"):
        if not ground.protocol.alpha < getattr(entry, name) < 1:
            raise Invalid(
                f"A target lies above alpha ({ground.protocol.alpha}) and below 1, for example 0.80.",
                field=name,
            )
    if not Decimal("0.05") <= entry.sd_ratio <= 20:
        raise Invalid("The new process varies by 0.05 to 20 times as much, for example 1.", field="sd_ratio")
    _check_correlations(entry, ground)
    _check_money(entry)
    runs = [each for each in ground.planned if each.criterion.run_sd]
    if runs and entry.lot_runs is None:
        raise Invalid(
            f"{runs[0].name} declares an SD between runs: say in which runs lots are measured.",
            field="lot_runs",
        )
    return replace(
        entry,
        lot_runs=entry.lot_runs if runs else None,
        correlation=None if entry.correlation_source is CorrelationSource.PRE_LOTS else entry.correlation,
        currency=entry.currency.upper(),
    )


def _check_lots(entry: PlanEntry, ground: PlanGround) -> None:
    for name, least, most in (
        ("n_pre", FEWEST_POST, MOST_PRE),
        ("n_post", FEWEST_POST, MOST_POST),
        ("post_from", FEWEST_POST, MOST_POST),
        ("post_to", FEWEST_POST, MOST_POST),
    ):
        if not least <= getattr(entry, name) <= most:
            raise Invalid(f"Enter a whole number from {least} to {most}.", field=name)
    if not entry.post_from <= entry.post_to < entry.post_from + MOST_CANDIDATES:
        raise Invalid(
            f"Compare at most {MOST_CANDIDATES} numbers of post lots, from the fewer to the more: 3 to 12.",
            field="post_to",
        )
    if entry.n_post < ground.made_post:
        raise Invalid(f"{ground.made_post} post lots that count are made already.", field="n_post")


def _check_correlations(entry: PlanEntry, ground: PlanGround) -> None:
    is_stated = entry.correlation_source is CorrelationSource.STATED
    if is_stated and (entry.correlation is None or not -1 <= entry.correlation <= 1):
        raise Invalid(
            "State one correlation from -1 to 1; 0 means that attributes vary independently.",
            field="correlation",
        )
    if entry.pair_correlation is not None and not -1 <= entry.pair_correlation < 1:
        raise Invalid(
            "The correlation within pairs lies from -1 to below 1, for example 0.5.", field="pair_correlation"
        )
    paired = [each for each in ground.planned if each.criterion.analysis is Analysis.PAIRED]
    if paired and entry.pair_correlation is None:
        raise Invalid(
            f"{paired[0].name} is compared pair by pair: state how much the two lots of a source correlate.",
            field="pair_correlation",
        )


def _check_money(entry: PlanEntry) -> None:
    for name in ("cost_post", "cost_pre", "cost_retest", "months_first", "months_between"):
        amount = getattr(entry, name)
        if amount is not None and not 0 <= amount <= MOST_AMOUNT:
            raise Invalid("An amount is 0 or more, for example 500000.", field=name)
    if not (len(entry.currency) == 3 and entry.currency.isascii() and entry.currency.isalpha()):
        raise Invalid("A currency has three letters, for example USD.", field="currency")


def _question(
    entry: PlanEntry, assumptions: tuple[Assumption, ...], ground: PlanGround
) -> tuple[Question, int | None]:
    """With the number of lots that the correlations were estimated from, if they were."""
    correlation: float | tuple[tuple[float, ...], ...] = float(entry.correlation or 0)
    lots = None
    if entry.correlation_source is CorrelationSource.PRE_LOTS:
        numbers = frozenset(each.subject.number for each in assumptions)
        estimated = ground.correlations(numbers)
        if estimated is None:
            raise Invalid(
                "Too few pre lots have a verified result of every planned attribute. State one number.",
                field="correlation_source",
            )
        correlation, lots = estimated.matrix, estimated.lots
    counts = {*range(entry.post_from, entry.post_to + 1), entry.n_post}
    return (
        Question(
            n_pre=entry.n_pre,
            n_post=entry.n_post,
            made_post=ground.made_post,
            candidates=tuple(sorted(count for count in counts if count >= ground.made_post)),
            target_each=float(entry.target_each),
            target_joint=float(entry.target_joint),
            sd_ratio=float(entry.sd_ratio),
            correlation=correlation,
            pair_correlation=None if entry.pair_correlation is None else float(entry.pair_correlation),
            runs=entry.lot_runs,
            costs=Costs(
                post_lot=entry.cost_post,
                pre_lot=entry.cost_pre,
                retest=entry.cost_retest,
                currency=entry.currency,
                months_first=entry.months_first,
                months_between=entry.months_between,
            ),
            assumptions=assumptions,
            draws=DRAWS,
            seed=SEED,
        ),
        lots,
    )


def _figures(question: Question, ground: PlanGround) -> PlanFigures:
    try:
        return plan_figures(question, ground.subjects)
    except NotACorrelation as error:
        raise Invalid(str(error), field="correlation") from error
    except StatisticsError as error:
        raise Invalid(f"The plan cannot be computed. {error}") from error


def _columns(assumption: Assumption) -> Mapping[str, object]:
    return {
        "attribute_id": assumption.subject.number,
        "sd": assumption.sd_text,
        "df": None if assumption.df is None else formatting.degrees_of_freedom(assumption.df),
        "source": assumption.source,
        "note": assumption.note,
        "shift": assumption.shift_text,
    }
