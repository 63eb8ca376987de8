"""The server's clock jumps: entries keep their order by number, and the jump is an entry of its own."""

import json

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.chain import verify_chain

pytestmark = pytest.mark.requirement("AT-09", "RB-05")


@pytest.fixture
def clock(clock):
    """Ahead of the real clock, by which the database was made before the test."""
    clock.forward(days=3650)
    return clock


@pytest.fixture
def trail(client_as):
    """Every entry, as an inspector exports it."""

    def export() -> list[dict]:
        return json.loads(client_as(Role.INSPECTOR).post("/audit/export", data={"kind": "json"}).text)

    return export


def change(client, name: str):
    fields = {"name": name, "kind": "CDMO", "market": "Singapore", "audit_status": "qualified"}
    return client.post("/suppliers/new", data=fields)


def test_a_clock_an_hour_behind_is_its_own_entry_and_ends_no_session(
    client_as, clock, trail, sqlite_database
):
    cmc = client_as(Role.CMC)
    assert change(cmc, "Before").status_code == 302
    clock.forward(hours=-1)
    assert cmc.get("/suppliers").status_code == 200
    assert change(cmc, "After").status_code == 302
    entries = trail()
    assert [each["seq"] for each in entries] == list(range(1, len(entries) + 1))
    names = {each["new"]: each for each in entries if each["field"] == "name"}
    assert names["Before"]["seq"] < names["After"]["seq"]
    assert names["Before"]["when"] > names["After"]["when"]
    jumps = [each for each in entries if each["entity"] == "clock-jump"]
    assert [each["new"] for each in jumps] == [
        "the clock went back from 2036-11-20T08:14:22.000000Z to 2036-11-20T07:14:22.000000Z"
    ]
    assert jumps[0]["seq"] < names["After"]["seq"]
    with sqlite_database.read() as session:
        assert verify_chain(session).damages == ()


def test_a_clock_five_years_ahead_ends_the_session_and_its_way_back_is_an_entry(
    client_as, clock, trail, sqlite_database
):
    cmc = client_as(Role.CMC)
    clock.forward(days=5 * 365)
    assert cmc.get("/suppliers").status_code == 302  # the sign-in is as old as the clock says
    assert change(client_as(Role.CMC), "In five years").status_code == 302
    clock.forward(days=-5 * 365)
    assert change(client_as(Role.CMC), "Now").status_code == 302
    entries = trail()
    assert len([each for each in entries if each["entity"] == "clock-jump"]) == 1
    assert [each["new"] for each in entries if each["field"] == "name"][-2:] == ["In five years", "Now"]
    with sqlite_database.read() as session:
        assert verify_chain(session).damages == ()


def test_nobody_sets_the_time_of_an_entry(client_as, trail):
    """Fields that a form does not have are not read."""
    fields = {"name": "Backdated", "kind": "CDMO", "market": "Singapore", "audit_status": "qualified"}
    forged = {"at": "2020-01-01T00:00:00.000000Z", "when": "2020-01-01", "now": "2020-01-01", "seq": "1"}
    assert client_as(Role.CMC).post("/suppliers/new", data=fields | forged).status_code == 302
    assert {each["when"] for each in trail() if each["new"] == "Backdated"} == {"2036-11-20T08:14:22.000000Z"}
