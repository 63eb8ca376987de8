import html
import re
from urllib.parse import unquote

import pytest

from comparability.model.vocabulary import LotStatus, Role
from comparability.storage.attributes import attributes_of
from comparability.storage.lots import Lot
from comparability.storage.reportables import reportable_results
from comparability.storage.sessions import state_reason
from tests.usecases.register import writing
from tests.web.register import fill


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


@pytest.fixture
def attributes(sqlite_database, register):
    with sqlite_database.read() as session:
        return {each.code: each.id for each in attributes_of(session, register.product)}


def grid(register):
    return f"/products/{register.product}/results?stage=drug+product"


def name(lot, attribute):
    return f"cell-{lot}-{attribute}"


def entered(sqlite_database, lot):
    with sqlite_database.read() as session:
        return {row.attribute_id: row for row in reportable_results(session, [lot])}


def number_of(sqlite_database, register, text="1.20E13"):
    found = entered(sqlite_database, register.lot)
    return next(row.id for row in found.values() if row.entered == text)


def save(client, register, attribute, text="1.20E13", **more):
    return client.post(grid(register), data={name(register.lot, attribute): text, **more})


def asked(client, register, cells):
    address = f"/products/{register.product}/results/check"
    return client.open(address, method="POST", json={"cells": cells}, headers={"X-CSRF-Token": client.csrf()})


def of_supplier(client_as, add_person, register):
    return client_as(Role.SUPPLIER, actor=add_person(Role.SUPPLIER, supplier_id=register.supplier))


def test_every_empty_cell_is_an_input_of_one_plain_form(client_as, register, attributes):
    text = client_as(Role.QC).get(grid(register)).text
    assert text.count('<form method="post" class="grid-form"') == 1
    for lot in (register.lot, register.other_lot, register.failed_lot):
        assert f'name="{name(lot, attributes["vg-titre"])}"' in text


def test_cells_are_saved_without_any_script(client_as, register, attributes, sqlite_database):
    client = client_as(Role.QC)
    cells = {
        name(register.lot, attributes["vg-titre"]): "1.20E13",
        name(register.lot, attributes["identity-vector"]): "complies",
        name(register.lot, attributes["residual-e1a"]): "0",
    }
    answer = client.post(grid(register), data=cells, follow_redirects=True)
    assert "3 results are saved." in answer.text
    found = entered(sqlite_database, register.lot)
    assert {found[attributes[code]].entered for code in ("vg-titre", "identity-vector", "residual-e1a")} == {
        "1.20E13", "complies", "0"
    }  # fmt: skip


def test_what_the_results_share_is_typed_once(client_as, register, attributes, sqlite_database):
    save(
        client_as(Role.QC), register, attributes["vg-titre"],
        source_document="CoA A-DP-1", source_page="2", tested_on="03-Jan-2026", run="R-7",
        laboratory_id=str(register.laboratory), raw_data="held at CDMO A, QAA-4",
        **{f"column-{attributes['vg-titre']}-method_version_id": str(register.method_version)},
    )  # fmt: skip
    row = entered(sqlite_database, register.lot)[attributes["vg-titre"]]
    assert (row.source_document, row.source_page, str(row.tested_on), row.run, row.laboratory) == (
        "CoA A-DP-1", "2", "2026-01-03", "R-7", "QC 1"
    )  # fmt: skip
    assert (row.method, row.method_version, row.raw_data) == ("ddPCR", "2.0", "held at CDMO A, QAA-4")


@pytest.mark.parametrize(("sent", "kept"), [((), "2.0"), (("",), None)])
def test_a_cell_is_of_the_newest_method_unless_none_was_chosen(
    client_as, register, attributes, sqlite_database, sent, kept
):
    vg_titre = attributes["vg-titre"]
    method = {f"column-{vg_titre}-method_version_id": value for value in sent}
    save(client_as(Role.QC), register, vg_titre, **method)
    assert entered(sqlite_database, register.lot)[vg_titre].method_version == kept


def test_an_attribute_may_differ_from_what_is_shared(client_as, register, attributes, sqlite_database):
    client_as(Role.QC).post(
        grid(register),
        data={
            "run": "R-7",
            f"column-{attributes['capsid-titre']}-run": "R-8",
            name(register.lot, attributes["vg-titre"]): "1E13",
            name(register.lot, attributes["capsid-titre"]): "2E13",
        },
    )
    found = entered(sqlite_database, register.lot)
    assert [found[attributes[code]].run for code in ("vg-titre", "capsid-titre")] == ["R-7", "R-8"]


