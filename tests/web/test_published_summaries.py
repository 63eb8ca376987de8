"""Pages of published figures: what is typed stays, errors stand beside their field, another verifies."""

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.attributes import attribute_by_code
from comparability.storage.published_summaries import summaries_of
from comparability.storage.switches import arms_of
from tests.usecases.publishing import PAPER, a_line_of_papers
from tests.web.assessing import signed_in


@pytest.fixture
def line(client_as, add_person, sqlite_database):
    return a_line_of_papers(sqlite_database, staff=signed_in(client_as, add_person))


@pytest.fixture
def typed(line):
    """The published ratio of Ad5-nCoV, as a person fills in the form."""
    with line.database.read() as session:
        after = arms_of(session, line.switch)[1]
        titre = attribute_by_code(session, line.product, "vg-titre").id
    return {
        "arm_id": str(after.id), "attribute_id": str(titre), "kind": "comparison with the pre arm",
        "lots": "253", "lots_pre": "253", "centre": "1.234", "low": "1.03", "high": "1.48", "level": "0.95",
        "source_document": PAPER, "source_page": "abstract",
    }  # fmt: skip


def recorded(line):
    with line.database.read() as session:
        return summaries_of(session, line.switch)


def test_figures_are_typed_by_one_person_and_verified_by_another(client_as, line, typed):
    new = f"/switches/{line.switch}/published-figures/new"
    assert client_as(Role.REGULATORY).post(new, data=typed).status_code == 302
    (made,) = recorded(line)
    page = f"/published-figures/{made.row.id}/verify"
    shown = client_as(Role.QA).get(page).text
    assert "1.234 (1.03 to 1.48, level 0.95)" in shown
    assert f"{PAPER}, abstract" in shown
    assert client_as(Role.QA).post(page, data={"version": "1"}).status_code == 302
    index = client_as(Role.INSPECTOR).get(f"/switches/{line.switch}/published-figures").text
    assert "verified" in index
    assert "Record published figures" not in index


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"low": "1.48", "high": "1.03"}, "The high end must lie above the low end"),
        ({"centre": "1,234.5"}, "for example 10.72"),
        ({"level": "95"}, "for example 0.95"),
        ({"lots_pre": ""}, "needs the number of lots of the pre arm"),
        ({"low": "1,03", "high": "1.48 %"}, "2 entries need a look"),
        ({"lots": "one"}, "a whole number from 2"),
        ({"source_document": ""}, "Enter this."),
    ],
    ids=["swapped", "thousands", "per cent", "no pre lots", "both ends", "words", "no source"],
)
def test_a_refused_form_keeps_what_was_typed(client_as, line, typed, change, said):
    response = client_as(Role.QC).post(f"/switches/{line.switch}/published-figures/new", data=typed | change)
    assert response.status_code == 422
    assert said in response.text
    for value in (typed | change).values():
        assert f'value="{value}"' in response.text or value == ""


def test_another_figure_of_the_same_source_starts_with_what_they_share(client_as, line, typed):
    client = client_as(Role.REGULATORY)
    client.post(f"/switches/{line.switch}/published-figures/new", data=typed)
    (made,) = recorded(line)
    page = client.get(f"/switches/{line.switch}/published-figures/new?like={made.row.id}").text
    assert f'value="{PAPER}"' in page
    assert "1.234" not in page


def test_a_correction_says_why_and_is_verified_again(client_as, line, typed):
    client = client_as(Role.REGULATORY)
    client.post(f"/switches/{line.switch}/published-figures/new", data=typed)
    (made,) = recorded(line)
    page = f"/published-figures/{made.row.id}/edit"
    assert 'value="1.48"' in client.get(page).text
    silent = client.post(page, data=typed | {"high": "1.49", "version": "1"})
    assert silent.status_code == 422
    done = client.post(page, data=typed | {"high": "1.49", "version": "1", "reason": "Digit misread."})
    assert done.status_code == 302
    assert recorded(line)[0].row.high == "1.49"


def test_withdrawn_figures_are_listed_with_their_reason(client_as, line, typed):
    client = client_as(Role.REGULATORY)
    client.post(f"/switches/{line.switch}/published-figures/new", data=typed)
    (made,) = recorded(line)
    data = {"version": "1", "reason": "People, not lots."}
    assert client_as(Role.QA).post(f"/published-figures/{made.row.id}/withdraw", data=data).status_code == 302
    page = client_as(Role.INSPECTOR).get(f"/switches/{line.switch}/published-figures").text
    assert "People, not lots." in page
    assert "<s>1.234</s>" in page


def test_what_waits_for_a_verifier_stands_on_the_start_page_and_the_switch(client_as, line, typed):
    client_as(Role.REGULATORY).post(f"/switches/{line.switch}/published-figures/new", data=typed)
    (made,) = recorded(line)
    start = client_as(Role.QA).get("/").text
    assert f'href="/published-figures/{made.row.id}/verify"' in start
    assert "1 recorded, 0 verified" in client_as(Role.QA).get(f"/switches/{line.switch}").text
    readiness = client_as(Role.QA).get(f"/switches/{line.switch}/readiness").text
    assert "1 set of published figures is not verified." in readiness


def test_the_assessment_lists_the_figures_in_place_of_lots(client_as, line, typed):
    client_as(Role.REGULATORY).post(f"/switches/{line.switch}/published-figures/new", data=typed)
    (made,) = recorded(line)
    client_as(Role.QA).post(f"/published-figures/{made.row.id}/verify", data={"version": "1"})
    assessment = line.run()
    page = (
        client_as(Role.INSPECTOR).get(f"/assessments/{assessment.id}/attributes/{typed['attribute_id']}").text
    )
    assert "Published figures in place of lots" in page
    assert "1.234 (1.03 to 1.48, level 0.95)" in page
    assert "a difference is seen" in page
    overview = client_as(Role.INSPECTOR).get(f"/assessments/{assessment.id}").text
    assert "253 published / 253 published" in overview
