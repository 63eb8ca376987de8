from datetime import date

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from comparability.model.vocabulary import AuditStatus, LotStatus, Market, Role, Stage
from comparability.storage.attributes import attribute_by_code
from comparability.storage.lots import (
    PAGE,
    Lot,
    LotFilter,
    lineage,
    lots_found,
    lots_of_product,
    parent_links,
    retains_of,
)
from comparability.usecases.lots import RetainEntry, create_lot, create_retain, edit_lot, edit_retain
from comparability.usecases.suppliers import SiteEntry, create_site
from tests.usecases.register import (
    QC,
    a_lot,
    a_product,
    a_result,
    a_supplier,
    lot_entry,
    person,
    trail,
    writing,
)


def numbers(lines) -> list[str]:
    return [line.lot.number for line in lines]


def revised(session, lot, entry, *, parent_ids=(), material_ids=(), reason="Certificate read again") -> Lot:
    return edit_lot(
        session, lot.id, entry, parent_ids=parent_ids, material_ids=material_ids, version=lot.version,
        reason=reason, actor=QC,
    )  # fmt: skip


def test_a_lot_number_is_used_once_per_product(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        product, other = a_product(session), a_product(session, code="GT-102")
        a_lot(session, product, supplier, "A-001")
        a_lot(session, other, supplier, "A-001")
        with pytest.raises(Conflict, match="A-001"):
            a_lot(session, product, supplier, "A-001")


def test_a_void_lot_keeps_its_number(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        a_lot(session, product, supplier, "A-001", status=LotStatus.VOID, status_reason="Never filled")
        with pytest.raises(Conflict):
            a_lot(session, product, supplier, "A-001")


@pytest.mark.parametrize("status", [LotStatus.FAILED, LotStatus.REJECTED, LotStatus.VOID])
def test_a_lot_that_left_the_line_says_why(sqlite_database, status):
    with writing(sqlite_database) as session:
        supplier, product = a_supplier(session), a_product(session)
        with pytest.raises(Invalid) as refusal:
            a_lot(session, product, supplier, status=status)
    assert refusal.value.field == "status_reason"


def test_a_failed_lot_stays_in_the_list(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        a_lot(session, product, supplier, "B-003", status=LotStatus.FAILED, status_reason="Filter integrity")
    with database.read() as session:
        assert numbers(lots_of_product(session, product.id)) == ["B-003"]


def test_a_void_lot_does_not_come_back(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        lot = a_lot(session, product, supplier, "A-001", status=LotStatus.VOID, status_reason="Never filled")
        with pytest.raises(Refused):
            revised(session, lot, lot_entry(supplier, "A-001"))


def test_a_site_belongs_to_the_supplier_of_the_lot(database):
    with writing(database) as session:
        supplier, other = a_supplier(session, "CDMO A"), a_supplier(session, "CDMO B")
        site = SiteEntry(name="Tuas", market=Market.SG, audit_status=AuditStatus.QUALIFIED)
        foreign = create_site(session, other.id, site, actor=person(Role.CMC))
        with pytest.raises(Invalid) as refusal:
            a_lot(session, a_product(session), supplier, site_id=foreign.id)
    assert refusal.value.field == "site_id"


def test_a_lot_does_not_expire_before_it_was_made(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        with pytest.raises(Invalid) as refusal:
            a_lot(session, product, supplier, expires_on=date(2025, 3, 3))
    assert refusal.value.field == "expires_on"


def test_a_drug_product_comes_from_its_drug_substance(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        substance = a_lot(session, product, supplier, "DS-1", stage=Stage.DRUG_SUBSTANCE)
        filled = a_lot(session, product, supplier, "DP-1", parent_ids=[substance.id])
    with database.read() as session:
        family = lineage(session, product.id)
    assert (family.parents[filled.id], family.children[substance.id]) == ({substance.id}, {filled.id})


def test_a_drug_substance_is_not_made_from_a_drug_product(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        filled = a_lot(session, product, supplier, "DP-1")
        with pytest.raises(Invalid) as refusal:
            a_lot(session, product, supplier, "DS-1", stage=Stage.DRUG_SUBSTANCE, parent_ids=[filled.id])
    assert refusal.value.field == "parent_ids"


def test_a_lot_never_descends_from_itself(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        first = a_lot(session, product, supplier, "P-1")
        second = a_lot(session, product, supplier, "P-2", parent_ids=[first.id])
        third = a_lot(session, product, supplier, "P-3", parent_ids=[second.id])
        for descendant in (first, second, third):
            with pytest.raises(Invalid, match=f"P-1 cannot be made from {descendant.number}"):
                revised(session, first, lot_entry(supplier, "P-1"), parent_ids=[descendant.id])


def test_the_refusal_of_a_cycle_names_the_line(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        first = a_lot(session, product, supplier, "P-1")
        second = a_lot(session, product, supplier, "P-2", parent_ids=[first.id])
        third = a_lot(session, product, supplier, "P-3", parent_ids=[second.id])
        with pytest.raises(Invalid, match="P-1 ← P-2 ← P-3"):
            revised(session, first, lot_entry(supplier, "P-1"), parent_ids=[third.id])


def test_a_parent_is_a_lot_of_the_same_product(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        foreign = a_lot(session, a_product(session, code="GT-102"), supplier)
        with pytest.raises(Invalid) as refusal:
            a_lot(session, a_product(session), supplier, parent_ids=[foreign.id])
    assert refusal.value.field == "parent_ids"


def test_removing_a_parent_needs_a_reason_and_is_in_the_trail(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        substance = a_lot(session, product, supplier, "DS-1", stage=Stage.DRUG_SUBSTANCE)
        filled = a_lot(session, product, supplier, "DP-1", parent_ids=[substance.id])
        with pytest.raises(Invalid):
            revised(session, filled, lot_entry(supplier, "DP-1"), reason=" ")
    with writing(database) as session:
        revised(session, session.get_one(Lot, filled.id), lot_entry(supplier, "DP-1"), reason="Wrong pool")
        assert parent_links(session, filled.id) == ()
    with database.read() as session:
        deleted = [entry for entry in trail(session, "lot_parent") if entry[0] == "delete"]
    assert {entry[4] for entry in deleted} == {"Wrong pool"}


@pytest.mark.requirement("CC-01")
def test_a_changed_parent_makes_an_older_copy_of_the_lot_stale(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        substance = a_lot(session, product, supplier, "DS-1", stage=Stage.DRUG_SUBSTANCE)
        filled = a_lot(session, product, supplier, "DP-1")
        seen = filled.version
        revised(session, filled, lot_entry(supplier, "DP-1"), parent_ids=[substance.id])
        with pytest.raises(Conflict):
            edit_lot(
                session, filled.id, lot_entry(supplier, "DP-1"), parent_ids=(), material_ids=(), version=seen,
                reason="Older copy", actor=QC,
            )  # fmt: skip


@pytest.mark.requirement("DI-02")
def test_an_edit_without_a_change_leaves_no_entry(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        substance = a_lot(session, product, supplier, "DS-1", stage=Stage.DRUG_SUBSTANCE)
        filled = a_lot(session, product, supplier, "DP-1", parent_ids=[substance.id])
        before = len(trail(session, "lot")) + len(trail(session, "lot_parent"))
    with writing(database) as session:
        again = session.get_one(Lot, filled.id)
        revised(session, again, lot_entry(supplier, "DP-1"), parent_ids=[substance.id], reason=None)
    with database.read() as session:
        assert len(trail(session, "lot")) + len(trail(session, "lot_parent")) == before


def test_the_stage_of_a_lot_with_results_stays(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        lot = a_lot(session, product, supplier, "DP-1")
        a_result(session, lot, attribute_by_code(session, product.id, "vg-titre"))
        with pytest.raises(Refused):
            revised(session, lot, lot_entry(supplier, "DP-1", stage=Stage.DRUG_SUBSTANCE))


@pytest.mark.requirement("SEC-13")
def test_a_supplier_user_finds_its_own_lots_only(database):
    with writing(database) as session:
        own, other = a_supplier(session, "CDMO A"), a_supplier(session, "CDMO B")
        product = a_product(session)
        a_lot(session, product, own, "A-001")
        a_lot(session, product, other, "B-001")
    with database.read() as session:
        assert numbers(lots_found(session, LotFilter(), only_supplier=own.id)) == ["A-001"]
        asked = LotFilter(supplier_id=other.id)
        assert lots_found(session, asked, only_supplier=own.id) == ()
        assert lots_found(session, LotFilter(), only_supplier=0) == ()


def test_the_list_is_filtered_by_stage_status_and_part_of_a_number(database):
    with writing(database) as session:
        supplier, product = a_supplier(session), a_product(session)
        a_lot(session, product, supplier, "DS-1", stage=Stage.DRUG_SUBSTANCE)
        a_lot(session, product, supplier, "DP_1", process_version="2.1")
        a_lot(session, product, supplier, "DP-2", status=LotStatus.FAILED, status_reason="Low yield")
    with database.read() as session:

        def found(**wanted):
            return set(numbers(lots_found(session, LotFilter(**wanted), only_supplier=None)))

        assert found(stage=Stage.DRUG_SUBSTANCE) == {"DS-1"}
        assert found(status=LotStatus.FAILED) == {"DP-2"}
        assert found(text="dp") == {"DP_1", "DP-2"}
        assert found(text="_") == {"DP_1"}  # a wildcard of the database is an ordinary character
        assert found(text="2.1") == {"DP_1"}


def test_the_list_shows_one_page_newest_first(sqlite_database):
    with writing(sqlite_database) as session:
        supplier, product = a_supplier(session), a_product(session)
        for number in range(PAGE + 1):
            a_lot(
                session,
                product,
                supplier,
                f"L-{number:03}",
                manufactured_on=date.fromordinal(738_000 + number),
            )
    with sqlite_database.read() as session:
        first = lots_found(session, LotFilter(), only_supplier=None)
        second = lots_found(session, LotFilter(), only_supplier=None, page=2)
    assert (len(first), first[0].lot.number, numbers(second)) == (PAGE, f"L-{PAGE}", ["L-000"])


@pytest.mark.parametrize(
    "role", [Role.STATISTICIAN, Role.QA, Role.REGULATORY, Role.MANAGER, Role.INSPECTOR, Role.SUPPLIER]
)
def test_lots_are_registered_by_qc_and_cmc_only(sqlite_database, role):
    with writing(sqlite_database) as session:
        supplier, product = a_supplier(session), a_product(session)
        with pytest.raises(NotAllowed):
            create_lot(session, product.id, lot_entry(supplier, "A-001"), actor=person(role))


def test_a_lot_of_an_unknown_product_is_refused(database):
    with writing(database) as session:
        supplier = a_supplier(session)
        with pytest.raises(NotFound):
            create_lot(session, 2**63, lot_entry(supplier, "A-001"), actor=QC)


def test_the_retain_that_expires_first_stands_on_top(database):
    with writing(database) as session:
        lot = a_lot(session, a_product(session), a_supplier(session))
        for quantity, expires_on in (
            ("no date", None),
            ("late", date(2028, 1, 1)),
            ("early", date(2027, 1, 1)),
        ):
            create_retain(session, lot.id, RetainEntry(quantity=quantity, expires_on=expires_on), actor=QC)
    with database.read() as session:
        assert [retain.quantity for retain in retains_of(session, lot.id)] == ["early", "late", "no date"]


def test_nothing_is_kept_of_a_void_lot(database):
    with writing(database) as session:
        lot = a_lot(
            session, a_product(session), a_supplier(session), status=LotStatus.VOID, status_reason="Mistyped"
        )
        with pytest.raises(Refused):
            create_retain(session, lot.id, RetainEntry(quantity="6 × 1 mL"), actor=QC)


def test_using_up_a_retain_says_why(database):
    with writing(database) as session:
        lot = a_lot(session, a_product(session), a_supplier(session))
        retain = create_retain(session, lot.id, RetainEntry(quantity="6 × 1 mL"), actor=QC)
        with pytest.raises(Invalid):
            edit_retain(
                session, retain.id, RetainEntry(quantity="4 × 1 mL"), version=1, reason=None, actor=QC
            )
