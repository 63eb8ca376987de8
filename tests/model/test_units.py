"""Units that are shipped, and units that a product adds."""

import pytest

from comparability.model.errors import Invalid
from comparability.model.values.units import read_new_unit, units


@pytest.mark.requirement("DI-09")
def test_every_unit_names_a_quantity_and_a_source():
    assert all(unit.quantity and unit.source.text for unit in units().values())


@pytest.mark.requirement("DI-09")
def test_a_product_may_add_a_unit_but_not_an_invisible_one():
    assert read_new_unit("kIU/g") == "kIU/g"
    with pytest.raises(Invalid):
        read_new_unit("\u200bIU")
