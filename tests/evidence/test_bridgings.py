"""A bridging study in an evidence copy is computed again from its values; older copies stay true."""

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from comparability.storage import rows
from comparability.storage.assessments import Assessment
from comparability.storage.dossiers import dossier
from comparability.storage.engine import make_engine
from comparability.storage.evidence import bridges_at_run
from comparability.storage.sessions import Database
from comparability.usecases.packages import evidence_file
from comparability.verification.package import verify
from tests.evidence.tampering import with_file, with_page
from tests.model.bridged import NEW, OLD
from tests.reports.reading import ReadPdf
from tests.usecases.bridging import OPEN, a_bridge, study_entry


def issue(database: Database, store: Path, *, claimed: bool = False, is_open: bool = False) -> bytes:
    """The evidence copy of a switch whose method version is bridged."""
    bridge = a_bridge(database)
    bridge.measure_apart()
    if claimed:
        bridge.approve(bridge.record())
    elif is_open:
        row = bridge.record(study_entry(**OPEN))
        bridge.approve(row, explanation="No further retains are left.")
    else:
        bridge.approve(bridge.record(study_entry()))
    line = bridge.line
    assessment = line.run()
    line.review(assessment)
    line.decide(assessment)
    package = line.assemble()
    line.approve(package)
    package = line.issue(package, store)
    with database.read() as session:
        return evidence_file(session, package.id, store=store, actor=line.staff.team.qa).data


@pytest.fixture(scope="session")
def bridged(tmp_path_factory, sqlite_template) -> bytes:
    folder = tmp_path_factory.mktemp("bridged")
    url = f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'lots.sqlite3')}"
    return issue(Database(make_engine(url)), folder)


def attached(data: bytes, name: str) -> dict:
    found = {}

    def keep(value: dict) -> None:
        found.update(value)

    with_file(data, name, keep)
    return found


def study(assessment: dict) -> dict:
    return assessment["bridging_studies"][0]


def test_a_study_is_computed_again_and_agrees(bridged):
    assert verify(bridged).differences == ()
    carried = study(attached(bridged, "assessment.json"))
    assert [pair["after"] for pair in carried["pairs"]] == list(NEW)
    assert carried["found"]["outcome"] == "equivalent"


def test_a_study_is_computed_again_on_either_engine(database, tmp_path):
    assert verify(issue(database, tmp_path)).differences == ()


def test_the_pages_print_values_verdict_and_drawings_of_the_study(bridged):
    pdf = ReadPdf(bridged)
    for text in (
        *OLD,
        *NEW,
        "Bridging study BR-014",
        "Deming line, slope",
        "Bland–Altman, bias",
        "3.2.P.5.3",
    ):
        assert pdf.holds(text), text
    assert pdf.holds("Bridged by BR-014: equivalent, ratio")


@pytest.mark.parametrize("claimed", [True, False], ids=["claimed", "open"])
def test_what_is_only_claimed_or_open_is_said_and_still_verifies(sqlite_database, tmp_path, claimed):
    copy = issue(sqlite_database, tmp_path, claimed=claimed, is_open=not claimed)
    assert verify(copy).differences == ()
    said = "claimed, no data attached" if claimed else "approved all the same: No further retains are left"
    assert ReadPdf(copy).holds(said)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda each: each["pairs"][0].update(after="1.50E13"), "plain words"),
        (lambda each: each["typed"].update(margin_low="0.99"), "plain words"),
        (lambda each: each["found"].update(outcome="different"), "outcome"),
        (lambda each: each["found"]["figures"][1].update(value=1.0), "figures"),
        (lambda each: each.update(explanation="Because."), "did not read it as"),
    ],
    ids=["a value", "the margin", "the outcome", "a figure", "the explanation"],
)
def test_whatever_is_changed_in_a_study_is_named(bridged, change, named):
    tampered = with_file(bridged, "assessment.json", lambda value: change(study(value)))
    differences = [text for text in verify(tampered).differences if "BR-014" in text]
    assert any(named in text for text in differences)


def test_a_value_that_the_trail_does_not_have_is_named(bridged):
    changed = with_file(
        bridged, "assessment.json", lambda value: study(value)["pairs"][0].update(before="1.11E13")
    )
    assert any("entered was '1.10E13'" in text for text in verify(changed).differences)


def test_a_figure_of_a_study_that_is_on_no_page_is_named(bridged):
    number = next(n for n, text in enumerate(ReadPdf(bridged).pages) if "Passing–Bablok line, slope" in text)
    found = verify(with_page(bridged, number, b"")).differences
    assert any(text.startswith("pages: BR-014: “") for text in found)


def test_a_printed_study_that_is_not_attached_is_named(bridged):
    tampered = with_file(bridged, "assessment.json", lambda value: value.update(bridging_studies=[]))
    assert "content.json: the bridging study BR-014 is not attached" in verify(tampered).differences


def test_a_copy_from_before_findings_were_said_still_verifies(bridged):
    """Its bridges have no finding and its limitations name the document alone."""

    def as_before(value: dict) -> None:
        for bridges in value["bridges"].values():
            for each in bridges:
                del each["finding"]
        del value["bridging_studies"]
        for item in value["items"]:
            item["limitations"] = [text.partition(": equivalent")[0] + "." if "Bridged by" in text else text
                                   for text in item["limitations"]]  # fmt: skip

    differences = verify(with_file(bridged, "assessment.json", as_before)).differences
    assert not any("limitations" in text and "assessment.json" in text for text in differences)


def test_an_assessment_from_before_findings_were_said_is_carried_without_them(sqlite_database):
    """Its stored limitations name the document alone, and must be computed again as they stand."""
    bridge = a_bridge(sqlite_database)
    bridge.measure_apart()
    bridge.approve(bridge.record())
    assessment = bridge.line.run()
    with sqlite_database.read() as session:
        record = dossier(session, rows.get(session, Assessment, assessment.id))
        line = next(each for each in record.items if each.attribute.id == bridge.attribute)
        earlier = replace(line, item=SimpleNamespace(limitations=["… Bridged by BR-014."]))
        assert [each["finding"] for each in bridges_at_run(record, line)] == ["claimed, no data attached"]
        assert [each["finding"] for each in bridges_at_run(record, earlier)] == [None]
