"""From protocol rows to the values that the rules read, and to the content that a signature binds."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from comparability.model.criteria import TWO_ARM_KINDS, Criterion, margin
from comparability.model.eligibility import EligibilityRule
from comparability.model.plain_numbers import plain_number
from comparability.model.vocabulary import CriterionKind, LotStatus, LotUse, Occasion
from comparability.statistics.interval import Interval
from comparability.storage.protocols import CriterionRow, Protocol, criteria_of
from comparability.storage.switches import Switch, arms_of, sources_of

# The shift at which the false-pass rate of a range criterion is printed beside it. It decides no outcome.
RANGE_SHIFT_SD: Final = "2"

_NOT_CONTENT = frozenset(
    {"id", "version", "switch_id", "status", "post_data_seen", "frozen_at", "frozen_by_id", "content_hash"}
)
_CRITERION_NOT_CONTENT = frozenset({"id", "version", "protocol_id", "attribute_id"})


def criterion_value(row: CriterionRow, protocol: Protocol) -> Criterion:
    """The criterion as a value. Raises Invalid, naming the column, for text that is no number."""
    in_range = row.kind in (CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL)
    return Criterion(
        attribute_id=row.attribute_id,
        tier=row.tier,
        kind=row.kind,
        minimum_lots=protocol.minimum_lots,
        alpha=float(protocol.alpha),
        difference_level=float(protocol.difference_level),
        contrast=row.contrast,
        margin=_margin(row),
        k=_number(row.multiplier, "multiplier"),
        coverage=_number(row.coverage, "coverage"),
        confidence=_number(row.confidence, "confidence"),
        false_pass_shift_sd=float(RANGE_SHIFT_SD) if in_range else None,
        limit_low=_number(row.limit_low, "limit_low"),
        limit_high=_number(row.limit_high, "limit_high"),
        accepted_words=tuple(row.accepted_words or ()),
        justification=row.justification,
        justification_text=row.justification_text,
        source=row.source,
        impact_rationale=row.impact_rationale,
        minimum_lots_reason=protocol.minimum_lots_reason,
        tier_reason=row.tier_reason,
    )


def eligibility_rule(protocol: Protocol) -> EligibilityRule:
    """Which lots count, as a value. Raises Invalid when the rule is empty."""
    versions = protocol.eligible_process_versions
    return EligibilityRule(
        uses=tuple(LotUse(word) for word in protocol.eligible_uses),
        statuses=tuple(LotStatus(word) for word in protocol.eligible_statuses),
        occasions=tuple(Occasion(word) for word in protocol.eligible_occasions),
        failed_lots=protocol.failed_lots,
        process_versions=None if versions is None else tuple(versions),
        manufactured_from=protocol.manufactured_from,
        manufactured_to=protocol.manufactured_to,
    )


def protocol_content(session: Session, protocol: Protocol) -> dict[str, object]:
    """Everything that is approved by freezing: the rule, the arms and each criterion, for the canonical hash.

    Suppliers and sites stand by their number, so that a supplier who takes another name breaks no signature.
    """
    switch = session.get_one(Switch, protocol.switch_id)
    arms, sources = arms_of(session, switch.id), sources_of(session, switch.id)
    return {
        "switch": {"code": switch.code, "kind": switch.kind},
        "protocol": _columns(protocol, _NOT_CONTENT) | {"false_pass_shift_sd": RANGE_SHIFT_SD},
        "arms": [
            {
                "name": arm.name,
                "role": arm.role,
                "sources": [
                    {
                        "supplier": each.supplier_id,
                        "site": each.site_id,
                        "process_version": each.process_version,
                    }
                    for each in sources
                    if each.arm_id == arm.id
                ],
            }
            for arm in arms
        ],
        "criteria": {
            line.attribute.code: _columns(line.row, _CRITERION_NOT_CONTENT)
            | {"name": line.attribute.name, "unit": line.attribute.unit, "scale": line.attribute.scale}
            for line in criteria_of(session, protocol.id)
        },
    }


def _columns(row: Protocol | CriterionRow, without: Iterable[str]) -> dict[str, object]:
    names = (column.key for column in type(row).__mapper__.columns)
    return {name: getattr(row, name) for name in names if name not in without}


def _margin(row: CriterionRow) -> Interval | None:
    if row.kind not in TWO_ARM_KINDS or row.contrast is None:
        return None
    low, high = _number(row.margin_low, "margin_low"), _number(row.margin_high, "margin_high")
    return None if low is None and high is None else margin(low=low, high=high, contrast=row.contrast)


def _number(text: str | None, column: str) -> float | None:
    return None if text is None else float(plain_number(text, field=column))
