import html
import io
import re

import pytest
from sqlalchemy import select

from comparability.files.problem_column import HEADING
from comparability.files.readers import read_table
from comparability.model.mapping import parse_mapping
from comparability.model.vocabulary import Role
from comparability.storage.products import Product
from comparability.storage.reportables import reportable_results
from comparability.storage.results import ImportBatch
from comparability.switch_files import new_switch
from tests.conftest import CHECKOUT
from tests.files.workbooks import workbook
from tests.usecases.register import CMC, NOW, writing
from tests.web.register import fill

pytestmark = [pytest.mark.requirement("DI-04"), pytest.mark.usefixtures("reads_here")]

FILE = b"lot,Vector-genome titre,Appearance,remark\nA-DP-1,1.20E13,clear,first\nB-DP-1,<2.8E9,NA,second\n"
EXAMPLE = CHECKOUT / "examples" / "lentivirus_producers"


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


def upload(client, product, data=FILE, name="results.csv"):
    sent = {"file": (io.BytesIO(data), name)}
    return client.post(f"/products/{product}/imports/new", data=sent, content_type="multipart/form-data")


def chosen(text):
    """What the page proposes for every field."""
    found = {}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        marked = re.search(r'value="([^"]*)"[^>]* selected|selected[^>]* value="([^"]*)"', options)
        found[name] = html.unescape((marked[1] or marked[2] or "") if marked else "")
    for tag in re.findall(r"<input[^>]*>", text):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="text"' in tag:
            found[name[1]] = html.unescape(value[1] if value else "")
    return found


def mapped(client, product, data=FILE, name="results.csv", **changes):
    """Upload and accept the proposed meanings; the answer leads to the preview."""
    page = upload(client, product, data, name).location
    return client.post(page, data=chosen(client.get(page).text) | changes)


def results(sqlite_database, lot):
    with sqlite_database.read() as session:
        return [row.entered for row in reportable_results(session, [lot])]


def test_a_file_is_imported_in_three_steps(client_as, register, sqlite_database):
    client = client_as(Role.QC)
    preview = mapped(client, register.product).location
    text = client.get(preview).text
    assert "Import 0 lots and 3 results" in text
    assert "&lt;2.8E9" in text
    assert results(sqlite_database, register.lot) == []
    done = client.post(preview, follow_redirects=True)
    assert "0 lots, 3 results" in done.text
    assert results(sqlite_database, register.lot) == ["1.20E13", "clear"]
    assert results(sqlite_database, register.other_lot) == ["<2.8E9"]


def test_columns_are_guessed_by_their_headings_and_shown(client_as, register):
    client = client_as(Role.QC)
    proposed = chosen(client.get(upload(client, register.product).location).text)
    assert proposed["column-0"] == "lot number"
    assert proposed["column-1"] == f"attribute:{register.attribute}:{register.method_version}"
    assert proposed["column-3"] == ""


def test_the_preview_names_row_column_expected_and_found(client_as, register, sqlite_database):
    client = client_as(Role.QC)
    bad = FILE.replace(b"1.20E13", b"1.2e400").replace(b"clear", b"pink")
    preview = mapped(client, register.product, bad).location
    text = client.get(preview).text
    assert "row 2, column B (Vector-genome titre)" in text
    assert "<code>pink</code>" in text
    assert "slightly opalescent" in text
    assert client.post(preview).status_code == 422
    assert results(sqlite_database, register.other_lot) == []


def test_the_file_with_its_problems_is_downloaded_corrected_and_imported(
    client_as, register, sqlite_database
):
    client = client_as(Role.QC)
    preview = mapped(client, register.product, FILE.replace(b"1.20E13", b'"1,2E13"')).location
    address = preview.replace("preview", "problems")
    assert f'href="{address}"' in client.get(preview).text
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].endswith("filename=results-problems.csv")
    heading, first, second = answer.data.decode("utf-8-sig").splitlines()
    assert heading.endswith(f',"{HEADING}"')
    assert "column B (Vector-genome titre), found “1,2E13”: The comma" in first
    assert second == '"B-DP-1","<2.8E9","NA","second",""'
    corrected = answer.data.replace(b'"1,2E13"', b'"1.2E13"')
    again = mapped(client, register.product, corrected, "results-problems.csv").location
    assert client.post(again).status_code == 302
    assert results(sqlite_database, register.lot) == ["1.2E13", "clear"]


