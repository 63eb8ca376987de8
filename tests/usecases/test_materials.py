from dataclasses import replace
from datetime import date

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, NotFound
from comparability.model.vocabulary import MaterialKind, Role
from comparability.storage.lots import lots_made_with, material_lines, materials_of
from comparability.usecases.materials import MaterialEntry, create_material, edit_material
from tests.usecases.register import QC, a_lot, a_product, a_supplier, person, writing


def entry(supplier, **changes) -> MaterialEntry:
    values = {
        "supplier_id": supplier.id,
        "kind": MaterialKind.PLASMID,
        "name": "pHelper",
        "number": "PH-2201",
    }
    return MaterialEntry(**values | changes)


def test_a_material_lot_leads_to_the_lots_made_with_it(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        material = create_material(session, entry(supplier), actor=QC)
        lot = a_lot(session, a_product(session), supplier, "A-001", material_ids=[material.id, material.id])
    with database.read() as session:
        assert [line.lot.number for line in lots_made_with(session, material.id)] == ["A-001"]
        assert [(row.number, name) for row, name in materials_of(session, lot.id)] == [("PH-2201", "CDMO A")]
        assert [line.lots for line in material_lines(session)] == [1]


def test_a_number_is_used_once_per_supplier(database):
    with writing(database) as session:
        first, second = a_supplier(session, "Plasmids A"), a_supplier(session, "Plasmids B")
        create_material(session, entry(first), actor=QC)
        create_material(session, entry(second), actor=QC)
    with pytest.raises(Conflict), writing(database) as session:
        create_material(session, entry(first), actor=QC)


def test_a_material_of_an_unknown_supplier_is_refused(database):
    with pytest.raises(NotFound), writing(database) as session:
        create_material(
            session,
            MaterialEntry(supplier_id=99, kind=MaterialKind.PLASMID, name="pRC", number="1"),
            actor=QC,
        )


def test_a_material_does_not_expire_before_it_was_made(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        swapped = entry(supplier, manufactured_on=date(2025, 3, 1), expires_on=date(2024, 3, 1))
        with pytest.raises(Invalid) as refusal:
            create_material(session, swapped, actor=QC)
    assert refusal.value.field == "expires_on"


def test_a_change_keeps_what_was_not_changed(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        material = create_material(session, entry(supplier, grade="HQ"), actor=QC)
        changed = replace(entry(supplier, grade="GMP"), notes="二重鎖")
        edit_material(session, material.id, changed, version=1, reason="Certificate read again", actor=QC)
    assert (material.grade, material.notes, material.number) == ("GMP", "二重鎖", "PH-2201")


@pytest.mark.parametrize(
    "role", [Role.STATISTICIAN, Role.QA, Role.INSPECTOR, Role.SUPPLIER, Role.ADMINISTRATOR]
)
def test_materials_are_registered_by_qc_and_cmc_only(sqlite_database, role):
    with writing(sqlite_database) as session:
        supplier = a_supplier(session)
        with pytest.raises(NotAllowed):
            create_material(session, entry(supplier), actor=person(role))
