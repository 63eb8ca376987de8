"""Records on which another person's decision waits: exclusions, reviews, conclusions and the like.

Results, protocols, retains and accounts that wait are in `awaiting`, which puts all of it together.
"""

import enum
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comparability.model.bridging.words import CLAIMED
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import PackageStatus, ProtocolStatus, Readiness
from comparability.storage.assessments import Assessment, Decision
from comparability.storage.attributes import Attribute
from comparability.storage.bridging_studies import BridgingStudy
from comparability.storage.lots import Lot
from comparability.storage.packages import Package
from comparability.storage.products import Product
from comparability.storage.protocols import Protocol
from comparability.storage.published_summaries import PublishedSummary
from comparability.storage.results import Investigation, Result
from comparability.storage.signatures import Signature
from comparability.storage.summary_trail import authors_of_summary
from comparability.storage.switches import Arm, Bridging, Deviation, Exclusion, Switch
from comparability.storage.unwritten import Gaps, gaps_of


class Act(enum.StrEnum):
    """What the record waits for."""

    VERIFY_SUMMARY = "verify published figures"
    APPROVE_EXCLUSION = "approve the exclusion"
    CLOSE_DEVIATION = "close the deviation"
    APPROVE_BRIDGING = "approve the bridging record"
    CLOSE_INVESTIGATION = "close the investigation"
    REVIEW_ASSESSMENT = "review the assessment"
    CONCLUDE = "conclude on the switch"
    WRITE_NARRATIVE = "write for the packages"
    ISSUE_PACKAGE = "issue the package"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecord:
    """record_id: of the row that the act is done on."""

    act: Act
    record_id: int
    words: str
    aside: str


def open_records(session: Session, actor: Actor) -> tuple[OpenRecord, ...] | None:
    """What this person may go on with, never what the person made; None for roles that go on with none."""
    parts = (
        (Permission.VERIFY_RESULTS, (_summaries,)),
        (Permission.APPROVE_RECORDS, (_exclusions, _deviations, _bridgings)),
        (Permission.INVESTIGATE, (_investigations,)),
        (Permission.REVIEW_ASSESSMENT, (_to_review,)),
        (Permission.DECIDE, (_to_conclude,)),
        (Permission.WRITE_NARRATIVE, (_to_write,)),
        (Permission.ASSEMBLE_PACKAGE, (_to_issue,)),
    )
    queries = [query for permission, queries in parts if actor.may(permission) for query in queries]
    if not queries:
        return None
    return tuple(record for query in queries for record in query(session, actor))


def _summaries(session: Session, actor: Actor) -> list[OpenRecord]:
    found = session.execute(
        select(PublishedSummary.id, Switch.code, Arm.name, Attribute.name)
        .join(Switch, Switch.id == PublishedSummary.switch_id)
        .join(Arm, Arm.id == PublishedSummary.arm_id)
        .join(Attribute, Attribute.id == PublishedSummary.attribute_id)
        .where(PublishedSummary.verified_at.is_(None), PublishedSummary.entered_by_id != actor.number)
        .order_by(PublishedSummary.id)
    )
    return [
        OpenRecord(
            act=Act.VERIFY_SUMMARY,
            record_id=number,
            words=f"{switch}: published figures of {arm}",
            aside=attribute,
        )
        for number, switch, arm, attribute in found
        if actor.user_name not in authors_of_summary(session, number)
    ]


def _exclusions(session: Session, actor: Actor) -> list[OpenRecord]:
    found = session.execute(
        select(Exclusion.id, Switch.code, Lot.number, Attribute.name)
        .join(Switch, Switch.id == Exclusion.switch_id)
        .join(Lot, Lot.id == Exclusion.lot_id)
        .outerjoin(Attribute, Attribute.id == Exclusion.attribute_id)
        .where(Exclusion.approved_at.is_(None), Exclusion.requested_by_id != actor.number)
        .order_by(Exclusion.id)
    )
    return [
        OpenRecord(
            act=Act.APPROVE_EXCLUSION,
            record_id=number,
            words=f"{switch}: exclusion of lot {lot}",
            aside=attribute or "the whole lot",
        )
        for number, switch, lot, attribute in found
    ]


def _deviations(session: Session, actor: Actor) -> list[OpenRecord]:
    found = session.execute(
        select(Deviation.id, Switch.code, Deviation.reference)
        .join(Switch, Switch.id == Deviation.switch_id)
        .where(Deviation.closed_at.is_(None), Deviation.recorded_by_id != actor.number)
        .order_by(Deviation.id)
    )
    return [
        OpenRecord(
            act=Act.CLOSE_DEVIATION,
            record_id=number,
            words=f"{switch}: deviation {reference}",
            aside="to close",
        )
        for number, switch, reference in found
    ]


