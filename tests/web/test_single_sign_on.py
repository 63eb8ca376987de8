"""Single sign-on through a provider that answers over HTTP: who gets in, and what a signature needs."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey

from comparability.model.single_sign_on import SingleSignOn
from comparability.model.vocabulary import ProtocolStatus, Role
from comparability.storage.audit import Filter, audit_entries
from comparability.storage.people import Person
from comparability.storage.protocols import Protocol
from comparability.storage.single_sign_on import account_of
from comparability.usecases import single_sign_on
from comparability.usecases.sign_in import TURNED_AWAY
from tests.usecases.presence import PASSWORD
from tests.web.conftest import SET_UP, application, make_settings
from tests.web.openid_provider import CLIENT_ID, CLIENT_SECRET, openid_provider
from tests.web.switching import set_up
from tests.web.test_sign_in import sign_in, token_in

BACK = "http://localhost/sign-in/provider/back"
WHY = "The company's provider confirms everybody from now on."


@pytest.fixture
def provider(clock):
    with openid_provider(clock) as running:
        yield running


@pytest.fixture
def app(sqlite_database, tmp_path, clock, provider):
    choice = SingleSignOn(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        redirect_uri=BACK,
        user_name_claim="preferred_username",
    )
    settings = make_settings(tmp_path, single_sign_on=choice)
    return application(settings, sqlite_database, clock)


@pytest.fixture
def qa(add_person):
    return add_person(Role.QA)


@pytest.fixture
def announce(sqlite_database, add_person, provider, clock):
    """The administrator lets a person in through the provider."""
    admin = add_person(Role.ADMINISTRATOR, user_name="the.admin")

    def act(person, subject=None):
        with sqlite_database.write(actor=admin, now=clock()) as session:
            version = session.get_one(Person, person.id).version
            single_sign_on.announce(
                session, person.number, issuer=provider.issuer, subject=subject, version=version, reason=WHY,
                actor=admin,
            )  # fmt: skip

    return act


def on_the_way(client, **fields) -> str:
    """The address of the provider to which the sign-in page leads."""
    page = client.get("/sign-in")
    data = {"csrf_token": token_in(page.text)} | fields
    return address_on(client.post("/sign-in/provider", data=data))


def address_on(page) -> str:
    assert page.status_code == 200, page.text
    link = unescape(re.search(r'<a class="button primary" href="([^"]+)"', page.text)[1])
    assert page.headers["Refresh"] == f"0; url={link}"
    return link


def come_back(client, there: str):
    parts = urlsplit(there)
    return client.get(f"{parts.path}?{parts.query}")


def enter(client, provider, **fields):
    return come_back(client, provider.sign_in(on_the_way(client, **fields)))


@pytest.mark.requirement("SEC-15")
def test_a_person_bound_by_subject_gets_in_and_to_the_page_asked_for(client, provider, qa, announce):
    announce(qa, provider.subject)
    assert enter(client, provider, next="/audit/").location == "/audit/"
    assert qa.full_name in client.get("/").text
    (asked,) = provider.asked
    assert "prompt" not in asked
    assert len(asked["nonce"]) >= 43 and len(asked["state"]) >= 43


def test_an_announced_person_is_bound_at_the_first_sign_in_and_never_to_another(
    app, provider, qa, announce, sqlite_database
):
    announce(qa)
    assert enter(app.test_client(), provider).location == "/"
    with sqlite_database.read() as session:
        assert account_of(session, qa.number).subject == provider.subject
        bound = audit_entries(session, wanted=Filter(entity="provider_account", action="update"))
    assert [(each.field, each.new) for each in bound] == [("subject", provider.subject)]
    provider.subject = "somebody else who was given that user name"
    assert enter(app.test_client(), provider).status_code == 403


@pytest.mark.requirement("SEC-12")
def test_nobody_gets_in_who_was_not_announced(client, provider, qa):
    refused = enter(client, provider)
    assert refused.status_code == 403
    assert "no account here was announced for you" in refused.text
    assert client.get("/").location == "/sign-in"


@pytest.mark.requirement("SEC-18")
def test_who_comes_through_the_provider_has_no_password(app, provider, qa, announce):
    announce(qa, provider.subject)
    assert TURNED_AWAY in sign_in(app.test_client()).text


@pytest.mark.requirement("SEC-10")
def test_a_closed_or_locked_account_is_not_opened_by_the_provider(
    app, provider, qa, announce, sqlite_database, clock
):
    announce(qa, provider.subject)
    for _ in range(5):
        sign_in(app.test_client(), "qa", "wrong")
    assert enter(app.test_client(), provider).status_code == 403
    clock.forward(minutes=16)
    assert enter(app.test_client(), provider).location == "/"


def forged_key(provider):
    provider.key = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)


def shared_secret(provider):
    provider.key, provider.algorithm = OctKey.import_key(CLIENT_SECRET, {"kid": "one"}), "HS256"


def claim(name, value):
    def change(provider):
        provider.changed[name] = value(provider) if callable(value) else value

    return change


def issued_to_another(provider):
    provider.changed |= {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"}


BAD = {
    "signed with another key": forged_key,
    "signed with the client's secret": shared_secret,
    "expired": claim("exp", lambda provider: int(provider.clock().timestamp()) - 31),
    "without an end": claim("exp", None),
    "not yet valid": claim("nbf", lambda provider: int(provider.clock().timestamp()) + 3600),
    "another nonce": claim("nonce", "of-another-request"),
    "without a nonce": claim("nonce", None),
    "for another client": claim("aud", "another-client"),
    "for two, issued to the other": issued_to_another,
    "of another provider": claim("iss", "https://evil.test"),
    "without a subject": claim("sub", None),
}


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_a_token_that_proves_nothing_opens_nothing(client, provider, qa, announce, spoil, sqlite_database):
    announce(qa, provider.subject)
    spoil(provider)
    refused = enter(client, provider)
    assert refused.status_code == 422
    assert "does not prove who you are" in refused.text
    assert client.get("/").location == "/sign-in"
    with sqlite_database.read() as session:
        assert audit_entries(session, wanted=Filter(entity="sign-in-failed"))


@pytest.mark.requirement("SEC-06", "SEC-07")
def test_a_way_back_is_taken_once_by_the_browser_that_was_sent_and_in_time(
    app, client, provider, qa, announce, clock
):
    announce(qa, provider.subject)
    there = provider.sign_in(on_the_way(client))
    assert come_back(app.test_client(), there).location == "/sign-in"  # a link that somebody else was sent
    assert come_back(client, there).location == "/sign-in"
    there = provider.sign_in(on_the_way(client))
    assert come_back(client, there).location == "/"
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/").text)})
    assert come_back(client, there).location == "/sign-in"
    late = provider.sign_in(on_the_way(client))
    clock.forward(minutes=11)
    assert come_back(client, late).location == "/sign-in"
    assert client.get("/").location == "/sign-in"


@pytest.mark.requirement("SEC-06")
def test_a_state_that_was_made_up_leads_nowhere(client, provider, qa, announce):
    announce(qa, provider.subject)
    assert client.get("/sign-in/provider/back?code=x&state=y").location == "/sign-in"
    assert client.get("/sign-in/provider/back").location == "/sign-in"


def test_what_the_provider_refuses_is_said(client, provider, qa, announce):
    state = parse_qs(urlsplit(on_the_way(client)).query)["state"][0]
    refused = client.get(f"/sign-in/provider/back?error=access_denied&state={state}")
    assert refused.status_code == 422
    assert "did not let you in" in refused.text


def test_a_provider_that_is_away_is_named_and_nothing_fails_on_our_side(app, client, provider, monkeypatch):
    provider.answer = lambda *given: (503, {})
    page = client.get("/sign-in")
    answer = client.post("/sign-in/provider", data={"csrf_token": token_in(page.text)})
    assert answer.status_code == 422
    assert "cannot be reached" in answer.text


def test_without_a_provider_there_is_no_such_page(sqlite_database, tmp_path, clock):
    client = application(make_settings(tmp_path), sqlite_database, clock).test_client()
    page = client.get("/sign-in")
    assert "/sign-in/provider" not in page.text
    data = {"csrf_token": token_in(page.text)}
    assert client.post("/sign-in/provider", data=data).status_code == 404
    assert client.get("/sign-in/provider/back?state=x").status_code == 404


# Signing: the page that confirms the electronic signature is a signature of the smallest kind.


@pytest.fixture
def unsigned(qa, sqlite_database, clock, announce, provider):
    """A person through the provider who has not yet accepted the electronic signature."""
    announce(qa, provider.subject)
    with sqlite_database.write(actor=qa, now=clock()) as session:
        single_sign_on.state_reason(session, "As before the first signature.")
        session.get_one(Person, qa.id).signature_accepted_at = None
    return qa


def accepted(sqlite_database, person) -> bool:
    with sqlite_database.read() as session:
        return session.get_one(Person, person.id).signature_accepted_at is not None


def form_on(page: str) -> dict[str, str]:
    """The form of the page "Sign now", as its button sends it."""
    found = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(value) for name, value in found} | {"csrf_token": token_in(page.split("<main")[1])}


def begin_signing(client) -> str:
    return address_on(client.post("/signature", data={"is_accepted": "1"}))


@pytest.mark.requirement("ES-01", "ES-06")
def test_a_signature_goes_through_a_new_sign_in_at_the_provider(
    client_as, provider, unsigned, sqlite_database, clock
):
    client = client_as(actor=unsigned)
    page = client.get("/signature").text
    assert 'name="password"' not in page and "Your provider will ask you" in page
    clock.forward(seconds=5)
    there = begin_signing(client)
    asked = parse_qs(urlsplit(there).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert not accepted(sqlite_database, unsigned)
    clock.forward(seconds=20)
    back = come_back(client, provider.sign_in(there))
    assert back.status_code == 200 and "Sign now" in back.text
    assert not accepted(sqlite_database, unsigned)
    form = form_on(back.text)
    assert client.post("/signature", data=form).location == "/"
    assert accepted(sqlite_database, unsigned)


@pytest.mark.requirement("ES-01")
@pytest.mark.parametrize("auth_time", ["a minute before", None], ids=["too old", "not said"])
def test_a_sign_in_from_before_the_signing_is_no_proof_and_counts(
    client_as, provider, unsigned, sqlite_database, clock, auth_time
):
    client = client_as(actor=unsigned)
    if auth_time is None:
        provider.changed["auth_time"] = None
    else:
        provider.auth_time = int(clock().timestamp()) - 1
    back = come_back(client, provider.sign_in(begin_signing(client)))
    assert back.status_code == 403
    with sqlite_database.read() as session:
        person = session.get_one(Person, unsigned.id)
        assert (person.failed_sign_ins, person.signature_accepted_at) == (1, None)
        assert audit_entries(session, wanted=Filter(entity="signing-failed"))


@pytest.mark.requirement("ES-01")
def test_nobody_signs_with_somebody_elses_account_at_the_provider(
    client_as, provider, unsigned, sqlite_database
):
    client = client_as(actor=unsigned)
    provider.subject = "another-subject"
    assert come_back(client, provider.sign_in(begin_signing(client))).status_code == 403
    assert not accepted(sqlite_database, unsigned)


@pytest.mark.requirement("ES-03", "ES-04")
def test_a_proof_serves_the_form_it_was_given_for_once_and_for_five_minutes(
    client_as, provider, unsigned, sqlite_database, clock
):
    client = client_as(actor=unsigned)

    def proved() -> dict[str, str]:
        return form_on(come_back(client, provider.sign_in(begin_signing(client))).text)

    assert client.post("/signature", data=proved() | {"content_hash": "ab" * 32}).status_code == 422
    late = proved()
    clock.forward(minutes=6)
    assert client.post("/signature", data=late).status_code == 422
    assert client.post("/signature", data=proved() | {"proof": "made-up"}).status_code == 422
    assert not accepted(sqlite_database, unsigned)
    good = proved()
    assert client.post("/signature", data=good).location == "/"
    assert client.post("/signature", data=good).status_code == 422


@pytest.mark.requirement("SEC-19")
def test_the_provider_is_in_charge_of_the_second_factor(client_as, provider, unsigned):
    client = client_as(actor=unsigned)
    assert client.get("/", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200
    account = client.get("/account").text
    assert "asked for by your provider" in account
    assert "/second-factor" not in account


@pytest.mark.requirement("SEC-14", "SEC-24")
def test_an_administrator_announces_a_person_and_a_start_password_undoes_it(
    client_as, add_person, provider, qa, sqlite_database
):
    client = client_as(Role.ADMINISTRATOR)
    address = f"/people/{qa.id}/single-sign-on"
    assert client.post(address, data={"version": "1", "subject": "x"}).status_code == 422  # no reason
    done = client.post(
        address, data={"version": "1", "subject": "x", "reason": WHY, "issuer": "https://evil"}
    )
    assert done.status_code == 302
    with sqlite_database.read() as session:
        account = account_of(session, qa.number)
        assert (account.issuer, account.subject) == (provider.issuer, "x")
        version = session.get_one(Person, qa.id).version
    other = add_person(Role.QC)
    taken = client.post(
        f"/people/{other.id}/single-sign-on", data={"version": "1", "subject": "x", "reason": WHY}
    )
    assert "belongs to somebody else" in taken.text
    made = client.post(f"/people/{qa.id}/start-password", data={"version": str(version), "reason": WHY})
    start_password = re.search(r'<p class="once">([^<]+)</p>', made.text)[1]
    with sqlite_database.read() as session:
        assert account_of(session, qa.number) is None
    assert sign_in(client.application.test_client(), "qa", start_password).location == "/password"
    assert PASSWORD not in made.text


@pytest.fixture
def drafted(client_as, provider, announce, sqlite_database):
    """QA through the provider, and the number of a protocol that is ready to be frozen."""
    stage = set_up(client_as, sqlite_database)
    announce(stage.team.qa, provider.subject)
    return client_as(actor=stage.team.qa), stage.complete_draft().id


def begin_freezing(client, protocol_id: int) -> str:
    address = f"/protocols/{protocol_id}/freeze"
    shown = re.search(r'name="content_hash"[^>]*value="([0-9a-f]{64})"', client.get(address).text)[1]
    data = {"content_hash": shown, "meaning": "approved", "declaration": "None."}
    return address_on(client.post(address, data=data))


def status(sqlite_database, protocol_id: int) -> ProtocolStatus:
    with sqlite_database.read() as session:
        return session.get_one(Protocol, protocol_id).status


@pytest.mark.requirement("ES-01", "ES-02")
def test_a_protocol_is_frozen_through_the_provider(drafted, provider, sqlite_database):
    client, number = drafted
    form = form_on(come_back(client, provider.sign_in(begin_freezing(client, number))).text)
    assert status(sqlite_database, number) is ProtocolStatus.DRAFT
    assert client.post(f"/protocols/{number}/freeze", data=form).status_code == 302
    assert status(sqlite_database, number) is ProtocolStatus.FROZEN


@pytest.mark.requirement("ES-04")
def test_a_record_that_changed_while_the_signer_was_at_the_provider_is_not_signed(
    drafted, provider, sqlite_database, clock
):
    client, number = drafted
    there = begin_freezing(client, number)
    with sqlite_database.write(actor=SET_UP, now=clock()) as session:
        single_sign_on.state_reason(session, "Changed while somebody was about to sign.")
        session.get_one(Protocol, number).lots_justification = "Another number of lots."
    form = form_on(come_back(client, provider.sign_in(there)).text)
    assert client.post(f"/protocols/{number}/freeze", data=form).status_code in (409, 422)
    assert status(sqlite_database, number) is ProtocolStatus.DRAFT
