"""The pages of a bridging study: nothing typed is lost, and every line that is refused is named."""

import re

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.bridgings import bridgings_of
from tests.model.bridged import NEW, OLD, TYPED
from tests.usecases.assessing import a_line, a_staff
from tests.usecases.bridging import NEW as AFTER_NAME
from tests.usecases.bridging import OLD as BEFORE_NAME
from tests.usecases.bridging import a_bridge
from tests.usecases.register import NOW

PASTED = "\n".join(f"A-{n}\t{old}\t{new}" for n, (old, new) in enumerate(zip(OLD, NEW, strict=True), 1))


@pytest.fixture
def bridge(client_as, sqlite_database):
    client_as(Role.STATISTICIAN)
    with sqlite_database.write(actor=client_as(Role.CMC).actor, now=NOW) as session:
        staff = a_staff(session)
    return a_bridge(sqlite_database, a_line(sqlite_database, staff=staff))


def stated(bridge, **changes):
    data = {
        "covers": "method version", "before": BEFORE_NAME, "after": AFTER_NAME, "document": "BR-014",
        "performed_on": "2026-06-01", "conclusion": "The lots agreed.",
        "attribute_id": str(bridge.attribute), "pairs": PASTED, **TYPED,
    }  # fmt: skip
    return {name: str(value) for name, value in (data | changes).items()}


def record(client_as, bridge, **changes):
    address = f"/products/{bridge.line.product}/bridgings/new"
    return client_as(Role.STATISTICIAN).post(address, data=stated(bridge, **changes))


def pasted_again(page: str) -> str:
    return re.search(r'<textarea id="pairs".*?>\n(.*?)</textarea>', page, re.DOTALL)[1]


def test_a_recorded_study_is_shown_with_its_verdict_figures_values_and_drawings(client_as, bridge):
    answer = record(client_as, bridge)
    assert answer.status_code == 302
    page = client_as(Role.INSPECTOR).get(answer.location).text
    for words in (
        "Measured with ddPCR, version 2, 6 lots gave", "Deming line, slope", "Passing–Bablok line, intercept",
        "Bland–Altman, upper limit of agreement", "1.10E13", "1.14E13", "Recompute in R", "0.80 to 1.25",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<svg xmlns") == 2


def test_every_line_that_is_refused_is_named_and_what_was_pasted_stays(client_as, bridge):
    bad = f"{PASTED}\nA-7\t1,2E13\t1.1E13\nA-8\t1.1E13"
    answer = record(client_as, bridge, pairs=bad)
    assert answer.status_code == 422
    assert pasted_again(answer.text) == bad.replace("\n", "\r\n") or pasted_again(answer.text) == bad
    assert "Line 7: before: The comma" in answer.text
    assert "Line 8: 2 columns" in answer.text


def test_whatever_decides_is_asked_for_at_once_as_soon_as_values_are_given(client_as, bridge):
    nothing = {name: "" for name in TYPED}
    answer = record(client_as, bridge, **nothing)
    assert answer.status_code == 422
    assert answer.text.count("Needed where values are given.") == len(TYPED)
    with bridge.line.database.read() as session:
        assert bridgings_of(session, bridge.line.product) == ()


def test_a_record_without_any_data_is_shown_as_claimed(client_as, bridge):
    answer = record(client_as, bridge, pairs="", **{name: "" for name in TYPED})
    assert answer.status_code == 302
    assert "claimed, no data attached" in client_as(Role.QA).get(answer.location).text
    listed = client_as(Role.QA).get(f"/products/{bridge.line.product}/bridgings").text
    assert "claimed, no data attached" in listed


def test_the_register_fills_in_the_values_and_saves_nothing(client_as, bridge):
    bridge.measure_apart()
    bridge.measure_both_ways()
    blank = {name: "" for name in (*TYPED, "pairs", "document", "performed_on", "conclusion")}
    answer = record(client_as, bridge, fill="1", **blank)
    assert answer.status_code == 200
    assert pasted_again(answer.text).splitlines()[0] == "A-1\t1.00E13\t1.03E13"
    assert "4 lots of the register have a verified result" in answer.text
    with bridge.line.database.read() as session:
        assert bridgings_of(session, bridge.line.product) == ()


def test_values_that_were_pasted_are_never_filled_over(client_as, bridge):
    bridge.measure_apart()
    bridge.measure_both_ways()
    answer = record(client_as, bridge, fill="1", pairs="B-9\t1\t2")
    assert pasted_again(answer.text).strip() == "B-9\t1\t2"
    assert "What you have pasted stands" in answer.text


def test_the_register_is_asked_by_what_is_bridged_only(client_as, bridge):
    answer = record(client_as, bridge, fill="1", before="", attribute_id="")
    assert answer.status_code == 422
    assert "Enter this." in answer.text


def test_an_open_outcome_asks_the_approver_for_an_explanation_and_prints_it(client_as, bridge):
    where = record(client_as, bridge, margin_low="0.99", margin_high="1.01").location
    page = client_as(Role.QA).get(f"{where}/approve").text
    assert "Why the record counts although its data do not show" in page
    refused = client_as(Role.QA).post(f"{where}/approve", data={"version": "1", "reason": "Report read."})
    assert refused.status_code == 422 and "Report read." in refused.text
    said = {"version": "1", "reason": "Report read.", "explanation": "No further retains are left."}
    assert client_as(Role.QA).post(f"{where}/approve", data=said).status_code == 302
    assert "No further retains are left." in client_as(Role.INSPECTOR).get(where).text


def test_markup_in_a_lot_is_text(client_as, bridge):
    answer = record(client_as, bridge, pairs=PASTED.replace("A-1\t", "<b>A-1</b>\t"))
    page = client_as(Role.QA).get(answer.location).text
    assert "<b>A-1" not in page and "&lt;b&gt;A-1" in page
