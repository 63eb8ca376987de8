"""When, and at what cost, a switch would be settled: from its plan and from what its assessment needs."""

from dataclasses import dataclass

from comparability.model.judging.lot_values import listed
from comparability.model.plans.designs import cost_of, months_of
from comparability.model.plans.question import Costs
from comparability.model.plans.words import money, months
from comparability.model.vocabulary import Readiness


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAttribute:
    """A tier A attribute whose outcome is open. is_counted: whether further lots are counted for its
    analysis. post_lots: further ones that would probably settle it, per_arm: as many in each arm, where post
    lots alone hardly would; None where no realistic number does.
    """

    name: str
    is_counted: bool
    post_lots: int | None
    per_arm: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a switch stands. planned_post: of the plan or else of the protocol. costs: of the plan."""

    state: Readiness
    made_post: int
    planned_post: int | None
    open_attributes: tuple[OpenAttribute, ...]
    costs: Costs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """words: what settles the switch. lots: still to make in both arms; None where lots do not settle it."""

    words: str
    lots: int | None
    cost: str | None
    months: str | None


def outlook(standing: Standing) -> Outlook | None:
    """None where nothing is left to settle by lots, or nothing is planned."""
    match standing.state:
        case Readiness.READY_FOR_DECISION | Readiness.DECIDED | Readiness.ISSUED:
            return None
        case Readiness.INCONCLUSIVE:
            return _of_open(standing)
        case Readiness.BLOCKED:
            missing = _of_missing(standing)
            if missing is None or missing.lots is None:
                return _only("Lots do not settle what blocks it.")
            words = f"What blocks is not settled by lots. {missing.words}"
            return Outlook(words=words, lots=missing.lots, cost=missing.cost, months=missing.months)
        case Readiness.NOT_STARTED | Readiness.COLLECTING:
            return _of_missing(standing)


def _of_missing(standing: Standing) -> Outlook | None:
    """Planned lots that do not exist yet."""
    if standing.planned_post is None:
        return None
    more = standing.planned_post - standing.made_post
    if more <= 0:
        return _only("All planned lots are made; results or records are missing.")
    lots = "1 planned post lot is" if more == 1 else f"{more} planned post lots are"
    return _told(standing, f"{lots} still to make", new_post=more, new_pre=0)


def _of_open(standing: Standing) -> Outlook | None:
    rows = standing.open_attributes
    uncounted = [row.name for row in rows if not row.is_counted]
    if uncounted:
        words = f"How many further lots would settle {listed(uncounted)} is not computed for its analysis."
        return _only(words)
    never = [row.name for row in rows if row.post_lots is None and row.per_arm is None]
    if never:
        words = f"No realistic number of further lots would settle {listed(never)}."
        return _only(words)
    if not rows:
        return _of_missing(standing)
    new_pre = max((row.per_arm or 0 for row in rows if row.post_lots is None), default=0)
    new_post = max(max(row.post_lots or 0 for row in rows), new_pre)
    lots = "1 further post lot" if new_post == 1 else f"{new_post} further post lots"
    pre = f" and {new_pre} further pre {'lot' if new_pre == 1 else 'lots'}" if new_pre else ""
    words = f"About {lots}{pre} would settle {listed([row.name for row in rows])}, each with a chance of 80 %"
    return _told(standing, words, new_post=new_post, new_pre=new_pre)


def _only(words: str) -> Outlook:
    """Where lots settle nothing."""
    return Outlook(words=words, lots=None, cost=None, months=None)


def _told(standing: Standing, words: str, *, new_post: int, new_pre: int) -> Outlook:
    costs = standing.costs
    if costs is None:
        words = f"{words}; no plan says what a lot costs or how long it takes."
        return Outlook(words=words, lots=new_post + new_pre, cost=None, months=None)
    total = cost_of(costs, new_post=new_post, new_pre=new_pre, retests=0)
    time = months_of(costs, new_post, made=standing.made_post)
    return Outlook(
        words=f"{words}: {money(total, costs.currency)}, {months(time)}.",
        lots=new_post + new_pre,
        cost=None if total is None else money(total, costs.currency),
        months=months(time),
    )