def test_the_next_save_starts_with_what_this_one_shared(client_as, register, attributes):
    client = client_as(Role.QC)
    answer = save(client, register, attributes["vg-titre"], run="R-7", tested_on="2026-01-03")
    text = client.get(answer.location).text
    assert re.search(r'name="run"[^>]* value="R-7"', text)
    assert re.search(r'name="tested_on"[^>]* value="2026-01-03"', text)


@pytest.mark.parametrize("typed", ["1,23", "nan", "inf", "1e400", "５.０", "1.2E13 vg/mL", "7" * 10_000])
def test_a_refused_cell_keeps_what_was_typed_beside_its_message(client_as, register, attributes, typed):
    answer = save(client_as(Role.QC), register, attributes["vg-titre"], typed)
    cell = re.search(rf'<input[^>]*name="{name(register.lot, attributes["vg-titre"])}"[^>]*>', answer.text)
    assert answer.status_code == 422
    assert cell is not None
    assert f'value="{html.escape(typed)}"' in cell[0]
    assert 'aria-invalid="true"' in cell[0]
    assert f'id="{name(register.lot, attributes["vg-titre"])}-error"' in answer.text


def test_good_cells_are_saved_and_the_page_says_what_happened(
    client_as, register, attributes, sqlite_database
):
    answer = client_as(Role.QC).post(
        grid(register),
        data={
            name(register.lot, attributes["vg-titre"]): "1.20E13",
            name(register.other_lot, attributes["vg-titre"]): "1,30E13",
        },
    )
    assert "1 result is saved." in answer.text
    assert ">1.20E13</a>" in answer.text
    assert "One cell was not accepted" in answer.text
    assert len(entered(sqlite_database, register.lot)) == 1
    assert not entered(sqlite_database, register.other_lot)


def test_a_date_that_cannot_be_read_saves_nothing_and_keeps_every_cell(
    client_as, register, attributes, sqlite_database
):
    answer = save(client_as(Role.QC), register, attributes["vg-titre"], tested_on="03/01/2026")
    assert answer.status_code == 422
    assert 'value="1.20E13"' in answer.text
    assert "either way round" in answer.text
    assert not entered(sqlite_database, register.lot)


def test_a_form_sent_twice_is_no_error_and_no_second_result(client_as, register, attributes, sqlite_database):
    client = client_as(Role.QC)
    save(client, register, attributes["vg-titre"])
    assert save(client, register, attributes["vg-titre"]).status_code == 302


@pytest.mark.requirement("CC-01")
def test_a_cell_filled_by_somebody_else_shows_both_texts(client_as, add_person, register, attributes):
    save(client_as(Role.QC), register, attributes["vg-titre"], "1.20E13")
    other = client_as(Role.QC, actor=add_person(Role.QC, user_name="second"))
    answer = save(other, register, attributes["vg-titre"], "1.30E13")
    assert answer.status_code == 422
    assert ">1.20E13</a>" in answer.text
    assert 'value="1.30E13"' in answer.text
    assert "already has a result" in answer.text


def test_determinations_are_separated_by_semicolons(client_as, register, attributes, sqlite_database):
    """The method of the register reports a single determination, so several are refused with the reason."""
    version = {f"column-{attributes['vg-titre']}-method_version_id": str(register.method_version)}
    answer = save(client_as(Role.QC), register, attributes["vg-titre"], "1E13; 2E13", **version)
    assert "single determination, but 2 replicates were entered" in answer.text


def test_results_stand_verbatim_with_their_state_in_words(client_as, register, attributes):
    client = client_as(Role.QC)
    save(client, register, attributes["vg-titre"], "<2.8E9")
    text = client.get(grid(register)).text
    assert "&lt;2.8E9</a>" in text
    assert "to verify" in text
    assert '<span class="more">limit</span>' in text


def test_empty_to_full_is_shown_as_it_is_reported(client_as, register):
    assert "as % full" in client_as(Role.QC).get(grid(register)).text


def test_the_grid_names_what_is_missing_of_each_lot(client_as, register, attributes):
    client = client_as(Role.QC)
    before = client.get(grid(register)).text
    save(client, register, attributes["vg-titre"])
    after = client.get(grid(register)).text
    count = int(re.search(r"<summary>(\d+) missing", before)[1])
    assert f"<summary>{count - 1} missing" in after


