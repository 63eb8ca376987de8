"""A switch from a file: what is in it is made, and what is wrong with it is named before anything is."""

import pytest
from sqlalchemy import func, select

from comparability.storage.switches import Switch
from tests.cli.conftest import EXAMPLE

SECOND = (EXAMPLE / "switch_two_lots.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stated", "instead", "named"),
    [
        pytest.param("[product]", "[product", "not valid TOML", id="no TOML"),
        pytest.param("[[criterion]]", "[[criteria]]", "criteria: not known here", id="unknown table"),
        pytest.param("[[arm]]", "[arm]", "not valid TOML", id="one table written twice"),
        pytest.param("[protocol]", "[[protocol]]", "protocol: expected one table", id="list for a table"),
        pytest.param('code = "LV-SPIKE"', "", "product: code is missing", id="no code"),
        pytest.param('code = "LV-SPIKE"', "code = 7", "expected text in quotes", id="a number for a code"),
        pytest.param("alpha = 0.05", "", "protocol: alpha is missing", id="no alpha"),
        pytest.param("alpha = 0.05", 'alpha = "small"', "“small” is no number", id="alpha in words"),
        pytest.param(
            "alpha = 0.05", "alpha = nan", "no number that can be compared", id="alpha not a number"
        ),
        pytest.param("minimum_lots = 2", 'minimum_lots = "2"', "a whole number without quotes", id="quoted"),
        pytest.param(
            "is_resolved = true", "is_resolved = 1", "true or false without quotes", id="1 for true"
        ),
        pytest.param('margin_low = "0.5"', "margin_low = 0.5", "figures are kept as typed", id="bare margin"),
        pytest.param('"equivalence"', '"sameness"', "“sameness” is none of equivalence", id="unknown word"),
        pytest.param('"p24", ', '"p42", ', "there is no attribute p42", id="unknown attribute"),
        pytest.param(
            '"Producer C"', '"Producer D"', "there is no supplier Producer D", id="unknown supplier"
        ),
        pytest.param('aspect = "Manu', 'aspct = "Manu', "aspect is missing", id="misspelt aspect"),
        pytest.param("alpha = 0.05", "alpha = 0.05\nalhpa = 1", "alhpa: not known here", id="unknown field"),
        pytest.param('uses = ["research"]', 'uses = "research"', "a list in square brackets", id="no list"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_and_nothing_is_made(staffed, tmp_path, stated, instead, named):
    assert stated in SECOND
    file = tmp_path / "switch.toml"
    file.write_text(SECOND.replace(stated, instead), encoding="utf-8")
    refused = staffed.run("switch", "new", file, user="cmc.kim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert named in refused.stderr
    database = staffed.database()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Switch)) == 1
    database.engine.dispose()


def test_what_is_registered_already_is_used_as_it_is(staffed):
    """The second file names product and suppliers of the first by their code and name only."""
    said = staffed.done("switch", "new", EXAMPLE / "switch_two_lots.toml", user="cmc.kim")
    assert said.startswith("Switch LV-PRODUCERS-2: ")
    assert said.endswith("Protocol version 1 is drafted.\n")


def test_the_same_switch_is_not_made_twice(staffed):
    refused = staffed.run("switch", "new", EXAMPLE / "switch.toml", user="cmc.kim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "already a switch" in refused.stderr
