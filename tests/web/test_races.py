"""Eight people who register the same at once: one does, and the others are told and keep what they typed."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient

from tests.usecases.register import NOW, a_product, a_supplier, writing
from tests.web.clerk import sign_in_clerk
from tests.web.test_lots import LOT
from tests.web.test_products import PRODUCT
from tests.web.test_suppliers import SUPPLIER

pytestmark = pytest.mark.requirement("CC-03")
AT_ONCE = 8


@pytest.fixture
def clerk(database, tmp_path):
    return sign_in_clerk(database, tmp_path, clock=lambda: NOW)


def forms(database):
    """By noun the address of its form, what is typed, and a word of it that has to be kept."""
    with writing(database) as session:
        supplier, product = a_supplier(session, "CDMO B"), a_product(session)
    lot = LOT | {"number": "RACE-1", "supplier_id": str(supplier.id), "notes": "Typed by hand"}
    return {
        "supplier": ("/suppliers/new", SUPPLIER | {"notes": "Typed by hand"}),
        "product": ("/products/new", PRODUCT | {"name": "Typed by hand"}),
        "lot": (f"/products/{product.id}/lots/new", lot),
        "site": (
            f"/suppliers/{supplier.id}/sites/new",
            {"name": "Tuas", "market": "Singapore", "audit_status": "qualified", "address": "Typed by hand"},
        ),
        "laboratory": (
            "/laboratories/new", {"name": "Typed by hand", "market": "Singapore", "audit_status": "qualified"}
        ),
    }  # fmt: skip


@pytest.mark.parametrize("noun", ["supplier", "site", "product", "lot", "laboratory"])
def test_one_of_eight_makes_the_record_and_the_others_are_told(clerk, database, noun):
    path, typed = forms(database)[noun]
    csrf, together = clerk.csrf(), Barrier(AT_ONCE)

    def send(place: int):
        browser: FlaskClient = clerk.application.test_client()
        browser.set_cookie("sid", clerk.token)
        sent = typed | {"csrf_token": csrf, "form_token": f"{place}" * 22}
        together.wait()
        return browser.open(path, method="POST", data=sent)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    assert sorted(each.status_code for each in answers) == [302] + [409] * (AT_ONCE - 1)
    told = [each.text for each in answers if each.status_code == 409]
    assert all(re.search(rf"already (has )?a {noun}", text) for text in told)
    assert all("Typed by hand" in text for text in told)