def test_a_reader_sees_results_and_no_inputs(client_as, register, attributes):
    save(client_as(Role.QC), register, attributes["vg-titre"])
    text = client_as(Role.INSPECTOR).get(grid(register)).text
    assert ">1.20E13</a>" in text
    assert 'name="cell-' not in text


def test_a_reader_who_posts_changes_nothing(client_as, register, attributes, sqlite_database):
    assert save(client_as(Role.STATISTICIAN), register, attributes["vg-titre"]).status_code == 403
    assert not entered(sqlite_database, register.lot)


def test_a_supplier_user_sees_and_fills_its_own_rows_only(
    client_as, add_person, register, attributes, sqlite_database
):
    client = of_supplier(client_as, add_person, register)
    text = client.get(grid(register)).text
    assert "A-DP-1" in text
    assert "B-DP" not in text
    answer = client.post(grid(register), data={name(register.other_lot, attributes["vg-titre"]): "1E13"})
    assert answer.status_code == 422
    assert "B-DP" not in answer.text
    assert not entered(sqlite_database, register.other_lot)


def test_a_supplier_user_does_not_learn_of_products_without_its_lots(client_as, register):
    stranger = client_as(Role.SUPPLIER)
    assert stranger.get(grid(register)).status_code == 404
    assert asked(stranger, register, []).status_code == 404


def test_the_check_says_what_a_save_would_say_and_saves_nothing(
    client_as, register, attributes, sqlite_database
):
    client = client_as(Role.QC)
    cells = [
        {"attribute": attributes["vg-titre"], "text": "1.2×10¹³"},
        {"attribute": attributes["vg-titre"], "text": "1,2"},
        {"attribute": attributes["identity-vector"], "text": "fine"},
        {"attribute": 999_999, "text": "1"},
        "nonsense",
    ]
    answer = asked(client, register, cells)
    first, comma, word, unknown, nonsense = answer.json["problems"]
    assert first is None
    assert comma.startswith("The comma")
    assert "does not comply" in word
    assert unknown and nonsense
    assert not entered(sqlite_database, register.lot)


