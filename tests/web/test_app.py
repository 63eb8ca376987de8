"""What every answer has, whoever asks: headers, host names, tokens, errors that tell nothing."""

import logging
from pathlib import Path

import pytest
from flask import Blueprint
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from comparability.model.vocabulary import Role
from comparability.web.access_rules import AccessRulesBroken, read_access
from comparability.web.app import create_app
from comparability.web.security import local_path
from tests.web.conftest import make_settings

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


def test_a_person_who_has_not_signed_in_is_sent_to_the_sign_in_page_and_back(client):
    assert client.get("/").location == "/sign-in"
    assert client.get("/people/?a=b").location == "/sign-in?next=/people/?a%3Db"


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name)
def test_the_start_page_opens_for_every_role(client_as, role):
    response = client_as(role).get("/")
    assert response.status_code == 200
    assert "What awaits me" in response.text


@pytest.mark.requirement("PF-01")
def test_who_asks_and_what_is_shown_are_read_in_one_transaction(client_as, sqlite_database):
    client, begun = client_as(Role.QA), []
    client.get("/")
    event.listen(sqlite_database.engine, "begin", begun.append)
    assert client.get("/products/").status_code == 200
    assert len(begun) == 1


def test_no_connection_is_kept_after_an_answer_whatever_it_was(client_as, sqlite_database):
    client = client_as(Role.QA)
    for path in ("/", "/nowhere", "/lots/999999", "/people/", "/products/x"):
        client.get(path)
        client.post(path)
    assert sqlite_database.engine.pool.checkedout() == 0


@pytest.mark.requirement("SEC-01", "SEC-21")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/", 302), ("get", "/sign-in", 200), ("get", "/nowhere", 404), ("post", "/sign-in", 403),
     ("put", "/sign-in", 405)],
    ids=["redirect", "page", "not found", "refused", "method"],
)  # fmt: skip
def test_every_kind_of_answer_carries_the_headers(client, method, path, status):
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.requirement("SEC-21")
def test_a_strict_transport_header_is_sent_over_tls_only(client):
    assert "Strict-Transport-Security" in client.get("/sign-in", base_url="https://localhost").headers
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


@pytest.mark.requirement("SEC-16")
@pytest.mark.parametrize(
    "host", ["evil.test", "localhost.evil.test", "localhost@evil.test", "127.0.0.2", "[", 5000 * "a"]
)
def test_a_foreign_host_name_is_refused(client, host):
    """Of a name of thousands of letters Flask can make no address, and so no page."""
    answer = client.get("/sign-in", headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_our_own_host_names_are_answered_on_any_port(client, host):
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.requirement("SEC-16")
@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-Remote-User"])
def test_forwarding_headers_are_not_believed_without_a_configured_proxy(client, header):
    response = client.get("/", headers={header: "evil.test"})
    assert (response.status_code, response.location) == (302, "/sign-in")


@pytest.mark.requirement("SEC-17")
@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PATCH", "DELETE", "BREW"])
def test_other_methods_are_refused(client_as, method):
    client = client_as(Role.QA)
    answers = [client.open(path, method=method).status_code for path in ("/", "/static/style.css")]
    assert answers == [405, 405]


@pytest.mark.requirement("SEC-17")
def test_a_method_cannot_be_overridden_by_a_header_or_a_field(client_as):
    client = client_as(Role.ADMINISTRATOR)
    overridden = client.get("/sign-out?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert overridden.status_code == 405


@pytest.mark.requirement("SEC-12")
def test_a_route_without_an_access_rule_stops_the_start(sqlite_database, tmp_path, monkeypatch):
    forgotten = Blueprint("forgotten", __name__)
    forgotten.add_url_rule("/forgotten", "page", lambda: "open to all")
    monkeypatch.setattr("comparability.web.views.start.bp", forgotten)
    with pytest.raises(AccessRulesBroken, match=r"forgotten\.page"):
        create_app(make_settings(tmp_path), database=sqlite_database)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('"a.b" = ["QC scientist", "king"]', "king"),
        ('"a.b" = "everyone"', "everyone"),
        ('"a.b" = []', "neither a list of roles"),
        ('"a.b" = true', "neither a list of roles"),
    ],
)
def test_an_access_rule_of_unknown_words_is_refused(tmp_path: Path, text, complaint):
    (tmp_path / "one.toml").write_text(text)
    with pytest.raises(AccessRulesBroken, match=complaint):
        read_access(tmp_path)


