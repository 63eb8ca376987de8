"""A supplier user sees the lots of one supplier and nothing of any other, whatever the address says."""

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.attributes import Attribute
from comparability.storage.lots import Lot
from tests.usecases.register import a_result, writing
from tests.web.register import fill

pytestmark = pytest.mark.requirement("SEC-13")

FOREIGN = ("B-DP-1", "B-DP-2", "6.66E13", "PLANT-B")
MOST_RECORDS = 6  # of any kind that the register of the tests holds


@pytest.fixture
def results(sqlite_database):
    """One result of a lot of the own supplier and one of another's, both under a run of their own."""
    register = fill(sqlite_database)
    with writing(sqlite_database) as session:
        attribute = session.get_one(Attribute, register.attribute)
        own = a_result(session, session.get_one(Lot, register.lot), attribute, "1.11E13", run="PLANT-A")
        foreign = a_result(
            session, session.get_one(Lot, register.other_lot), attribute, "6.66E13", run="PLANT-B"
        )
        return register, own.id, foreign.id


def pages(app):
    """Every page with a number of its own in the address, with every number that a record may have."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", "typefaces.show"):
            continue
        for number in range(1, MOST_RECORDS + 1) if rule.arguments else (0,):
            yield adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, number), "GET")


@pytest.mark.requirement("SEC-13")
def test_no_page_shows_a_supplier_user_anything_of_another_supplier(app, client_as, add_person, results):
    register, own, _ = results
    client = client_as(Role.SUPPLIER, actor=add_person(Role.SUPPLIER, supplier_id=register.supplier))
    shown = {page: client.get(page) for page in pages(app)}
    opened = {page: answer.text for page, answer in shown.items() if answer.status_code == 200}
    assert {page for page, text in opened.items() if any(word in text for word in FOREIGN)} == set()
    meant = {"/lots", f"/lots/{register.lot}", f"/products/{register.product}/results", f"/results/{own}"}
    assert meant <= set(opened)


@pytest.mark.requirement("SEC-13")
def test_a_supplier_user_changes_no_result_of_another_supplier(client_as, add_person, results):
    register, _, foreign = results
    client = client_as(Role.SUPPLIER, actor=add_person(Role.SUPPLIER, supplier_id=register.supplier))
    change = {"text": "1.00E13", "reason": "Misread on the certificate."}
    assert client.get(f"/lots/{register.other_lot}").status_code == 404
    assert client.post(f"/results/{foreign}/correct", data=change).status_code == 404
    assert client.post(f"/results/{foreign}/retest", data=change).status_code == 404
    run = f"/products/{register.product}/runs/invalid?run=PLANT-B"
    answer = client.post(run, data={"attribute_ids": str(register.attribute), "reason": "Control failed."})
    assert answer.status_code in (404, 422)
