"""What `comparability demo` leaves behind."""

import math
import statistics

import pytest
from sqlalchemy import func, select

from comparability.demonstration.certificates import FAILED_POTENCY, RETESTED, measured
from comparability.demonstration.people import PASSWORD, PLAYERS
from comparability.demonstration.stability import ATTRIBUTE
from comparability.model.vocabulary import Readiness
from comparability.storage.lots import Lot
from comparability.storage.outlooks import outlook_of
from comparability.storage.packages import Package
from comparability.storage.people import Person
from comparability.storage.protocols import frozen_protocol
from comparability.storage.readiness import state_of_switch
from comparability.storage.reportables import to_verify
from comparability.storage.results import Result
from comparability.storage.switches import switch_by_code
from tests.cli.shell import Shell
from tests.demonstration.conftest import SWITCH

pytestmark = pytest.mark.xdist_group("demonstration")
FAILED = "B-2603"


def is_post(number):
    return number.startswith("B-")


def test_the_command_prints_the_package_and_every_account(loaded):
    assert f"Bridging package: {loaded.package}" in loaded.printed
    assert PASSWORD in loaded.printed
    assert all(player.user_name in loaded.printed for player in PLAYERS)


def test_the_protocol_is_frozen_before_any_post_switch_result_is_entered_or_tested(loaded):
    with loaded.database.read() as session:
        frozen_at = frozen_protocol(session, switch_by_code(session, SWITCH).id).frozen_at
        post = [row for number, row in loaded.results(session) if is_post(number)]
    assert len(post) > 100
    assert all(frozen_at < row.entered_at for row in post)
    assert {row.tested_on for row in post} == {min(row.entered_at for row in post).date()}
    assert frozen_at.date() <= post[0].tested_on


def test_no_outcome_of_a_protocol_frozen_first_is_exploratory(loaded):
    with loaded.database.read() as session:
        assert {
            code: line.item.marks for code, line in loaded.items(session).items() if line.item.marks
        } == {}


def test_a_second_load_changes_nothing(loaded):
    kinds = (Person, Lot, Result, Package)

    def counts():
        with loaded.database.read() as session:
            return [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]

    before, issued = counts(), loaded.package.read_bytes()
    loaded.shell.done("demo", "--no-serve", "--output", loaded.package.parent)
    assert counts() == before
    assert loaded.package.read_bytes() == issued


def test_accounts_with_a_printed_password_never_join_other_people(tmp_path, sqlite_url):
    shell = Shell(sqlite_url, tmp_path).let_in("qa.sato")
    refused = shell.run("demo", "--no-serve")
    assert refused.exit_code == 1
    assert "an empty database only" in refused.stderr


def test_a_failed_batch_is_listed_with_its_reason_and_counts_nowhere(loaded):
    with loaded.database.read() as session:
        lines = loaded.items(session).values()
        counted = {lot["lot_number"] for line in lines for lot in line.item.lots}
        observed = {each["lot_number"]: each for line in lines for each in line.item.observations}
    assert FAILED not in counted
    assert len([number for number in counted if is_post(number)]) == 4
    assert not observed[FAILED]["is_used"]
    first, last = loaded.pdf.section_pages("Lots")
    assert loaded.pdf.pages_with("DEV-B-26-031") & set(range(first, last + 1))


def test_a_retest_is_not_averaged_with_the_result_it_follows(loaded):
    """Two numbers exist for the lot: the failed one stays in sight, the retest alone is compared."""
    with loaded.database.read() as session:
        potency = loaded.items(session)["potency"]
        (counted,) = [lot["value"] for lot in potency.item.lots if lot["lot_number"] == RETESTED]
        rows = [
            row
            for number, row in loaded.results(session)
            if number == RETESTED and row.attribute_id == potency.attribute.id
        ]
    original, retest = sorted(rows, key=lambda row: row.entered_at)
    determinations = [float(each.value) for each in retest.replicates]
    assert counted == pytest.approx(statistics.geometric_mean(determinations), rel=1e-9)
    assert not math.isclose(counted, float(original.value), rel_tol=0.1)
    assert (original.is_reportable, retest.is_reportable) == (False, True)
    assert loaded.pdf.pages_with("OOS-25-007")


def test_every_page_of_the_package_says_simulated(loaded):
    assert loaded.pdf.pages_with("SIMULATED") == set(range(1, len(loaded.pdf.pages) + 1))


def test_every_kind_of_result_that_a_certificate_prints_is_there(loaded):
    """Numbers, results below the limit of quantification, what was not tested, and words."""
    with loaded.database.read() as session:
        assert {row.state.value for _, row in loaded.results(session)} >= {
            "value",
            "limit",
            "not tested",
            "qualitative",
        }


def test_a_second_switch_is_left_with_work_for_every_role(loaded):
    """A protocol in force, results to enter and to verify, and lots to make at a stated cost."""
    with loaded.database.read() as session:
        switch = switch_by_code(session, "SW-LV-01")
        state = state_of_switch(session, switch.id)
        waiting = to_verify(session, switch.product_id)
        ahead = outlook_of(session, switch.id, state)
    assert state.readiness.state is Readiness.COLLECTING
    assert any("has no result of" in task.what for task in state.tasks)
    assert len(waiting) == 2
    assert (ahead.lots, ahead.months is None, ahead.cost is None) == (3, False, False)


def test_the_trail_agrees_after_loading(loaded):
    assert "Everything agrees." in loaded.shell.done("audit", "verify")


def test_both_engines_hold_the_results_as_generated(loaded):
    with loaded.database.read() as session:
        codes = {line.attribute.id: code for code, line in loaded.items(session).items()}
        originals = [(number, row) for number, row in loaded.results(session) if row.retest_of_id is None]
    originals = [(number, row) for number, row in originals if codes[row.attribute_id] != ATTRIBUTE]
    typed = {
        (codes[row.attribute_id], number): tuple(each.entered for each in row.replicates) or (row.entered,)
        for number, row in originals
    }
    expected = {(code, number): texts for code, lots in measured().items() for number, texts in lots.items()}
    assert typed == expected | {("potency", RETESTED): FAILED_POTENCY}
