"""People at work in browsers of their own: they sign in, fill in forms by their labels, and sign."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page

from tests.usecases.presence import PASSWORD


def control(page: Page, label: str) -> Locator:
    """The control with that label; an optional field says so behind its label."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+optional)?\s*$"))


def fill(page: Page, entries: Mapping[str, object]) -> None:
    """By label: text, one of a list by its words, or True and False for a box."""
    for label, value in entries.items():
        found = control(page, label)
        kind = found.evaluate("element => element.type")
        if kind == "checkbox":
            found.set_checked(bool(value))
        elif kind == "select-one":
            found.select_option(label=str(value))
        else:
            found.fill(str(value))


def press(page: Page, words: str) -> None:
    """Press a button of the page's content and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    """Follow a link of the page's content."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=words, exact=True).first.click()


def send(page: Page, path: str, entries: Mapping[str, object], words: str) -> str:
    """Open a form, fill it in and send it. Returns the address it led to."""
    page.goto(path)
    fill(page, entries)
    press(page, words)
    return page.url


def title(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def refusals(page: Page) -> list[str]:
    """Every message that stands on the page, beside fields and above them."""
    return page.locator("main .error, main .problems p").all_inner_texts()


@dataclass(slots=True)
class Office:
    """The application's people, each with a browser of their own."""

    browser: Browser
    address: str
    pages: dict[str, Page] = field(default_factory=dict)

    def enter(self, user_name: str, password: str) -> Page:
        """Sign in, choosing a password and accepting the electronic signature where the application asks."""
        context = self.browser.new_context(base_url=self.address, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(10_000)
        send(page, "/sign-in", {"User name": user_name, "Password": password}, "Sign in")
        if title(page) == "Choose your password":
            fill(
                page,
                {"Password you have now": password, "New password": PASSWORD, "New password again": PASSWORD},
            )
            press(page, "Change the password")
        if title(page) == "Your electronic signature":
            page.get_by_role("checkbox").check()
            self.sign(page, user_name, "Confirm")
        self.pages[user_name] = page
        return page

    def admit(
        self, admin: Page, user_name: str, full_name: str, role: str, supplier: str | None = None
    ) -> Page:
        """The administrator adds somebody, hands over the start password, and that person signs in."""
        entries = {"Name": full_name, "User name": user_name, role: True}
        send(admin, "/people/new", entries | ({"Supplier": supplier} if supplier else {}), "Add the person")
        return self.enter(user_name, admin.locator(".once").inner_text())

    def sign(
        self, page: Page, user_name: str, words: str, entries: Mapping[str, object] | None = None
    ) -> None:
        """Type user name and password again and press the button that signs."""
        fill(page, {**(entries or {}), "Your user name": user_name, "Your password": PASSWORD})
        press(page, words)

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()
