"""A register that the tests of its pages look at. No test lives here."""

from dataclasses import dataclass
from datetime import date

from comparability.model.vocabulary import (
    AuditStatus,
    LotStatus,
    Market,
    MaterialKind,
    ReportableRule,
    Stage,
    ValidationStatus,
)
from comparability.storage.attributes import attribute_by_code, versions_of
from comparability.storage.sessions import Database
from comparability.usecases.lots import RetainEntry, create_retain
from comparability.usecases.materials import MaterialEntry, create_material
from comparability.usecases.methods import MethodEntry, MethodVersionEntry, create_method
from comparability.usecases.suppliers import LaboratoryEntry, SiteEntry, create_laboratory, create_site
from tests.usecases.register import CMC, QC, a_lot, a_product, a_supplier, writing
from tests.usecases.remembering import remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Row numbers of what `fill` put into the database."""

    supplier: int
    other_supplier: int
    site: int
    laboratory: int
    product: int
    attribute: int
    method: int
    method_version: int
    material: int
    substance: int
    lot: int
    other_lot: int
    failed_lot: int
    retain: int


def fill(database: Database) -> Register:
    """One simulated product with lots of two suppliers, one of them failed."""
    return remembered(database, "register", lambda: _filled(database))


def _filled(database: Database) -> Register:
    with writing(database) as session:
        supplier, other = a_supplier(session, "CDMO A"), a_supplier(session, "CDMO B")
        site = SiteEntry(name="Tuas", market=Market.SG, audit_status=AuditStatus.QUALIFIED)
        tuas = create_site(session, supplier.id, site, actor=CMC)
        laboratory = LaboratoryEntry(name="QC 1", market=Market.SG, audit_status=AuditStatus.QUALIFIED)
        measured_at = create_laboratory(session, laboratory, actor=CMC)
        product = a_product(session, stages=(Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT), is_simulated=True)
        attribute = attribute_by_code(session, product.id, "vg-titre")
        first = MethodVersionEntry(
            label="2.0",
            reportable_rule=ReportableRule.SINGLE,
            validation_status=ValidationStatus.VALIDATED,
            loq="2.8E9",
        )
        method = create_method(session, attribute.id, MethodEntry(name="ddPCR"), first=first, actor=CMC)
        plasmid = MaterialEntry(
            supplier_id=other.id, kind=MaterialKind.PLASMID, name="pHelper", number="PH-2201"
        )
        material = create_material(session, plasmid, actor=QC)
        substance = a_lot(
            session, product, supplier, "A-DS-1", stage=Stage.DRUG_SUBSTANCE, site_id=tuas.id,
            material_ids=[material.id],
        )  # fmt: skip
        lot = a_lot(session, product, supplier, "A-DP-1", parent_ids=[substance.id])
        other_lot = a_lot(session, product, other, "B-DP-1", parent_ids=[substance.id])
        failed = a_lot(
            session, product, other, "B-DP-2", status=LotStatus.FAILED, status_reason="Filter integrity"
        )
        kept = RetainEntry(quantity="6 × 1 mL", expires_on=date(2027, 1, 2))
        retain = create_retain(session, lot.id, kept, actor=QC)
        (version,) = versions_of(session, method.id)
        return Register(
            supplier=supplier.id,
            other_supplier=other.id,
            site=tuas.id,
            laboratory=measured_at.id,
            product=product.id,
            attribute=attribute.id,
            method=method.id,
            method_version=version.id,
            material=material.id,
            substance=substance.id,
            lot=lot.id,
            other_lot=other_lot.id,
            failed_lot=failed.id,
            retain=retain.id,
        )
