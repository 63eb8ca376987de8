"""Evidence copies of switches with more than two arms, and with arms that are known by a paper only."""

import pytest

from comparability.model.vocabulary import ArmClaim, ArmPairs, ArmRole, Conclusion
from comparability.usecases.packages import evidence_file
from comparability.verification.package import verify
from tests.evidence.tampering import with_file
from tests.reports.reading import ReadPdf
from tests.usecases.publishing import LARGE, SMALL, a_line_of_papers, publish
from tests.usecases.sites import RESULTS, a_line_of_sites


def evidence(line, store, **decision) -> bytes:
    """Assessed, reviewed, concluded, approved and issued."""
    assessment = line.run()
    line.review(assessment)
    line.decide(assessment, **decision)
    package = line.assemble()
    line.approve(package)
    package = line.issue(package, store)
    with line.database.read() as session:
        return evidence_file(session, package.id, store=store, actor=line.staff.team.qa).data


@pytest.fixture
def of_papers(sqlite_database, tmp_path):
    line = a_line_of_papers(sqlite_database)
    publish(line, ArmRole.PRE, SMALL)
    publish(line, ArmRole.POST, LARGE)
    return evidence(line, tmp_path)


def test_a_copy_with_published_figures_agrees_with_itself(of_papers):
    assert verify(of_papers).differences == ()


def test_published_figures_are_printed_in_place_of_lots(of_papers):
    pages = ReadPdf(of_papers)
    assert pages.pages_with("Published figures in place of lots")
    assert pages.pages_with("geometric mean 10.72 (9.43 to 12.19, level 0.95)")
    assert pages.pages_with("published figures, entered")


@pytest.mark.parametrize("name", ["centre", "lots"])
def test_changed_published_figures_contradict_the_trail(of_papers, name):
    def change(results):
        attribute = next(each for each in results["attributes"] if each["summaries"])
        attribute["summaries"][0][name] *= 2

    found = verify(with_file(of_papers, "results.json", change)).differences
    assert any(f"published figures of CDMO A: {name} is" in each for each in found)


def test_published_figures_of_the_content_stand_on_a_page(of_papers):
    def change(content):
        section = next(each for each in content["attributes"] if each.get("published"))
        section["published"][0]["figures"] = "geometric mean 10.27 (9.43 to 12.19, level 0.95)"

    found = verify(with_file(of_papers, "content.json", change)).differences
    assert any("geometric mean 10.27" in each and "is on no page" in each for each in found)


def test_published_figures_that_were_never_entered_are_named(of_papers):
    def change(results):
        attribute = next(each for each in results["attributes"] if each["summaries"])
        attribute["summaries"][0]["summary_id"] = 99

    found = verify(with_file(of_papers, "results.json", change)).differences
    assert "results.json: Vector-genome titre, published figures of CDMO A: never entered" in found


def test_a_copy_with_three_sites_agrees_with_itself(sqlite_database, tmp_path):
    stated = {"arm_pairs": ArmPairs.EACH_WITH_PRE, "arm_claim": ArmClaim.CHOSEN}
    line = a_line_of_sites(sqlite_database, **stated)
    line.measure(RESULTS)
    unmet = {"vg-titre": "Three further lots of Site 2 are planned."}
    copy = evidence(line, tmp_path, conclusion=Conclusion.MORE_DATA, unmet=unmet)
    assert verify(copy).differences == ()
    pages = ReadPdf(copy)
    assert pages.pages_with("Pairs of arms over all attributes")
    assert pages.pages_with("Vector-genome titre (tier A): inconclusive")
    assert pages.pages_with("alpha divided by the number of pairs")
