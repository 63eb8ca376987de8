"""People from the shell."""

import json

import pytest

from comparability.demonstration.people import PASSWORD
from tests.cli.shell import add_person

QC = ("--name", "Any Name", "--role", "QC scientist")
ADMINISTRATOR = ("--name", "First Person", "--role", "administrator")


def events(shell, user):
    """Kinds of all entries of the trail."""
    lines = shell.done("audit", "export", user=user).splitlines()
    return [json.loads(line)["entity"] for line in lines]


def test_the_first_person_needs_no_sign_in_and_gets_a_start_password(shell):
    assert "first: start password " in shell.done("user", "add", "first", *ADMINISTRATOR)


def test_the_first_person_has_to_be_an_administrator(shell):
    refused = shell.run("user", "add", "first", *QC)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "has to be an administrator" in refused.stderr


def test_the_second_person_is_added_by_an_administrator_only(staffed):
    nobody = staffed.run("user", "add", "second", *QC)
    assert nobody.exit_code == 1
    assert "Name the administrator" in nobody.stderr
    scientist = staffed.run("user", "add", "second", *QC, user="qc.lim")
    assert scientist.exit_code == 1
    assert "needs the role administrator" in scientist.stderr
    assert "start password" in staffed.done("user", "add", "second", *QC, user="admin")


def test_nobody_acts_with_a_start_password(staffed):
    start = staffed.done("user", "add", "second", *QC, user="admin").split()[-1]
    refused = staffed.run(
        "results", "verify", "LV-SPIKE", "--as", "second", "--password-stdin", typed=[start]
    )
    assert refused.exit_code == 1
    assert "Choose your own password first" in refused.stderr


def test_a_chosen_password_replaces_the_start_password(staffed):
    add_person(staffed, "second", "QC scientist", by="admin")
    assert "0 results verified" in staffed.done("results", "verify", "LV-SPIKE", user="second")


def test_a_person_whose_access_ended_is_turned_away(staffed):
    staffed.done("user", "disable", "qc.lim", "--reason", "Left the company.", user="admin")
    assert staffed.run("results", "verify", "LV-SPIKE", user="qc.lim").exit_code == 1


@pytest.mark.parametrize("user_name", ["qc.lim", "nobody"])
def test_a_wrong_password_is_refused_and_recorded(staffed, user_name):
    words = ("results", "verify", "LV-SPIKE", "--as", user_name, "--password-stdin")
    refused = staffed.run(*words, typed=["not the password"])
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("comparability: ")
    assert "sign-in-failed" in events(staffed, "qa.sato")


def test_the_fifth_wrong_password_locks_the_account(staffed):
    words = ("results", "verify", "LV-SPIKE", "--as", "qc.lim", "--password-stdin")
    for _ in range(5):
        staffed.run(*words, typed=["not the password"])
    assert staffed.run(*words, typed=[PASSWORD]).exit_code == 1
    assert "account-locked" in events(staffed, "qa.sato")
