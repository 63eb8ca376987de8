"""Write the criteria of a drafted protocol: one per attribute, each with its figures and its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from comparability.model.criteria.contrasts import FITTING
from comparability.model.criteria.criterion import RANGE_KINDS, TWO_ARM_KINDS
from comparability.model.criteria.gaps import gaps
from comparability.model.criteria.rules import check_fit
from comparability.model.criteria.validity import validate
from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import (
    Analysis,
    Contrast,
    ControlUse,
    CriterionKind,
    Justification,
    ProtocolStatus,
    Tier,
    Variances,
)
from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.criteria import criterion_value
from comparability.storage.protocols import CriterionRow, Protocol, criteria_of, frozen_protocol
from comparability.usecases.criterion_starts import start_criteria
from comparability.usecases.entries import storable
from comparability.usecases.records import in_cell_of, revise, values

# Columns that only some kinds use. What another kind left behind is cleared, so that it is not signed.
_USED_BY = {
    "contrast": TWO_ARM_KINDS,
    "margin_low": TWO_ARM_KINDS,
    "margin_high": TWO_ARM_KINDS,
    "analysis": TWO_ARM_KINDS,
    "control": TWO_ARM_KINDS,
    "run_sd": TWO_ARM_KINDS,
    "run_sd_source": TWO_ARM_KINDS,
    "censored_floor": TWO_ARM_KINDS,
    "history_weight": TWO_ARM_KINDS,
    "variances": TWO_ARM_KINDS,
    "prior_shift_sd": TWO_ARM_KINDS,
    "prior_lot_sd": TWO_ARM_KINDS,
    "prior_lot_df": TWO_ARM_KINDS,
    "prior_source": TWO_ARM_KINDS,
    "probability": TWO_ARM_KINDS,
    "multiplier": frozenset({CriterionKind.QUALITY_RANGE}),
    "coverage": frozenset({CriterionKind.TOLERANCE_INTERVAL}),
    "confidence": frozenset({CriterionKind.TOLERANCE_INTERVAL}),
    "limit_low": frozenset({CriterionKind.LIMIT}),
    "limit_high": frozenset({CriterionKind.LIMIT}),
    "accepted_words": frozenset({CriterionKind.QUALITATIVE}),
    "history_lots": TWO_ARM_KINDS | RANGE_KINDS | {CriterionKind.LIMIT},
}
_COLUMN_OF_FIELD = {"k": "multiplier"}
_STATED = ("margin_low", "margin_high", "multiplier", "coverage", "confidence", "limit_low", "limit_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionEntry:
    """A criterion as typed; figures are text and are stored as they stand."""

    tier: Tier
    kind: CriterionKind
    tier_reason: str | None = None
    contrast: Contrast | None = None
    margin_low: str | None = None
    margin_high: str | None = None
    multiplier: str | None = None
    coverage: str | None = None
    confidence: str | None = None
    limit_low: str | None = None
    limit_high: str | None = None
    accepted_words: tuple[str, ...] | None = None
    justification: Justification | None = None
    justification_text: str | None = None
    source: str | None = None
    impact_rationale: str | None = None
    history_lots: str | None = None
    analysis: Analysis | None = None
    control: ControlUse | None = None
    run_sd: str | None = None
    run_sd_source: str | None = None
    censored_floor: str | None = None
    history_weight: str | None = None
    variances: Variances | None = None
    prior_shift_sd: str | None = None
    prior_lot_sd: str | None = None
    prior_lot_df: str | None = None
    prior_source: str | None = None
    probability: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionChange:
    """One criterion as a person left it: number and version of the row, and what stands in it now."""

    criterion_id: int
    version: int
    entry: CriterionEntry


def add_missing_criteria(session: Session, protocol_id: int, *, actor: Actor) -> int:
    """Start a criterion for every attribute of the product that has none yet; returns how many.

    Raises NotAllowed, NotFound, Refused after the freeze.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    protocol = _draft(session, protocol_id)
    return start_criteria(session, protocol)


