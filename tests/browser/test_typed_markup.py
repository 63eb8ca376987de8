"""What somebody typed stands on every page as it was typed, and a real browser runs none of it."""

import pytest

from comparability.model.vocabulary import Role
from comparability.storage import rows
from comparability.storage.lots import Lot
from comparability.storage.sessions import state_reason
from comparability.storage.suppliers import Supplier
from tests.inputs.markup import BROWSER, REPORTLAB
from tests.usecases.register import writing
from tests.web.register import fill

pytestmark = [pytest.mark.browser, pytest.mark.requirement("SEC-01", "SEC-02")]
TYPED = (*BROWSER, *REPORTLAB)


@pytest.fixture
def register(sqlite_database):
    """Every text in the notes of a lot and in a reason; one as a lot number, one as a name."""
    found = fill(sqlite_database)
    with writing(sqlite_database) as session:
        state_reason(session, "Typed: " + " ".join(BROWSER))
        lot = rows.get(session, Lot, found.lot)
        lot.notes, lot.number = "\n".join(TYPED), BROWSER[0]
        rows.get(session, Supplier, found.supplier).name = BROWSER[1]
    return found


def test_no_page_runs_what_was_typed_and_each_shows_it(page_as, register, server):
    page = page_as(Role.CMC, Role.QA)
    asked, elsewhere = [], []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.on("request", lambda request: elsewhere.append(request.url))
    for path, shown in {
        f"/lots/{register.lot}": TYPED,
        f"/lots/{register.lot}/edit": (),
        f"/products/{register.product}": BROWSER[:2],
        f"/products/{register.product}/results": BROWSER[:1],
        f"/suppliers/{register.supplier}": BROWSER[1:2],
        f"/audit/?entity=lot&entity_id={register.lot}": BROWSER[:1],
        "/audit/?words=%3Cscript%3Ewindow.HK%3D1%3C/script%3E": BROWSER[:1],
        "/nothing/%3Cscript%3Ewindow.HK=1%3C/script%3E": (),
    }.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        text = page.locator("body").text_content()
        assert [each for each in shown if each not in text] == [], path
        assert page.evaluate("window.HK") is None, path
        assert page.locator("base, iframe, meta[http-equiv=refresh]").count() == 0, path
    page.goto(f"/lots/{register.lot}/edit")
    assert page.locator("[name=notes]").input_value().split("\n") == list(TYPED)
    assert (asked, [each for each in elsewhere if not each.startswith((server, "data:"))]) == ([], [])
