"""What only a browser can say of the frame of every page."""

import pytest

from comparability.model.vocabulary import Role
from tests.usecases.presence import PASSWORD

pytestmark = pytest.mark.browser


def test_a_person_signs_in_and_out_with_the_keyboard_alone(chromium, server, add_person):
    add_person(Role.QA)
    page = chromium.new_context(base_url=server).new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.get_by_label("User name").press_sequentially("qa")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url("**/sign-in")
    page.context.close()


@pytest.mark.requirement("SEC-01")
def test_a_page_breaks_no_rule_of_its_own_policy_and_loads_nothing_from_elsewhere(page_as, server):
    page = page_as(Role.ADMINISTRATOR)
    complaints, addresses = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: addresses.append(request.url))
    for path in ("/", "/people/", "/people/new", "/audit/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert complaints == []
    assert all(address.startswith(server) for address in addresses)


def test_text_is_set_in_source_sans(page_as):
    page = page_as(Role.QA)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.fonts.check('600 20px \"Source Sans 3\"')")
    assert page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(page_as, width):
    page = page_as(Role.ADMINISTRATOR, viewport={"width": width, "height": 800})
    for path in ("/", "/people/", "/people/new", "/audit/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_interrupted_sign_in_gives_back_what_was_typed(page_as, sqlite_database, add_person):
    admin = add_person(Role.ADMINISTRATOR)
    page = page_as(actor=admin)
    page.goto("/people/new")
    page.get_by_label("Name", exact=True).fill("Jin Park")
    page.get_by_label("User name").fill("j.park")
    page.get_by_label("QC scientist").check()
    # The person signs in again in another tab, which gives the browser another session.
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto("/sign-in")
    other.get_by_label("User name").fill(admin.user_name)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/")
    page.get_by_role("button", name="Add the person").click()
    page.get_by_role("button", name="Send what I typed").click()
    assert "Start password of Jin Park" in page.get_by_role("heading", level=1).inner_text()
