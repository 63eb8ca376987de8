"""A switch whose arms are known by a paper only, and the people who enter and verify its figures.

Ad5-nCoV from 50 L to 800 L, PubMed 37432025: geometric mean titres with their 95 % intervals; the ratio is
that of R (tests/references/summaries/summaries.R), rounded as papers round. No test lives here.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from comparability.model.people import Actor
from comparability.model.vocabulary import ArmRole, SummaryKind
from comparability.storage import rows
from comparability.storage.attributes import attribute_by_code
from comparability.storage.protocols import Protocol
from comparability.storage.published_summaries import PublishedSummary
from comparability.storage.sessions import Database
from comparability.storage.switches import arms_of
from comparability.usecases.criteria import CriterionChange, save_criteria
from comparability.usecases.published_summaries import FiguresEntry, record_summary, verify_summary
from tests.usecases.assessing import ENTERED_AT, Line, Staff, a_staff, freeze, resolve_differences
from tests.usecases.register import CMC, NOW
from tests.usecases.switching import a_complete_draft, a_switch, criterion, justified

PAPER = "PubMed 37432025"
SMALL: dict[str, Any] = {
    "kind": SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL, "lots": 253, "centre": "10.72", "low": "9.43",
    "high": "12.19", "level": "0.95", "source_document": PAPER, "source_page": "abstract",
}  # fmt: skip
LARGE = SMALL | {"centre": "13.23", "low": "11.64", "high": "15.03"}
RATIO = SMALL | {
    "kind": SummaryKind.COMPARISON, "lots_pre": 253, "centre": "1.234", "low": "1.03", "high": "1.48",
}  # fmt: skip


def figures(values: dict[str, Any], **changes: Any) -> FiguresEntry:
    return FiguresEntry(**(values | changes))


def record(
    line: Line,
    role: ArmRole,
    values: dict[str, Any],
    *,
    actor: Actor | None = None,
    now: datetime = ENTERED_AT,
    code: str = "vg-titre",
    **changes: Any,
) -> PublishedSummary:
    """Figures of the pre or post arm, typed by regulatory affairs if nobody else is named."""
    who = actor or line.staff.regulatory
    with line.writing(who, now) as session:
        arm = next(each for each in arms_of(session, line.switch) if each.role is role)
        attribute = attribute_by_code(session, line.product, code)
        return record_summary(
            session,
            line.switch,
            figures(values, **changes),
            arm_id=arm.id,
            attribute_id=attribute.id,
            actor=who,
            now=now,
        )


def verify(
    line: Line, summary: PublishedSummary, actor: Actor | None = None, version: int | None = None
) -> None:
    who = actor or line.staff.team.qa
    with line.writing(who) as session:
        standing = version or rows.get(session, PublishedSummary, summary.id).version
        verify_summary(session, summary.id, version=standing, comment=None, actor=who, now=ENTERED_AT)


def publish(line: Line, role: ArmRole, values: dict[str, Any], **more: Any) -> PublishedSummary:
    """Figures that are recorded and verified."""
    made = record(line, role, values, **more)
    verify(line, made)
    return made


def a_line_of_papers(
    database: Database, *, is_frozen: bool = True, staff: Staff | None = None, **protocol: Any
) -> Line:
    """No lot in either arm; the titre ratio is judged against 0.67 to 1.5 at 95 %."""
    stated: dict[str, Any] = {"alpha": Decimal("0.025")} | protocol
    with database.write(actor=CMC, now=NOW) as session:
        staff = staff or a_staff(session)
        team = staff.team
        scene = a_switch(session, team)
        resolve_differences(session, team, scene)
        drafted = a_complete_draft(session, team, scene, **stated)
        line = criterion(session, drafted, "vg-titre")
        entry = justified(margin_low="0.67", margin_high="1.5")
        change = CriterionChange(criterion_id=line.row.id, version=line.row.version, entry=entry)
        reason = "The margin of the paper."
        save_criteria(session, drafted.id, (change,), reason=reason, actor=team.statistician)
    made = Line(database=database, staff=staff, switch=scene.switch.id, product=scene.product.id, lots={})
    if is_frozen:
        freeze(made, drafted.id)
    return made


def draft_of(line: Line) -> Protocol:
    with line.database.read() as session:
        return rows.get(session, Protocol, 1)
