"""Nobody copies everything at once: each person takes away so many copies in an hour."""

import pytest

from comparability.model.vocabulary import Role
from comparability.web.app import create_app
from comparability.web.exports import EXPORTS
from tests.usecases.register import a_product, writing
from tests.web.conftest import make_settings


@pytest.fixture
def app(sqlite_database, tmp_path, clock):
    settings = make_settings(tmp_path, exports_per_hour=3, idle_minutes=120)
    return create_app(settings, database=sqlite_database, clock=clock)


def export(client):
    return client.post("/audit/export", data={"kind": "json"})


def test_a_person_who_takes_too_much_waits_for_the_next_hour_and_others_do_not(client_as, clock):
    eager, other = client_as(Role.QA), client_as(Role.INSPECTOR)
    assert [export(eager).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = export(eager)
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "You have taken away 3 copies within this hour" in refused.text
    assert eager.get("/audit/").status_code == 200
    assert export(other).status_code == 200
    clock.forward(hours=1)
    assert export(eager).status_code == 200


def test_every_kind_of_copy_counts(client_as, sqlite_database):
    with writing(sqlite_database) as session:
        product = a_product(session)
    client = client_as(Role.QA)
    first = client.post(f"/products/{product.id}/inspection")
    assert (first.status_code, first.mimetype) == (200, "application/zip")
    client.get("/lots/1/record.json")
    client.post("/audit/print")
    assert export(client).status_code == 429


def test_every_address_that_hands_out_a_copy_is_known(app):
    """A new one has to be named among the exports, or here as a page or an answer to what was sent."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints >= EXPORTS
    words = ("export", "download", "copy", "bundle", "print_", "document")
    handed_out = {
        each for each in endpoints if each.partition(".")[2] in words or each.startswith("records.")
    }
    assert handed_out == EXPORTS