def test_an_endpoint_has_one_access_rule(tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('"a.b" = "anyone"')
    with pytest.raises(AccessRulesBroken, match=r"two\.toml"):
        read_access(tmp_path)


@pytest.mark.requirement("SEC-06")
@pytest.mark.parametrize(
    "token", [None, "", "garbage", "é" * 40], ids=["absent", "empty", "garbage", "non-ASCII"]
)
def test_a_change_without_the_token_of_the_sign_in_is_refused(client_as, token):
    client = client_as(Role.ADMINISTRATOR)
    fields = {} if token is None else {"csrf_token": token}
    assert client.post("/sign-out", data=fields, csrf=False).status_code == 403
    assert client.get("/people/").status_code == 200


@pytest.mark.requirement("SEC-06")
def test_the_token_of_another_sign_in_is_refused(client_as, add_person):
    other = client_as(Role.QA)
    client = client_as(Role.ADMINISTRATOR)
    assert client.post("/sign-out", data={"csrf_token": other.csrf()}, csrf=False).status_code == 403


@pytest.mark.requirement("SEC-06")
def test_a_token_in_the_address_does_not_count(client_as):
    client = client_as(Role.QA)
    assert client.post(f"/sign-out?csrf_token={client.csrf()}", csrf=False).status_code == 403


@pytest.mark.requirement("SEC-15")
@pytest.mark.parametrize(
    "address",
    ["//evil.test", "https://evil.test", "/\\evil.test", "\\\\evil.test", "javascript:alert(1)", "evil.test",
     "/%09/evil.test\t", "/\t/evil.test", "/ /evil", "/\n/evil.test", "///evil.test", "http:evil.test",
     "/" + "a" * 3000, "", None, "data:text/html,x", "/\x7f"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(address):
    assert local_path(address) is None


@pytest.mark.parametrize("address", ["/", "/lots/3", "/audit/?entity=lot&entity_id=3"])
def test_a_path_of_ours_is_gone_back_to(address):
    assert local_path(address) == address


@pytest.mark.requirement("SEC-22")
def test_an_unforeseen_error_shows_a_reference_and_logs_the_cause(app, client_as, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RuntimeError("secret detail of /srv/secret")

    client = client_as(Role.QA)
    monkeypatch.setattr("comparability.web.views.start.awaiting.awaiting", fail)
    with caplog.at_level(logging.ERROR):
        response = client.get("/")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "RuntimeError" not in response.text
    reference = response.text.split("<code>")[1].split("</code>")[0]
    assert reference in caplog.text
    assert "secret detail" in caplog.text


@pytest.mark.requirement("RB-10")
def test_an_absent_database_is_said_plainly(app, client_as, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("SELECT 1", {}, Exception("connection refused on 10.0.0.5"))

    client = client_as(Role.QA)
    monkeypatch.setattr("comparability.web.sign_ins.people.signed_in", away)
    response = client.get("/")
    assert response.status_code == 503
    assert "The database cannot be used now" in response.text
    assert "10.0.0.5" not in response.text


@pytest.mark.requirement("SEC-13")
@pytest.mark.parametrize("number", ["0", "999999", str(2**31), str(2**63), "1" * 300, "-1", "1.5", "x"])
def test_an_odd_record_number_is_not_found(client_as, number):
    assert client_as(Role.ADMINISTRATOR).get(f"/people/{number}").status_code == 404


def test_no_page_shows_a_link_that_the_role_may_not_open(client_as):
    page = client_as(Role.INSPECTOR).get("/").text
    assert 'href="/audit/"' in page
    assert 'href="/people/"' not in page


@pytest.mark.requirement("SEC-01")
def test_pages_load_nothing_from_elsewhere_and_carry_no_inline_code(client_as):
    page = client_as(Role.ADMINISTRATOR).get("/people/").text
    assert "http://" not in page
    assert "https://" not in page
    assert "style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page
