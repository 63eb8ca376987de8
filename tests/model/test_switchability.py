"""Which suppliers can stand in for one another, and what hangs on those that nobody can replace."""

from datetime import date

import pytest

from comparability.model.switchability import Maker, Proof, Route, proof_of, recent_since, switchability
from comparability.model.vocabulary import Conclusion, Readiness

CORE, PLANT, SUITE = 1, 2, 3


def maker(supplier: int, lots: int) -> Maker:
    return Maker(supplier_id=supplier, name=f"Supplier {supplier}", lots=lots)


def route(before: int, after: int, proof: Proof, switch: int = 1) -> Route:
    return Route(switch_id=switch, switch_code=f"SW-{switch}", before=before, after=after, proof=proof)


def test_without_a_decided_switch_every_lot_is_locked_in():
    found = switchability([maker(CORE, 3), maker(PLANT, 1)], [route(CORE, PLANT, Proof.IN_PROGRESS)])
    assert (found.lots, found.locked_in) == (4, 1.0)
    assert [row.share for row in found.rows] == [0.75, 0.25]
    assert [row.alternatives for row in found.rows] == [(), ()]


def test_a_proven_switch_frees_the_lots_of_both_its_suppliers():
    makers = [maker(CORE, 3), maker(PLANT, 1), maker(SUITE, 4)]
    found = switchability(makers, [route(CORE, PLANT, Proof.PROVEN)])
    assert [row.alternatives for row in found.rows] == [("Supplier 2",), ("Supplier 1",), ()]
    assert found.locked_in == 0.5


def test_a_switch_is_listed_with_both_its_suppliers_and_no_other():
    led = route(CORE, PLANT, Proof.NOT_COMPARABLE)
    found = switchability([maker(CORE, 1), maker(PLANT, 0), maker(SUITE, 0)], [led])
    assert [row.routes for row in found.rows] == [((), (led,), ()), ((led,), (), ()), ((), (), ())]


def test_a_proven_change_within_one_supplier_makes_no_alternative_of_it():
    own = route(CORE, CORE, Proof.PROVEN)
    (row,) = switchability([maker(CORE, 2)], [own]).rows
    assert (row.alternatives, row.routes) == ((), ((own,),))


def test_nothing_is_said_of_the_dependence_where_nothing_was_made_lately():
    found = switchability([maker(CORE, 0)], [])
    assert (found.lots, found.locked_in, found.rows[0].share) == (0, None, None)


@pytest.mark.parametrize(
    ("state", "conclusion", "proof"),
    [
        (Readiness.ISSUED, Conclusion.HIGHLY_SIMILAR, Proof.PROVEN),
        (Readiness.DECIDED, Conclusion.JUSTIFIED, Proof.PROVEN),
        (Readiness.DECIDED, Conclusion.MORE_DATA, Proof.IN_PROGRESS),
        (Readiness.DECIDED, Conclusion.NOT_COMPARABLE, Proof.NOT_COMPARABLE),
        (Readiness.BLOCKED, Conclusion.HIGHLY_SIMILAR, Proof.IN_PROGRESS),  # the data changed since
        (Readiness.READY_FOR_DECISION, None, Proof.IN_PROGRESS),
        (Readiness.NOT_STARTED, None, Proof.NOT_STARTED),
        (None, None, Proof.IN_PROGRESS),
    ],
)
def test_only_a_decision_in_force_proves_a_switch(state, conclusion, proof):
    assert proof_of(state, conclusion) is proof


@pytest.mark.parametrize(
    ("today", "since"),
    [(date(2028, 2, 29), date(2026, 2, 28)), (date(2026, 7, 31), date(2024, 7, 31))],
)
def test_two_years_back_is_the_same_day_or_the_last_of_its_month(today, since):
    assert recent_since(today) == since
