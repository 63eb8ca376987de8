"""The results grid in a browser: keyboard, paste, and what still works without JavaScript."""

import pytest
from playwright.sync_api import expect

from comparability.model.vocabulary import Role
from comparability.storage.attributes import attributes_of
from comparability.storage.reportables import reportable_results
from tests.browser.test_accessibility import violations
from tests.web.register import fill

pytestmark = pytest.mark.browser

BLOCK = "1.20E13\t2.1E10\r\n<2.8E9\t1,23\r\nnan\t0\r\n"  # three lines as Excel copies them


@pytest.fixture
def register(sqlite_database):
    return fill(sqlite_database)


@pytest.fixture
def columns(sqlite_database, register):
    """The first two attributes of the drug product."""
    with sqlite_database.read() as session:
        found = attributes_of(session, register.product)
    return [each.id for each in found if each.stage.value == "drug product" and not each.derived_from][:2]


@pytest.fixture
def grid(page_as, register):
    page = page_as(Role.QC, viewport={"width": 1440, "height": 900})
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.goto(f"/products/{register.product}/results?stage=drug+product")
    return page


def cell(page, lot, attribute):
    return page.locator(f'[name="cell-{lot}-{attribute}"]')


def paste(page, target, text):
    target.focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def lots(register):
    """In the order of the rows: by manufacture, then number."""
    return [register.lot, register.other_lot, register.failed_lot]


def test_a_pasted_block_fills_cells_and_marks_what_was_not_understood(grid, register, columns):
    paste(grid, cell(grid, register.lot, columns[0]), BLOCK)
    said = grid.get_by_role("status").filter(has_text="filled")
    expect(said).to_have_text("6 cells filled; 2 cells not understood, marked. Nothing is saved yet.")
    values = [[cell(grid, lot, column).input_value() for column in columns] for lot in lots(register)]
    assert values == [["1.20E13", "2.1E10"], ["<2.8E9", "1,23"], ["nan", "0"]]
    expect(cell(grid, register.other_lot, columns[1])).to_have_attribute("aria-invalid", "true")
    expect(grid.locator(f"#cell-{register.other_lot}-{columns[1]}-error")).to_contain_text("The comma in")
    assert grid.locator("td.changed").count() == 6
    assert grid.complaints == []


def test_a_block_larger_than_the_grid_is_refused_whole(grid, register, columns):
    """Values that fall off the edge would be missed by nobody until the assessment."""
    paste(grid, cell(grid, register.lot, columns[0]), f"{BLOCK}5\t6\r\n")
    said = grid.get_by_role("status").filter(has_text="Nothing was pasted")
    expect(said).to_contain_text("the block has 4 rows and 2 columns, and from this cell the grid has 3 rows")
    assert grid.locator("td.changed").count() == 0
    paste(grid, cell(grid, register.failed_lot, columns[0]), "1\n2\n")
    expect(said).to_contain_text("the block has 2 rows and 1 column, and from this cell the grid has 1 row")
    paste(grid, cell(grid, register.failed_lot, columns[0]), "1\t\n\t\n\n")
    expect(grid.get_by_role("status").filter(has_text="1 cell filled")).to_be_visible()


@pytest.mark.requirement("DI-01")
def test_a_block_from_the_clipboard_keeps_numbers_as_typed_and_passes_empty_cells_over(
    grid, register, columns
):
    """With the keys and the clipboard of the browser, as a person pastes."""
    grid.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cell(grid, register.other_lot, columns[1]).fill("7.0")
    grid.evaluate("text => navigator.clipboard.writeText(text)", "1.20E+13\t0.00\n1.2×10¹³\t\n\t007\n")
    cell(grid, register.lot, columns[0]).focus()
    grid.keyboard.press("Control+v")
    expect(grid.get_by_role("status").filter(has_text="4 cells filled")).to_be_visible()
    values = [[cell(grid, lot, column).input_value() for column in columns] for lot in lots(register)]
    assert values == [["1.20E+13", "0.00"], ["1.2×10¹³", "7.0"], ["", "007"]]


def test_saving_keeps_the_good_cells_and_gives_back_the_others(grid, register, columns, sqlite_database):
    paste(grid, cell(grid, register.lot, columns[0]), BLOCK)
    expect(grid.get_by_role("status").filter(has_text="not understood")).to_be_visible()
    grid.get_by_role("button", name="Save results").click()
    expect(grid.get_by_role("alert")).to_contain_text("4 results are saved.")
    assert cell(grid, register.other_lot, columns[1]).input_value() == "1,23"
    with sqlite_database.read() as session:
        found = reportable_results(session, lots(register))
    assert [row.entered for row in found] == ["1.20E13", "2.1E10", "<2.8E9", "0"]


def test_values_over_existing_results_are_counted_and_not_placed(grid, register, columns):
    cell(grid, register.lot, columns[0]).fill("1.20E13")
    grid.get_by_role("button", name="Save results").click()
    expect(grid.get_by_text("1 result is saved.")).to_be_visible()
    paste(grid, cell(grid, register.other_lot, columns[0]), "1\n2\n")
    expect(grid.get_by_role("status").filter(has_text="2 cells filled")).to_be_visible()
    paste(grid, cell(grid, register.lot, columns[1]), "7\t8\n")
    assert grid.get_by_role("link", name="1.20E13").count() == 1


