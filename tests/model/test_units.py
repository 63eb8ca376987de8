"""Units are chosen from a list and never guessed."""

import pytest

from comparability.model.errors import Invalid
from comparability.model.units import read_new_unit, read_unit, units


def test_a_unit_is_taken_by_its_exact_symbol():
    assert read_unit(" vg/mL ", allowed=("vg/mL", "GC/mL")) == "vg/mL"


@pytest.mark.parametrize("typed", ["VG/ML", "vg/ml", "GC/mL", ""], ids=repr)
def test_a_unit_outside_the_choice_is_refused_with_the_choice(typed):
    with pytest.raises(Invalid, match="Accepted: vg/mL"):
        read_unit(typed, allowed=("vg/mL",))


def test_every_unit_names_a_quantity_and_a_source():
    assert all(unit.quantity and unit.source.text for unit in units().values())


def test_a_product_may_add_a_unit_but_not_an_invisible_one():
    assert read_new_unit("kIU/g") == "kIU/g"
    with pytest.raises(Invalid):
        read_new_unit("\u200bIU")
