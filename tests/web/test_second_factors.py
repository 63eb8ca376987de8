"""A second factor on the pages: set up by its owner, asked for with every proof, demanded by rule."""

import re

import pyotp
import pytest

from comparability.model.second_factors import FactorRule
from comparability.model.vocabulary import Role
from tests.usecases.presence import PASSWORD, set_up_second_factor
from tests.web.conftest import application, make_settings
from tests.web.test_sign_in import OWN_PAGE, sign_in, token_in

OUTSIDE = {"REMOTE_ADDR": "203.0.113.9"}


def secret_on(page: str) -> str:
    return re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")


def proved_in(page: str) -> str:
    return re.search(r'name="proved"[^>]*value="([^"]+)"', page)[1]


def send_code(client, page: str, code: str, **fields):
    data = {"csrf_token": token_in(page), "proved": proved_in(page), "code": code} | fields
    return client.post("/sign-in/code", data=data)


@pytest.fixture
def qa(add_person):
    return add_person(Role.QA)


@pytest.fixture
def authenticator(sqlite_database, qa, clock) -> pyotp.TOTP:
    made = set_up_second_factor(sqlite_database, qa, clock())
    clock.forward(minutes=2)
    return made


@pytest.mark.requirement("SEC-19")
def test_a_person_sets_up_a_factor_with_a_secret_that_the_server_made(client_as, qa, clock):
    client = client_as(actor=qa)
    own = pyotp.random_base32()
    begun = client.post("/second-factor", data={"user_name": "qa", "password": PASSWORD, "secret": own})
    assert begun.location == "/second-factor/confirm"
    shown = client.get("/second-factor/confirm")
    secret = secret_on(shown.text)
    assert secret != own
    assert "<svg" in shown.text and "style=" not in shown.text.split("<main")[1]
    assert shown.headers["Cache-Control"] == "no-store"
    confirm = "/second-factor/confirm"
    refused = client.post(confirm, data={"code": pyotp.TOTP(own).at(clock()), "secret": own})
    assert refused.status_code == 422
    done = client.post(confirm, data={"code": pyotp.TOTP(secret).at(clock())})
    assert done.location == "/account"
    assert client.get("/account").text.count("Replace the second factor") == 1
    assert client.get(confirm).location == "/second-factor"  # the secret is never shown again


@pytest.mark.requirement("SEC-06", "SEC-19")
def test_opening_the_pages_makes_no_secret(client_as, qa):
    client = client_as(actor=qa)
    assert client.get("/second-factor").status_code == 200
    assert client.get("/second-factor/confirm").location == "/second-factor"


@pytest.mark.requirement("SEC-19")
def test_signing_in_asks_for_the_code_after_the_password(client, qa, authenticator, clock):
    asked = sign_in(client, next="/audit/")
    assert asked.status_code == 200
    assert "Your code" in asked.text
    assert client.get("/").location == "/sign-in"
    again = send_code(client, asked.text, "000000")
    assert again.status_code == 422
    assert send_code(client, again.text, authenticator.at(clock()), next="/audit/").location == "/audit/"
    assert client.get("/").status_code == 200


@pytest.mark.requirement("SEC-19")
def test_the_proof_of_a_password_serves_this_visit_and_five_minutes(app, client, qa, authenticator, clock):
    asked = sign_in(client)
    other = app.test_client()
    page = other.get("/sign-in")
    data = {
        "csrf_token": token_in(page.text),
        "proved": proved_in(asked.text),
        "code": authenticator.at(clock()),
    }
    assert other.post("/sign-in/code", data=data).location == "/sign-in"
    assert other.get("/").location == "/sign-in"
    forged = send_code(client, asked.text.replace(proved_in(asked.text), "eyJ4Ijp9"), "000000")
    assert forged.location == "/sign-in"


@pytest.mark.requirement("ES-01", "SEC-19")
def test_the_page_of_a_signature_asks_for_the_code(client_as, qa, authenticator):
    client = client_as(actor=qa)
    assert 'name="code"' in client.get("/second-factor").text
    refused = client.post("/second-factor", data={"user_name": "qa", "password": PASSWORD})
    assert refused.status_code == 422
    assert "its code is not right" in refused.text


@pytest.mark.requirement("SEC-20")
def test_what_was_typed_survives_a_sign_in_with_a_code(client_as, add_person, sqlite_database, clock):
    admin = add_person(Role.ADMINISTRATOR)
    authenticator = set_up_second_factor(sqlite_database, admin, clock())
    client = client_as(actor=admin)
    clock.forward(minutes=20)
    typed = {"full_name": "Jin Park", "user_name": "j.park", "code": "123456"}
    ended = client.post("/people/new", data=typed, headers=OWN_PAGE)
    kept = re.search(r'name="kept"[^>]*value="([^"]+)"', ended.text)[1]
    asked = sign_in(client, "administrator", kept=kept)
    resumed = send_code(client, asked.text, authenticator.at(clock()), kept=kept)
    assert "Jin Park" in resumed.text
    assert "123456" not in resumed.text


@pytest.mark.requirement("SEC-19")
def test_an_administrator_resets_a_factor_with_a_reason(client_as, qa, authenticator, client):
    admin = client_as(Role.ADMINISTRATOR)
    assert "Reset the second factor" in admin.get(f"/people/{qa.id}").text
    address = f"/people/{qa.id}/reset-second-factor"
    assert admin.post(address, data={"version": "1"}).status_code == 422
    done = admin.post(address, data={"version": "1", "reason": "Telephone lost."})
    start_password = re.search(r'<p class="once">([^<]+)</p>', done.text)[1]
    assert sign_in(client, password=start_password).location == "/password"


def under(rule: FactorRule, sqlite_database, tmp_path, clock):
    settings = make_settings(tmp_path, second_factor=rule)
    return application(settings, sqlite_database, clock)


@pytest.mark.requirement("SEC-19")
def test_from_outside_nobody_gets_in_without_a_second_factor(sqlite_database, tmp_path, clock, qa):
    client = under(FactorRule.REMOTE, sqlite_database, tmp_path, clock).test_client()
    sign_in(client)
    assert client.get("/").status_code == 200
    for path in ("/", "/account", "/second-factor"):
        outside = client.get(path, environ_base=OUTSIDE)
        assert outside.status_code == 403
        assert "From outside the site" in outside.text
    set_up_second_factor(sqlite_database, qa, clock())
    clock.forward(minutes=2)
    assert client.get("/", environ_base=OUTSIDE).location == "/sign-in"


@pytest.mark.requirement("SEC-19")
def test_from_outside_a_second_factor_opens_the_pages(app, qa, authenticator, clock):
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = OUTSIDE["REMOTE_ADDR"]
    asked = sign_in(client)
    assert send_code(client, asked.text, authenticator.at(clock())).location == "/"
    assert client.get("/").status_code == 200


@pytest.mark.requirement("SEC-19")
def test_where_everybody_needs_one_only_the_page_to_set_it_up_opens(sqlite_database, tmp_path, clock, qa):
    client = under(FactorRule.EVERYBODY, sqlite_database, tmp_path, clock).test_client()
    sign_in(client)
    assert client.get("/").location == "/second-factor"
    assert client.get("/second-factor").status_code == 200


@pytest.mark.requirement("SEC-19")
def test_where_it_is_only_offered_a_password_is_enough_from_anywhere(sqlite_database, tmp_path, clock, qa):
    client = under(FactorRule.OFFERED, sqlite_database, tmp_path, clock).test_client()
    sign_in(client)
    assert client.get("/", environ_base=OUTSIDE).status_code == 200
