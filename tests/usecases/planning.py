"""A switch whose protocol has criteria of many kinds, for the tests of its plan. No test lives here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from comparability.model.people import Actor
from comparability.model.plans.question import AssumptionText
from comparability.model.vocabulary import Analysis, Contrast, CorrelationSource, CriterionKind, Tier
from comparability.storage.attributes import attribute_by_code
from comparability.storage.plans import Plan
from comparability.storage.protocols import draft_protocol
from comparability.storage.sessions import Database
from comparability.usecases.criteria import CriterionChange, CriterionEntry, save_criteria
from comparability.usecases.plans import PlanEntry, save_plan
from tests.usecases.assessing import ENTERED_AT, LATER, Line, Staff, a_line
from tests.usecases.switching import criterion, justified

PRE = {
    "vg-titre": {"A-1": "1.00E13", "A-2": "1.12E13", "A-3": "0.94E13", "A-4": "1.06E13"},
    "potency": {"A-1": "101", "A-2": "93", "A-3": "118", "A-4": "97"},
    "empty-to-full": {"A-1": "81.2", "A-2": "84.0", "A-3": "79.9", "A-4": "83.1"},
}
CRITERIA: dict[str, CriterionEntry] = {
    "vg-titre": justified(margin_low="0.67", margin_high="1.50"),
    "potency": justified(margin_low="0.50", margin_high="2.0"),
    "infectious-titre": justified(
        kind=CriterionKind.NON_INFERIORITY, margin_low="0.50", margin_high=None, tier_reason="Critical here."
    ),
    "empty-to-full": justified(contrast=Contrast.DIFFERENCE, margin_low="-8", margin_high="8"),
    "capsid-titre": justified(
        tier=Tier.B, kind=CriterionKind.QUALITY_RANGE, contrast=None, margin_low=None, margin_high=None,
        multiplier="3", tier_reason="Supports the genome titre.",
    ),
}  # fmt: skip
STATED: dict[str, dict[str, str]] = {
    "vg-titre": {"sd": "12", "note": "Validation MV-0112.", "shift": "0.95"},
    "potency": {"sd": "15", "df": "8", "note": "Report R-7, eight batches.", "shift": "0.9"},
    "infectious-titre": {"sd": "20", "note": "Validation MV-0118.", "shift": "0.9"},
    "empty-to-full": {"sd": "2.5", "note": "Report R-8.", "shift": "-1"},
}


@dataclass(slots=True, kw_only=True)
class Planning:
    """A line with a draft to plan for. attributes: row numbers by code."""

    line: Line
    attributes: dict[str, int]

    @property
    def database(self) -> Database:
        return self.line.database

    @property
    def statistician(self) -> Actor:
        return self.line.staff.team.statistician

    def texts(self, **changes: dict[str, str] | None) -> list[AssumptionText]:
        """What is stated of each attribute by code; None leaves one out. Underscores stand for hyphens."""
        stated = STATED | {code.replace("_", "-"): row for code, row in changes.items()}
        return [
            AssumptionText(attribute_id=self.attributes[code], **row)
            for code, row in stated.items()
            if row is not None
        ]

    def save(
        self,
        *,
        actor: Actor | None = None,
        after: int | None = None,
        reason: str | None = None,
        now: datetime = LATER,
        texts: list[AssumptionText] | None = None,
        **changes: Any,
    ) -> Plan:
        who = actor or self.statistician
        with self.line.writing(who, now) as session:
            return save_plan(
                session,
                self.line.switch,
                entry(**changes),
                self.texts() if texts is None else texts,
                after=after,
                reason=reason,
                actor=who,
                now=now,
            )

    def state(self, code: str, stated: CriterionEntry) -> None:
        """Write one criterion of the draft."""
        who = self.statistician
        with self.line.writing(who) as session:
            protocol = draft_protocol(session, self.line.switch)
            row = criterion(session, protocol, code).row
            change = CriterionChange(criterion_id=row.id, version=row.version, entry=stated)
            save_criteria(session, protocol.id, [change], reason="Stated for the plan.", actor=who)

    def measure(self, *codes: str) -> None:
        """Verified results of the four pre lots."""
        for code in codes:
            self.line.measure(PRE[code], code=code, now=ENTERED_AT)


def entry(**changes: Any) -> PlanEntry:
    stated: dict[str, Any] = {
        "n_pre": 4,
        "n_post": 4,
        "post_from": 3,
        "post_to": 8,
        "target_each": Decimal("0.8"),
        "target_joint": Decimal("0.7"),
        "sd_ratio": Decimal(1),
        "correlation_source": CorrelationSource.STATED,
        "correlation": Decimal("0.3"),
        "cost_post": Decimal(500000),
        "cost_retest": Decimal(4000),
        "currency": "USD",
        "months_first": Decimal(11),
        "months_between": Decimal("1.5"),
    }
    return PlanEntry(**(stated | changes))


def a_planning(database: Database, *, staff: Staff | None = None, is_frozen: bool = False) -> Planning:
    line = a_line(database, staff=staff, is_frozen=False)
    with database.read() as session:
        attributes = {
            code: found.id
            for code in CRITERIA
            if (found := attribute_by_code(session, line.product, code)) is not None
        }
    planning = Planning(line=line, attributes=attributes)
    for code, stated in CRITERIA.items():
        planning.state(code, stated)
    return planning


def paired(**changes: Any) -> CriterionEntry:
    return justified(analysis=Analysis.PAIRED, **changes)
