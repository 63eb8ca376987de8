"""What is already known of the post-switch lots when a protocol is frozen or amended."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from comparability.model.eligibility import EligibilityRule, LotFacts, why_not_eligible
from comparability.model.vocabulary import ArmRole, ResultState
from comparability.storage.lots import Lot
from comparability.storage.results import Result
from comparability.storage.summary_trail import first_entries
from comparability.storage.switches import arms_of, lots_in_arms


@dataclass(frozen=True, slots=True, kw_only=True)
class PostResults:
    """Standing results of post-switch lots that are or can become eligible; "not tested" is no result.

    summaries: published figures that were ever entered of a post-switch arm, withdrawn ones too.
    """

    count: int
    lots: int
    summaries: int
    first_tested_on: date | None
    first_entered_at: datetime | None

    @property
    def known(self) -> int:
        """Results and published figures together."""
        return self.count + self.summaries


def post_results(session: Session, switch_id: int, *, rule: EligibilityRule | None) -> PostResults:
    """The results of post-switch lots known now, by their earliest test date and entry.

    rule: lots that it can never count, such as engineering runs of another use, are left out; a lot whose
    status alone speaks against it may be released tomorrow and is counted. None: every lot counts.
    """
    lots = [
        each.lot.id
        for each in lots_in_arms(session, switch_id)
        if each.role is not ArmRole.PRE and (rule is None or _can_count(each.lot, rule))
    ]
    later = aliased(Result)
    count, with_results, first_tested_on, first_entered_at = session.execute(
        select(
            func.count(),
            func.count(func.distinct(Result.lot_id)),
            func.min(Result.tested_on),
            func.min(Result.entered_at),
        ).where(
            Result.lot_id.in_(lots),
            Result.state != ResultState.NOT_TESTED,
            ~exists().where(later.replaces_id == Result.id),
        )
    ).one()
    published = _published(session, switch_id)
    return PostResults(
        count=count,
        lots=with_results,
        summaries=len(published),
        first_tested_on=first_tested_on,
        first_entered_at=min((at for at in (first_entered_at, *published) if at is not None), default=None),
    )


def _published(session: Session, switch_id: int) -> list[datetime]:
    """When published figures of each post-switch arm and attribute were entered first."""
    others = {arm.id for arm in arms_of(session, switch_id) if arm.role is not ArmRole.PRE}
    return [at for (arm_id, _), at in first_entries(session, switch_id).items() if arm_id in others]


def _can_count(lot: Lot, rule: EligibilityRule) -> bool:
    facts = LotFacts(
        use=lot.use,
        status=lot.status,
        process_version=lot.process_version,
        manufactured_on=lot.manufactured_on,
    )
    return why_not_eligible(replace(facts, status=rule.statuses[0]), rule=rule) is None
