"""One reportable result per lot and attribute, and nothing that passes for two lots."""

from datetime import datetime

import pytest

from comparability.model.datasets import Observation
from comparability.model.errors import Invalid
from comparability.model.vocabulary import ArmRole
from tests.model.observed import attribute, lots, observed


def test_the_same_lot_on_two_rows_is_refused():
    """A source that repeats a lot's value on each row made two lots of one and an “equivalent” of a doubt."""
    first = observed(1, ArmRole.PRE, 1.0)
    again = observed(2, ArmRole.PRE, 1.0, lot_id=1, lot_number="A01")
    with pytest.raises(Invalid, match="A01 has 2 results"):
        attribute((first, again))


def test_one_lot_number_under_two_identities_is_refused():
    with pytest.raises(Invalid, match="numbered A01"):
        attribute((observed(1, ArmRole.PRE, 1.0), observed(2, ArmRole.PRE, 1.0, lot_number="A01")))


def test_an_excluded_lot_stays_visible_and_is_not_used():
    kept, left_out = (
        observed(1, ArmRole.PRE, 1.0),
        observed(2, ArmRole.PRE, 9.0, excluded_reason="failed batch"),
    )
    data = attribute((kept, left_out))
    assert data.observations == (kept, left_out)
    assert data.used == (kept,)


def test_an_entry_time_without_a_zone_is_refused():
    with pytest.raises(Invalid, match="time zone"):
        observed(1, ArmRole.PRE, 1.0, entered_at=datetime(2026, 1, 1))


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")], ids=str)
def test_the_state_value_needs_a_number(value):
    with pytest.raises(Invalid, match="needs a number"):
        observed(1, ArmRole.PRE, value)


def test_replicates_do_not_make_lots():
    twice: tuple[Observation, ...] = lots(replicates=(1.0, 1.0))
    assert len(attribute(twice).used) == 10
