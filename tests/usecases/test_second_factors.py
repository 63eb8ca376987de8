"""Codes of a second factor: whose they are, when they are right, that each works once; on both engines."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import text

from comparability.model.errors import Invalid, NotAllowed, NotFound, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.storage import people as stored
from comparability.storage.audit import Filter, audit_entries
from comparability.storage.chain import verify_chain
from comparability.storage.people import Person, PersonRole, SignIn
from comparability.storage.sealing import seal, unseal
from comparability.storage.second_factors import SecondFactor, SpentCode, confirmed_factor
from comparability.storage.sessions import Database
from comparability.usecases import codes, identity, people, second_factors, sign_in
from comparability.usecases.signing import Credentials
from tests.usecases.presence import PASSWORD, PASSWORD_HASH, set_up_second_factor

NOW = datetime(2026, 11, 23, 8, 14, 22, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
SET_UP = Actor(id=None, user_name="(set-up)", full_name="Set-up", roles=frozenset({Role.ADMINISTRATOR}))


def add(database, user_name: str, role: Role) -> Actor:
    with database.write(actor=SET_UP, now=NOW) as session:
        person = Person(
            user_name=user_name, full_name="Full Name", password_hash=PASSWORD_HASH, is_active=True,
            must_change_password=False, supplier_id=None, signature_accepted_at=NOW, failed_sign_ins=0,
            locked_until=None,
        )  # fmt: skip
        session.add(person)
        session.flush()
        session.add(PersonRole(person_id=person.id, role=role))
        session.flush()
        return stored.actor_of(session, person)


@pytest.fixture
def qa(database) -> Actor:
    return add(database, "qa.lead", Role.QA)


@pytest.fixture
def admin(database) -> Actor:
    return add(database, "admin", Role.ADMINISTRATOR)


def enter(database, password: str = PASSWORD, code: str | None = None, now: datetime = LATER):
    """Sign in by password, and by a code where one is given."""
    with database.read() as session:
        attempt = sign_in.try_password(session, user_name="qa.lead", password=password)
    with database.write(actor=attempt.actor, now=now) as session:
        return sign_in.sign_in(session, attempt, code=code, now=now)


def prove(database, actor: Actor, code: str | None, now: datetime = LATER) -> None:
    with identity.identified(database, actor=actor, now=now) as session:
        credentials = Credentials(user_name=actor.user_name, password=PASSWORD, code=code)
        identity.confirm_identity(session, actor=actor, credentials=credentials, now=now)


# RFC 6238, appendix B, the six last digits of the SHA-1 column; the secret is that of the appendix.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.requirement("SEC-19")
@pytest.mark.parametrize(("seconds", "code"), RFC_CODES, ids=lambda value: str(value))
def test_a_code_is_the_one_that_rfc_6238_prints_for_its_time(sqlite_database, seconds, code):
    with sqlite_database.read() as session:
        sealed = seal(session, RFC_SECRET, owner=codes.owner(1))
        factor = SecondFactor(person_id=1, sealed_secret=sealed)
        at = datetime.fromtimestamp(seconds, UTC)
        assert codes.right_step(session, factor, code, now=at) == seconds // 30


@pytest.mark.requirement("SEC-19")
@pytest.mark.parametrize(
    ("seconds", "is_taken"),
    [(-60, False), (-30, True), (0, True), (30, True), (60, False)],
    ids=["two steps old", "one step old", "of now", "one step ahead", "two steps ahead"],
)
def test_a_clock_may_be_off_by_one_step_and_no_more(database, qa, seconds, is_taken):
    authenticator = set_up_second_factor(database, qa, NOW)
    code = authenticator.at(LATER + timedelta(seconds=seconds))
    assert isinstance(enter(database, code=code), sign_in.Opened) is is_taken


@pytest.mark.requirement("SEC-19")
def test_after_the_password_the_code_is_awaited_and_no_session_is_open(database, qa):
    set_up_second_factor(database, qa, NOW)
    with database.read() as session:
        before = session.query(SignIn).count()
    assert isinstance(enter(database), sign_in.CodeAwaited)
    with database.read() as session:
        assert session.query(SignIn).count() == before


@pytest.mark.requirement("SEC-19")
def test_a_code_opens_one_session_and_no_second(database, qa):
    authenticator = set_up_second_factor(database, qa, NOW)
    code = authenticator.at(LATER)
    assert isinstance(enter(database, code=code), sign_in.Opened)
    assert isinstance(enter(database, code=code), sign_in.TurnedAway)
    earlier = authenticator.at(LATER - timedelta(seconds=30))
    assert isinstance(enter(database, code=earlier), sign_in.TurnedAway)


@pytest.mark.requirement("ES-01", "SEC-19")
@pytest.mark.parametrize("code", [None, "", "000000", "12345", "૧૨૩૪૫૬"])
def test_where_there_is_a_second_factor_no_signature_is_given_without_its_code(database, qa, code):
    set_up_second_factor(database, qa, NOW)
    with pytest.raises(identity.IdentityNotConfirmed):
        prove(database, qa, code)
    with database.read() as session:
        assert session.get_one(Person, qa.id).failed_sign_ins == 1


@pytest.mark.requirement("ES-01", "ES-06")
def test_a_code_serves_one_signature(database, qa):
    authenticator = set_up_second_factor(database, qa, NOW)
    prove(database, qa, authenticator.at(LATER))
    with pytest.raises(identity.IdentityNotConfirmed):
        prove(database, qa, authenticator.at(LATER))
    prove(database, qa, authenticator.at(LATER + timedelta(seconds=30)), LATER + timedelta(seconds=30))


@pytest.mark.requirement("SEC-10", "SEC-19")
def test_five_wrong_codes_after_the_right_password_lock_the_account(database, qa):
    authenticator = set_up_second_factor(database, qa, NOW)
    for _ in range(5):
        assert isinstance(enter(database), sign_in.CodeAwaited)
        assert isinstance(enter(database, code="000000"), sign_in.TurnedAway)
    assert isinstance(enter(database, code=authenticator.at(LATER)), sign_in.TurnedAway)
    assert isinstance(enter(database), sign_in.TurnedAway)


@pytest.mark.requirement("SEC-19")
def test_a_password_that_was_changed_meanwhile_proves_nothing_any_more(database, qa):
    authenticator = set_up_second_factor(database, qa, NOW)
    awaited = enter(database)
    with identity.identified(database, actor=qa, now=LATER) as session:
        sign_in.change_password(
            session, current=PASSWORD, new="moss orbit", code=authenticator.at(LATER), actor=qa, now=LATER
        )
    with database.read() as session:
        attempt = sign_in.proved_before(session, awaited)
    later = LATER + timedelta(minutes=1)
    with database.write(actor=attempt.actor, now=later) as session:
        outcome = sign_in.sign_in(session, attempt, code=authenticator.at(later), now=later)
    assert isinstance(outcome, sign_in.TurnedAway)


@pytest.mark.requirement("SEC-18")
def test_eight_characters_are_enough_beside_a_second_factor_and_not_without(database, qa):
    def change(code: str | None) -> None:
        with identity.identified(database, actor=qa, now=LATER) as session:
            sign_in.change_password(session, current=PASSWORD, new="moss orb", code=code, actor=qa, now=LATER)

    with pytest.raises(Invalid, match="at least 15"):
        change(None)
    change(set_up_second_factor(database, qa, NOW).at(LATER))


@pytest.mark.requirement("SEC-19")
def test_a_secret_counts_only_when_a_code_of_it_was_given_in_time(database, qa):
    def begin() -> pyotp.TOTP:
        with identity.identified(database, actor=qa, now=NOW) as session:
            credentials = Credentials(user_name="qa.lead", password=PASSWORD)
            second_factors.begin(session, credentials=credentials, actor=qa, now=NOW)
        with database.read() as session:
            return pyotp.parse_uri(second_factors.address_of_awaited(session, actor=qa, now=NOW))

    first, second = begin(), begin()
    assert isinstance(enter(database), sign_in.Opened)
    late = NOW + second_factors.SET_UP_WITHIN + timedelta(seconds=1)
    for authenticator, now, error in ((first, NOW, identity.IdentityNotConfirmed), (second, late, NotFound)):
        with pytest.raises(error), identity.identified(database, actor=qa, now=now) as session:
            second_factors.confirm(session, code=authenticator.at(now), actor=qa, now=now)
    assert isinstance(enter(database), sign_in.Opened)


@pytest.mark.requirement("SEC-19")
def test_replacing_the_device_takes_a_code_of_the_one_before(database, qa):
    former = set_up_second_factor(database, qa, NOW)

    def begin(code: str | None) -> None:
        with identity.identified(database, actor=qa, now=LATER) as session:
            credentials = Credentials(user_name="qa.lead", password=PASSWORD, code=code)
            second_factors.begin(session, credentials=credentials, actor=qa, now=LATER)

    with pytest.raises(identity.IdentityNotConfirmed):
        begin(None)
    begin(former.at(LATER))
    with database.read() as session:
        present = pyotp.parse_uri(second_factors.address_of_awaited(session, actor=qa, now=LATER))
    with identity.identified(database, actor=qa, now=LATER) as session:
        second_factors.confirm(session, code=present.at(LATER), actor=qa, now=LATER)
    now = LATER + timedelta(minutes=5)
    assert isinstance(enter(database, code=former.at(now), now=now), sign_in.TurnedAway)
    assert isinstance(enter(database, code=present.at(now), now=now), sign_in.Opened)


@pytest.mark.requirement("SEC-19")
def test_an_administrator_resets_a_lost_factor_together_with_the_password(database, qa, admin):
    set_up_second_factor(database, qa, NOW)
    with pytest.raises(Invalid), database.write(actor=admin, now=LATER) as session:
        people.reset_second_factor(session, qa.number, version=1, reason=" ", actor=admin)
    with pytest.raises(NotAllowed), database.write(actor=qa, now=LATER) as session:
        people.reset_second_factor(session, qa.number, version=1, reason="Lost.", actor=qa)
    with pytest.raises(Refused, match="own"), database.write(actor=admin, now=LATER) as session:
        people.reset_second_factor(session, admin.number, version=1, reason="Lost.", actor=admin)
    with database.write(actor=admin, now=LATER) as session:
        why = "Telephone lost on a journey; asked in person."
        made = people.reset_second_factor(session, qa.number, version=1, reason=why, actor=admin)
    assert isinstance(enter(database), sign_in.TurnedAway)
    opened = enter(database, password=made.start_password)
    assert opened.person.must_change_password
    with database.read() as session:
        events = [each.entity for each in stored.sign_in_events(session, qa.number, limit=20)]
        removed = audit_entries(session, wanted=Filter(entity="second_factor", action="delete"))
    assert "second-factor-reset" in events
    assert {each.reason for each in removed} == {why}


@pytest.mark.requirement("SEC-19")
def test_the_trail_says_that_a_factor_was_set_up_and_holds_no_secret(database, qa):
    authenticator = set_up_second_factor(database, qa, NOW)
    with database.read() as session:
        sealed = confirmed_factor(session, qa.number).sealed_secret
        entries = audit_entries(session, wanted=Filter(entity="second_factor"))
        everything = " ".join(f"{each.old} {each.new}" for each in audit_entries(session, limit=1000))
        assert verify_chain(session).damages == ()
    assert sealed not in everything
    assert authenticator.secret not in everything
    assert authenticator.secret not in sealed
    (fingerprint,) = [each.new for each in entries if each.field == "sealed_secret"]
    assert fingerprint.startswith("•") and len(fingerprint) == 17


@pytest.mark.requirement("SEC-19")
def test_a_secret_copied_to_another_person_or_read_with_another_key_does_not_open(database, qa, admin):
    set_up_second_factor(database, qa, NOW)
    with database.read() as session:
        sealed = confirmed_factor(session, qa.number).sealed_secret
        with pytest.raises(Refused, match="cannot be opened"):
            unseal(session, sealed, owner=codes.owner(admin.number))
    for key, words in (("g" * 64, "another FACTOR_KEY"), (None, "no key")):
        with (
            Database(database.engine, sealing_key=key).read() as session,
            pytest.raises(Refused, match=words),
        ):
            unseal(session, sealed, owner=codes.owner(qa.number))


@pytest.mark.requirement("SEC-19", "AT-01")
def test_a_secret_exchanged_past_the_application_is_named(database, qa):
    set_up_second_factor(database, qa, NOW)
    with database.write(actor=SET_UP, now=LATER) as session:
        session.execute(text("UPDATE spent_code SET step = 0"))
        assert session.get_one(SpentCode, qa.number).step == 0  # no record, and free to go
    with pytest.raises(Refused, match="needs a reason"), database.write(actor=SET_UP, now=LATER) as session:
        session.execute(text("UPDATE second_factor SET sealed_secret = 'x'"))