def test_a_pasted_block_is_taken_back_as_one_step(grid, register, columns):
    first = cell(grid, register.lot, columns[0])
    first.press_sequentially("9")
    first.press("Enter")
    paste(grid, first, BLOCK)
    expect(grid.get_by_role("status").filter(has_text="filled")).to_be_visible()
    grid.keyboard.press("Control+z")
    assert [cell(grid, lot, columns[0]).input_value() for lot in lots(register)] == ["9", "", ""]
    grid.keyboard.press("Control+z")
    assert first.input_value() == ""


def test_escape_restores_what_stood_in_the_cell(grid, register, columns):
    first = cell(grid, register.lot, columns[0])
    first.fill("1.20E13")
    first.press("Enter")
    first.focus()
    first.fill("9")
    first.press("Escape")
    assert first.input_value() == "1.20E13"


def test_the_keyboard_moves_like_in_a_spreadsheet(grid, register, columns):
    cell(grid, register.lot, columns[0]).focus()
    focused = "document.activeElement.name"
    for key, lot, column in [
        ("Enter", register.other_lot, columns[0]),
        ("Tab", register.other_lot, columns[1]),
        ("ArrowDown", register.failed_lot, columns[1]),
        ("ArrowLeft", register.failed_lot, columns[0]),
        ("ArrowUp", register.other_lot, columns[0]),
        ("ArrowRight", register.other_lot, columns[1]),
        ("Shift+Enter", register.lot, columns[1]),
    ]:
        grid.keyboard.press(key)
        assert grid.evaluate(focused) == f"cell-{lot}-{column}", key


def test_arrows_move_the_caret_while_a_text_is_edited(grid, register, columns):
    first = cell(grid, register.lot, columns[0])
    first.press_sequentially("123")
    first.press("ArrowLeft")
    first.press_sequentially("0")
    assert first.input_value() == "1203"


@pytest.mark.requirement("DI-01")
def test_nothing_pasted_is_changed(grid, register, columns):
    """Outer spaces, a sign or a leading zero are part of what was copied."""
    paste(grid, cell(grid, register.lot, columns[0]), ' 01.50 \t"1.2×10¹³"\n')
    assert cell(grid, register.lot, columns[0]).input_value() == " 01.50 "
    assert cell(grid, register.lot, columns[1]).input_value() == "1.2×10¹³"


def test_the_grid_is_a_plain_form_without_javascript(page_as, register, columns, sqlite_database):
    page = page_as(Role.QC, java_script_enabled=False)
    page.goto(f"/products/{register.product}/results?stage=drug+product")
    cell(page, register.lot, columns[0]).fill("1.20E13")
    page.get_by_role("button", name="Save results").click()
    expect(page.get_by_text("1 result is saved.")).to_be_visible()
    with sqlite_database.read() as session:
        assert [row.entered for row in reportable_results(session, [register.lot])] == ["1.20E13"]


def test_all_results_to_verify_are_ticked_at_once(grid, page_as, register, columns):
    cell(grid, register.lot, columns[0]).fill("1.20E13")
    cell(grid, register.other_lot, columns[0]).fill("1.30E13")
    grid.get_by_role("button", name="Save results").click()
    expect(grid.get_by_text("2 results are saved.")).to_be_visible()
    page = page_as(Role.QA)
    page.goto(f"/products/{register.product}/results/verify")
    page.get_by_label("Tick all").check()
    page.get_by_role("button", name="Verify the ticked results").click()
    expect(page.get_by_text("2 results are verified.")).to_be_visible()


def test_the_pages_of_results_and_imports_break_no_rule_of_accessibility(
    page_as, register, columns, tmp_path
):
    page = page_as(Role.QC, bypass_csp=True)
    grid = f"/products/{register.product}/results?stage=drug+product"
    page.goto(grid)
    assert violations(page) == []
    cell(page, register.lot, columns[0]).fill("1.20E13")
    cell(page, register.other_lot, columns[0]).fill("1,2")
    page.get_by_role("button", name="Save results").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="1.20E13").click()
    assert violations(page) == []
    file = tmp_path / "lots.csv"
    file.write_text("lot,Capsid titre\nA-DP-1,pink\n")
    page.goto(f"/products/{register.product}/imports/new")
    assert violations(page) == []
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    assert violations(page) == []
    page.get_by_role("button", name="Show what would be imported").click()
    expect(page.get_by_text("row 2, column B (Capsid titre)")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as answer:
        page.get_by_role("link", name="Download the file with its problems").click()
    assert answer.value.suggested_filename == "lots-problems.csv"


def test_an_import_is_taken_back_on_pages_that_break_no_rule_of_accessibility(page_as, register, tmp_path):
    page = page_as(Role.QC, bypass_csp=True)
    file = tmp_path / "lots.csv"
    file.write_text("lot,Vector-genome titre\nA-DP-1,1.20E13\n")
    for _ in range(2):  # the second preview says that it was taken back before
        page.goto(f"/products/{register.product}/imports/new")
        page.get_by_label("File", exact=True).set_input_files(file)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Show what would be imported").click()
        assert violations(page) == []
        page.get_by_role("button", name="Import 0 lots and 1 result").click()
        expect(page.get_by_role("heading", name="lots.csv")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("link", name="Take this import back").click()
        assert violations(page) == []
        page.get_by_label("Why it is taken back").fill("Read from the wrong certificate.")
        page.get_by_role("button", name="back").click()
        expect(page.get_by_text("This import was taken back")).to_be_visible()
        assert violations(page) == []
    page.goto(f"/products/{register.product}/imports")
    assert violations(page) == []
    page.goto(f"/products/{register.product}/results?stage=drug+product")
    expect(page.get_by_role("link", name="taken back")).to_be_visible()
    assert violations(page) == []
