"""Describe a switch: what changes, its arms with their sources, and the side-by-side differences."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.people import Actor, Permission
from comparability.model.risks import starting_rank
from comparability.model.switch_kinds import switch_kinds
from comparability.model.vocabulary import ArmRole, DevelopmentStage, ProtocolStatus, SwitchKind
from comparability.storage import protocols as stored_protocols
from comparability.storage import rows
from comparability.storage import switches as stored
from comparability.storage.attributes import attributes_of
from comparability.storage.products import Product
from comparability.storage.published_summaries import has_summary
from comparability.storage.sessions import state_reason
from comparability.storage.suppliers import Supplier, site_of
from comparability.storage.switches import Arm, ArmSource, Difference, Risk, Switch
from comparability.usecases.entries import storable
from comparability.usecases.records import add, in_cell_of, revise, values


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchEntry:
    code: str
    title: str
    kind: SwitchKind
    development_stage: DevelopmentStage
    description: str
    reporting_category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """Lots of this supplier and, where stated, of this site and process version."""

    supplier_id: int
    site_id: int | None = None
    process_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmEntry:
    role: ArmRole
    name: str
    sources: tuple[SourceEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceEntry:
    """One row of the side-by-side table; `is_resolved`: a person has assessed what it can do."""

    aspect: str
    before: str | None = None
    after: str | None = None
    impact: str | None = None
    is_resolved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceChange:
    """A saved row as a person left it: number and version of the row, and what stands in it now."""

    difference_id: int
    version: int
    entry: DifferenceEntry


def create_switch(
    session: Session, product_id: int, entry: SwitchEntry, *, arms: Iterable[ArmEntry], actor: Actor
) -> Switch:
    """Open a switch with its arms, the difference table and the risks that its kind starts with.

    Raises NotAllowed, NotFound, Invalid, Conflict when the code exists, Refused when a lot has two arms.
    """
    actor.must(Permission.EDIT_SWITCH)
    product = rows.get(session, Product, product_id)
    switch = add(session, Switch(product_id=product.id, **values(storable(entry, Switch))))
    for position, arm in enumerate(arms, start=1):
        _add_arm(session, switch, arm, position)
    stored.lots_in_arms(session, switch.id)  # refuses a lot with two arms before anything is kept
    defaults = switch_kinds()[entry.kind]
    for position, aspect in enumerate(defaults.aspects, start=1):
        session.add(Difference(switch_id=switch.id, position=position, aspect=aspect.name, is_resolved=False))
    for attribute in attributes_of(session, product.id):
        if (risk := defaults.risk(attribute.code)) is not None:
            severity, likelihood = starting_rank(risk.level)
            session.add(
                Risk(
                    switch_id=switch.id,
                    attribute_id=attribute.id,
                    severity=severity,
                    likelihood=likelihood,
                    rationale=risk.reason,
                    proposed_tier=attribute.tier,
                )
            )
    session.flush()
    return switch


def edit_switch(
    session: Session, switch_id: int, entry: SwitchEntry, *, version: int, reason: str | None, actor: Actor
) -> Switch:
    """Change how a switch is described. Code and kind are part of a frozen protocol and stay from then on.

    Raises NotAllowed, NotFound, Conflict, Invalid, Refused.
    """
    actor.must(Permission.EDIT_SWITCH)
    switch = rows.get(session, Switch, switch_id)
    entry = storable(entry, Switch)
    if (entry.code, entry.kind) != (switch.code, switch.kind):
        _must_be_before_the_freeze(session, switch, "The code and the kind of this switch")
    revise(session, switch, entry, version=version, reason=reason)
    return switch


def add_arm(session: Session, switch_id: int, entry: ArmEntry, *, actor: Actor) -> Arm:
    """Add an arm. Raises NotAllowed, NotFound, Invalid, Conflict, and Refused after the freeze."""
    actor.must(Permission.EDIT_SWITCH)
    switch = rows.get(session, Switch, switch_id)
    _must_be_before_the_freeze(session, switch, "The arms of this switch")
    arms = stored.arms_of(session, switch.id)
    arm = _add_arm(session, switch, entry, max((each.position for each in arms), default=0) + 1)
    stored.lots_in_arms(session, switch.id)
    return arm


def add_source(session: Session, arm_id: int, entry: SourceEntry, *, actor: Actor) -> ArmSource:
    """Let an arm take the lots of one more source. Raises as `add_arm` does."""
    actor.must(Permission.EDIT_SWITCH)
    arm = rows.get(session, Arm, arm_id)
    switch = rows.get(session, Switch, arm.switch_id)
    _must_be_before_the_freeze(session, switch, "The arms of this switch")
    source = _add_source(session, arm, entry)
    stored.lots_in_arms(session, switch.id)
    return source


def remove_source(session: Session, source_id: int, *, reason: str, actor: Actor) -> Arm:
    """Take a source from an arm, and the arm with its last one, with a reason; returns the arm.

    Raises NotAllowed, NotFound, Invalid, and Refused after the freeze.
    """
    actor.must(Permission.EDIT_SWITCH)
    source = rows.get(session, ArmSource, source_id)
    arm = rows.get(session, Arm, source.arm_id)
    switch = rows.get(session, Switch, arm.switch_id)
    _must_be_before_the_freeze(session, switch, "The arms of this switch")
    state_reason(session, reason)
    session.delete(source)
    session.flush()
    if not any(each.arm_id == arm.id for each in stored.sources_of(session, switch.id)):
        if has_summary(session, arm.id):
            raise Refused(f"{arm.name} has published figures. Withdraw them before its last source goes.")
        session.delete(arm)
        session.flush()
    return arm


def add_difference(session: Session, switch_id: int, entry: DifferenceEntry, *, actor: Actor) -> Difference:
    """Add a row to the side-by-side table. Raises NotAllowed, NotFound, Invalid."""
    actor.must(Permission.EDIT_SWITCH)
    switch = rows.get(session, Switch, switch_id)
    entry = _checked(storable(entry, Difference))
    last = max((each.position for each in stored.differences_of(session, switch.id)), default=0)
    return add(session, Difference(switch_id=switch.id, position=last + 1, **values(entry)))


def save_differences(
    session: Session,
    switch_id: int,
    changes: Iterable[DifferenceChange],
    *,
    reason: str | None,
    actor: Actor,
) -> int:
    """Save the side-by-side table as a whole and return how many of its rows changed.

    The first wording of an empty row is no change of a record; any later one needs the reason.
    Raises NotAllowed, NotFound, Conflict, and Invalid whose field is the row's number and the column:
    "17-impact".
    """
    actor.must(Permission.EDIT_SWITCH)
    changed = 0
    for change in changes:
        difference = rows.get(session, Difference, change.difference_id)
        if difference.switch_id != switch_id:
            raise Conflict("This row belongs to another switch.")
        is_first = difference.before is None and difference.after is None and difference.impact is None
        why = reason or ("First description of the row." if is_first else None)
        with in_cell_of(difference.id):
            entry = _checked(storable(change.entry, Difference))
        changed += revise(session, difference, entry, version=change.version, reason=why)
    return changed


def _checked(entry: DifferenceEntry) -> DifferenceEntry:
    if not entry.is_resolved:
        return entry
    for field in ("before", "after", "impact"):
        if getattr(entry, field) is None:
            raise Invalid(
                "A difference is assessed once before, after and impact are stated; write “unchanged” or "
                "“none” where that is so.",
                field=field,
            )
    return entry


def _add_arm(session: Session, switch: Switch, entry: ArmEntry, position: int) -> Arm:
    adds_sites = switch.kind is SwitchKind.ADD_SITES
    if entry.role is (ArmRole.POST if adds_sites else ArmRole.SITE):
        wanted = "pre and site" if adds_sites else "pre and post"
        raise Invalid(f"A switch of the kind “{switch.kind}” has arms of the roles {wanted}.", field="role")
    others = stored.arms_of(session, switch.id)
    if entry.role is ArmRole.PRE and any(each.role is ArmRole.PRE for each in others):
        raise Invalid("There is a pre arm already; add another source to it.", field="role")
    if any(each.name == entry.name for each in others):
        raise Invalid(
            "Another arm of this switch has this name. Arms need names of their own, and sources that differ "
            "in supplier, site or process version.",
            field="name",
        )
    if not entry.sources:
        raise Invalid("An arm needs at least one source of its lots.", field="supplier_id")
    named = storable(replace(entry, sources=()), Arm)
    arm = add(session, Arm(switch_id=switch.id, role=entry.role, name=named.name, position=position))
    for source in entry.sources:
        _add_source(session, arm, source)
    return arm


def _add_source(session: Session, arm: Arm, entry: SourceEntry) -> ArmSource:
    entry = storable(entry, ArmSource)
    supplier = rows.get(session, Supplier, entry.supplier_id)
    if entry.site_id is not None:
        site_of(session, supplier, entry.site_id)
    return add(session, ArmSource(arm_id=arm.id, **values(entry)))


def _must_be_before_the_freeze(session: Session, switch: Switch, what: str) -> None:
    versions = stored_protocols.protocols_of(session, switch.id)
    if any(protocol.status is not ProtocolStatus.DRAFT for protocol in versions):
        raise Refused(
            f"{what} are part of its frozen protocol and stay as they were signed. "
            "Another supplier, site or process is another switch."
        )
