"""Signing in, staying in, being turned away, and coming back to what was typed."""

import re
from datetime import timedelta

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.audit import AuditEntry, Filter, audit_entries
from comparability.usecases.sign_in import EXPIRED, TURNED_AWAY
from comparability.web.views.sign_in import MOST_FAILURES_OF_A_CLIENT
from tests.usecases.presence import PASSWORD
from tests.web.conftest import application, make_settings

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def token_in(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([0-9a-f]{64})"', page)[1]


def sign_in(client, user_name="qa", password=PASSWORD, **fields):
    page = client.get("/sign-in")
    data = {"csrf_token": token_in(page.text), "user_name": user_name, "password": password} | fields
    return client.post("/sign-in", data=data)


def events(database) -> list[str]:
    with database.read() as session:
        return [entry.entity for entry in reversed(audit_entries(session, wanted=Filter(action="event")))]


@pytest.fixture
def qa(add_person):
    return add_person(Role.QA)


def test_the_right_password_opens_the_start_page(client, qa):
    response = sign_in(client)
    assert (response.status_code, response.location) == (302, "/")
    assert qa.full_name in client.get("/").text


def test_a_user_name_is_read_whatever_the_case_of_its_letters(client, qa):
    assert sign_in(client, user_name=" QA ").status_code == 302


def test_the_page_that_was_asked_for_opens_after_signing_in(client, qa):
    assert sign_in(client, next="/audit/?entity=lot").location == "/audit/?entity=lot"


@pytest.mark.requirement("SEC-15")
def test_an_address_elsewhere_is_not_gone_to_after_signing_in(client, qa):
    assert sign_in(client, next="//evil.test").location == "/"


@pytest.mark.requirement("SEC-09")
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, qa):
    cookie = sign_in(client).headers["Set-Cookie"]
    assert cookie.startswith("sid=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert len(cookie.split("=")[1].split(";")[0]) >= 43  # 256 bits in base64


@pytest.mark.requirement("SEC-09")
def test_beyond_the_loopback_address_the_cookie_needs_tls_and_this_very_host(
    sqlite_database, tmp_path, clock, qa
):
    settings = make_settings(tmp_path, allowed_hosts=("lots.example.org",))
    app = application(settings, sqlite_database, clock)
    client = app.test_client()
    base = "https://lots.example.org"
    page = client.get("/sign-in", base_url=base)
    fields = {"csrf_token": token_in(page.text), "user_name": "qa", "password": PASSWORD}
    cookies = client.post("/sign-in", base_url=base, data=fields).headers.getlist("Set-Cookie")
    cookie = next(each for each in cookies if "sid=" in each)
    assert cookie.startswith("__Host-sid=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.requirement("SEC-07")
def test_a_planted_session_is_not_adopted(client, qa):
    client.set_cookie("sid", "planted")
    response = sign_in(client)
    assert "planted" not in response.headers["Set-Cookie"]
    assert client.get_cookie("sid").value != "planted"


@pytest.mark.requirement("SEC-11")
def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client, qa):
    answers = [sign_in(client, "qa", "wrong"), sign_in(client, "nobody.known", "wrong")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(TURNED_AWAY in answer.text for answer in answers)
    bodies = [re.sub(r"[0-9a-f]{64}", "", answer.text).replace("nobody.known", "qa") for answer in answers]
    assert bodies[0] == bodies[1]


@pytest.mark.requirement("SEC-10")
def test_after_five_failures_from_anywhere_the_right_password_is_refused_too(app, qa, clock, sqlite_database):
    for _ in range(5):
        assert TURNED_AWAY in sign_in(app.test_client(), "qa", "wrong").text
    assert TURNED_AWAY in sign_in(app.test_client()).text
    assert events(sqlite_database).count("account-locked") == 1
    clock.forward(minutes=14)
    assert TURNED_AWAY in sign_in(app.test_client()).text
    clock.forward(minutes=2)
    assert sign_in(app.test_client()).status_code == 302


def test_four_failures_are_forgotten_after_the_right_password(app, qa):
    for _ in range(2):
        for _ in range(4):
            sign_in(app.test_client(), "qa", "wrong")
        assert sign_in(app.test_client()).status_code == 302


@pytest.mark.requirement("AT-01")
def test_signing_in_failing_to_and_signing_out_are_events_on_the_trail(client, qa, sqlite_database):
    sign_in(client, "qa", "wrong")
    sign_in(client)
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/").text)})
    assert events(sqlite_database)[-3:] == ["sign-in-failed", "sign-in", "sign-out"]


def test_what_was_typed_as_an_unknown_user_name_is_not_kept(client, qa, sqlite_database):
    sign_in(client, user_name="my secret password")
    with sqlite_database.read() as session:
        kept = " ".join(
            str(value)
            for entry in session.query(AuditEntry)
            for value in (entry.new, entry.actor, entry.reason)
        )
    assert "secret" not in kept


@pytest.mark.requirement("SEC-08")
def test_a_session_ends_at_once_on_the_server_when_the_person_signs_out(app, client_as):
    client = client_as(Role.QA)
    saved = client.token
    client.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("sid", saved)
    assert thief.get("/").location == "/sign-in"


@pytest.mark.requirement("SEC-20")
def test_a_session_that_is_not_used_ends_after_the_idle_time(client_as, clock):
    client = client_as(Role.QA)
    clock.forward(minutes=14)
    assert client.get("/").status_code == 200
    clock.forward(minutes=14)
    assert client.get("/").status_code == 200
    clock.forward(minutes=15, seconds=1)
    assert client.get("/").location == "/sign-in"


@pytest.mark.requirement("SEC-20")
def test_a_session_ends_after_twelve_hours_however_busy(client_as, clock):
    client = client_as(Role.QA)
    span = timedelta()
    while span <= timedelta(hours=11, minutes=50):
        assert client.get("/").status_code == 200
        clock.forward(minutes=10)
        span += timedelta(minutes=10)
    clock.forward(seconds=1)
    assert client.get("/").location == "/sign-in"


def start_password_client(client, client_as):
    """A person who has just been added, and the start password that the administrator was shown."""
    page = client_as(Role.ADMINISTRATOR).post(
        "/people/new", data={"full_name": "Jin Park", "user_name": "j.park", "roles": "QC scientist"}
    )
    start_password = re.search(r'<p class="once">([^<]+)</p>', page.text)[1]
    return start_password, sign_in(client, "j.park", start_password)


def test_a_start_password_opens_nothing_but_the_page_to_replace_it(client, client_as):
    start_password, response = start_password_client(client, client_as)
    assert response.location == "/password"
    assert client.get("/").location == "/password"
    assert client.get("/people/").status_code == 403
    page = client.get("/password")
    chosen = "sturdy kettle orbit moss"
    fields = {"csrf_token": token_in(page.text), "password": start_password, "new_password": chosen}
    changed = client.post("/password", data=fields | {"repeated": chosen})
    assert changed.location == "/signature"
    assert client.get("/").status_code == 200
    assert sign_in(client.application.test_client(), "j.park", start_password).status_code == 422
    assert sign_in(client.application.test_client(), "j.park", chosen).status_code == 302


@pytest.mark.requirement("SEC-08")
def test_changing_the_password_ends_every_other_session(client_as, add_person):
    actor = add_person(Role.QA)
    here, there = client_as(actor=actor), client_as(actor=actor)
    chosen = "sturdy kettle orbit moss"
    fields = {"password": PASSWORD, "new_password": chosen, "repeated": chosen}
    assert here.post("/password", data=fields).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").location == "/sign-in"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"password": "wrong"}, "not right"),
        ({"new_password": "short", "repeated": "short"}, "at least 15"),
        ({"repeated": "something else entirely"}, "differ"),
        ({"new_password": PASSWORD, "repeated": PASSWORD}, "Choose another"),
        ({"new_password": "qaqaqaqaqaqaqaqaqa", "repeated": "qaqaqaqaqaqaqaqaqa"}, "Too few different"),
    ],
    ids=["wrong current one", "too short", "two different", "the same again", "one piece repeated"],
)
def test_a_new_password_is_refused_with_the_reason_beside_its_field(client_as, fields, complaint):
    chosen = "sturdy kettle orbit moss"
    response = client_as(Role.QA).post(
        "/password", data={"password": PASSWORD, "new_password": chosen, "repeated": chosen} | fields
    )
    assert response.status_code == 422
    assert complaint in response.text


