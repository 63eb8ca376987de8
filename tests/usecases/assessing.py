"""A switch with lots and results, and the people who take it to a package. No test lives here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from comparability.model.document_signing import DocumentSigning
from comparability.model.people import Actor
from comparability.model.vocabulary import Conclusion, Role
from comparability.storage import rows
from comparability.storage.assessments import Assessment, AssessmentItem, Decision
from comparability.storage.attributes import attribute_by_code
from comparability.storage.dossiers import ItemLine, items_of, latest_assessment
from comparability.storage.narratives import latest_narrative
from comparability.storage.packages import Package
from comparability.storage.protocols import Protocol
from comparability.storage.reportables import to_verify
from comparability.storage.results import Result
from comparability.storage.sessions import Database
from comparability.storage.switches import differences_of
from comparability.storage.unwritten import to_discuss
from comparability.usecases.assessments import run_assessment
from comparability.usecases.contents.narrative import missing
from comparability.usecases.decisions import DecisionEntry, decide, review_assessment
from comparability.usecases.evidence_signing import sign_evidence
from comparability.usecases.narratives import NarrativeEntry, save_narrative
from comparability.usecases.packages import approve_package, assemble_package, issue_package
from comparability.usecases.protocols import freeze_protocol
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import correct_result, record_result
from comparability.usecases.switches import DifferenceChange, DifferenceEntry, save_differences
from comparability.usecases.verifications import verify_result
from tests.usecases.presence import present
from tests.usecases.register import CMC, NOW, a_lot
from tests.usecases.remembering import remembered
from tests.usecases.switching import (
    Scene,
    Team,
    a_complete_draft,
    a_person,
    a_switch,
    a_team,
    freeze_entry,
)

FROZEN_AT = NOW
WHY = "The new supplier makes larger lots."
ENTERED_AT = NOW + timedelta(days=3)
LATER = NOW + timedelta(days=4)
BEFORE = {"A-1": "1.00E13", "A-2": "1.12E13", "A-3": "0.94E13", "A-4": "1.06E13"}
AFTER = {"B-1": "1.03E13", "B-2": "1.10E13", "B-3": "0.97E13"}
FAR_AWAY = {"B-1": "6.1E13", "B-2": "5.8E13", "B-3": "6.4E13"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Everybody with one role, and a second statistician and QA person for four eyes."""

    team: Team
    reviewer: Actor
    approver: Actor
    regulatory: Actor
    manager: Actor


