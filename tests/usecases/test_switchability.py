"""The suppliers of a product as the stored lots and switches tell them."""

from datetime import date
from functools import partial

import pytest

from comparability.model.switchability import Proof
from comparability.model.vocabulary import LotStatus, SwitchKind
from comparability.storage import rows
from comparability.storage.lots import Lot
from comparability.storage.products import Product
from comparability.storage.readiness import readable_state
from comparability.storage.sessions import state_reason
from comparability.storage.suppliers import Supplier
from comparability.storage.switchability import product_maps
from comparability.storage.switches import Switch
from tests.usecases.assessing import a_line
from tests.usecases.register import a_lot

TODAY = date(2026, 11, 28)  # the lots were made in March 2025


@pytest.fixture
def line(database):
    return a_line(database)


def maps(line, today=TODAY, **only):
    with line.database.read() as session:
        return product_maps(session, partial(readable_state, session), today=today, **only)


def test_lots_are_shared_among_their_suppliers_and_locked_in_until_the_decision(line):
    (found,) = maps(line)
    assert [row.maker.lots for row in found.map.rows] == [4, 3]
    assert found.map.locked_in == 1.0
    line.concluded()
    (found,) = maps(line)
    assert found.map.locked_in == 0.0
    assert {route.proof for row in found.map.rows for led in row.routes for route in led} == {Proof.PROVEN}


def test_lots_of_more_than_two_years_ago_do_not_count_but_their_supplier_stays(line):
    (found,) = maps(line, today=date(2027, 6, 1))
    assert (found.map.lots, len(found.map.rows)) == (0, 2)


def test_what_a_supplier_fills_from_its_own_drug_substance_counts_once(line):
    with line.writing(line.staff.team.qc) as session:
        source = rows.get(session, Lot, line.lots["A-1"])
        supplier = rows.get(session, Supplier, source.supplier_id)
        a_lot(session, rows.get(session, Product, line.product), supplier, "A-1-F", parent_ids=(source.id,))
    (found,) = maps(line)
    assert found.map.lots == 7


def test_what_came_to_nothing_is_no_supply(line):
    with line.writing(line.staff.team.qc) as session:
        lot = rows.get(session, Lot, line.lots["B-1"])
        supplier = rows.get(session, Supplier, lot.supplier_id)
        failed = {"status": LotStatus.FAILED, "status_reason": "Filter broke."}
        a_lot(session, rows.get(session, Product, line.product), supplier, "B-9", **failed)
    (found,) = maps(line)
    assert found.map.lots == 7


def test_a_change_of_plasmid_supplier_names_nobody_who_makes_the_product(line):
    line.concluded()
    with line.writing(line.staff.team.cmc) as session:
        state_reason(session, "It was a change of plasmids.")
        rows.get(session, Switch, line.switch).kind = SwitchKind.PLASMID_SUPPLIER
    (found,) = maps(line)
    assert found.map.locked_in == 1.0


def test_a_product_is_left_out_for_a_supplier_that_has_no_part_in_it(line):
    (found,) = maps(line)
    (same,) = maps(line, supplier_id=found.map.rows[0].maker.supplier_id)
    assert same.map == found.map
    assert maps(line, supplier_id=9999) == ()
