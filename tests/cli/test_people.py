"""People from the shell."""

import json
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from comparability.demonstration.people import PASSWORD
from comparability.model.errors import NotAllowed
from comparability.storage.people import actor_of, person_named
from comparability.usecases import access_reviews
from comparability.usecases.single_sign_on import announce
from tests.cli.shell import add_person
from tests.usecases.presence import set_up_second_factor

QC = ("--name", "Any Name", "--role", "QC scientist")
ADMINISTRATOR = ("--name", "First Person", "--role", "administrator")


def events(shell, user):
    """Kinds of all entries of the trail."""
    lines = shell.done("audit", "export", "--format", "jsonl", user=user).splitlines()
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


@pytest.mark.requirement("ES-01")
def test_a_person_of_the_provider_is_told_that_no_command_can_ask_it(staffed):
    """Whatever is typed: there is no password here that could be right, and none is counted as wrong."""
    database = staffed.database()
    with database.read() as session:
        number, actor = person_named(session, "qa.sato").id, actor_of(session, person_named(session, "admin"))
    with database.write(actor=actor, now=datetime.now(UTC)) as session:
        announce(session, number, issuer="https://login.example.org", subject="s-1", reason="Our provider.",
                 version=person_named(session, "qa.sato").version, actor=actor)  # fmt: skip
    refused = staffed.run("results", "verify", "LV-SPIKE", user="qa.sato")
    assert refused.exit_code == 1
    assert "through your provider of single sign-on" in refused.stderr
    assert "Do this on the pages" in refused.stderr
    assert "sign-in-failed" not in events(staffed, "qc.lim")


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


def authenticator_of(shell, user_name: str) -> pyotp.TOTP:
    """Set up some minutes ago on the pages, so that the code of this moment is unused."""
    store, then = shell.database(), datetime.now(UTC) - timedelta(minutes=5)
    with store.read() as session:
        actor = actor_of(session, person_named(session, user_name))
    made = set_up_second_factor(store, actor, then, password=PASSWORD)
    store.engine.dispose()
    return made


@pytest.mark.requirement("ES-01", "SEC-19")
def test_a_command_that_signs_asks_for_the_code_once_and_uses_it_up(staffed):
    freeze = ("protocol", "freeze", "LV-PRODUCERS", "--seen", "All results were known.")
    authenticator = authenticator_of(staffed, "qa.sato")
    refused = staffed.run(*freeze, user="qa.sato")
    assert refused.exit_code == 1
    assert "The code is not right" in refused.stderr
    code = authenticator.now()
    done = staffed.run(*freeze, user="qa.sato", typed=[PASSWORD, code])
    assert done.exit_code == 0, done.stderr
    again = staffed.run("user", "password", "qa.sato", "--password-stdin", typed=[PASSWORD, "moss orb", code])
    assert "The code is not right" in again.stderr


@pytest.mark.requirement("SEC-19")
def test_where_everybody_needs_a_second_factor_no_command_goes_without(staffed):
    staffed.runner.env["COMPARABILITY_SECOND_FACTOR"] = "everybody"
    refused = staffed.run("user", "add", "any.one", *QC, user="admin")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Everybody needs a second factor here" in refused.stderr


@pytest.mark.requirement("SEC-19")
def test_an_administrator_resets_a_second_factor_with_a_reason(staffed):
    authenticator_of(staffed, "qa.sato")
    done = staffed.done("user", "reset-factor", "qa.sato", "--reason", "Telephone lost.", user="admin")
    assert done.startswith("qa.sato: start password ")
    again = staffed.run("user", "reset-factor", "qa.sato", "--reason", "Telephone lost.", user="admin")
    assert "no second factor" in again.stderr


@pytest.mark.requirement("SEC-23", "SEC-24", "ES-05")
def test_an_administrator_takes_the_lists_and_does_not_review_them(staffed):
    people = staffed.done("user", "report", "access", user="admin")
    assert people.splitlines()[0].lstrip("\ufeff").startswith("user_name,name,roles")
    assert "qa.sato" in people
    signers = json.loads(staffed.done("user", "report", "signers", "--format", "json", user="admin"))
    assert "qa.sato" in {each["user_name"] for each in signers}
    assert "admin" not in {each["user_name"] for each in signers}
    assert "sign-in" in staffed.done("user", "report", "tries", user="admin")
    refused = staffed.run("user", "report", "access", user="qc.lim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    store = staffed.database()
    with store.read() as session:
        admin = actor_of(session, person_named(session, "admin"))
    now = datetime.now(UTC)
    with pytest.raises(NotAllowed), store.write(actor=admin, now=now) as session:
        access_reviews.review_access(
            session, until=1, shown_hash="0" * 64, comment="Fine.", actor=admin, now=now
        )
    store.engine.dispose()