@dataclass(slots=True, kw_only=True)
class Line:
    """A switch from its protocol on; each method is one person's act in a transaction of its own."""

    database: Database
    staff: Staff
    switch: int
    product: int
    lots: dict[str, int]

    def writing(self, actor: Actor, now: datetime = LATER) -> Any:
        return self.database.write(actor=actor, now=now)

    def record(
        self, number: str, text: str, *, code: str = "vg-titre", now: datetime = ENTERED_AT, **more: Any
    ) -> int:
        """A result of a lot, the genome titre if nothing else is said, typed by the QC scientist; its row."""
        qc = self.staff.team.qc
        with self.writing(qc, now) as session:
            attribute = attribute_by_code(session, self.product, code)
            entry = ResultEntry(text=text, **({"tested_on": now.date()} | more))
            return record_result(session, self.lots[number], attribute.id, entry, actor=qc, now=now).id

    def correct(self, result_id: int, text: str) -> int:
        qc = self.staff.team.qc
        with self.writing(qc) as session:
            entry = ResultEntry(text=text, tested_on=ENTERED_AT.date())
            reason = "Digit misread on the certificate."
            return correct_result(session, result_id, entry, reason=reason, actor=qc, now=LATER).id

    def verify(self) -> None:
        qa = self.staff.team.qa
        with self.writing(qa) as session:
            for result in to_verify(session, self.product):
                verify_result(session, result.id, is_accepted=True, comment=None, actor=qa, now=LATER)

    def measure(self, values: Mapping[str, str], **more: Any) -> dict[str, int]:
        """Results of several lots, verified by a second person."""
        recorded = {number: self.record(number, text, **more) for number, text in values.items()}
        self.verify()
        return recorded

    def run(self, actor: Actor | None = None, now: datetime = LATER) -> Assessment:
        who = actor or self.staff.team.statistician
        with self.writing(who, now) as session:
            return run_assessment(session, self.switch, actor=who, now=now)

    def item(self, assessment: Assessment, code: str = "vg-titre") -> AssessmentItem:
        return self.line(assessment, code).item

    def line(self, assessment: Assessment, code: str = "vg-titre") -> ItemLine:
        with self.database.read() as session:
            stored = rows.get(session, Assessment, assessment.id)
            return next(line for line in items_of(session, stored) if line.attribute.code == code)

    def review(self, assessment: Assessment, actor: Actor | None = None, shown: str | None = None) -> None:
        who = actor or self.staff.reviewer
        with self.writing(who) as session:
            present(session, who, LATER)
            review_assessment(
                session,
                assessment.id,
                shown_hash=shown or assessment.content_hash,
                role=None,
                comment=None,
                actor=who,
                now=LATER,
            )

    def decide(
        self, assessment: Assessment, actor: Actor | None = None, shown: str | None = None, **changes: Any
    ) -> Decision:
        who = actor or self.staff.manager
        entry: dict[str, Any] = {
            "conclusion": Conclusion.HIGHLY_SIMILAR,
            "justification": "Every attribute that is judged lies inside its margin.",
            "residual_uncertainty": "Old and new lots were tested in different runs.",
            "unmet": {},
        }
        with self.writing(who) as session:
            present(session, who, LATER)
            return decide(
                session,
                assessment.id,
                DecisionEntry(**(entry | changes)),
                shown_hash=shown or assessment.content_hash,
                role=None,
                actor=who,
                now=LATER,
            )

    def assemble(
        self,
        authority: str = "HSA",
        now: datetime = LATER,
        actor: Actor | None = None,
        correction: str | None = None,
    ) -> Package:
        self.write_what_is_missing()
        who = actor or self.staff.regulatory
        with self.writing(who, now) as session:
            return assemble_package(
                session,
                self.switch,
                authority=authority,
                language="en",
                correction=correction,
                actor=who,
                now=now,
            )

    def write_what_is_missing(self) -> None:
        """Regulatory affairs writes of the switch until nothing is missing; nothing before an assessment."""
        with self.database.read() as session:
            assessment = latest_assessment(session, self.switch)
            if assessment is None:
                return
            items, stands = items_of(session, assessment), latest_narrative(session, self.switch)
            if not missing(items, stands, assessment.id):
                return
            codes = [line.attribute.code for line in to_discuss(items)]
        self.write(
            why=WHY,
            discussion="All attributes lie where they were expected.",
            discussions={code: "Small beside what lots vary by." for code in codes},
        )

    def write(self, actor: Actor | None = None, reason: str | None = "Read again.", **texts: Any) -> bool:
        """Another version of what is written of the switch."""
        who = actor or self.staff.regulatory
        entry = NarrativeEntry(**({"why": None, "discussion": None} | texts))
        with self.writing(who) as session:
            stands = latest_narrative(session, self.switch)
            seen = stands.number if stands else 0
            return save_narrative(
                session, self.switch, entry, version=seen, reason=reason, actor=who, now=LATER
            )

    def approve(self, package: Package, actor: Actor | None = None, shown: str | None = None) -> Package:
        who = actor or self.staff.approver
        with self.writing(who) as session:
            present(session, who, LATER)
            return approve_package(
                session,
                package.id,
                shown_hash=shown or package.content_hash,
                role=None,
                comment=None,
                actor=who,
                now=LATER,
            )

    def issue(self, package: Package, store: Path, signing: DocumentSigning | None = None) -> Package:
        who = self.staff.regulatory
        with self.writing(who) as session:
            issued = issue_package(session, package.id, store=store, signing=signing, actor=who, now=LATER)
        sign_evidence(self.database, package.id, store=store, signing=signing, actor=who, clock=lambda: LATER)
        return issued

    def assessed(self, values: Mapping[str, str] = BEFORE | AFTER) -> Assessment:
        """The first assessment, of results that are equivalent if nothing else is said."""

        def assess() -> Assessment:
            self.measure(values)
            return self.run()

        return self._remembered(f"assessed, {values}", assess)

    def concluded(self) -> Assessment:
        """An assessment of results that are equivalent, reviewed and concluded on."""
        return self._remembered("concluded", self._conclude)

    def _remembered(self, name: str, build: Callable[[], Assessment]) -> Assessment:
        return remembered(self.database, f"{name}, {self.switch}, {self.staff}, {self.lots}", build)

    def _conclude(self) -> Assessment:
        assessment = self.assessed()
        self.review(assessment)
        self.decide(assessment)
        return assessment

    def package(self, identity: int) -> Package:
        with self.database.read() as session:
            return rows.get(session, Package, identity)

    def result(self, identity: int) -> Result:
        with self.database.read() as session:
            return rows.get(session, Result, identity)


