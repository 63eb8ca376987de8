"""Draft a protocol, freeze it by signature, and amend it as a new version."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from comparability.model.canonical import content_hash
from comparability.model.dates import latest_today
from comparability.model.eligibility import EligibilityRule
from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.freezing import MOST_WITHOUT_PAIRS, reasons_not_to_freeze
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import (
    ArmClaim,
    ArmPairs,
    LotStatus,
    LotUse,
    Meaning,
    Occasion,
    ProtocolMode,
    ProtocolStatus,
    Role,
)
from comparability.storage import protocols as stored
from comparability.storage import rows
from comparability.storage.criteria import protocol_content
from comparability.storage.freezing import freeze_facts, known_post_results
from comparability.storage.protocols import Amendment, CriterionRow, Protocol
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Switch, arms_of
from comparability.usecases.criterion_starts import start_criteria
from comparability.usecases.entries import storable
from comparability.usecases.records import add, revise, values
from comparability.usecases.signing import require_unchanged, sign

_COPIED_NEVER = frozenset(
    {"id", "version", "number", "status", "post_data_seen", "frozen_at", "frozen_by_id", "content_hash"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolEntry:
    """The rule of a comparison. alpha: one-sided. eligible_process_versions: None for any.

    arm_pairs, arm_claim: of more than two arms; dropped where the switch has two.
    """

    mode: ProtocolMode
    alpha: Decimal
    difference_level: Decimal
    planned_pre: int
    planned_post: int
    lots_justification: str
    minimum_lots: int
    eligible_uses: tuple[LotUse, ...]
    eligible_statuses: tuple[LotStatus, ...]
    eligible_occasions: tuple[Occasion, ...]
    failed_lots: str
    eligible_process_versions: tuple[str, ...] | None = None
    manufactured_from: date | None = None
    manufactured_to: date | None = None
    minimum_lots_reason: str | None = None
    statistical_plan: str | None = None
    mode_reason: str | None = None
    external_document: str | None = None
    external_approved_on: date | None = None
    external_attestation: str | None = None
    arm_pairs: ArmPairs | None = None
    arm_claim: ArmClaim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeEntry:
    """content_hash: of what was shown. declaration: which post-switch results the signer has seen.

    role: in which the person signs; None takes the first that carries the meaning.
    """

    content_hash: str
    declaration: str
    role: Role | None = None
    comment: str | None = None


def create_protocol(session: Session, switch_id: int, entry: ProtocolEntry, *, actor: Actor) -> Protocol:
    """Draft the first version with a criterion started for each attribute of the product.

    Raises NotAllowed, NotFound, Invalid, Conflict where there is a protocol already.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    switch = rows.get(session, Switch, switch_id)
    if stored.protocols_of(session, switch.id):
        raise Conflict("This switch has a protocol. Edit its draft, or amend the frozen version.")
    protocol = add(
        session,
        Protocol(
            switch_id=switch.id,
            number=1,
            status=ProtocolStatus.DRAFT,
            **values(_checked(_of_arms(session, switch.id, entry))),
        ),
    )
    start_criteria(session, protocol)
    return protocol


