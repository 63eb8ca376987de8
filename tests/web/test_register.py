"""Rules that hold for every page of the register, whichever noun it shows."""

import pytest

from comparability.model.vocabulary import Role
from tests.web.register import fill

PAGES = [
    "/suppliers", "/suppliers/{supplier}", "/suppliers/new", "/suppliers/{supplier}/edit",
    "/suppliers/{supplier}/sites/new", "/sites/{site}/edit", "/laboratories", "/laboratories/new",
    "/laboratories/{laboratory}/edit", "/products", "/products/{product}", "/products/new",
    "/products/{product}/edit", "/products/{product}/stages", "/attributes/{attribute}",
    "/products/{product}/attributes/new", "/attributes/{attribute}/edit",
    "/attributes/{attribute}/methods/new",
    "/methods/{method}/edit", "/methods/{method}/versions/new", "/method-versions/{method_version}/edit",
    "/materials", "/materials/{material}", "/materials/new", "/materials/{material}/edit", "/lots",
    "/lots/{lot}", "/lots/{substance}", "/lots/{failed_lot}", "/products/{product}/lots/new",
    "/lots/{lot}/edit", "/lots/{lot}/retains/new", "/retains/{retain}/edit",
]  # fmt: skip
READING = [page for page in PAGES if not page.endswith(("/new", "/edit", "/stages"))]


def address(page: str, register) -> str:
    return page.format(**{name: getattr(register, name) for name in register.__slots__})


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_the_cmc_lead(client_as, sqlite_database, page):
    register = fill(sqlite_database)
    response = client_as(Role.CMC).get(address(page, register))
    assert response.status_code == 200


@pytest.mark.parametrize("page", READING)
def test_an_inspector_reads_everything_and_is_offered_no_change(client_as, sqlite_database, page):
    register = fill(sqlite_database)
    response = client_as(Role.INSPECTOR).get(address(page, register))
    assert response.status_code == 200
    assert 'class="button primary"' not in response.text or page == "/lots"


@pytest.mark.parametrize("page", [page for page in PAGES if page not in READING])
def test_an_inspector_changes_nothing(client_as, sqlite_database, page):
    register = fill(sqlite_database)
    assert client_as(Role.INSPECTOR).post(address(page, register)).status_code == 403


@pytest.mark.parametrize(
    "page",
    ["/products/{product}", "/products", "/lots", "/lots/{lot}", "/lots/{lot}/edit",
     "/attributes/{attribute}",
     "/suppliers/{supplier}", "/materials/{material}"],
)  # fmt: skip
def test_made_up_data_say_so_wherever_they_stand(client_as, sqlite_database, page):
    register = fill(sqlite_database)
    assert "SIMULATED" in client_as(Role.CMC).get(address(page, register)).text


@pytest.mark.parametrize("noun", ["suppliers", "products", "attributes", "materials", "lots"])
@pytest.mark.parametrize("number", [4711, 2**31, 2**63])
def test_a_record_that_is_not_there_is_not_found(client_as, noun, number):
    assert client_as(Role.CMC).get(f"/{noun}/{number}").status_code == 404


@pytest.mark.parametrize("page", [page for page in PAGES if page not in READING])
def test_an_empty_form_is_refused_and_saves_nothing(client_as, sqlite_database, page):
    register = fill(sqlite_database)
    response = client_as(Role.CMC).post(address(page, register))
    assert response.status_code == 422
    assert "Nothing was saved" in response.text
