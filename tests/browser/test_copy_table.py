"""Tables of assessments and packages are copied by a button, as text with tabs and as an HTML table."""

import pytest
from playwright.sync_api import expect

from comparability.model.vocabulary import Role
from tests.browser.test_accessibility import violations
from tests.web.assessing import set_up

pytestmark = pytest.mark.browser


@pytest.fixture
def package(client_as, add_person, sqlite_database):
    line = set_up(client_as, add_person, sqlite_database)
    line.concluded()
    return line.assemble()


def opened(page_as, server, package, **options):
    page = page_as(Role.INSPECTOR, **options)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.goto(f"/packages/{package.id}")
    return page


def clipboard(page, kind):
    return page.evaluate(
        """async kind => {
            const [item] = await navigator.clipboard.read();
            return (await item.getType(kind)).text();
        }""",
        kind,
    )


def shown(table):
    """The texts of the cells as the page shows them, row by row."""
    rows = [row.locator("th, td").all_text_contents() for row in table.locator("tr").all()]
    return [[" ".join(text.split()) for text in row] for row in rows]


def test_a_table_is_copied_as_it_is_shown_in_text_and_in_html(page_as, server, package):
    page = opened(page_as, server, package)
    page.get_by_role("button", name="Copy this table").last.click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    expected = shown(page.locator("table.data").last)
    assert len(expected) > 1
    assert [line.split("\t") for line in clipboard(page, "text/plain").splitlines()] == expected
    assert page.complaints == []  # nothing that the security policy refuses
    page.set_content(clipboard(page, "text/html"))
    assert shown(page.locator("table")) == expected


@pytest.mark.requirement("SEC-04")
def test_a_text_that_a_spreadsheet_would_run_is_disarmed_and_numbers_are_not(page_as, server, package):
    page = opened(page_as, server, package)
    page.locator("table.data tbody tr th").last.evaluate("cell => { cell.textContent = '=1+1'; }")
    page.locator("table.data tbody tr td").last.evaluate("cell => { cell.textContent = '-1.20E-3'; }")
    page.get_by_role("button", name="Copy this table").last.click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    last = clipboard(page, "text/plain").splitlines()[-1].split("\t")
    assert (last[0], last[-1]) == ("'=1+1", "-1.20E-3")


def test_the_button_breaks_no_rule_of_accessibility(page_as, server, package):
    page = opened(page_as, server, package, bypass_csp=True)
    assert page.get_by_role("button", name="Copy this table").count() > 0
    assert violations(page) == []