def edit_criterion(
    session: Session,
    criterion_id: int,
    entry: CriterionEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> CriterionRow:
    """Write one criterion of a draft. What is stated must keep the rules; what is missing may follow.

    Raises NotAllowed, NotFound, Conflict, Refused after the freeze, Invalid naming the column.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    row = rows.get(session, CriterionRow, criterion_id)
    protocol = _draft(session, row.protocol_id)
    stated = _stated(session, protocol, row, entry)
    _write(session, protocol, row, stated, version=version, reason=reason)
    return row


def save_criteria(
    session: Session,
    protocol_id: int,
    changes: Iterable[CriterionChange],
    *,
    reason: str | None,
    actor: Actor,
) -> int:
    """Write many criteria at once, all or none, and return how many changed.

    Raises as `edit_criterion` does; the field of Invalid is the criterion's number and the column:
    "17-margin_low".
    """
    actor.must(Permission.EDIT_PROTOCOL)
    protocol = _draft(session, protocol_id)
    changed = 0
    for change in changes:
        row = rows.get(session, CriterionRow, change.criterion_id)
        if row.protocol_id != protocol.id:
            raise Conflict("This criterion belongs to another version of the protocol.")
        with in_cell_of(row.id):
            stated = _stated(session, protocol, row, change.entry)
        changed += _write(session, protocol, row, stated, version=change.version, reason=reason)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored(CriterionEntry):
    """The entry with lists as the column gives them back, so that an unchanged one compares equal."""

    accepted_words: list[str] | None = None  # type: ignore[assignment]


def _stated(session: Session, protocol: Protocol, row: CriterionRow, entry: CriterionEntry) -> _Stored:
    """The entry as it is stored. Raises Invalid, naming the column."""
    attribute = rows.get(session, Attribute, row.attribute_id)
    kept = _only_used(storable(entry, CriterionRow))
    proposed = CriterionRow(protocol_id=protocol.id, attribute_id=attribute.id, **_as_stored(kept))
    try:
        _check(proposed, protocol, attribute)
        _keep_tier_a(session, proposed, protocol)
    except Invalid as error:
        column = _COLUMN_OF_FIELD.get(error.field or "", error.field)
        raise Invalid(str(error), field=column) from error
    return _Stored(**_as_stored(kept))


def _write(
    session: Session,
    protocol: Protocol,
    row: CriterionRow,
    stated: _Stored,
    *,
    version: int,
    reason: str | None,
) -> bool:
    is_first = protocol.number == 1 and row.version == 1
    why = reason or ("First statement of the criterion." if is_first else None)
    return revise(session, row, stated, version=version, reason=why)


def _as_stored(entry: CriterionEntry) -> dict[str, Any]:
    words = None if entry.accepted_words is None else list(entry.accepted_words)
    return values(entry) | {"accepted_words": words}


def _only_used(entry: CriterionEntry) -> CriterionEntry:
    unused = {name: None for name, kinds in _USED_BY.items() if entry.kind not in kinds}
    kept = replace(entry, **unused)  # type: ignore[arg-type]
    if kept.contrast is not None and kept.analysis is None:
        # What nobody chose is stored all the same: the protocol says which analysis decides.
        kept = replace(kept, analysis=FITTING[kept.contrast][0])
    return kept


def _check(row: CriterionRow, protocol: Protocol, attribute: Attribute) -> None:
    """Refuse what is stated wrongly. A criterion whose figures are still open is let through as a draft."""
    criterion = criterion_value(row, protocol)
    is_stated = any(getattr(row, name) is not None for name in _STATED)
    if is_stated or not gaps(criterion):
        validate(criterion)
        check_fit(
            criterion,
            own_tier=attribute.tier,
            is_qualitative=attribute.is_qualitative,
            allowed_words=tuple(attribute.allowed_words or ()),
            unit=attribute.unit,
            decimals=attribute.decimals,
        )


def _keep_tier_a(session: Session, row: CriterionRow, protocol: Protocol) -> None:
    """An attribute leaves tier A before the first freeze or never: afterwards it would escape its test."""
    frozen = frozen_protocol(session, protocol.switch_id)
    if frozen is None or row.tier is Tier.A:
        return
    signed = {line.row.attribute_id: line.row.tier for line in criteria_of(session, frozen.id)}
    if signed.get(row.attribute_id) is Tier.A:
        raise Invalid(
            f"Version {frozen.number} was frozen with this attribute in tier A, so it stays in tier A.",
            field="tier",
        )


def _draft(session: Session, protocol_id: int) -> Protocol:
    protocol = rows.get(session, Protocol, protocol_id)
    if protocol.status is not ProtocolStatus.DRAFT:
        raise Refused(
            "This version of the protocol is frozen. Amend it with a reason: a new version follows."
        )
    return protocol