def test_a_workbook_with_problems_comes_back_as_a_workbook(client_as, register):
    client = client_as(Role.QC)
    data = workbook(rows=[["lot", "Appearance"], ["A-DP-1", "pink"]])
    preview = mapped(client, register.product, data, "lots.xlsx").location
    answer = client.get(preview.replace("preview", "problems"))
    table = read_table(answer.data, "lots-problems.xlsx")
    assert table.rows[0].cells[:2] == ("A-DP-1", "pink")
    assert "found “pink”" in table.rows[0].cells[2]


def test_the_file_with_its_problems_is_its_owners_alone(client_as, add_person, register):
    preview = mapped(client_as(Role.QC), register.product, FILE.replace(b"clear", b"pink")).location
    other = client_as(Role.QC, actor=add_person(Role.QC, user_name="second"))
    assert other.get(preview.replace("preview", "problems")).status_code == 404


def test_a_sheet_is_chosen_where_there_are_several(client_as, register):
    client = client_as(Role.QC)
    data = workbook(lambda sheet: sheet.parent.create_sheet("other").append(["lot", "titre"]))
    page = upload(client, register.product, data, "lots.xlsx").location
    text = client.get(page).text
    assert "has 2 sheets" in text
    assert "A-001" in client.get(f"{page}?sheet=lots").text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "empty.csv", "is empty"),
        (b"lot,lot\n1,2\n", "twice.csv", "both called"),
        (b"PK\x03\x04nothing", "broken.xlsx", "broken.xlsx"),
        (b"<script>", "x.exe", "only .xlsx, .csv"),
    ],
    ids=["empty", "heading twice", "no workbook", "another kind"],
)
def test_a_file_that_cannot_be_read_is_refused_where_it_was_chosen(client_as, register, data, name, words):
    answer = upload(client_as(Role.QC), register.product, data, name)
    assert answer.status_code == 422
    assert words in html.unescape(answer.text)


def test_no_file_is_said(client_as, register):
    answer = client_as(Role.QC).post(f"/products/{register.product}/imports/new")
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_mapping_without_a_lot_number_is_refused_with_the_rest_kept(client_as, register):
    answer = mapped(client_as(Role.QC), register.product, **{"column-0": "", "run": "R-7"})
    assert answer.status_code == 422
    assert "Say which column is the lot number" in answer.text
    assert chosen(answer.text)["run"] == "R-7"


def test_going_back_to_the_columns_loses_nothing(client_as, register):
    client = client_as(Role.QC)
    said = {"column-3": "result:comment", "run": "R-7", "tested_on": "2026-01-02", "occasion": "side-by-side"}
    preview = mapped(client, register.product, **said).location
    again = chosen(client.get(preview.replace("preview", "columns")).text)
    assert {name: again[name] for name in said} == said


def test_new_lots_are_registered_with_what_they_share(client_as, register, sqlite_database):
    said = {"lot_supplier": "CDMO B", "lot_stage": "drug product", "lot_status": "released", "lot_use": "PPQ"}
    client = client_as(Role.QC)
    preview = mapped(client, register.product, FILE.replace(b"B-DP-1", b"B-DP-9"), **said).location
    assert "Import 1 lot and 3 results" in client.get(preview).text
    assert "1 lot, 3 results" in client.post(preview, follow_redirects=True).text


def test_two_columns_of_one_attribute_are_replicates(client_as, register):
    """The method of the register reports a single determination, so the preview says why two are too many."""
    same = {"column-2": f"attribute:{register.attribute}:{register.method_version}"}
    client = client_as(Role.QC)
    data = b"lot,Vector-genome titre,second\nA-DP-1,1.20E13,1.30E13\n"
    text = client.get(mapped(client, register.product, data, **same).location).text
    assert "single determination, but 2 replicates were entered" in text


def test_an_upload_is_its_owners_alone(client_as, add_person, register):
    page = upload(client_as(Role.QC), register.product).location
    other = client_as(Role.QC, actor=add_person(Role.QC, user_name="second"))
    assert other.get(page).status_code == 404


def test_an_upload_is_forgotten_after_a_day(client_as, register, clock, app):
    client = client_as(Role.QC)
    page = upload(client, register.product).location
    clock.forward(hours=25)
    client = client_as(Role.QC)
    upload(client, register.product)
    assert client.get(page).status_code == 404


