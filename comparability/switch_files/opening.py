"""Open the switch that a file describes, by the same use-cases as the pages.

What is registered already is used as it is; nothing that exists is changed.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid
from comparability.model.people import Actor
from comparability.model.vocabulary import ReportedAs, Stage
from comparability.storage.attributes import attribute_by_code, methods_of_product
from comparability.storage.products import Product, product_by_code
from comparability.storage.protocols import Protocol, criteria_of
from comparability.storage.suppliers import laboratories, site_named, supplier_named
from comparability.storage.switches import Switch, arms_of, differences_of, risks_of
from comparability.switch_files.bridging import record_stated
from comparability.switch_files.plans import save_stated
from comparability.switch_files.reading import (
    Data,
    codes_of,
    entry_of,
    needed,
    read_as,
    read_file,
    tables,
    text_of,
    without,
)
from comparability.usecases import (
    attributes,
    criteria,
    methods,
    products,
    protocols,
    published_summaries,
    risks,
    switches,
)
from comparability.usecases import suppliers as register


def new_switch(session: Session, text: str, *, actor: Actor, now: datetime) -> tuple[Switch, Protocol]:
    """Create what the file describes and draft its protocol. Raises Invalid and what the use-cases raise."""
    data = read_file(text)
    for each in tables(data, "supplier"):
        _supplier(session, each, actor)
    for each in tables(data, "laboratory"):
        _laboratory(session, each, actor)
    product = _product(session, needed(data, "product", where="The file"), actor)
    for each in tables(data, "attribute"):
        _attribute(session, product, each, actor)
    for each in tables(data, "method"):
        _method(session, product, each, actor)
    switch = switches.create_switch(
        session,
        product.id,
        entry_of(switches.SwitchEntry, needed(data, "switch", where="The file"), where="switch"),
        arms=[_arm(session, each) for each in tables(data, "arm")],
        actor=actor,
    )
    _differences(session, switch, data, actor)
    _risks(session, product, switch, tables(data, "risk"), actor)
    entry = entry_of(protocols.ProtocolEntry, needed(data, "protocol", where="The file"), where="protocol")
    protocol = protocols.create_protocol(session, switch.id, entry, actor=actor)
    _criteria(session, protocol, tables(data, "criterion"), actor)
    for each in tables(data, "summary"):
        _summary(session, product, switch, each, actor, now)
    for each in tables(data, "bridging"):
        record_stated(session, product, each, actor=actor, now=now)
    if "plan" in data:
        save_stated(session, switch, protocol, data["plan"], actor=actor, now=now)
    return switch, protocol


def _supplier(session: Session, data: Data, actor: Actor) -> None:
    name = text_of(data, "name", where="supplier")
    supplier = supplier_named(session, name)
    if supplier is None:
        entry = entry_of(register.SupplierEntry, without(data, "site"), where=f"supplier {name}")
        supplier = register.create_supplier(session, entry, actor=actor)
    for each in tables(data, "site"):
        place = f"site of supplier {name}"
        if site_named(session, supplier.id, text_of(each, "name", where=place)) is None:
            site = entry_of(register.SiteEntry, each, where=place)
            register.create_site(session, supplier.id, site, actor=actor)


def _laboratory(session: Session, data: Data, actor: Actor) -> None:
    name = text_of(data, "name", where="laboratory")
    if name not in {laboratory.name for laboratory, _ in laboratories(session)}:
        entry = entry_of(register.LaboratoryEntry, data, where=f"laboratory {name}")
        register.create_laboratory(session, entry, actor=actor)


def _product(session: Session, data: Data, actor: Actor) -> Product:
    found = product_by_code(session, text_of(data, "code", where="product"))
    if found is not None:
        return found
    stages = read_as(tuple[Stage, ...], data.get("stages", []), "product: stages")
    reported_as = data.get("empty_full_as")
    return products.create_product(
        session,
        entry_of(products.ProductEntry, without(data, "stages", "empty_full_as"), where="product"),
        stages=stages,
        actor=actor,
        empty_full_as=reported_as and read_as(ReportedAs, reported_as, "product: empty_full_as"),
        with_panel=bool(stages),
    )


def _attribute(session: Session, product: Product, data: Data, actor: Actor) -> None:
    code = text_of(data, "code", where="attribute")
    if attribute_by_code(session, product.id, code) is None:
        entry = entry_of(attributes.AttributeEntry, data, where=f"attribute {code}")
        attributes.create_attribute(session, product.id, entry, actor=actor)


def _method(session: Session, product: Product, data: Data, actor: Actor) -> None:
    """One method, with its first version, for each attribute that it measures."""
    name = text_of(data, "name", where="method")
    place = f"method {name}"
    method = {key: value for key, value in data.items() if key in ("name", "technique")}
    version = without(data, "attribute", "attributes", "name", "technique")
    registered = methods_of_product(session, product.id)
    for code in codes_of(data, where=place):
        attribute_id = _attribute_id(session, product, code, place)
        if name not in {line.method.name for line in registered.get(attribute_id, ())}:
            methods.create_method(
                session,
                attribute_id,
                entry_of(methods.MethodEntry, method, where=place),
                actor=actor,
                first=entry_of(methods.MethodVersionEntry, version, where=place),
            )


def _arm(session: Session, data: Data) -> switches.ArmEntry:
    place = f"arm {data.get('name', '')}".strip()
    sources = tuple(_source(session, each, place) for each in tables(data, "sources"))
    return entry_of(switches.ArmEntry, without(data, "sources"), where=place, sources=sources)


def _source(session: Session, data: Data, place: str) -> switches.SourceEntry:
    name = text_of(data, "supplier", where=place)
    supplier = supplier_named(session, name)
    if supplier is None:
        raise Invalid(f"{place}: there is no supplier {name}.")
    site = None
    if "site" in data:
        site = site_named(session, supplier.id, text_of(data, "site", where=place))
        if site is None:
            raise Invalid(f"{place}: supplier {name} has no site {data['site']}.")
    return entry_of(
        switches.SourceEntry,
        without(data, "supplier", "site"),
        where=place,
        supplier_id=supplier.id,
        site_id=site and site.id,
    )


def _differences(session: Session, switch: Switch, data: Data, actor: Actor) -> None:
    """Rows named in the file; `other_differences` is stated of the starting rows that it does not name."""
    others = data.get("other_differences")
    named = {text_of(each, "aspect", where="difference"): each for each in tables(data, "difference")}
    changes = []
    for row in differences_of(session, switch.id):
        stated = named.pop(row.aspect, None) or (others and {"aspect": row.aspect, **others})
        if stated:
            entry = entry_of(switches.DifferenceEntry, stated, where=f"difference {row.aspect}")
            changes.append(switches.DifferenceChange(difference_id=row.id, version=row.version, entry=entry))
    switches.save_differences(session, switch.id, changes, reason=None, actor=actor)
    for aspect, each in named.items():
        entry = entry_of(switches.DifferenceEntry, each, where=f"difference {aspect}")
        switches.add_difference(session, switch.id, entry, actor=actor)


def _risks(session: Session, product: Product, switch: Switch, stated: list[Data], actor: Actor) -> None:
    saved = {risk.attribute_id: risk.version for risk in risks_of(session, switch.id)}
    changes = []
    for each in stated:
        code = text_of(each, "attribute", where="risk")
        attribute_id = _attribute_id(session, product, code, "risk")
        entry = entry_of(risks.RiskEntry, without(each, "attribute"), where=f"risk of {code}")
        version = saved.get(attribute_id)
        changes.append(risks.RiskChange(attribute_id=attribute_id, version=version, entry=entry))
    risks.save_risks(session, switch.id, changes, reason="Ranked for this switch.", actor=actor)


def _criteria(session: Session, protocol: Protocol, stated: list[Data], actor: Actor) -> None:
    """A criterion keeps the attribute's tier unless it states another."""
    lines = {line.attribute.code: line for line in criteria_of(session, protocol.id)}
    changes = []
    for each in stated:
        for code in codes_of(each, where="criterion"):
            if code not in lines:
                raise Invalid(f"criterion: there is no attribute {code}; there are {', '.join(lines)}.")
            line = lines[code]
            own = {"tier": line.attribute.tier.value} | dict(without(each, "attribute", "attributes"))
            entry = entry_of(criteria.CriterionEntry, own, where=f"criterion of {code}")
            changes.append(
                criteria.CriterionChange(criterion_id=line.row.id, version=line.row.version, entry=entry)
            )
    criteria.save_criteria(session, protocol.id, changes, reason=None, actor=actor)


def _summary(
    session: Session, product: Product, switch: Switch, data: Data, actor: Actor, now: datetime
) -> None:
    """Published figures of one arm and attribute; another person verifies them at the pages."""
    name = text_of(data, "arm", where="summary")
    code = text_of(data, "attribute", where=f"summary of {name}")
    place = f"summary of {name}, {code}"
    arms = {arm.name: arm.id for arm in arms_of(session, switch.id)}
    if name not in arms:
        raise Invalid(f"{place}: there is no such arm; there are {', '.join(arms)}.")
    published_summaries.record_summary(
        session,
        switch.id,
        entry_of(published_summaries.FiguresEntry, without(data, "arm", "attribute"), where=place),
        arm_id=arms[name],
        attribute_id=_attribute_id(session, product, code, place),
        actor=actor,
        now=now,
    )


def _attribute_id(session: Session, product: Product, code: str, place: str) -> int:
    attribute = attribute_by_code(session, product.id, code)
    if attribute is None:
        raise Invalid(f"{place}: {product.code} has no attribute with the code {code}.")
    return attribute.id
