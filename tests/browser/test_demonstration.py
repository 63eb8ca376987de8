"""Every kind of page of the demonstration, as people of several roles reach it by following links."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from comparability.demonstration.people import PASSWORD
from comparability.web.app import create_app
from tests.browser.office import fill, press
from tests.browser.test_accessibility import violations
from tests.cli.shell import Shell
from tests.web.conftest import make_settings

pytestmark = pytest.mark.browser

# No record of a product stands here: accounts, and the forms of registers that all products share.
WITHOUT_RECORDS = re.compile(
    r"/(people(/.*)?|access(/.*)?|text-blocks(/.*)?|audit/reviews(/new)?|password|account|second-factor(/.*)?|signature|(products|switches)/new|(suppliers|sites|materials|laboratories)/.*(new|edit))/?"
)
OWN_LOTS_ELSEWHERE = "You hand in results for the lots of your organisation."  # a supplier's start page
FORBIDDEN = re.compile(r"\b[Ss]ignifican\w*|\bNone\b|\bUndefined\b|\{\{|<\w+\.\w+:")


@dataclass
class Visit:
    """What was found, one line a finding."""

    pages: int = 0
    rules: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    primaries: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def demonstration(sqlite_template, tmp_path_factory) -> Iterator[str]:
    """The address of the served demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    file = folder / "lots.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    shell = Shell(f"sqlite:///{file}", folder)
    shell.done("demo", "--no-serve", "--output", folder / "output")
    database = shell.database()
    served = make_server("127.0.0.1", 0, create_app(make_settings(folder), database=database), threaded=True)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()
    database.engine.dispose()


@pytest.fixture(scope="module", params=["cmc.kim", "qc.lim", "qa.sato", "cdmo.b"])
def visit(request, chromium, demonstration) -> Iterator[Visit]:
    context = chromium.new_context(base_url=demonstration, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in")
    fill(page, {"User name": request.param, "Password": PASSWORD})
    press(page, "Sign in")
    found = Visit()
    seen: Counter[str] = Counter()
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "#", path.partition("?")[0])
        seen[kind] += 1
        if seen[kind] > 1 or not look(page, path, found):
            continue
        addresses = "links => links.map(each => each.getAttribute('href'))"
        for link in page.locator("a[href^='/']").evaluate_all(addresses):
            address = link.partition("#")[0]
            if address not in known:
                known.add(address)
                waiting.append(address)
    yield found
    context.close()


def look(page: Page, path: str, found: Visit) -> bool:
    """Open a page and note what is wrong with it. False for what is no page, such as a file."""
    answer = page.request.get(path)
    if "text/html" not in answer.headers["content-type"]:
        return False
    page.goto(path)
    found.pages += 1
    if not answer.ok:
        found.failed.append(f"{path}: {answer.status}")
    text = page.locator("body").inner_text()
    is_record = OWN_LOTS_ELSEWHERE not in text and not WITHOUT_RECORDS.fullmatch(path.partition("?")[0])
    if is_record and "SIMULATED" not in text:
        found.unmarked.append(path)
    found.words += [f"{path}: {each}" for each in FORBIDDEN.findall(page.locator("main").inner_text())]
    primary = page.locator("main .button.primary:visible").all_inner_texts()
    if len(primary) > 1:
        found.primaries.append(f"{path}: {primary}")
    found.rules += [f"{path}: {each}" for each in violations(page)]
    return True


def test_no_page_breaks_a_rule_of_accessibility(visit):
    assert visit.rules == []


def test_every_page_with_its_records_says_that_they_are_simulated(visit):
    assert visit.unmarked == []


def test_no_link_leads_nowhere(visit):
    assert visit.pages > 8
    assert visit.failed == []


def test_no_page_claims_significance_or_shows_the_words_of_the_program(visit):
    assert visit.words == []


def test_no_page_has_two_primary_actions(visit):
    assert visit.primaries == []
