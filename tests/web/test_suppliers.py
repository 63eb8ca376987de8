import pytest

from comparability.model.vocabulary import Role
from tests.web.register import fill

SUPPLIER = {
    "name": "CDMO C",
    "kind": "CDMO",
    "market": "Japan",
    "audit_status": "qualified",
    "audited_on": "03-Jun-2026",
}


def test_a_registered_supplier_is_shown(client_as):
    client = client_as(Role.CMC)
    response = client.post("/suppliers/new", data=SUPPLIER, follow_redirects=True)
    assert (response.status_code, "CDMO C" in response.text) == (200, True)


def test_a_refused_date_is_kept_as_typed(client_as):
    response = client_as(Role.CMC).post("/suppliers/new", data=SUPPLIER | {"audited_on": "03/06/2026"})
    assert response.status_code == 422
    assert "03/06/2026" in response.text


@pytest.mark.requirement("CC-03")
def test_a_known_name_is_refused_without_losing_what_was_typed(client_as, sqlite_database):
    fill(sqlite_database)
    response = client_as(Role.CMC).post(
        "/suppliers/new", data=SUPPLIER | {"name": "CDMO A", "notes": "Kept text"}
    )
    assert (response.status_code, "Kept text" in response.text) == (409, True)


@pytest.mark.requirement("AT-02")
def test_an_edit_without_a_reason_is_refused(client_as, sqlite_database):
    register = fill(sqlite_database)
    form = SUPPLIER | {"version": "1", "reason": "   "}
    response = client_as(Role.CMC).post(f"/suppliers/{register.supplier}/edit", data=form)
    assert (response.status_code, "Nothing was saved" in response.text) == (422, True)


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_editors_sees_what_was_saved_meanwhile(client_as, sqlite_database):
    register = fill(sqlite_database)
    client, page = client_as(Role.CMC), f"/suppliers/{register.supplier}/edit"
    first = SUPPLIER | {"version": "1", "reason": "Renamed", "quality_agreement": "QA-1"}
    second = SUPPLIER | {"version": "1", "reason": "Renamed", "quality_agreement": "QA-2"}
    assert client.post(page, data=first).status_code == 302
    response = client.post(page, data=second)
    assert response.status_code == 409
    assert "QA-1" in response.text
    assert "QA-2" in response.text


def test_a_quality_scientist_reads_suppliers_and_changes_none(client_as, sqlite_database):
    register = fill(sqlite_database)
    client = client_as(Role.QC)
    assert "/edit" not in client.get(f"/suppliers/{register.supplier}").text
    assert client.post(f"/suppliers/{register.supplier}/edit", data=SUPPLIER).status_code == 403


def test_a_site_is_shown_with_its_supplier(client_as, sqlite_database):
    register = fill(sqlite_database)
    site = {"name": "Jurong", "market": "Singapore", "audit_status": "not audited"}
    response = client_as(Role.CMC).post(
        f"/suppliers/{register.supplier}/sites/new", data=site, follow_redirects=True
    )
    assert "Jurong" in response.text


@pytest.mark.requirement("SEC-01")
def test_a_name_that_looks_like_markup_is_shown_as_text(client_as):
    client = client_as(Role.CMC)
    response = client.post(
        "/suppliers/new", data=SUPPLIER | {"name": "<img src=x onerror=alert(1)>"}, follow_redirects=True
    )
    assert "&lt;img src=x" in response.text
    assert "<img src=x" not in response.text
