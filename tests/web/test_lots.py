import pytest

from comparability.model.vocabulary import Role
from comparability.storage.audit import AuditEntry
from tests.usecases.register import trail
from tests.web.register import fill
from tests.web.test_products import typed

LOT = {
    "number": "A-DP-9",
    "stage": "drug product",
    "status": "released",
    "use": "PPQ",
    "manufactured_on": "2026-02-03",
}


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


def of_supplier(client_as, add_person, register):
    return client_as(Role.SUPPLIER, actor=add_person(Role.SUPPLIER, supplier_id=register.supplier))


def test_a_new_lot_shows_what_it_was_made_from(client_as, register):
    form = LOT | {
        "supplier_id": str(register.supplier),
        "parent_ids": [str(register.substance)],
        "material_ids": [str(register.material)],
    }
    text = (
        client_as(Role.QC)
        .post(f"/products/{register.product}/lots/new", data=form, follow_redirects=True)
        .text
    )
    assert "A-DS-1" in text
    assert "pHelper PH-2201" in text


def test_a_genealogy_is_shown_both_ways(client_as, register):
    text = client_as(Role.QC).get(f"/lots/{register.substance}").text
    assert "A-DP-1" in text
    assert "B-DP-1" in text
    assert "PH-2201" in text


@pytest.mark.requirement("CC-03")
def test_a_number_that_exists_is_refused_and_nothing_typed_is_lost(client_as, register):
    form = LOT | {"number": "A-DP-1", "supplier_id": str(register.supplier), "notes": "Kept text"}
    response = client_as(Role.QC).post(f"/products/{register.product}/lots/new", data=form)
    assert (response.status_code, "Kept text" in response.text) == (409, True)


def test_a_cycle_is_explained_beside_the_parents(client_as, register):
    form = LOT | {
        "number": "A-DS-1", "stage": "drug product", "supplier_id": str(register.supplier), "version": "1",
        "parent_ids": [str(register.lot)], "reason": "Pooled",
    }  # fmt: skip
    response = client_as(Role.QC).post(f"/lots/{register.substance}/edit", data=form)
    assert response.status_code == 422
    assert 'id="parent_ids-error"' in response.text


def test_a_failed_lot_without_a_reason_is_told_beside_the_field(client_as, register):
    form = LOT | {"status": "failed", "supplier_id": str(register.supplier)}
    response = client_as(Role.QC).post(f"/products/{register.product}/lots/new", data=form)
    assert 'id="status_reason-error"' in response.text


@pytest.mark.requirement("DI-02")
def test_an_unchanged_lot_form_leaves_no_entry(client_as, register, sqlite_database):
    client, page = client_as(Role.QC), f"/lots/{register.lot}/edit"
    with sqlite_database.read() as session:
        before = len(trail(session, "lot")) + len(trail(session, "lot_parent"))
    assert client.post(page, data=typed(client.get(page).text)).status_code == 302
    with sqlite_database.read() as session:
        assert len(trail(session, "lot")) + len(trail(session, "lot_parent")) == before


def test_a_lot_like_another_starts_with_what_they_share(client_as, register):
    page = f"/products/{register.product}/lots/new?like={register.substance}"
    sent = typed(client_as(Role.QC).get(page).text)
    assert (sent["number"], sent["stage"], sent["supplier_id"], sent["site_id"]) == (
        "", "drug substance", str(register.supplier), str(register.site)
    )  # fmt: skip


def test_a_retain_near_its_last_day_is_warned_of(client_as, register):
    text = client_as(Role.QC).get(f"/lots/{register.lot}").text
    assert "40 days from today" in text
    assert "expires soon" in text


def test_a_lot_whose_retains_have_expired_says_what_that_means(client_as, register, clock):
    clock.forward(days=41)
    text = client_as(Role.QC).get(f"/lots/{register.lot}").text
    assert "No usable retain is left" in text


def test_a_failed_lot_shows_its_reason_in_the_list(client_as, register):
    assert "Filter integrity" in client_as(Role.QC).get("/lots?status=failed").text


def test_the_filter_leaves_out_what_was_not_asked_for(client_as, register):
    text = client_as(Role.QC).get(f"/lots?supplier={register.other_supplier}&stage=drug+product").text
    assert "B-DP-1" in text
    assert "A-DP-1" not in text


def test_a_filter_that_makes_no_sense_is_refused_politely(client_as, register):
    assert client_as(Role.QC).get("/lots?status=lost&page=0").status_code == 422


@pytest.mark.requirement("SEC-13")
def test_a_supplier_user_sees_its_own_lots_only(client_as, add_person, register):
    client = of_supplier(client_as, add_person, register)
    text = client.get("/lots").text
    assert "A-DP-1" in text
    assert "B-DP" not in text
    assert "CDMO B" not in text


@pytest.mark.requirement("SEC-13")
def test_a_supplier_user_does_not_learn_that_another_lot_exists(client_as, add_person, register):
    client = of_supplier(client_as, add_person, register)
    assert client.get(f"/lots/{register.lot}").status_code == 200
    assert client.get(f"/lots/{register.other_lot}").status_code == 404
    assert "B-DP-1" not in client.get(f"/lots/{register.substance}").text


def test_a_supplier_user_finds_its_lots_through_the_product(client_as, add_person, register):
    client = of_supplier(client_as, add_person, register)
    assert f"/lots?product={register.product}" in client.get("/products").text
    assert client.get(f"/products/{register.product}").status_code == 403


def test_a_supplier_user_cannot_change_a_lot(client_as, add_person, register):
    client = of_supplier(client_as, add_person, register)
    assert client.post(f"/lots/{register.lot}/edit", data=LOT).status_code == 403


def test_the_person_who_saved_stands_in_the_trail(client_as, register, sqlite_database):
    form = LOT | {"supplier_id": str(register.supplier)}
    client_as(Role.QC).post(f"/products/{register.product}/lots/new", data=form)
    with sqlite_database.read() as session:
        last = session.query(AuditEntry).filter_by(entity="lot").order_by(AuditEntry.seq.desc()).first()
        assert last is not None
        assert last.actor == "qc"
