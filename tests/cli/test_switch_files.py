"""A switch from a file: what is in it is made, and what is wrong with it is named before anything is."""

import pytest
from sqlalchemy import func, select

from comparability.storage.bridgings import bridgings_of
from comparability.storage.products import product_by_code
from comparability.storage.published_summaries import summaries_of
from comparability.storage.switches import Switch, switch_by_code
from tests.cli.conftest import EXAMPLE

PUBLISHED = """
[[summary]]
arm = "Producer A"
attribute = "p24"
kind = "geometric mean and CV"
lots = 6
centre = "1.19E6"
spread = "0.38"
source_document = "Report of the producer, table 3"
source_page = "12"
"""
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
        pytest.param("alpha = 0.05", 'alpha = "small"', "“small” is not a number", id="alpha in words"),
        pytest.param("alpha = 0.05", 'alpha = "٠.٠٥"', "Digits must be typed as 0 to 9", id="other digits"),
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


def test_published_figures_in_a_file_are_recorded_and_wait_for_a_second_person(staffed, tmp_path):
    file = tmp_path / "switch.toml"
    file.write_text(SECOND + PUBLISHED, encoding="utf-8")
    staffed.done("switch", "new", file, user="cmc.kim")
    database = staffed.database()
    with database.read() as session:
        switch = switch_by_code(session, "LV-PRODUCERS-2")
        (line,) = summaries_of(session, switch.id)
        assert (line.arm.name, line.attribute.code) == ("Producer A", "p24")
        assert (line.words, line.source) == (
            "geometric mean 1.19E6, CV 0.38",
            "Report of the producer, table 3, p. 12",
        )
        assert line.verified_by is None
    database.engine.dispose()


@pytest.mark.parametrize(
    ("stated", "instead", "named"),
    [
        ('arm = "Producer A"', 'arm = "Producer D"', "there is no such arm; there are Producer A"),
        ('"p24"\nkind', '"p42"\nkind', "no attribute with the code p42"),
        ('spread = "0.38"', 'spread = "38"', "Type the CV as a fraction"),
        ('spread = "0.38"', "spread = 0.38", "figures are kept as typed"),
        ("lots = 6", "lot = 6", "lot: not known here"),
    ],
    ids=["arm", "attribute", "CV in per cent", "a bare figure", "misspelt"],
)
def test_what_is_wrong_with_published_figures_is_named(staffed, tmp_path, stated, instead, named):
    file = tmp_path / "switch.toml"
    assert stated in PUBLISHED
    file.write_text(SECOND + PUBLISHED.replace(stated, instead), encoding="utf-8")
    refused = staffed.run("switch", "new", file, user="cmc.kim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert named in refused.stderr


def test_the_same_switch_is_not_made_twice(staffed):
    refused = staffed.run("switch", "new", EXAMPLE / "switch.toml", user="cmc.kim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "already a switch" in refused.stderr


BRIDGING = """
[[bridging]]
covers = "laboratory"
before = "Laboratory 1"
after = "Laboratory 2"
document = "BR-014"
performed_on = 2026-06-01
conclusion = "Six retained lots agreed."
attribute = "p24"
[bridging.study]
contrast = "ratio of geometric means"
margin_low = "0.80"
margin_high = "1.25"
margin_justification = "A quarter is below what the dose tolerates (CSR-7)."
alpha = "0.05"
error_variance_ratio = "1"
coverage = "0.95"
level = "0.95"
pairs = '''
R-1\t110\t114
R-2\t92\t95
R-3\t131\t129
R-4\t105\t109
'''
"""


def third(tmp_path, text: str):
    """The second switch once more under another code, with a bridging record."""
    file = tmp_path / "switch.toml"
    file.write_text(SECOND.replace("LV-PRODUCERS-2", "LV-PRODUCERS-3") + text, encoding="utf-8")
    return file


def recorded(staffed) -> list:
    database = staffed.database()
    with database.read() as session:
        found = [
            (line.bridging.document, line.study and line.study.outcome.value)
            for line in bridgings_of(session, product_by_code(session, "LV-SPIKE").id)
        ]
    database.engine.dispose()
    return found


def test_a_bridging_study_of_the_file_is_recorded_once_and_computed(staffed, tmp_path):
    staffed.done("switch", "new", third(tmp_path, BRIDGING), user="cmc.kim")
    assert recorded(staffed) == [("BR-014", "equivalent")]
    again = third(tmp_path, BRIDGING)
    again.write_text(
        again.read_text(encoding="utf-8").replace("PRODUCERS-3", "PRODUCERS-4"), encoding="utf-8"
    )
    staffed.done("switch", "new", again, user="cmc.kim")
    assert recorded(staffed) == [("BR-014", "equivalent")]


@pytest.mark.parametrize(
    ("stated", "instead", "named"),
    [
        pytest.param("R-2\t92\t95", "R-2\t9,2\t95", "Line 2: before: The comma", id="a value"),
        pytest.param('alpha = "0.05"', "", "alpha is missing", id="no alpha"),
        pytest.param('margin_low = "0.80"', 'margin_low = "1.1"', "margin_low: The low end", id="a margin"),
        pytest.param('attribute = "p24"', "", "attribute_id: Name the attribute", id="no attribute"),
        pytest.param(
            'attribute = "p24"', 'attribute = "p42"', "no attribute with the code p42", id="unknown"
        ),
    ],
)
def test_what_is_wrong_in_a_bridging_study_is_named_and_nothing_is_made(
    staffed, tmp_path, stated, instead, named
):
    assert stated in BRIDGING
    before = recorded(staffed)
    file = third(tmp_path, BRIDGING.replace(stated, instead))
    file.write_text(file.read_text(encoding="utf-8").replace("PRODUCERS-3", "PRODUCERS-9"), encoding="utf-8")
    refused = staffed.run("switch", "new", file, user="cmc.kim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert named in refused.stderr
    assert recorded(staffed) == before