def _bridgings(session: Session, actor: Actor) -> list[OpenRecord]:
    found = session.execute(
        select(Bridging.id, Product.code, Bridging.document, Bridging.covers, BridgingStudy.outcome)
        .join(Product, Product.id == Bridging.product_id)
        .outerjoin(BridgingStudy, BridgingStudy.bridging_id == Bridging.id)
        .where(Bridging.approved_at.is_(None), Bridging.recorded_by_id != actor.number)
        .order_by(Bridging.id)
    )
    return [
        OpenRecord(
            act=Act.APPROVE_BRIDGING,
            record_id=number,
            words=f"{product}: bridging record {document}",
            aside=f"{covers.value}; {CLAIMED if outcome is None else outcome.value}",
        )
        for number, product, document, covers, outcome in found
    ]


def _investigations(session: Session, actor: Actor) -> list[OpenRecord]:
    found = session.execute(
        select(Investigation.id, Investigation.reference, Lot.number, Attribute.name)
        .join(Result, Result.id == Investigation.result_id)
        .join(Lot, Lot.id == Result.lot_id)
        .join(Attribute, Attribute.id == Result.attribute_id)
        .where(Investigation.closed_at.is_(None), Investigation.opened_by_id != actor.number)
        .order_by(Investigation.id)
    )
    return [
        OpenRecord(
            act=Act.CLOSE_INVESTIGATION,
            record_id=number,
            words=f"Investigation {reference}",
            aside=f"lot {lot}, {attribute}",
        )
        for number, reference, lot, attribute in found
    ]


def _latest(session: Session) -> list[tuple[Assessment, str, bool, bool]]:
    """The newest assessment of each switch under the protocol in force: code, reviewed, concluded."""
    newest = select(func.max(Assessment.id)).group_by(Assessment.switch_id)
    reviewed = (
        select(Signature.id)
        .where(Signature.entity == "assessment", Signature.entity_id == Assessment.id)
        .exists()
    )
    concluded = select(Decision.id).where(Decision.assessment_id == Assessment.id).exists()
    found = session.execute(
        select(Assessment, Switch.code, reviewed, concluded)
        .join(Switch, Switch.id == Assessment.switch_id)
        .join(Protocol, Protocol.id == Assessment.protocol_id)
        .where(Assessment.id.in_(newest), Protocol.status == ProtocolStatus.FROZEN)
        .order_by(Assessment.id)
    )
    return [(made, code, is_reviewed, is_concluded) for made, code, is_reviewed, is_concluded in found]


def _to_review(session: Session, actor: Actor) -> list[OpenRecord]:
    return [
        OpenRecord(
            act=Act.REVIEW_ASSESSMENT,
            record_id=made.id,
            words=f"{code}: assessment to review",
            aside=made.readiness.value,
        )
        for made, code, is_reviewed, _ in _latest(session)
        if not is_reviewed and made.run_by_id != actor.id
    ]


def _to_conclude(session: Session, actor: Actor) -> list[OpenRecord]:
    return [
        OpenRecord(
            act=Act.CONCLUDE,
            record_id=made.id,
            words=f"{code}: conclusion to draw",
            aside=made.readiness.value,
        )
        for made, code, is_reviewed, is_concluded in _latest(session)
        if is_reviewed and not is_concluded and made.readiness is Readiness.READY_FOR_DECISION
    ]


def _to_write(session: Session, actor: Actor) -> list[OpenRecord]:
    """Of reviewed assessments: what no template can say, until a package of the assessment is issued."""
    issued = set(session.scalars(select(Package.assessment_id).where(Package.issued_at.is_not(None))))
    return [
        OpenRecord(
            act=Act.WRITE_NARRATIVE,
            record_id=made.switch_id,
            words=f"{code}: to write for its packages",
            aside=_unwritten(found),
        )
        for made, code, is_reviewed, _ in _latest(session)
        if is_reviewed and made.id not in issued and (found := gaps_of(session, made))
    ]


def _unwritten(found: Gaps) -> str:
    count = len(found.attributes)
    parts = (
        "why it is made" if found.why else "",
        "discussion" if found.discussion else "",
        "discussion to read again" if found.is_older else "",
        "" if not count else "1 attribute" if count == 1 else f"{count} attributes",
    )
    return ", ".join(part for part in parts if part)


def _to_issue(session: Session, actor: Actor) -> list[OpenRecord]:
    found = session.execute(
        select(Package.id, Package.document_id, Package.number, Package.authority)
        .where(Package.status == PackageStatus.APPROVED)
        .order_by(Package.id)
    )
    return [
        OpenRecord(
            act=Act.ISSUE_PACKAGE,
            record_id=number,
            words=f"{document_id} version {version}: to issue",
            aside=authority,
        )
        for number, document_id, version, authority in found
    ]
