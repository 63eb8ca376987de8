"""The application served on a free port, and a Chromium to look at it with."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from comparability.model.people import Actor
from comparability.storage.people import Person
from comparability.usecases.sign_in import open_session
from comparability.web.installation import NAME
from comparability.web.request import utc_now
from tests.web.conftest import add_person, app, client_as, clock  # noqa: F401  # fixtures used here too

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The installed Chromium. Without one the tests are skipped, or fail where REQUIRE_BROWSER is set."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        complaint = "no Chromium found; install it with: apt-get install chromium"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(complaint)
        pytest.skip(complaint)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def server(app) -> Iterator[str]:  # noqa: F811
    """The address of the served application, on the clock of this machine."""
    app.extensions[NAME] = replace(app.extensions[NAME], clock=utc_now)
    served = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()


@pytest.fixture
def page_as(
    chromium: Browser,
    server: str,
    sqlite_database,
    add_person,  # noqa: F811
) -> Iterator[Callable[..., Page]]:
    """`page_as(Role.QC)`: a page of somebody signed in; addresses on it may start with a slash."""
    contexts: list[BrowserContext] = []

    def open_page(*roles, actor: Actor | None = None, **options) -> Page:
        person = actor or add_person(*roles)
        with sqlite_database.write(actor=person, now=utc_now()) as session:
            token = open_session(session, session.get_one(Person, person.id), now=utc_now())
        context = chromium.new_context(base_url=server, **options)
        context.add_cookies([{"name": "sid", "value": token, "url": server}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