def a_staff(session: Any) -> Staff:
    return Staff(
        team=a_team(session),
        reviewer=a_person(session, "ida.rossi", "Rossi Ida", Role.STATISTICIAN),
        approver=a_person(session, "eva.klein", "Klein Eva", Role.QA),
        regulatory=a_person(session, "huong.nguyen", "Nguyễn Thị Hương", Role.REGULATORY),
        manager=a_person(session, "min.kim", "Kim Min-jun (김민준)", Role.MANAGER),
    )


def a_line(
    database: Database, *, is_frozen: bool = True, staff: Staff | None = None, **protocol: Any
) -> Line:
    """Four lots before and three after the change, a protocol for the genome titre, no result yet."""
    name = f"line, {is_frozen}, {staff}, {protocol}"
    line = remembered(database, name, lambda: _a_line(database, is_frozen, staff, protocol))
    return replace(line, database=database, lots=dict(line.lots))


def _a_line(database: Database, is_frozen: bool, staff: Staff | None, protocol: Mapping[str, Any]) -> Line:
    with database.write(actor=CMC, now=NOW) as session:
        staff = staff or a_staff(session)
        team = staff.team
        scene = a_switch(session, team)
        lots = {
            number: a_lot(
                session,
                scene.product,
                maker,
                number,
                manufactured_on=date(2025, 3, 4) + timedelta(days=7 * week),
            ).id
            for maker, numbers in ((scene.before, BEFORE), (scene.after, AFTER))
            for week, number in enumerate(numbers)
        }
        resolve_differences(session, team, scene)
        drafted = a_complete_draft(session, team, scene, **protocol)
    line = Line(database=database, staff=staff, switch=scene.switch.id, product=scene.product.id, lots=lots)
    if is_frozen:
        freeze(line, drafted.id)
    return line


def freeze(line: Line, protocol_id: int, now: datetime = FROZEN_AT) -> None:
    qa = line.staff.team.qa
    with line.writing(qa, now) as session:
        protocol = rows.get(session, Protocol, protocol_id)
        present(session, qa, now)
        freeze_protocol(session, protocol.id, freeze_entry(session, protocol), actor=qa, now=now)


def resolve_differences(session: Any, team: Team, scene: Scene) -> None:
    """Every row of the side-by-side table is assessed, so that none holds the switch up."""
    changes = [
        DifferenceChange(
            difference_id=row.id,
            version=row.version,
            entry=DifferenceEntry(
                aspect=row.aspect,
                before="Plant 1",
                after="Plant 2",
                impact="None expected.",
                is_resolved=True,
            ),
        )
        for row in differences_of(session, scene.switch.id)
    ]
    save_differences(session, scene.switch.id, changes, reason=None, actor=team.cmc)