@pytest.mark.requirement("SEC-20")
def test_what_was_typed_when_the_session_ended_can_be_sent_after_signing_in_again(client_as, clock):
    client = client_as(Role.ADMINISTRATOR)
    clock.forward(minutes=20)
    typed = {
        "full_name": "Jin Park\u00a0박진",
        "user_name": "j.park",
        "roles": ["QC scientist", "statistician"],
    }
    ended = client.post("/people/new", data=typed, headers=OWN_PAGE)
    assert ended.status_code == 401
    assert "what you typed is kept" in ended.text
    kept = re.search(r'name="kept"[^>]*value="([^"]+)"', ended.text)[1]
    again = sign_in(client, "administrator", kept=kept)
    assert again.status_code == 200
    assert "Jin Park\u00a0박진" in again.text
    client.token = client.get_cookie("sid").value
    added = client.post("/people/new", data=typed | {"csrf_token": token_in(again.text.split("<main")[1])})
    assert added.status_code == 200
    assert "Start password of Jin Park" in added.text


def test_kept_typing_holds_no_password_and_is_shown_to_nobody_else(app, client_as, clock, add_person):
    add_person(Role.QA, user_name="other")
    client = client_as(Role.ADMINISTRATOR)
    clock.forward(minutes=20)
    fields = {"full_name": "Jin Park", "password": "a password typed for a signature"}
    ended = client.post("/people/new", data=fields, headers=OWN_PAGE)
    kept = re.search(r'name="kept"[^>]*value="([^"]+)"', ended.text)[1]
    assert "Jin Park" not in sign_in(app.test_client(), "other", kept=kept).text
    shown = sign_in(app.test_client(), "administrator", kept=kept).text
    assert "Jin Park" in shown
    assert "typed for a signature" not in shown


