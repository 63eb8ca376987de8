"""The role × route matrix, walked: every route, every role, every method that the route answers."""

import pytest

from comparability.model.people import GRANTS, Permission
from comparability.model.vocabulary import Role
from comparability.web.access_rules import read_access
from comparability.web.installation import NAME

pytestmark = pytest.mark.requirement("SEC-12", "SEC-24")

CLOSED = "Your role does not open this page."
PEOPLE = [None, *Role]


def routes(app):
    """Endpoint, method and an address whose record does not exist."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: 999_999 if type(rule._converters[name]).__name__ == "RecordNumber" else "none"
                  for name in rule.arguments}  # fmt: skip
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule.endpoint, method, adapter.build(rule.endpoint, values, method)


@pytest.mark.requirement("SEC-12")
@pytest.mark.parametrize("role", PEOPLE, ids=lambda role: role.name if role else "nobody")
def test_a_route_opens_for_the_roles_of_its_rule_and_for_nobody_else(app, client, client_as, role):
    access = app.extensions[NAME].access
    browser = client if role is None else client_as(role)
    for endpoint, method, path in routes(app):
        if endpoint in ("static", "sign_in.leave"):
            continue
        response = browser.open(path, method=method) if method == "GET" else browser.post(path)
        permitted = access.permits(endpoint, None if role is None else frozenset({role}))
        place = f"{method} {path} ({endpoint})"
        assert response.status_code < 500, place
        if role is None:
            asked = response.status_code == 401 or (response.location or "").startswith("/sign-in")
            assert asked is not permitted, place
        else:
            assert (CLOSED in response.text) is not permitted, place


@pytest.mark.requirement("SEC-12")
def test_every_line_of_the_matrix_speaks_of_a_route(app):
    assert set(read_access().rules) == {rule.endpoint for rule in app.url_map.iter_rules()}


@pytest.mark.requirement("SEC-24")
def test_an_administrator_opens_people_and_the_trail_and_no_record():
    opened = {
        endpoint.partition(".")[0]
        for endpoint in read_access().rules
        if read_access().permits(endpoint, frozenset({Role.ADMINISTRATOR}))
    }
    assert opened <= {
        "static", "typefaces", "sign_in", "single_sign_on", "second_factors", "start", "people", "audit",
        "trail_reviews", "access_reviews",
    }  # fmt: skip


@pytest.mark.requirement("SEC-24")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_manages_people(role):
    assert Permission.MANAGE_PEOPLE not in GRANTS[role]
    assert not any(
        read_access().permits(endpoint, frozenset({role}))
        for endpoint in read_access().rules
        if endpoint.startswith("people.")
    )


def test_a_supplier_user_opens_only_what_is_meant_for_suppliers():
    opened = {
        endpoint.partition(".")[0]
        for endpoint in read_access().rules
        if read_access().permits(endpoint, frozenset({Role.SUPPLIER}))
    }
    assert opened.isdisjoint(
        {"people", "audit", "switches", "protocols", "assessments", "readiness", "packages", "decisions"}
    )
