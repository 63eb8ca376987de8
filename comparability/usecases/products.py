"""Register products with the attributes of their vector type's panel."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.panels import (
    PanelAttribute,
    panel,
    scale_as_reported,
    unit_as_reported,
    worry_as_reported,
)
from comparability.model.people import Actor, Permission
from comparability.model.retention import LONGEST_YEARS
from comparability.model.vocabulary import DevelopmentStage, ProductRole, ReportedAs, Stage, VectorType
from comparability.storage import rows
from comparability.storage.attributes import Attribute, attributes_of, last_position
from comparability.storage.overviews import product_has_lots
from comparability.storage.products import Product, product_by_code
from comparability.usecases.entries import storable
from comparability.usecases.records import add, revise, values

_SUFFIXES = {Stage.IN_PROCESS: "-ip", Stage.DRUG_SUBSTANCE: "-ds", Stage.DRUG_PRODUCT: "-dp"}
_LATEST_FIRST = (Stage.DRUG_PRODUCT, Stage.DRUG_SUBSTANCE, Stage.IN_PROCESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductEntry:
    """is_simulated: made-up data, which every page says. illustration: why real data only illustrate.

    retention_years: how long what is superseded is kept, None for the default of `model.retention`.
    """

    code: str
    name: str
    vector_type: VectorType
    role: ProductRole
    development_stage: DevelopmentStage
    serotype: str | None = None
    transgene: str | None = None
    dose: str | None = None
    sponsor: str | None = None
    is_simulated: bool = False
    illustration: str | None = None
    notes: str | None = None
    retention_years: int | None = None


def create_product(
    session: Session,
    entry: ProductEntry,
    *,
    stages: Sequence[Stage],
    actor: Actor,
    empty_full_as: ReportedAs | None = None,
    with_panel: bool = True,
) -> Product:
    """Register a product and give it the panel of its vector type at the stages that are measured.

    with_panel: False for a product whose attributes are all its own, added one by one.
    empty_full_as: how the empty-to-full attribute is reported; None takes the panel's first form.
    The latest stage carries the panel's codes as they are; the same attribute at an earlier stage gets a
    suffix (`-ds`, `-ip`).
    Raises NotAllowed, Conflict when the code exists, Invalid without a stage.
    """
    actor.must(Permission.EDIT_REGISTER)
    entry = storable(entry, Product)
    if with_panel and not stages:
        raise Invalid(
            "Tick at least one stage; a lot has results only at a stage that has attributes.", field="stages"
        )
    _check_retention(entry.retention_years)
    if product_by_code(session, entry.code) is not None:
        raise Conflict(f"There is already a product with the code {entry.code}.")
    product = add(session, Product(**values(entry)))
    if with_panel:
        _load_panel(session, product, stages, empty_full_as)
    return product


def add_stages(
    session: Session,
    product_id: int,
    *,
    stages: Sequence[Stage],
    actor: Actor,
    empty_full_as: ReportedAs | None = None,
) -> int:
    """Load the panel's attributes of further stages; say how many were added.

    Attributes that the product already has at a stage stay as they are.
    Raises NotAllowed, NotFound, Invalid when nothing is left to load.
    """
    actor.must(Permission.EDIT_REGISTER)
    product = rows.get(session, Product, product_id)
    added = _load_panel(session, product, stages, empty_full_as)
    if not added:
        raise Invalid("The product already has every attribute of the panel at these stages.", field="stages")
    return added


def edit_product(
    session: Session, product_id: int, entry: ProductEntry, *, version: int, reason: str | None, actor: Actor
) -> Product:
    """Change a product. Raises NotAllowed, NotFound, Conflict, Invalid, and Refused for a change that would
    make existing records mean something else.
    """
    actor.must(Permission.EDIT_REGISTER)
    product = rows.get(session, Product, product_id)
    entry = storable(entry, Product)
    if entry.vector_type is not product.vector_type:
        raise Refused(
            f"{product.code} was registered as {product.vector_type.value} and carries that panel. "
            "Register another product for another vector type."
        )
    if product.is_simulated and not entry.is_simulated and product_has_lots(session, product.id):
        raise Refused("The lots of this product are simulated, and every page has to keep saying so.")
    _check_retention(entry.retention_years)
    revise(session, product, entry, version=version, reason=reason)
    return product


def _check_retention(years: int | None) -> None:
    if years is not None and not 1 <= years <= LONGEST_YEARS:
        raise Invalid(f"Between 1 and {LONGEST_YEARS} years.", field="retention_years")


def _load_panel(
    session: Session, product: Product, stages: Sequence[Stage], empty_full_as: ReportedAs | None
) -> int:
    present = attributes_of(session, product.id)
    codes = {attribute.code for attribute in present}
    # The stages a panel attribute is already measured at, whatever suffix its code carries there.
    measured = {
        (attribute.code.removesuffix(_SUFFIXES[attribute.stage]), attribute.stage) for attribute in present
    }
    position = last_position(session, product.id)
    added = 0
    for proposed in panel(product.vector_type).attributes:
        for stage in _LATEST_FIRST:
            if stage not in stages or stage not in proposed.stages or (proposed.code, stage) in measured:
                continue
            code = proposed.code + (_SUFFIXES[stage] if proposed.code in codes else "")
            codes.add(code)
            added += 1
            session.add(_attribute(proposed, product, stage, code, position + added, empty_full_as))
    session.flush()
    return added


def _attribute(
    proposed: PanelAttribute,
    product: Product,
    stage: Stage,
    code: str,
    position: int,
    empty_full_as: ReportedAs | None,
) -> Attribute:
    unit = proposed.units[0] if proposed.units else None
    name, scale, worry, reported_as = proposed.name, proposed.scale, proposed.worry, None
    if proposed.reported_as:
        reported_as = empty_full_as if empty_full_as in proposed.reported_as else proposed.reported_as[0]
        scale, worry = scale_as_reported(reported_as), worry_as_reported(reported_as)
        unit = unit_as_reported(reported_as)
        name = f"{name}, as {reported_as.value}"  # said wherever the figure stands, on page and paper
    source = proposed.source
    return Attribute(
        product_id=product.id,
        code=code,
        name=name,
        position=position,
        stage=stage,
        basis=proposed.basis,
        scale=scale,
        unit=unit,
        worry=worry,
        tier=proposed.tier_at(stage),
        is_qualitative=proposed.is_qualitative,
        allowed_words=list(proposed.allowed_words) or None,
        conforming_words=list(proposed.conforming_words) or None,
        reported_as=reported_as,
        decimals=proposed.decimals,
        is_scientific=proposed.is_scientific,
        derived_from=f"{proposed.numerator} / {proposed.denominator}" if proposed.numerator else None,
        source=f"{source.text}; {source.link}" if source.link else source.text,
        source_mark=source.mark.value,
        # At another stage the same parts make up another whole.
        composition=f"{proposed.composition}, {stage.value}" if proposed.composition else None,
    )
