"""A switch described in a file: product, suppliers, arms, differences, risks and the drafted protocol.

What is registered already is used as it is; nothing that exists is changed.
"""

import enum
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid
from comparability.model.people import Actor
from comparability.model.vocabulary import ReportedAs, Stage
from comparability.storage.attributes import attribute_by_code
from comparability.storage.products import Product, product_by_code
from comparability.storage.protocols import Protocol, criteria_of
from comparability.storage.suppliers import laboratories, site_named, suppliers
from comparability.storage.switches import Switch, differences_of, risks_of
from comparability.usecases import attributes, criteria, methods, products, protocols, risks, switches
from comparability.usecases import suppliers as register

Entry = TypeVar("Entry")
Data = Mapping[str, Any]


def new_switch(session: Session, text: str, *, actor: Actor) -> tuple[Switch, Protocol]:
    """Create what the file describes and draft its protocol. Raises Invalid and what the use-cases raise."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"The file is not valid TOML: {error}") from error
    _suppliers(session, data, actor)
    product = _product(session, data["product"], actor)
    for attribute in data.get("attribute", ()):
        _attribute(session, product, attribute, actor)
    _methods(session, product, data.get("method", ()), actor)
    switch = switches.create_switch(
        session,
        product.id,
        entry_of(switches.SwitchEntry, data["switch"]),
        arms=[_arm(session, arm) for arm in data["arm"]],
        actor=actor,
    )
    _differences(session, switch, data.get("difference", ()), data.get("other_differences"), actor)
    _risks(session, product, switch, data.get("risk", ()), actor)
    protocol = protocols.create_protocol(
        session, switch.id, entry_of(protocols.ProtocolEntry, data["protocol"]), actor=actor
    )
    _criteria(session, protocol, data.get("criterion", ()), actor)
    return switch, protocol


def entry_of(kind: type[Entry], data: Data, **given: Any) -> Entry:
    """The entry of that class from plain data. Raises Invalid, naming what is unknown or missing."""
    hints = typing.get_type_hints(kind)
    known = {field.name for field in fields(typing.cast(Any, kind))}
    if unknown := sorted(set(data) - known):
        raise Invalid(f"{', '.join(unknown)} is not known here; known are {', '.join(sorted(known))}.")
    values = {name: _convert(hints[name], value, name) for name, value in data.items()}
    try:
        return kind(**values, **given)
    except TypeError as error:
        raise Invalid(f"Something is missing: {error}.") from error


def _convert(hint: Any, value: Any, name: str) -> Any:
    options = [option for option in _options(hint) if option is not type(None)]
    (kind,) = options if len(options) == 1 else (str,)
    origin = typing.get_origin(kind)
    if origin in (tuple, list):
        items = [_convert(typing.get_args(kind)[0], each, name) for each in value]
        return tuple(items) if origin is tuple else items
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum):
        try:
            return kind(value)
        except ValueError as error:
            words = ", ".join(member.value for member in kind)
            raise Invalid(f"{name}: “{value}” is none of {words}.") from error
    if kind is Decimal:
        return Decimal(str(value))
    if kind is date and not isinstance(value, date):
        raise Invalid(f"{name}: expected a date such as 2026-11-23 without quotes.")
    if kind is str and not isinstance(value, str):
        raise Invalid(f"{name}: expected text in quotes, found {value!r}. Figures are kept as typed.")
    return value


def _options(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return typing.get_args(hint)
    return (hint,)


def _suppliers(session: Session, data: Data, actor: Actor) -> None:
    known = {supplier.name: supplier.id for supplier in suppliers(session)}
    for each in data.get("supplier", ()):
        sites = each.get("site", ())
        if each["name"] not in known:
            own = {name: value for name, value in each.items() if name != "site"}
            supplier = register.create_supplier(session, entry_of(register.SupplierEntry, own), actor=actor)
            known[supplier.name] = supplier.id
        for site in sites:
            if site_named(session, known[each["name"]], site["name"]) is None:
                register.create_site(
                    session, known[each["name"]], entry_of(register.SiteEntry, site), actor=actor
                )
    registered = {laboratory.name for laboratory, _ in laboratories(session)}
    for each in data.get("laboratory", ()):
        if each["name"] not in registered:
            register.create_laboratory(session, entry_of(register.LaboratoryEntry, each), actor=actor)


def _product(session: Session, data: Data, actor: Actor) -> Product:
    own = dict(data)
    stages = tuple(Stage(stage) for stage in own.pop("stages", ()))
    reported_as = own.pop("empty_full_as", None)
    found = product_by_code(session, own["code"])
    if found is not None:
        return found
    return products.create_product(
        session,
        entry_of(products.ProductEntry, own),
        stages=stages,
        actor=actor,
        empty_full_as=ReportedAs(reported_as) if reported_as else None,
        with_panel=bool(stages),
    )


def _attribute(session: Session, product: Product, data: Data, actor: Actor) -> None:
    if attribute_by_code(session, product.id, data["code"]) is None:
        attributes.create_attribute(
            session, product.id, entry_of(attributes.AttributeEntry, data), actor=actor
        )


def _methods(session: Session, product: Product, data: typing.Iterable[Data], actor: Actor) -> None:
    for each in data:
        own = dict(each)
        codes = own.pop("attributes", None) or [own.pop("attribute")]
        name, technique = own.pop("name"), own.pop("technique", None)
        for code in codes:
            methods.create_method(
                session,
                _code(session, product, code),
                methods.MethodEntry(name=name, technique=technique),
                actor=actor,
                first=entry_of(methods.MethodVersionEntry, own),
            )


def _arm(session: Session, data: Data) -> switches.ArmEntry:
    known = {supplier.name: supplier.id for supplier in suppliers(session)}
    sources = []
    for each in data["sources"]:
        if each["supplier"] not in known:
            raise Invalid(f"There is no supplier {each['supplier']}.")
        supplier_id = known[each["supplier"]]
        site = site_named(session, supplier_id, each["site"]) if "site" in each else None
        sources.append(
            switches.SourceEntry(
                supplier_id=supplier_id,
                site_id=site.id if site else None,
                process_version=each.get("process_version"),
            )
        )
    own = {name: value for name, value in data.items() if name != "sources"}
    return entry_of(switches.ArmEntry, own, sources=tuple(sources))


def _differences(
    session: Session, switch: Switch, data: typing.Iterable[Data], others: Data | None, actor: Actor
) -> None:
    """Rows named in the file; `others` is what is stated of the starting rows that it does not name."""
    named = {each["aspect"]: each for each in data}
    changes = []
    for row in differences_of(session, switch.id):
        stated = named.pop(row.aspect, None) or (others and {"aspect": row.aspect, **others})
        if stated is not None:
            entry = entry_of(switches.DifferenceEntry, stated)
            changes.append(switches.DifferenceChange(difference_id=row.id, version=row.version, entry=entry))
    switches.save_differences(session, switch.id, changes, reason=None, actor=actor)
    for each in named.values():
        switches.add_difference(session, switch.id, entry_of(switches.DifferenceEntry, each), actor=actor)


def _risks(
    session: Session, product: Product, switch: Switch, data: typing.Iterable[Data], actor: Actor
) -> None:
    saved = {risk.attribute_id: risk for risk in risks_of(session, switch.id)}
    changes = []
    for each in data:
        own = dict(each)
        attribute_id = _code(session, product, own.pop("attribute"))
        changes.append(
            risks.RiskChange(
                attribute_id=attribute_id,
                version=saved[attribute_id].version if attribute_id in saved else None,
                entry=entry_of(risks.RiskEntry, own),
            )
        )
    risks.save_risks(session, switch.id, changes, reason="Ranked for this switch.", actor=actor)


def _criteria(session: Session, protocol: Protocol, data: typing.Iterable[Data], actor: Actor) -> None:
    lines = {line.attribute.code: line for line in criteria_of(session, protocol.id)}
    changes = []
    for each in data:
        own = dict(each)
        codes = own.pop("attributes", None) or [own.pop("attribute")]
        for code in codes:
            if code not in lines:
                raise Invalid(f"There is no attribute {code}; there are {', '.join(lines)}.")
            line = lines[code]
            stated = {"tier": line.attribute.tier.value} | own
            changes.append(
                criteria.CriterionChange(
                    criterion_id=line.row.id,
                    version=line.row.version,
                    entry=entry_of(criteria.CriterionEntry, stated),
                )
            )
    criteria.save_criteria(session, protocol.id, changes, reason=None, actor=actor)


def _code(session: Session, product: Product, code: str) -> int:
    attribute = attribute_by_code(session, product.id, code)
    if attribute is None:
        raise Invalid(f"{product.code} has no attribute with the code {code}.")
    return attribute.id
