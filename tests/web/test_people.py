"""The pages of the administrator."""

import re

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.people import Person, person_named

JIN = {"full_name": "Jin Park 박진", "user_name": "j.park", "roles": ["QC scientist", "statistician"]}


@pytest.fixture
def admin(client_as):
    return client_as(Role.ADMINISTRATOR)


@pytest.fixture
def qa(add_person):
    return add_person(Role.QA)


def version_in(page: str) -> str:
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def act(client, path: str, **fields):
    version = version_in(client.get(path).text)
    return client.post(path, data={"version": version, "reason": "Asked for on the telephone."} | fields)


@pytest.mark.requirement("SEC-18")
def test_a_start_password_is_shown_once_and_on_no_later_page(admin):
    page = admin.post("/people/new", data=JIN)
    shown = re.search(r'<p class="once">([^<]+)</p>', page.text)[1]
    assert len(shown) == 24
    assert page.headers["Cache-Control"] == "no-store"
    for path in ("/people/", "/people/2", "/audit/"):
        assert shown not in admin.get(path).text


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_accepted(admin):
    page = admin.post("/people/new", data=JIN | {"user_name": "Jin Park"})
    assert page.status_code == 422
    assert "such as m.tanaka" in page.text
    assert 'value="Jin Park"' in page.text
    assert 'value="Jin Park 박진"' in page.text
    assert len(re.findall(r"<input checked [^>]*name=\"roles\"", page.text)) == 2
    assert 'aria-describedby="user_name-hint user_name-error"' in page.text


@pytest.mark.requirement("SEC-01")
def test_a_name_is_shown_as_text_whatever_is_in_it(admin):
    admin.post("/people/new", data=JIN | {"full_name": "<script>alert(1)</script>"})
    for path in ("/people/", "/people/2", "/people/2/edit", "/audit/"):
        page = admin.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.requirement("SEC-10")
def test_the_list_says_who_is_locked_closed_or_waiting(admin, app, qa, sqlite_database):
    admin.post("/people/new", data=JIN)
    assert "start password" in admin.get("/people/").text
    assert act(admin, f"/people/{qa.id}/disable").status_code == 302
    assert "closed" in admin.get("/people/").text


@pytest.mark.requirement("SEC-08")
def test_closing_an_account_ends_its_session_at_once(admin, client_as, qa):
    theirs = client_as(actor=qa)
    assert theirs.get("/").status_code == 200
    act(admin, f"/people/{qa.id}/disable")
    assert theirs.get("/").location == "/sign-in"


@pytest.mark.requirement("SEC-08")
def test_other_roles_end_the_session_at_once(admin, client_as, qa):
    theirs = client_as(actor=qa)
    act(admin, f"/people/{qa.id}/edit", full_name=qa.full_name, roles="inspector")
    assert theirs.get("/").location == "/sign-in"


def test_an_act_without_a_reason_is_refused_beside_the_field(admin, qa):
    page = act(admin, f"/people/{qa.id}/disable", reason="\u3000")
    assert page.status_code == 422
    assert 'id="reason-error"' in page.text


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_saves_sees_what_the_first_saved_and_keeps_its_typing(admin, qa, sqlite_database):
    path = f"/people/{qa.id}/edit"
    version = version_in(admin.get(path).text)
    first = {"version": version, "full_name": "Qadira First", "roles": "QA", "reason": "Married."}
    assert admin.post(path, data=first).status_code == 302
    second = first | {"full_name": "Qadira Second"}
    page = admin.post(path, data=second)
    assert page.status_code == 409
    assert 'value="Qadira Second"' in page.text
    assert "<strong>Qadira First</strong>" in page.text
    again = admin.post(path, data=second | {"version": version_in(page.text)})
    assert again.status_code == 302
    with sqlite_database.read() as session:
        assert session.get_one(Person, qa.id).full_name == "Qadira Second"


@pytest.mark.requirement("SEC-14")
def test_fields_that_no_form_has_are_not_bound(admin, sqlite_database):
    admin.post("/people/new", data=JIN | {"must_change_password": "", "is_active": "", "password_hash": "x"})
    with sqlite_database.read() as session:
        person = person_named(session, "j.park")
        assert person is not None
        assert (person.must_change_password, person.is_active) == (True, True)
        assert person.password_hash.startswith("$argon2id$")


def test_a_role_that_is_not_in_the_list_is_refused(admin):
    page = admin.post("/people/new", data=JIN | {"roles": ["king"]})
    assert page.status_code == 422
    assert "Tick entries of the list only." in page.text


@pytest.mark.requirement("SEC-06")
def test_looking_at_pages_changes_nothing(admin, qa, sqlite_database):
    def head() -> int:
        with sqlite_database.read() as session:
            return session.connection().exec_driver_sql("SELECT max(seq) FROM audit_entry").scalar_one()

    before = head()
    for page in ("", "/edit", "/disable", "/start-password", "/unlock", "/enable"):
        assert admin.get(f"/people/{qa.id}{page}").status_code == 200
    assert admin.get(f"/people/{qa.id}/disable?reason=because&version=1").status_code == 200
    assert head() == before
