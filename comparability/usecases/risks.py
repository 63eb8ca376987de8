"""Rank what a change can do to each attribute, before the protocol is written (ICH Q9)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict
from comparability.model.people import Actor, Permission
from comparability.model.risks import risk_level
from comparability.model.vocabulary import Tier
from comparability.storage import rows
from comparability.storage import switches as stored
from comparability.storage.attributes import Attribute
from comparability.storage.switches import Risk, Switch
from comparability.usecases.entries import storable
from comparability.usecases.records import add, in_cell_of, revise, values


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskEntry:
    severity: int
    likelihood: int
    rationale: str
    proposed_tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskChange:
    """The rank of one attribute as a person left it; version: of the saved rank, None when there was none."""

    attribute_id: int
    version: int | None
    entry: RiskEntry


def save_risks(
    session: Session, switch_id: int, changes: Iterable[RiskChange], *, reason: str | None, actor: Actor
) -> int:
    """Save the ranks of a switch and return how many are new or changed.

    A first rank needs no reason, a changed one does.
    Raises NotAllowed, NotFound, Conflict, and Invalid whose field is the attribute's number and the column:
    "17-rationale".
    """
    actor.must(Permission.EDIT_SWITCH)
    switch = rows.get(session, Switch, switch_id)
    saved = {risk.attribute_id: risk for risk in stored.risks_of(session, switch.id)}
    changed = 0
    for change in changes:
        attribute = rows.get(session, Attribute, change.attribute_id)
        if attribute.product_id != switch.product_id:
            raise Conflict(f"{attribute.name} belongs to another product.")
        changed += _save(session, switch, saved.get(attribute.id), change, reason)
    return changed


def _save(
    session: Session, switch: Switch, risk: Risk | None, change: RiskChange, reason: str | None
) -> bool:
    with in_cell_of(change.attribute_id):
        entry = storable(change.entry, Risk)
        risk_level(severity=entry.severity, likelihood=entry.likelihood)
    if risk is not None and change.version is not None:
        return revise(session, risk, entry, version=change.version, reason=reason)
    if risk is not None:
        raise Conflict("Somebody else ranked this attribute after you opened the page.")
    add(session, Risk(switch_id=switch.id, attribute_id=change.attribute_id, **values(entry)))
    return True
