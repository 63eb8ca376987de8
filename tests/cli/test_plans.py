"""The plan of a switch at the shell: stated in the switch file, printed for a person and for a program."""

import pytest
from sqlalchemy import func, select

from comparability.storage.plans import Plan
from tests.cli.conftest import EXAMPLE

SECOND = (EXAMPLE / "switch_two_lots.toml").read_text(encoding="utf-8")
STATED = """
[plan]
n_pre = 4
n_post = 3
post_from = 2
post_to = 8
target_each = 0.8
target_joint = 0.7
sd_ratio = 1
correlation_source = "one number for all, as stated"
correlation = 0.2
cost_post = 500000
currency = "EUR"
months_first = 11
months_between = 1.5

[[plan.assumption]]
attributes = ["infectious-signal", "p24", "specific-infectivity"]
sd = "35"
note = "Published plates of another laboratory."
shift = "0.9"
"""
CODE = "LV-PRODUCERS-2"


@pytest.fixture
def planned(staffed, tmp_path):
    """A switch whose file states a plan."""
    file = tmp_path / "switch.toml"
    file.write_text(SECOND + STATED, encoding="utf-8")
    staffed.done("switch", "new", file, user="cmc.kim")
    return staffed


def test_a_plan_stated_in_the_switch_file_is_computed_and_printed(planned):
    printed = planned.done("plan", CODE, user="manager.bennett")
    assert printed.startswith("Plan, version 1, saved ")
    for words in (
        "pass together with a chance of",
        "lots needed:",
        "Designs:",
        "What these lots cannot show:",
    ):
        assert words in printed
    assert "stated: Published plates of another laboratory" in printed


def test_a_program_reads_the_same_plan_with_every_figure(planned):
    data = planned.data("plan", CODE, user="stat.rao")
    assert (data["switch"], data["number"], data["seed"], data["draws"]) == (CODE, 1, 1, 10_000)
    assert [row["attribute"] for row in data["assumptions"]] == [
        "infectious-signal", "p24", "specific-infectivity",
    ]  # fmt: skip
    assert {row["shift"] for row in data["assumptions"]} == {"0.9"}
    assert 0.0 < data["figures"]["joint"]["power"] < 1.0
    assert data["answer"] and data["content_hash"]


def test_a_supplier_user_is_told_nothing(planned, supplier_user):
    refused = planned.run("plan", CODE, user=supplier_user)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "read the records" in refused.stderr


def test_a_switch_without_a_plan_says_where_one_is_made(staffed):
    refused = staffed.run("plan", "LV-PRODUCERS", user="stat.rao")
    assert refused.exit_code == 1
    assert "No plan of LV-PRODUCERS is saved" in refused.stderr


@pytest.mark.parametrize(
    ("stated", "instead", "named"),
    [
        (
            'shift = "0.9"',
            'shift = "3"',
            "infectious-signal: shift: A true shift of 3",
        ),
        ('shift = "0.9"', "", "assumption of infectious-signal: shift: State the true shift"),
        (
            'note = "Published plates of another laboratory."',
            "",
            "infectious-signal: note: Say where",
        ),
        ('"p24", ', '"p42", ', "assumption: there is no attribute p42"),
        ("target_joint = 0.7", "", "plan: target_joint is missing"),
        ('currency = "EUR"', 'currency = "€"', "plan: currency: A currency has three letters"),
        ("n_post = 3", "n_posts = 3", "plan: n_posts: not known here"),
        ('sd = "35"', "sd = 35", "expected text in quotes"),
    ],
    ids=["outside", "no shift", "no source", "unknown", "no target", "currency", "misspelt", "bare figure"],
)
def test_what_is_wrong_with_a_plan_is_named_and_nothing_is_made(staffed, tmp_path, stated, instead, named):
    file = tmp_path / "switch.toml"
    assert stated in STATED
    file.write_text(SECOND + STATED.replace(stated, instead), encoding="utf-8")
    refused = staffed.run("switch", "new", file, user="cmc.kim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert named in refused.stderr
    database = staffed.database()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 0
    database.engine.dispose()