def test_the_imported_file_can_be_opened_again_as_it_was_sent(client_as, add_person, register):
    client = client_as(Role.QC)
    client.post(mapped(client, register.product).location)
    answer = client_as(Role.INSPECTOR).get("/imports/1/file")
    assert (answer.data, answer.mimetype) == (FILE, "application/octet-stream")
    assert "attachment" in answer.headers["Content-Disposition"]
    supplier = client_as(Role.SUPPLIER, actor=add_person(Role.SUPPLIER, supplier_id=register.supplier))
    assert supplier.get("/imports/1/file").status_code == 404


def test_an_import_sent_twice_is_made_once(client_as, register, sqlite_database):
    client = client_as(Role.QC)
    preview = mapped(client, register.product).location
    assert client.post(preview).status_code == 302
    assert client.post(preview).status_code == 404
    with sqlite_database.read() as session:
        assert len(session.scalars(select(ImportBatch)).all()) == 1


def test_a_supplier_user_imports_its_own_lots_and_sees_no_others(
    client_as, add_person, register, sqlite_database
):
    actor = add_person(Role.SUPPLIER, supplier_id=register.supplier)
    client = client_as(Role.SUPPLIER, actor=actor)
    page = upload(client, register.product).location
    assert "CDMO B" not in client.get(page).text
    preview = mapped(client, register.product).location
    assert "there is no lot B-DP-1" in client.get(preview).text
    client.post(mapped(client, register.product, FILE.rpartition(b"B-DP-1")[0]).location)
    assert results(sqlite_database, register.lot) == ["1.20E13", "clear"]


def test_readers_see_imports_and_make_none(client_as, register):
    assert client_as(Role.INSPECTOR).get(f"/products/{register.product}/imports").status_code == 200
    assert client_as(Role.INSPECTOR).get(f"/products/{register.product}/imports/new").status_code == 403


def test_the_published_lentivirus_lots_are_imported_with_their_mapping_file(
    client_as, sqlite_database, references
):
    """Two medians of a lot make one signal by the geometric mean; the source prints 3.78701e+08 for lot 1."""
    with writing(sqlite_database) as session:
        new_switch(session, (EXAMPLE / "switch.toml").read_text(encoding="utf-8"), actor=CMC, now=NOW)
        product = session.scalars(select(Product.id)).one()
    client = client_as(Role.QC)
    data = (references / "lots_lv_spike_p24_titre.csv").read_bytes()
    page = upload(client, product, data, "lots_lv_spike_p24_titre.csv").location
    toml = (EXAMPLE / "mapping.toml").read_text(encoding="utf-8")
    preview = client.post(page.replace("columns", "mapping"), data={"toml": toml}).location
    text = client.get(preview).text
    assert "Import 6 lots and 12 results" in text
    assert "384134400.0 · 373344200.0" in text
    assert "17 left out" in text
    assert client.post(preview).status_code == 302
    with sqlite_database.read() as session:
        rows = {(row.lot_id, row.is_calculated): row for row in reportable_results(session, range(1, 7))}
        batch = session.scalars(select(ImportBatch)).one()
    signal = rows[1, True]
    assert f"{signal.value:.6g}" == "3.78701e+8"
    assert [each.entered for each in signal.replicates] == ["384134400.0", "373344200.0"]
    assert (batch.lots_created, batch.results_created) == (6, 12)


def test_a_mapping_that_cannot_be_read_is_refused_with_its_text_kept(client_as, register):
    client = client_as(Role.QC)
    page = upload(client, register.product).location.replace("columns", "mapping")
    answer = client.post(page, data={"toml": "[lot"})
    assert answer.status_code == 422
    assert "[lot</textarea>" in answer.text


def test_the_mapping_of_the_columns_can_be_kept_as_text(client_as, register):
    client = client_as(Role.QC)
    preview = mapped(client, register.product, **{"column-3": "result:comment"}).location
    text = client.get(preview.replace("preview", "mapping")).text
    toml = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.S)[1])
    said = parse_mapping(toml)
    assert said.lot.number == ("lot",)
    assert [result.columns for result in said.results] == [("Vector-genome titre",), ("Appearance",)]
    assert said.results[0].fields["comment"].column == "remark"
