from dataclasses import replace

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, NotFound
from comparability.model.vocabulary import AuditStatus, Market, Role, SupplierKind
from comparability.storage.overviews import dependences, supplier_lines
from comparability.storage.suppliers import Supplier, laboratories, scope, sites_of
from comparability.usecases.suppliers import (
    LaboratoryEntry,
    SiteEntry,
    SupplierEntry,
    create_laboratory,
    create_site,
    create_supplier,
    edit_site,
    edit_supplier,
)
from tests.usecases.register import CMC, a_lot, a_product, a_supplier, person, trail, writing

SITE = SiteEntry(name="Tuas", market=Market.SG, audit_status=AuditStatus.QUALIFIED)
SUPPLIER = SupplierEntry(
    name="CDMO A", kind=SupplierKind.CDMO, market=Market.SG, audit_status=AuditStatus.QUALIFIED
)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CMC])
def test_only_a_cmc_lead_registers_suppliers(database, role):
    with pytest.raises(NotAllowed), writing(database) as session:
        create_supplier(session, SUPPLIER, actor=person(role))


def test_a_supplier_name_is_used_once(database):
    with writing(database) as session:
        a_supplier(session)
    with pytest.raises(Conflict), writing(database) as session:
        a_supplier(session)


def test_a_name_in_another_script_is_kept_as_typed(database):
    with writing(database) as session:
        supplier = a_supplier(session, "株式会社ベクター製造")
    with database.read() as session:
        assert session.get_one(Supplier, supplier.id).name == "株式会社ベクター製造"


def test_a_name_that_reverses_the_text_around_it_is_refused(database):
    with pytest.raises(Invalid) as refusal, writing(database) as session:
        a_supplier(session, "CDMO \u202eA")
    assert refusal.value.field == "name"


@pytest.mark.requirement("DI-02")
def test_an_edit_without_a_change_leaves_no_entry(database):
    with writing(database) as session:
        supplier = a_supplier(session)
    with writing(database) as session:
        before = len(trail(session, "supplier"))
        edit_supplier(session, supplier.id, SUPPLIER, version=1, reason=None, actor=CMC)
    with database.read() as session:
        assert len(trail(session, "supplier")) == before


@pytest.mark.requirement("AT-02")
def test_a_change_needs_a_reason(database):
    with writing(database) as session:
        supplier = a_supplier(session)
    changed = replace(SUPPLIER, audit_status=AuditStatus.CONDITIONAL)
    with pytest.raises(Invalid), writing(database) as session:
        edit_supplier(session, supplier.id, changed, version=1, reason="\u3000", actor=CMC)


def test_a_change_stands_in_the_trail_with_old_new_and_reason(database):
    with writing(database) as session:
        supplier = a_supplier(session)
    changed = replace(SUPPLIER, audit_status=AuditStatus.CONDITIONAL)
    with writing(database) as session:
        edit_supplier(session, supplier.id, changed, version=1, reason="Audit of 3 November", actor=CMC)
    with database.read() as session:
        assert trail(session, "supplier")[-1] == (
            "update", "audit_status", "qualified", "conditionally qualified", "Audit of 3 November"
        )  # fmt: skip


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_editors_is_told(database):
    with writing(database) as session:
        supplier = a_supplier(session)
    with writing(database) as session:
        edit_supplier(
            session, supplier.id, replace(SUPPLIER, notes="One"), version=1, reason="First", actor=CMC
        )
    with pytest.raises(Conflict), writing(database) as session:
        edit_supplier(
            session, supplier.id, replace(SUPPLIER, notes="Two"), version=1, reason="Second", actor=CMC
        )


def test_a_site_name_is_used_once_per_supplier(database):
    with writing(database) as session:
        first, second = a_supplier(session, "CDMO A"), a_supplier(session, "CDMO B")
        create_site(session, first.id, SITE, actor=CMC)
        create_site(session, second.id, SITE, actor=CMC)
        with pytest.raises(Conflict):
            create_site(session, first.id, SITE, actor=CMC)


def test_a_site_cannot_take_the_name_of_its_neighbour(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        create_site(session, supplier.id, SITE, actor=CMC)
        other = create_site(session, supplier.id, replace(SITE, name="Jurong"), actor=CMC)
        with pytest.raises(Conflict):
            edit_site(session, other.id, SITE, version=1, reason="Renamed", actor=CMC)


def test_a_site_of_a_supplier_that_is_not_there_is_refused(database):
    with pytest.raises(NotFound), writing(database) as session:
        create_site(session, 2**63, SITE, actor=CMC)


def test_a_laboratory_belongs_to_a_supplier_that_exists(database):
    entry = LaboratoryEntry(
        name="QC 1", market=Market.JP, audit_status=AuditStatus.NOT_AUDITED, supplier_id=4711
    )
    with pytest.raises(NotFound), writing(database) as session:
        create_laboratory(session, entry, actor=CMC)


def test_sites_and_laboratories_are_read_with_their_supplier(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        create_site(session, supplier.id, SITE, actor=CMC)
        entry = LaboratoryEntry(
            name="QC 1", market=Market.SG, audit_status=AuditStatus.QUALIFIED, supplier_id=supplier.id
        )
        create_laboratory(session, entry, actor=CMC)
    with database.read() as session:
        assert [site.name for site in sites_of(session, supplier.id)] == ["Tuas"]
        assert [(laboratory.name, name) for laboratory, name in laboratories(session)] == [("QC 1", "CDMO A")]


def test_the_list_counts_what_stands_on_a_supplier(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        a_supplier(session, "CDMO B")
        create_site(session, supplier.id, SITE, actor=CMC)
        product = a_product(session)
        a_lot(session, product, supplier)
        a_lot(session, product, supplier)
    with database.read() as session:
        counted = [(line.supplier.name, line.sites, line.lots) for line in supplier_lines(session)]
        assert counted == [("CDMO A", 1, 2), ("CDMO B", 0, 0)]
        assert dependences(session, supplier.id) == ()


def test_a_supplier_user_without_a_supplier_sees_nothing():
    assert scope(person(Role.SUPPLIER)) == 0
    assert scope(person(Role.SUPPLIER, supplier_id=7)) == 7
    assert scope(person(Role.QC)) is None