@pytest.mark.requirement("SEC-06")
def test_another_site_cannot_have_its_form_kept(client_as, clock):
    client = client_as(Role.ADMINISTRATOR)
    clock.forward(minutes=20)
    ended = client.post("/people/new", data={"full_name": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "what you typed is kept" not in ended.text


def test_a_page_opened_before_signing_in_again_can_be_sent_on(client_as):
    client = client_as(Role.ADMINISTRATOR)
    fields = {"full_name": "Jin Park", "csrf_token": "0" * 64}
    assert "Jin Park" in client.post("/people/new", data=fields, csrf=False, headers=OWN_PAGE).text
    assert "Jin Park" not in client.post("/people/new", data=fields, csrf=False).text


@pytest.mark.requirement("SEC-14")
def test_extra_fields_of_a_form_are_not_bound(client, qa, sqlite_database):
    sign_in(client, must_change_password="1", roles="administrator", is_active="0")
    assert client.get("/people/").status_code == 403


@pytest.mark.requirement("SEC-18")
def test_a_start_password_that_nobody_used_in_seven_days_is_worth_nothing(app, client_as, clock):
    page = client_as(Role.ADMINISTRATOR).post(
        "/people/new", data={"full_name": "Jin Park", "user_name": "j.park", "roles": "QC scientist"}
    )
    start_password = re.search(r'<p class="once">([^<]+)</p>', page.text)[1]
    clock.forward(days=7)
    assert sign_in(app.test_client(), "j.park", start_password).location == "/password"
    clock.forward(seconds=1)
    late = sign_in(app.test_client(), "j.park", start_password)
    assert late.status_code == 422
    assert EXPIRED in late.text


def test_a_password_of_ones_own_does_not_expire(app, qa, clock):
    clock.forward(days=400)
    assert sign_in(app.test_client()).status_code == 302


@pytest.mark.requirement("SEC-10")
def test_trying_many_accounts_from_one_network_ends_and_others_get_in(app, qa, clock):
    def enter(address: str, user_name: str, password: str):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return sign_in(client, user_name, password)

    for number in range(MOST_FAILURES_OF_A_CLIENT):
        assert enter(f"2001:db8::{number:x}", f"nobody.{number}", "wrong").status_code == 422
    refused = enter("2001:db8::ffff", "qa", PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert "Too many failures from your network" in refused.text
    assert enter("127.0.0.1", "qa", PASSWORD).status_code == 302
    clock.forward(minutes=15)
    assert enter("2001:db8::ffff", "qa", PASSWORD).status_code == 302
