"""A product with lots, methods and people, for the tests of results and imports. No test lives here."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.model.vocabulary import (
    AuditStatus,
    Market,
    ReportableRule,
    Role,
    Stage,
    ValidationStatus,
)
from comparability.storage.attributes import attribute_by_code, attributes_of, versions_of
from comparability.storage.reportables import Reported, reportable_results
from comparability.storage.sessions import Database
from comparability.usecases.methods import MethodEntry, MethodVersionEntry, create_method
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import record_result
from comparability.usecases.suppliers import LaboratoryEntry, create_laboratory
from tests.usecases.register import CMC, NOW, a_lot, a_product, a_supplier, writing
from tests.usecases.switching import a_person

LATER = NOW + timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Row numbers; `attributes` and `versions` by the code of the attribute."""

    database: Database
    product: int
    supplier: int
    other_supplier: int
    laboratory: int
    lot: int
    second_lot: int
    other_lot: int  # made by the other supplier
    substance: int  # a drug-substance lot
    attributes: dict[str, int]
    versions: dict[str, int]
    qc: Actor
    checker: Actor
    qa: Actor
    supplier_user: Actor  # of the first supplier

    def record(self, text: str, code: str = "vg-titre", lot: int | None = None, **more: object) -> int:
        """Record a result as the QC scientist; its row number."""
        with writing(self.database, self.qc) as session:
            result = record_result(
                session,
                lot or self.lot,
                self.attributes[code],
                ResultEntry(text=text, **more),
                actor=self.qc,
                now=NOW,
            )
            return result.id

    def counting(self, code: str = "vg-titre", lot: int | None = None) -> Reported | None:
        """The result that counts for the lot."""
        with self.database.read() as session:
            found = reportable_results(session, [lot or self.lot])
        return next((row for row in found if row.attribute_id == self.attributes[code]), None)


def a_bench(database: Database) -> Bench:
    with writing(database) as session:
        supplier, other = a_supplier(session, "CDMO A"), a_supplier(session, "CDMO B")
        product = a_product(session, stages=(Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT))
        laboratory = create_laboratory(
            session,
            LaboratoryEntry(name="QC 1", market=Market.SG, audit_status=AuditStatus.QUALIFIED),
            actor=CMC,
        )
        attributes = {each.code: each.id for each in attributes_of(session, product.id)}
        return Bench(
            database=database,
            product=product.id,
            supplier=supplier.id,
            other_supplier=other.id,
            laboratory=laboratory.id,
            lot=a_lot(session, product, supplier, "A-001").id,
            second_lot=a_lot(session, product, supplier, "A-002").id,
            other_lot=a_lot(session, product, other, "B-001").id,
            substance=a_lot(session, product, supplier, "A-DS-1", stage=Stage.DRUG_SUBSTANCE).id,
            attributes=attributes,
            versions={
                "vg-titre": _version(session, product.id, "vg-titre", "ddPCR", ReportableRule.MEAN),
                "infectious-titre": _version(
                    session, product.id, "infectious-titre", "TCID50", ReportableRule.GEOMETRIC_MEAN
                ),
            },
            qc=a_person(session, "jo.park", "Park Jo", Role.QC),
            checker=a_person(session, "ai.kimura", "Kimura Ai", Role.QC),
            qa=a_person(session, "ana.lim", "Lim Ana", Role.QA),
            supplier_user=replace(
                a_person(session, "cdmo.a", "Person of CDMO A", Role.SUPPLIER), supplier_id=supplier.id
            ),
        )


def _version(session: Session, product_id: int, code: str, name: str, rule: ReportableRule) -> int:
    attribute = attribute_by_code(session, product_id, code)
    assert attribute is not None
    first = MethodVersionEntry(
        label="1", reportable_rule=rule, validation_status=ValidationStatus.VALIDATED, replicates=2
    )
    method = create_method(session, attribute.id, MethodEntry(name=name), first=first, actor=CMC)
    return versions_of(session, method.id)[0].id
