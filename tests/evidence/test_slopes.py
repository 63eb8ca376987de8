"""Slopes of stability results from the protocol to a package that proves its own figures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from comparability.model.vocabulary import Analysis, Conclusion, Contrast, Occasion, Outcome, Readiness
from comparability.storage.protocols import draft_protocol
from comparability.storage.readiness import state_of_switch
from comparability.usecases.criteria import CriterionChange, save_criteria
from comparability.usecases.packages import evidence_file
from comparability.verification.package import verify
from tests.reports.reading import ReadPdf
from tests.usecases.assessing import AFTER, BEFORE, Line, a_line, freeze
from tests.usecases.switching import criterion, justified

MONTHS = (0, 3, 6, 9)
WOBBLE = (0.02, -0.03, 0.01, -0.01)


def asking_for_slopes(database) -> Line:
    line = a_line(database, is_frozen=False)
    who = line.staff.team.statistician
    with line.writing(who) as session:
        protocol = draft_protocol(session, line.switch)
        row = criterion(session, protocol, "vg-titre").row
        entry = replace(
            justified(),
            contrast=Contrast.SLOPE,
            analysis=Analysis.SLOPES,
            margin_low="-2.0E11",
            margin_high="2.0E11",
        )
        change = CriterionChange(criterion_id=row.id, version=row.version, entry=entry)
        save_criteria(session, protocol.id, (change,), reason="Stability is what worries.", actor=who)
    freeze(line, protocol.id)
    return line


def store_for_months(line: Line) -> None:
    """Each lot loses about a hundredth of its titre a month, a little more or less."""
    for place, (number, text) in enumerate((BEFORE | AFTER).items()):
        start = float(text)
        for step, month in enumerate(MONTHS):
            lost = start * (0.010 + 0.001 * (place % 3)) * month
            value = start - lost + 1e12 * WOBBLE[(step + place) % 4]
            line.record(
                number,
                f"{value:.4E}".replace("E+", "E"),
                occasion=Occasion.STABILITY,
                time_point_months=Decimal(month),
                storage_condition="-70 °C",
            )


def test_slopes_go_from_protocol_to_a_package_that_proves_them(database, tmp_path):
    line = asking_for_slopes(database)
    store_for_months(line)
    unverified = line.item(line.run())
    assert unverified.outcome is Outcome.CANNOT_JUDGE
    assert "28 stability results are not verified." in unverified.reason
    line.verify()
    assessment = line.run()
    item = line.item(assessment)
    assert item.outcome is Outcome.EQUIVALENT, item.reason
    assert item.method == "slopes-tost/1"
    with database.read() as session:
        assert state_of_switch(session, line.switch).readiness.state is Readiness.READY_FOR_DECISION
    line.review(assessment)
    line.decide(assessment, conclusion=Conclusion.HIGHLY_SIMILAR)
    package = line.assemble()
    line.approve(package)
    line.issue(package, tmp_path)
    who = line.staff.regulatory
    with line.writing(who) as session:
        copy = evidence_file(session, package.id, store=tmp_path, actor=who).data
    found = verify(copy)
    assert found.differences == ()
    read = ReadPdf(copy)
    assert read.holds("9 months; -70 °C") and read.holds("Difference of slopes per month, post")


@pytest.mark.parametrize("number", ["A-1", "B-1"])
def test_a_result_of_release_changes_nothing_of_slopes(sqlite_database, number):
    line = asking_for_slopes(sqlite_database)
    store_for_months(line)
    line.verify()
    before = line.item(line.run())
    line.measure({number: "9.9E10"})
    after = line.item(line.run())
    assert (after.outcome, after.figures) == (before.outcome, before.figures)
