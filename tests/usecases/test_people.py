"""Administering people, and knowing who signs, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import AuditStatus, Market, Meaning, Role, SupplierKind
from comparability.storage import people as stored
from comparability.storage.audit import Filter, audit_entries
from comparability.storage.people import Person, SignIn
from comparability.storage.signatures import signatures_of
from comparability.storage.suppliers import Supplier
from comparability.usecases import identity, people, sign_in
from comparability.usecases.people import PersonChange, PersonEntry
from comparability.usecases.signing import Credentials, require_unchanged, sign, signing_role

NOW = datetime(2026, 11, 23, 8, 14, 22, tzinfo=UTC)
PASSWORD = "sturdy kettle orbit moss"
SET_UP = Actor(id=None, user_name="(set-up)", full_name="Set-up", roles=frozenset({Role.ADMINISTRATOR}))
HASH = "ab" * 32
WHY = "Joined the laboratory."


def add(
    database, user_name: str, *roles: Role, actor: Actor = SET_UP, supplier_id: int | None = None
) -> Actor:
    entry = PersonEntry(
        user_name=user_name, full_name=f"{user_name.title()} Example", roles=roles, supplier_id=supplier_id
    )
    with database.write(actor=actor, now=NOW) as session:
        person = people.add_person(session, entry, actor=actor, start_password=PASSWORD).person
        return stored.actor_of(session, person)


@pytest.fixture
def admin(database) -> Actor:
    return add(database, "admin", Role.ADMINISTRATOR)


@pytest.fixture
def qa(database, admin) -> Actor:
    return add(database, "qa.lead", Role.QA, Role.MANAGER)


def person(database, actor: Actor) -> Person:
    with database.read() as session:
        return session.get_one(Person, actor.id)


@pytest.mark.requirement("SEC-18")
def test_a_person_starts_with_a_password_that_has_to_be_replaced(database, admin):
    with database.write(actor=admin, now=NOW) as session:
        entry = PersonEntry(user_name=" J.Park ", full_name="Jin Park 박진", roles=(Role.QC,))
        added = people.add_person(session, entry, actor=admin)
    assert added.person.user_name == "j.park"
    assert added.person.must_change_password
    assert len(added.start_password.replace("-", "")) == 20
    assert added.start_password not in added.person.password_hash
    assert added.person.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    "user_name", ["", "ab", "1st", "a b c", "m..tanaka", "ｍｔａｎａｋａ", "a" * 65, "m.tanaka."]
)
def test_a_user_name_that_could_be_mistaken_is_refused(database, admin, user_name):
    with pytest.raises(Invalid) as refused:
        add(database, user_name, Role.QC)
    assert refused.value.field == "user_name"


@pytest.mark.requirement("ES-05")
def test_a_user_name_is_never_given_again(database, admin, qa):
    with database.write(actor=admin, now=NOW) as session:
        people.disable_person(session, qa.number, version=1, reason=WHY, actor=admin)
    with pytest.raises(Invalid, match="never given again"):
        add(database, "qa.lead", Role.QC)


@pytest.mark.requirement("SEC-24")
@pytest.mark.parametrize(
    ("roles", "field"),
    [
        ((), "roles"),
        ((Role.ADMINISTRATOR, Role.QA), "roles"),
        ((Role.SUPPLIER, Role.QC), "roles"),
        ((Role.SUPPLIER,), "supplier_id"),
    ],
    ids=["none", "administrator and data", "supplier and data", "supplier user of no supplier"],
)
def test_roles_that_do_not_go_together_are_refused(database, admin, roles, field):
    with pytest.raises(Invalid) as refused:
        add(database, "new.person", *roles)
    assert refused.value.field == field


def test_only_a_supplier_user_belongs_to_a_supplier(database, admin):
    with database.write(actor=SET_UP, now=NOW) as session:
        supplier = Supplier(
            name="Meridian Biologics",
            kind=SupplierKind.CDMO,
            market=Market.SG,
            audit_status=AuditStatus.QUALIFIED,
        )
        session.add(supplier)
        session.flush()
        number = supplier.id
    assert add(database, "s.meridian", Role.SUPPLIER, supplier_id=number).supplier_id == number
    with pytest.raises(Invalid):
        add(database, "q.lim", Role.QC, supplier_id=number)


@pytest.mark.requirement("SEC-24")
@pytest.mark.parametrize("act", [people.disable_person, people.enable_person, people.unlock_person,
                                 people.issue_start_password], ids=lambda act: act.__name__)  # fmt: skip
def test_nobody_but_an_administrator_acts_on_accounts(database, qa, act):
    with pytest.raises(NotAllowed), database.write(actor=qa, now=NOW) as session:
        act(session, qa.number, version=1, reason=WHY, actor=qa)


@pytest.mark.parametrize("act", [people.disable_person, people.enable_person, people.unlock_person,
                                 people.issue_start_password], ids=lambda act: act.__name__)  # fmt: skip
def test_an_act_on_an_account_needs_a_reason_and_the_version_that_was_seen(database, admin, qa, act):
    with pytest.raises(Invalid), database.write(actor=admin, now=NOW) as session:
        act(session, qa.number, version=1, reason=" ", actor=admin)
    with pytest.raises(Conflict), database.write(actor=admin, now=NOW) as session:
        act(session, qa.number, version=7, reason=WHY, actor=admin)


def open_session(database, actor: Actor) -> None:
    with database.write(actor=actor, now=NOW) as session:
        sign_in.open_session(session, session.get_one(Person, actor.id), now=NOW)


def sessions(database) -> int:
    with database.read() as session:
        return session.query(SignIn).count()


@pytest.mark.requirement("SEC-08")
@pytest.mark.parametrize("act", [people.disable_person, people.issue_start_password])
def test_closing_an_account_or_giving_a_start_password_ends_its_sessions(database, admin, qa, act):
    open_session(database, qa)
    with database.write(actor=admin, now=NOW) as session:
        act(session, qa.number, version=1, reason=WHY, actor=admin)
    assert sessions(database) == 0


@pytest.mark.requirement("SEC-08")
def test_other_roles_end_the_sessions_and_another_name_does_not(database, admin, qa):
    open_session(database, qa)

    def edit(version: int, full_name: str, *roles: Role) -> None:
        change = PersonChange(full_name=full_name, roles=roles)
        with database.write(actor=admin, now=NOW) as session:
            people.edit_person(session, qa.number, change, version=version, reason=WHY, actor=admin)

    edit(1, "Qadira Example", Role.QA, Role.MANAGER)
    assert sessions(database) == 1
    edit(2, "Qadira Example", Role.QA)
    assert sessions(database) == 0
    with database.read() as session:
        assert stored.roles_of(session, qa.number) == {Role.QA}


def test_nobody_changes_their_own_roles_or_closes_their_own_account(database, admin):
    add(database, "other.admin", Role.ADMINISTRATOR)
    change = PersonChange(full_name="Admin Example", roles=(Role.QA,))
    with pytest.raises(Refused), database.write(actor=admin, now=NOW) as session:
        people.edit_person(session, admin.number, change, version=1, reason=WHY, actor=admin)
    with pytest.raises(Refused), database.write(actor=admin, now=NOW) as session:
        people.disable_person(session, admin.number, version=1, reason=WHY, actor=admin)


def test_the_last_administrator_stays(database, admin):
    with pytest.raises(Refused, match="last administrator"), database.write(actor=SET_UP, now=NOW) as session:
        people.disable_person(session, admin.number, version=1, reason=WHY, actor=SET_UP)


def test_each_changed_role_is_on_the_trail_with_its_reason(database, admin, qa):
    change = PersonChange(full_name=qa.full_name, roles=(Role.QA, Role.REGULATORY))
    with database.write(actor=admin, now=NOW) as session:
        people.edit_person(session, qa.number, change, version=1, reason="Covers for a leave.", actor=admin)
    with database.read() as session:
        entries = audit_entries(session, wanted=Filter(entity="person_role", actor="admin"))
        assert {(entry.action, entry.old, entry.new) for entry in entries if entry.field == "role"} == {
            ("delete", "manager", None),
            ("insert", None, "regulatory affairs"),
        }
        assert {entry.reason for entry in entries} == {"Covers for a leave."}


def test_no_password_and_no_hash_is_on_the_trail(database, admin, qa):
    hashes = person(database, qa).password_hash
    with database.read() as session:
        texts = " ".join(f"{entry.old} {entry.new}" for entry in audit_entries(session, limit=1000))
    assert hashes not in texts
    assert PASSWORD not in texts
    assert "$argon2" not in texts


def confirm(database, actor: Actor, user_name: str, password: str, now: datetime = NOW) -> None:
    """A transaction that would rename the person if the identity is confirmed."""
    with identity.identified(database, actor=actor, now=now) as session:
        people.state_reason(session, "Renamed in the same transaction.")
        session.get_one(Person, actor.id).full_name = "Renamed"
        credentials = Credentials(user_name=user_name, password=password)
        identity.confirm_identity(session, actor=actor, credentials=credentials, now=now)


@pytest.mark.requirement("ES-01")
@pytest.mark.parametrize(
    ("user_name", "password"),
    [("qa.lead", "wrong"), ("admin", PASSWORD), ("", ""), ("qa.lead", "")],
    ids=["wrong password", "somebody else's name", "nothing", "no password"],
)
def test_a_failed_signing_is_counted_and_recorded_although_nothing_else_is_kept(
    database, qa, user_name, password
):
    with pytest.raises(Invalid) as refused:
        confirm(database, qa, user_name, password)
    assert refused.value.field == "password"
    after = person(database, qa)
    assert (after.failed_sign_ins, after.full_name) == (1, "Qa.Lead Example")
    with database.read() as session:
        failures = audit_entries(session, wanted=Filter(entity="signing-failed"))
    assert [(each.actor, each.entity_id) for each in failures] == [("qa.lead", str(qa.id))]


@pytest.mark.requirement("ES-01", "SEC-10")
def test_five_failed_signings_lock_the_account_for_fifteen_minutes(database, qa):
    for _ in range(5):
        with pytest.raises(Invalid):
            confirm(database, qa, "qa.lead", "wrong")
    with pytest.raises(Invalid):
        confirm(database, qa, "qa.lead", PASSWORD, NOW + timedelta(minutes=14))
    confirm(database, qa, "qa.lead", PASSWORD, NOW + timedelta(minutes=15))
    after = person(database, qa)
    assert (after.failed_sign_ins, after.locked_until, after.full_name) == (0, None, "Renamed")


@pytest.mark.requirement("SEC-10")
def test_the_administrator_unlocks_before_the_time(database, admin, qa):
    for _ in range(5):
        with pytest.raises(Invalid):
            confirm(database, qa, "qa.lead", "wrong")
    with database.write(actor=admin, now=NOW) as session:
        people.unlock_person(session, qa.number, version=1, reason="Asked on the phone.", actor=admin)
    confirm(database, qa, "qa.lead", PASSWORD)


def signed(database, actor: Actor, meaning: Meaning, role: Role | None = None) -> None:
    with database.write(actor=actor, now=NOW) as session:
        credentials = Credentials(user_name=actor.user_name, password=PASSWORD)
        identity.confirm_identity(session, actor=actor, credentials=credentials, now=NOW)
        sign(session, entity="protocol", entity_id=1, content_hash=HASH, meaning=meaning, comment=None,
             actor=actor, role=role, now=NOW)  # fmt: skip


@pytest.fixture
def signer(database, qa) -> Actor:
    with identity.identified(database, actor=qa, now=NOW) as session:
        credentials = Credentials(user_name="qa.lead", password=PASSWORD)
        sign_in.accept_signature(session, credentials=credentials, actor=qa, now=NOW)
    return qa


@pytest.mark.requirement("ES-05")
def test_nobody_signs_before_accepting_that_the_signature_equals_the_handwritten_one(database, qa):
    with pytest.raises(Refused, match="handwritten"):
        signed(database, qa, Meaning.APPROVED)


@pytest.mark.requirement("ES-01", "ES-06")
def test_each_signature_needs_user_name_and_password_typed_for_it(database, signer):
    def approve(session):
        sign(session, entity="protocol", entity_id=1, content_hash=HASH, meaning=Meaning.APPROVED,
             comment=None, actor=signer, now=NOW)  # fmt: skip

    with pytest.raises(NotAllowed, match="typed for it"), database.write(actor=signer, now=NOW) as session:
        approve(session)
    with pytest.raises(NotAllowed, match="typed for it"), database.write(actor=signer, now=NOW) as session:
        credentials = Credentials(user_name="qa.lead", password=PASSWORD)
        identity.confirm_identity(session, actor=signer, credentials=credentials, now=NOW)
        approve(session)
        approve(session)
    with database.read() as session:
        assert not signatures_of(session, "protocol", 1, HASH)


def test_a_signature_shows_name_role_meaning_and_time_and_is_valid_for_that_content_only(database, signer):
    signed(database, signer, Meaning.APPROVED, Role.MANAGER)
    with database.read() as session:
        (line,) = signatures_of(session, "protocol", 1, HASH)
        (stale,) = signatures_of(session, "protocol", 1, "cd" * 32)
    assert (line.printed_name, line.role, line.meaning, line.signed_at, line.is_valid) == (
        "Qa.Lead Example", Role.MANAGER, Meaning.APPROVED, NOW, True,
    )  # fmt: skip
    assert not stale.is_valid


def test_a_meaning_is_given_in_a_role_that_carries_it(database, signer):
    assert signing_role(signer, Meaning.APPROVED) is Role.QA
    with pytest.raises(NotAllowed, match="authored"):
        signed(database, signer, Meaning.AUTHORED)
    with pytest.raises(NotAllowed):
        signed(database, signer, Meaning.REVIEWED, Role.MANAGER)
    with pytest.raises(NotAllowed):
        signed(database, signer, Meaning.APPROVED, Role.STATISTICIAN)


@pytest.mark.requirement("ES-04")
def test_a_record_that_changed_after_it_was_shown_is_not_signed():
    assert require_unchanged(HASH, HASH) == HASH
    with pytest.raises(Invalid, match="changed after you opened"):
        require_unchanged(HASH, "cd" * 32)