def test_the_history_leads_to_the_trail_and_shows_every_version(
    client_as, register, attributes, sqlite_database
):
    client = client_as(Role.QC)
    save(client, register, attributes["vg-titre"])
    number = number_of(sqlite_database, register)
    answer = client.post(
        f"/results/{number}/correct",
        data={"text": "1.02E13", "reason": "Digit misread"},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    for words in ("1.20E13", "1.02E13", "Digit misread", "replaced", "counts"):
        assert words in answer.text
    assert f"entity=result&amp;entity_id={number}" in answer.text


def test_a_correction_starts_with_what_stands(client_as, register, attributes, sqlite_database):
    client = client_as(Role.QC)
    save(client, register, attributes["vg-titre"], run="R-7")
    text = client.get(f"/results/{number_of(sqlite_database, register)}/correct").text
    assert re.search(r'name="text"[^>]* value="1.20E13"', text)
    assert re.search(r'name="run"[^>]* value="R-7"', text)


def test_a_correction_without_a_reason_is_refused_with_the_text_kept(
    client_as, register, attributes, sqlite_database
):
    client = client_as(Role.QC)
    save(client, register, attributes["vg-titre"])
    answer = client.post(f"/results/{number_of(sqlite_database, register)}/correct", data={"text": "1.02E13"})
    assert answer.status_code == 422
    assert 'value="1.02E13"' in answer.text
    assert 'id="reason-error"' in answer.text


def test_the_life_of_an_out_of_specification_result(
    client_as, add_person, register, attributes, sqlite_database
):
    client = client_as(Role.QC)
    save(client, register, attributes["vg-titre"], "5E12")
    number = number_of(sqlite_database, register, "5E12")
    client.post(f"/results/{number}/investigation", data={"reference": "OOS-1", "description": "Too low"})
    answer = client.post(
        f"/results/{number}/retest",
        data={"text": "1.10E13", "reason": "Retest of OOS-1"},
        follow_redirects=True,
    )
    assert "does not count" in answer.text
    assert entered(sqlite_database, register.lot)[attributes["vg-titre"]].entered == "5E12"
    close = {"is_laboratory_error": "True", "conclusion": "Dispensing error", "version": "1"}
    assert client.post("/investigations/1/close", data=close).status_code == 403
    assert client_as(Role.QA).post("/investigations/1/close", data=close).status_code == 302
    assert entered(sqlite_database, register.lot)[attributes["vg-titre"]].entered == "1.10E13"


def test_the_verify_page_offers_what_others_entered(client_as, register, attributes, sqlite_database):
    save(client_as(Role.QC), register, attributes["vg-titre"])
    address = f"/products/{register.product}/results/verify"
    assert "1 unverified result was" in client_as(Role.QC).get(address).text
    number = number_of(sqlite_database, register)
    client = client_as(Role.QA)
    assert f'value="{number}"' in client.get(address).text
    answer = client.post(address, data={"result_ids": [str(number)]}, follow_redirects=True)
    assert "1 result is verified." in answer.text
    assert entered(sqlite_database, register.lot)[attributes["vg-titre"]].verified_by == "Qa Example"


def test_nothing_ticked_is_said_and_verifies_nothing(client_as, register, attributes):
    save(client_as(Role.QC), register, attributes["vg-titre"])
    answer = client_as(Role.QA).post(f"/products/{register.product}/results/verify")
    assert answer.status_code == 422
    assert "Tick the results" in answer.text


def test_a_result_that_does_not_agree_needs_words(client_as, register, attributes, sqlite_database):
    save(client_as(Role.QC), register, attributes["vg-titre"])
    address = f"/results/{number_of(sqlite_database, register)}/verify"
    client = client_as(Role.QA)
    assert 'id="comment-error"' in client.post(address, data={"is_accepted": "False"}).text
    said = {"is_accepted": "False", "comment": "The certificate says 1.02E13"}
    assert "not agreed" in client.post(address, data=said, follow_redirects=True).text


def test_an_invalid_run_is_declared_with_a_reason(client_as, register, attributes, sqlite_database):
    client = client_as(Role.QC)
    save(client, register, attributes["vg-titre"], run="R 7/2")
    address = f"/products/{register.product}/runs/invalid?run=R+7/2"
    assert "A-DP-1" in client.get(address).text
    ticked = {"attribute_ids": [str(attributes["vg-titre"])]}
    assert client.post(address, data=ticked).status_code == 422
    answer = client.post(address, data=ticked | {"reason": "Control outside its range"})
    assert answer.status_code == 302
    assert entered(sqlite_database, register.lot)[attributes["vg-titre"]].entered == "INV"


def test_a_supplier_user_opens_histories_of_its_own_lots_only(
    client_as, add_person, register, attributes, sqlite_database
):
    qc = client_as(Role.QC)
    qc.post(grid(register), data={name(register.other_lot, attributes["vg-titre"]): "1E13"})
    save(qc, register, attributes["vg-titre"])
    own = number_of(sqlite_database, register)
    other = entered(sqlite_database, register.other_lot)[attributes["vg-titre"]].id
    client = of_supplier(client_as, add_person, register)
    assert client.get(f"/results/{own}").status_code == 200
    assert client.get(f"/results/{other}").status_code == 404
    assert (
        client.post(f"/results/{other}/correct", data={"text": "2E13", "reason": "Misread"}).status_code
        == 404
    )


@pytest.mark.requirement("SEC-01")
def test_text_that_looks_like_markup_stays_text(client_as, register, attributes):
    answer = save(client_as(Role.QC), register, attributes["vg-titre"], "<script>alert(1)</script>")
    assert "<script>alert" not in answer.text


def test_a_stability_result_stands_at_its_month(client_as, register, attributes, sqlite_database):
    client = client_as(Role.QC)
    address = f"{grid(register)}&occasion=stability&months=6"
    answer = client.post(address, data={name(register.lot, attributes["vg-titre"]): "1.10E13"})
    assert "months=6" in unquote(answer.location)
    assert ">1.10E13</a>" in client.get(address).text
    assert ">1.10E13</a>" not in client.get(grid(register)).text


def test_a_lot_that_is_void_has_no_row(client_as, register, sqlite_database):
    with writing(sqlite_database) as session:
        state_reason(session, "Registered twice")
        session.get_one(Lot, register.failed_lot).status = LotStatus.VOID
    assert "B-DP-2" not in client_as(Role.QC).get(grid(register)).text
