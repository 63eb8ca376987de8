"""From protocol rows to the values that the rules read, and to the content that a signature binds."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.texts import read_criterion
from comparability.model.eligibility import EligibilityRule
from comparability.model.vocabulary import LotStatus, LotUse, Occasion
from comparability.storage.protocols import CriterionRow, Protocol, criteria_of
from comparability.storage.switches import Switch, arms_of, sources_of

# The shift at which the false-pass rate of a range criterion is printed beside it. It decides no outcome.
RANGE_SHIFT_SD: Final = "2"

_NOT_CONTENT = frozenset(
    {"id", "version", "switch_id", "status", "post_data_seen", "frozen_at", "frozen_by_id", "content_hash"}
)
_CRITERION_NOT_CONTENT = frozenset({"id", "version", "protocol_id", "attribute_id"})
# What could not be stated before is part of the content only where it is stated: signatures stay valid.
_ADDED_LATER = frozenset(
    {
        "arm_pairs", "arm_claim", "analysis", "control", "run_sd", "run_sd_source", "censored_floor",
        "history_weight", "variances", "prior_shift_sd", "prior_lot_sd", "prior_lot_df", "prior_source",
        "probability",
    }
)  # fmt: skip


def criterion_value(row: CriterionRow, protocol: Protocol) -> Criterion:
    """The criterion as a value. Raises Invalid, naming the column, for text that is no number."""
    return read_criterion(row, protocol, attribute_id=row.attribute_id, range_shift_sd=RANGE_SHIFT_SD)


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
    return {
        name: getattr(row, name)
        for name in names
        if name not in without and not (name in _ADDED_LATER and getattr(row, name) is None)
    }
