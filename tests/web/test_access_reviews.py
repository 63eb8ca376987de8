"""The access report: who may get in, who did or tried; taken away on record, reviewed by QA's signature."""

import csv
import io
import json
import re

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.chain import verify_chain
from comparability.storage.people import Person
from comparability.storage.sessions import state_reason
from tests.usecases.presence import PASSWORD
from tests.web.conftest import SET_UP
from tests.web.test_sign_in import sign_in

pytestmark = pytest.mark.requirement("SEC-23")

FOUND = "Everybody is still here and needs the role."


def taken(client, what: str, kind: str = "json"):
    answer = client.post("/access/export", data={"what": what, "kind": kind})
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text) if kind == "json" else answer.get_data().decode("utf-8-sig")


@pytest.fixture
def qa(client_as):
    return client_as(Role.QA)


@pytest.fixture
def tried(app, add_person, clock):
    """Two failures and a sign-in of one person, and a try under a name that nobody has."""
    person = add_person(Role.QC, user_name="qc.lim")
    for user_name, password in [*2 * [("qc.lim", "wrong")], ("who.is", "wrong"), ("qc.lim", PASSWORD)]:
        sign_in(app.test_client(), user_name, password)
        clock.forward(minutes=1)
    return person


def test_the_report_counts_what_each_person_did_and_tried(qa, tried):
    rows = {row["user_name"]: row for row in taken(qa, "access")}
    line = rows["qc.lim"]
    assert (line["roles"], line["account"], line["sign_ins"], line["failures"]) == (
        "QC scientist", "active", 1, 2,
    )  # fmt: skip
    assert (line["last_sign_in"], line["last_failure"]) == (
        "2026-11-23T08:17:22.000000Z", "2026-11-23T08:15:22.000000Z",
    )  # fmt: skip
    assert rows["(unknown user name)"]["failures"] == 1
    page = qa.get("/access").text
    assert "qc.lim" in page and "Nobody known" in page


def test_every_sign_in_and_failure_is_listed(qa, tried):
    kinds = [(each["what"], each["user_name"]) for each in taken(qa, "tries")]
    assert kinds[:4] == [
        ("sign-in", "qc.lim"),
        ("sign-in-failed", "(unknown user name)"),
        ("sign-in-failed", "qc.lim"),
        ("sign-in-failed", "qc.lim"),
    ]


@pytest.mark.requirement("ES-05")
def test_who_accepted_the_signature_is_exported_for_the_letter(qa, add_person, sqlite_database, clock):
    add_person(Role.QC, user_name="qc.lim")
    other = add_person(Role.CMC, user_name="cmc.kim")
    with sqlite_database.write(actor=SET_UP, now=clock()) as session:
        state_reason(session, "As before the first signature.")
        session.get_one(Person, other.id).signature_accepted_at = None
    rows = list(csv.DictReader(io.StringIO(taken(qa, "signers", "csv"))))
    assert {row["user_name"] for row in rows} == {"qa", "qc.lim"}
    assert rows[0].keys() == {"name", "user_name", "roles", "signature_accepted"}


def test_taking_a_list_away_is_on_record(qa):
    taken(qa, "access")
    assert "json: access" in qa.get("/audit/?entity=access-export").text


@pytest.mark.requirement("SEC-24")
@pytest.mark.parametrize("role", [role for role in Role])
def test_administrator_qa_and_inspector_read_and_only_qa_signs(client_as, role):
    client = client_as(role)
    is_reader = role in (Role.ADMINISTRATOR, Role.QA, Role.INSPECTOR)
    assert client.get("/access").status_code == (200 if is_reader else 403)
    assert client.get("/access/review").status_code == (200 if role is Role.QA else 403)


def sign(client, address: str = "/access/review", **changes: str):
    text = client.get(address).text
    shown = re.search(r'name="content_hash"[^>]*value="([0-9a-f]{64})"', text)[1]
    action = re.search(r'<form method="post" action="(/access/review[^"]*)"', text)[1]
    fields = {
        "content_hash": shown,
        "meaning": "reviewed",
        "comment": FOUND,
        "user_name": client.actor.user_name,
        "password": PASSWORD,
    }
    return client.post(action, data=fields | changes)


def test_a_review_is_signed_shown_and_verifies(qa, tried, sqlite_database, client_as):
    assert sign(qa).status_code == 302
    page = client_as(Role.ADMINISTRATOR).get("/access").text
    for expected in (FOUND, "Qa Example", "reviewed", "valid"):
        assert expected in page
    with sqlite_database.read() as session:
        assert verify_chain(session).damages == ()


def test_sign_ins_meanwhile_do_not_disturb_a_review_and_another_role_does(
    qa, tried, app, client_as, sqlite_database
):
    text = qa.get("/access/review").text
    shown = re.search(r'name="content_hash"[^>]*value="([0-9a-f]{64})"', text)[1]
    action = re.search(r'<form method="post" action="(/access/review[^"]*)"', text)[1]
    fields = {"content_hash": shown, "meaning": "reviewed", "comment": FOUND, "user_name": "qa"}
    change = {"full_name": "Qc.Lim Example", "roles": "CMC lead", "version": "1", "reason": "Moved."}
    sign_in(app.test_client(), "qc.lim")
    admin = client_as(Role.ADMINISTRATOR)
    assert admin.post(f"/people/{tried.id}/edit", data=change).status_code == 302
    refused = qa.post(action, data=fields | {"password": PASSWORD})
    assert refused.status_code in (409, 422)
    assert "changed after you opened this page" in refused.text
    assert sign(qa).status_code == 302


def test_a_review_says_what_was_found(qa):
    assert sign(qa, comment=" ").status_code == 422
