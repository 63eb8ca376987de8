"""The trail is reviewed range by range, by signature, by somebody who did nothing in it."""

import json
import re

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.chain import verify_chain
from comparability.storage.sessions import record_event
from tests.usecases.presence import PASSWORD
from tests.web.register import fill

pytestmark = pytest.mark.requirement("AT-08")

FOUND = "Every change has a reason; nothing stands out."


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


@pytest.fixture
def reviewer(register, client_as):
    return client_as(Role.QA)


def shown(client, address: str = "/audit/reviews/new") -> tuple[str, str]:
    """The hash that the signing page carries, and where it is sent."""
    text = client.get(address).text
    content_hash = re.search(r'name="content_hash"[^>]*value="([0-9a-f]{64})"', text)
    posts = re.findall(r'<form method="post" action="(/audit/reviews/new[^"]*)"', text)
    assert content_hash, text
    return content_hash[1], posts[0].replace("&amp;", "&")


def sign(client, content_hash: str, action: str, **changes: str):
    fields = {
        "content_hash": content_hash,
        "meaning": "reviewed",
        "comment": FOUND,
        "user_name": client.actor.user_name,
        "password": PASSWORD,
    }
    return client.post(action, data=fields | changes)


@pytest.mark.requirement("SEC-23")
def test_a_review_says_who_looked_at_which_entries_and_what_was_found(reviewer, client_as):
    content_hash, action = shown(reviewer)
    last = int(re.search(r"last=(\d+)", action)[1])
    assert sign(reviewer, content_hash, action).status_code == 302
    page = client_as(Role.INSPECTOR).get("/audit/reviews").text
    for expected in (f"1 to {last}", "Qa Example", "QA", "reviewed", FOUND, "valid", "2026-11-23 08:14"):
        assert expected in page
    assert f"up to entry {last}" in client_as(Role.INSPECTOR).get("/audit/").text


def test_a_review_is_itself_on_the_trail_and_verifies(reviewer, sqlite_database):
    sign(reviewer, *shown(reviewer))
    entries = json.loads(reviewer.post("/audit/export?entity=trail_review", data={"kind": "json"}).text)
    assert {each["field"]: each["new"] for each in entries}["comment"] == FOUND
    assert {each["who"] for each in entries} == {"qa"}
    with sqlite_database.read() as session:
        found = verify_chain(session)
    assert (found.damages, found.signatures, found.outdated) == ((), 1, 0)


def test_the_next_review_begins_where_the_last_one_ended(reviewer):
    content_hash, action = shown(reviewer)
    last = int(re.search(r"last=(\d+)", action)[1])
    sign(reviewer, content_hash, action)
    _, action = shown(reviewer)
    assert f"first={last + 1}&" in action


def test_who_did_something_in_the_range_does_not_review_it_and_is_told_what(reviewer, sqlite_database, clock):
    content_hash, action = shown(reviewer)
    with sqlite_database.write(actor=reviewer.actor, now=clock()) as session:
        record_event(session, kind="package-issued", entity_id=None, text="one of mine")
    last = int(re.search(r"last=(\d+)", action)[1]) + 1
    page = reviewer.get(f"/audit/reviews/new?first=1&last={last}").text
    assert f"You did something in this range yourself (entries {last})" in page
    assert 'name="password"' not in page
    # By a form that was never shown, it is refused all the same.
    forced = f"/audit/reviews/new?first=1&last={last}"
    answer = sign(reviewer, content_hash, forced)
    assert answer.status_code in (403, 409)
    # The range before it is still theirs to review.
    assert sign(reviewer, content_hash, action).status_code == 302


def test_signing_in_and_reading_the_trail_is_no_work_that_is_reviewed(reviewer):
    reviewer.post("/audit/export", data={"kind": "json"})
    reviewer.post("/audit/print", data={})
    sign(reviewer, *shown(reviewer))
    assert sign(reviewer, *shown(reviewer)).status_code == 302


@pytest.mark.parametrize("role", [Role.QC, Role.CMC, Role.STATISTICIAN, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_only_qa_reviews_the_trail(register, client_as, role):
    assert client_as(role).get("/audit/reviews/new").status_code == 403
    assert client_as(role).post("/audit/reviews/new?first=1&last=3", data={}).status_code == 403


@pytest.mark.requirement("ES-01", "ES-04")
@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"password": "another password of mine"}, 422),
        ({"user_name": "inspector"}, 422),
        ({"comment": " "}, 422),
        ({"meaning": "approved"}, 422),
        ({"content_hash": "0" * 64}, 409),
    ],
    ids=lambda wrong: next(iter(wrong)) if isinstance(wrong, dict) else None,
)
def test_a_review_that_is_not_properly_signed_is_refused(reviewer, wrong, status):
    content_hash, action = shown(reviewer)
    fields = {"content_hash": content_hash} | wrong
    answer = sign(reviewer, fields.pop("content_hash"), action, **fields)
    assert answer.status_code == status
    assert "Nobody has reviewed the trail yet." in reviewer.get("/audit/reviews").text


@pytest.mark.parametrize("asked", ["first=5&last=2", "last=99999", "first=x", "first=0"])
def test_a_range_that_is_none_is_refused(reviewer, asked):
    assert reviewer.get(f"/audit/reviews/new?{asked}").status_code == 422
