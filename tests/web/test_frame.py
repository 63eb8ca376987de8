"""What stands around every page: the section it belongs to, and the mark of made-up data."""

import re

import pytest

from comparability.model.vocabulary import Role
from comparability.web.access_rules import read_access
from comparability.web.app import SECTIONS
from tests.web.register import fill
from tests.web.test_register import address

MARKED = re.compile(r'<a href="[^"]*" aria-current="true">([^<]+)</a>')
WITHOUT_SECTION = {"static", "typefaces", "sign_in", "single_sign_on", "second_factors", "records"}
IN_THE_NAVIGATION = {"start", "readiness", "products", "suppliers", "switches", "audit", "people"}


@pytest.mark.parametrize(
    ("page", "section"),
    [
        ("/products/{product}", "Products"),
        ("/lots", "Products"),
        ("/lots/{lot}", "Products"),
        ("/attributes/{attribute}", "Products"),
        ("/methods/{method}/edit", "Products"),
        ("/products/{product}/results", "Products"),
        ("/products/{product}/bridgings", "Products"),
        ("/suppliers/{supplier}", "Suppliers"),
        ("/materials/{material}", "Suppliers"),
        ("/laboratories", "Suppliers"),
        ("/switches", "Switches"),
        ("/portfolio", "Portfolio"),
    ],
)
def test_a_page_is_marked_in_its_section_of_the_navigation(client_as, sqlite_database, page, section):
    register = fill(sqlite_database)
    assert MARKED.findall(client_as(Role.CMC).get(address(page, register)).text) == [section]


def test_every_noun_has_a_section():
    nouns = {endpoint.partition(".")[0] for endpoint in read_access().rules} - WITHOUT_SECTION
    assert {SECTIONS.get(noun, noun) for noun in nouns} <= IN_THE_NAVIGATION
    assert set(SECTIONS.values()) <= IN_THE_NAVIGATION


@pytest.mark.parametrize(
    "page",
    ["/products/{product}", "/products/{product}/edit", "/products/{product}/bridgings/new",
     "/lots/{lot}", "/lots/{lot}/edit", "/attributes/{attribute}", "/products/{product}/results",
     "/suppliers", "/suppliers/{supplier}", "/materials", "/materials/{material}", "/laboratories"],
)  # fmt: skip
def test_made_up_data_are_marked_above_everything_else(client_as, sqlite_database, page):
    register = fill(sqlite_database)
    text = client_as(Role.CMC).get(address(page, register)).text
    assert text.count("<strong>SIMULATED</strong>") >= 1
    assert text.index("<strong>SIMULATED</strong>") < text.index("<h1>")