def edit_protocol(
    session: Session,
    protocol_id: int,
    entry: ProtocolEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> Protocol:
    """Change a draft. Raises NotAllowed, NotFound, Conflict, Invalid, Refused after the freeze."""
    actor.must(Permission.EDIT_PROTOCOL)
    protocol = rows.get(session, Protocol, protocol_id)
    if protocol.status is not ProtocolStatus.DRAFT:
        raise Refused(
            "This version of the protocol is frozen. Amend it with a reason: a new version follows."
        )
    entry = _of_arms(session, protocol.switch_id, entry)
    revise(session, protocol, _checked(entry), version=version, reason=reason)
    return protocol


def freeze_protocol(
    session: Session, protocol_id: int, entry: FreezeEntry, *, actor: Actor, now: datetime
) -> Protocol:
    """Approve a draft by signature: it stands unchanged from now on, and an earlier version is superseded.

    The caller has confirmed the signer's identity in the same transaction.
    Raises NotAllowed for whoever wrote any of it, NotFound, Invalid (field "content_hash" when it changed
    since it was shown), Refused with every reason while it is incomplete.
    """
    actor.must(Permission.FREEZE_PROTOCOL)
    protocol = rows.get(session, Protocol, protocol_id)
    if protocol.status is not ProtocolStatus.DRAFT:
        raise Refused("This version of the protocol is frozen already.")
    if actor.user_name in stored.authors_of(session, protocol.id):
        raise NotAllowed("You wrote part of this protocol, so another person approves it.")
    if reasons := reasons_not_to_freeze(freeze_facts(session, protocol, today=latest_today(now))):
        raise Refused(f"The protocol cannot be frozen yet. {' '.join(_sentence(each) for each in reasons)}")
    now_hash = content_hash(protocol_content(session, protocol))
    require_unchanged(now_hash, entry.content_hash)
    seen = meaningful_reason(entry.declaration, field="declaration")
    earlier = stored.frozen_protocol(session, protocol.switch_id)
    state_reason(session, f"Version {protocol.number} of the protocol was frozen by signature.")
    if earlier is not None:
        earlier.status = ProtocolStatus.SUPERSEDED
        session.flush()
    protocol.status = ProtocolStatus.FROZEN
    protocol.post_data_seen = seen
    protocol.frozen_at = now
    protocol.frozen_by_id = actor.number
    protocol.content_hash = now_hash
    session.flush()
    sign(
        session,
        entity="protocol",
        entity_id=protocol.id,
        content_hash=now_hash,
        meaning=Meaning.APPROVED,
        comment=entry.comment,
        actor=actor,
        role=entry.role,
        now=now,
    )
    return protocol


def amend_protocol(
    session: Session, protocol_id: int, *, reason: str, actor: Actor, now: datetime
) -> Protocol:
    """Copy the frozen version to a new draft, and record why and what post-switch data were known.

    Raises NotAllowed, NotFound, Invalid, Refused for a version that is not in force, Conflict where an
    amendment is being drafted.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    old = rows.get(session, Protocol, protocol_id)
    if old.status is not ProtocolStatus.FROZEN:
        raise Refused("Only the frozen version in force can be amended.")
    if stored.draft_protocol(session, old.switch_id) is not None:
        raise Conflict("An amendment is being drafted already; go on with that draft.")
    because = meaningful_reason(reason)
    state_reason(session, because)
    last = max(each.number for each in stored.protocols_of(session, old.switch_id))
    new = add(session, Protocol(number=last + 1, status=ProtocolStatus.DRAFT, **_copied(old)))
    for line in stored.criteria_of(session, old.id):
        session.add(CriterionRow(**_copied(line.row) | {"protocol_id": new.id}))
    known = known_post_results(session, old)
    add(
        session,
        Amendment(
            from_id=old.id,
            to_id=new.id,
            reason=because,
            post_results_known=known.known,
            made_by_id=actor.number,
            made_at=now,
        ),
    )
    return new


def _copied(row: Protocol | CriterionRow) -> dict[str, object]:
    names = (column.key for column in type(row).__mapper__.columns)
    return {name: getattr(row, name) for name in names if name not in _COPIED_NEVER}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored(ProtocolEntry):
    """The entry with lists as their columns give them back, so that an unchanged one compares equal."""

    eligible_uses: list[str]  # type: ignore[assignment]
    eligible_statuses: list[str]  # type: ignore[assignment]
    eligible_occasions: list[str]  # type: ignore[assignment]
    eligible_process_versions: list[str] | None  # type: ignore[assignment]


def _checked(entry: ProtocolEntry) -> _Stored:
    """The entry as it is stored. Raises Invalid, naming the field."""
    entry = storable(entry, Protocol)
    if not 0 < entry.alpha < Decimal("0.5"):
        raise Invalid("Alpha is one-sided and lies between 0 and 0.5, for example 0.05.", field="alpha")
    if not 0 < entry.difference_level < 1:
        raise Invalid("This level lies between 0 and 1, for example 0.95.", field="difference_level")
    if entry.minimum_lots < 1:
        raise Invalid("At least one lot an arm is needed.", field="minimum_lots")
    if entry.minimum_lots < 3 and not entry.minimum_lots_reason:
        raise Invalid(
            "Fewer than three lots an arm needs a reason: with two, the test says “equivalent” too often.",
            field="minimum_lots_reason",
        )
    for field in ("planned_pre", "planned_post"):
        if getattr(entry, field) < entry.minimum_lots:
            raise Invalid("Fewer lots are planned than the minimum that counts.", field=field)
    try:
        EligibilityRule(
            uses=entry.eligible_uses,
            statuses=entry.eligible_statuses,
            occasions=entry.eligible_occasions,
            failed_lots=entry.failed_lots,
            process_versions=entry.eligible_process_versions,
            manufactured_from=entry.manufactured_from,
            manufactured_to=entry.manufactured_to,
        )
    except Invalid as error:
        is_list = error.field in ("uses", "statuses", "occasions")
        raise Invalid(str(error), field=f"eligible_{error.field}" if is_list else error.field) from error
    entry = _only_of_mode(entry)
    versions = entry.eligible_process_versions
    return _Stored(
        **values(entry)
        | {
            "eligible_uses": [word.value for word in entry.eligible_uses],
            "eligible_statuses": [word.value for word in entry.eligible_statuses],
            "eligible_occasions": [word.value for word in entry.eligible_occasions],
            "eligible_process_versions": None if versions is None else list(versions),
        }
    )


def _of_arms(session: Session, switch_id: int, entry: ProtocolEntry) -> ProtocolEntry:
    """Without what is only said of several arms, where the switch has two."""
    if len(arms_of(session, switch_id)) > MOST_WITHOUT_PAIRS:
        return entry
    return replace(entry, arm_pairs=None, arm_claim=None)


def _only_of_mode(entry: ProtocolEntry) -> ProtocolEntry:
    """Without what another mode left behind, so that it is neither signed nor printed."""
    if entry.mode is not ProtocolMode.RETROSPECTIVE:
        entry = replace(entry, mode_reason=None)
    if entry.mode is not ProtocolMode.EXTERNAL:
        entry = replace(entry, external_document=None, external_approved_on=None, external_attestation=None)
    return entry
