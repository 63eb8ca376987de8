"""Which suppliers make a product, and the switches that lead from one to another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from comparability.model.switchability import (
    Maker,
    Route,
    Switchability,
    proof_of,
    recent_since,
    switchability,
)
from comparability.model.vocabulary import ArmRole, LotStatus, SwitchKind
from comparability.storage.attributes import Attribute
from comparability.storage.lots import Lot, LotParent
from comparability.storage.products import Product
from comparability.storage.readiness import SwitchState
from comparability.storage.suppliers import Supplier
from comparability.storage.switches import Arm, ArmSource, Switch

CAME_TO_NOTHING = (LotStatus.FAILED, LotStatus.REJECTED, LotStatus.VOID)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMap:
    """A product with what is shown of its suppliers."""

    product: Product
    map: Switchability


def product_maps(
    session: Session,
    state_of: Callable[[int], SwitchState | None],
    *,
    today: date,
    supplier_id: int | None = None,
) -> tuple[ProductMap, ...]:
    """Every product that has a supplier, by code; those of one supplier alone where it is named.

    state_of: of a switch by its id, None where its data are not in order.
    """
    since = recent_since(today)
    ends = _ends(session)
    recent = _recent_lots(session, since)
    names = {each.id: each.name for each in session.scalars(select(Supplier))}
    found = []
    for product in session.scalars(select(Product).order_by(Product.code)):
        switches = [end for end in ends if end.switch.product_id == product.id]
        made = recent.get(product.id, {})
        makers = {*made, *(each for end in switches for each in end.suppliers)}
        if not makers or (supplier_id is not None and supplier_id not in makers):
            continue
        rows = sorted(makers, key=lambda each: (-made.get(each, 0), names[each]))
        routes = [route for end in switches for route in _routes(end, state_of(end.switch.id))]
        lines = [Maker(supplier_id=each, name=names[each], lots=made.get(each, 0)) for each in rows]
        found.append(ProductMap(product=product, map=switchability(lines, routes)))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """The suppliers whose lots a switch takes, before and after it."""

    switch: Switch
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def suppliers(self) -> tuple[int, ...]:
        return self.before + self.after


def _ends(session: Session) -> list[_Ends]:
    """Of every switch that can change who makes the lots. A source of a plasmid switch names who made a
    plasmid, and a change of method alone names nobody new.
    """
    found = session.execute(
        select(Switch, Arm.role, ArmSource.supplier_id)
        .join(Arm, Arm.switch_id == Switch.id)
        .join(ArmSource, ArmSource.arm_id == Arm.id)
        .where(Switch.kind.not_in([SwitchKind.PLASMID_SUPPLIER, SwitchKind.METHOD_ONLY]))
        .order_by(Switch.code, Arm.position, ArmSource.id)
    )
    switches: dict[int, tuple[Switch, dict[int, None], dict[int, None]]] = {}
    for switch, role, supplier in found:
        _, before, after = switches.setdefault(switch.id, (switch, {}, {}))
        (before if role is ArmRole.PRE else after)[supplier] = None
    return [
        _Ends(switch=switch, before=tuple(before), after=tuple(after))
        for switch, before, after in switches.values()
    ]


def _routes(ends: _Ends, state: SwitchState | None) -> Iterator[Route]:
    conclusion = state.decision.conclusion if state and state.decision else None
    proof = proof_of(state.readiness.state if state else None, conclusion)
    for before in ends.before:
        for after in ends.after:
            yield Route(
                switch_id=ends.switch.id,
                switch_code=ends.switch.code,
                before=before,
                after=after,
                proof=proof,
            )


def _recent_lots(session: Session, since: date) -> dict[int, dict[int, int]]:
    """How many lots each supplier made since then, by product; a supplier of older lots with 0.

    Lots of a stage at which nothing of the product is measured are not compared by any switch and do not
    count, nor does what came to nothing. A lot that a supplier made from its own, as drug product from drug
    substance, counts once.
    """
    source = aliased(Lot)
    from_own = (
        exists()
        .where(LotParent.lot_id == Lot.id, LotParent.parent_id == source.id)
        .where(source.supplier_id == Lot.supplier_id, _is_compared(source))
    )
    found = session.execute(
        select(Lot.product_id, Lot.supplier_id, func.count(Lot.id).filter(Lot.manufactured_on >= since))
        .where(Lot.status.not_in(CAME_TO_NOTHING), _is_compared(Lot), ~from_own)
        .group_by(Lot.product_id, Lot.supplier_id)
    )
    made: dict[int, dict[int, int]] = {}
    for product, supplier, lots in found:
        made.setdefault(product, {})[supplier] = lots
    return made


def _is_compared(lot: type[Lot] | AliasedClass[Lot]) -> ColumnElement[bool]:
    return exists().where(Attribute.product_id == lot.product_id, Attribute.stage == lot.stage)
