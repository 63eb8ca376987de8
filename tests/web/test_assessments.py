"""Pages of assessments: running one, reading it down to a result, reviewing it."""

import re
from html import unescape

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.assessments import assessments_of
from comparability.usecases.contents import figures, plots
from comparability.usecases.decisions import is_reviewed
from reports.drawings.svg import plot_svg
from tests.usecases.assessing import AFTER, BEFORE, FAR_AWAY
from tests.usecases.presence import PASSWORD
from tests.web.assessing import set_up, signature


@pytest.fixture
def line(client_as, add_person, sqlite_database):
    return set_up(client_as, add_person, sqlite_database)


@pytest.fixture
def assessment(line):
    return line.assessed()


def attribute_page(line, assessment, code="vg-titre"):
    return f"/assessments/{assessment.id}/attributes/{line.line(assessment, code).attribute.id}"


def test_a_statistician_runs_and_lands_on_the_overview(client_as, line):
    line.measure(BEFORE | AFTER)
    client = client_as(Role.STATISTICIAN)
    response = client.post(f"/switches/{line.switch}/assessments/run", follow_redirects=True)
    assert re.fullmatch(r"/assessments/\d+", response.request.path)
    assert "Another person reviews it." in response.text


def test_what_refuses_a_run_is_told_on_the_page(client_as, line):
    response = client_as(Role.STATISTICIAN).post(f"/switches/{line.switch}/assessments/run")
    assert response.status_code == 422
    assert "No lot of the arms has a result yet." in response.text


def test_only_a_statistician_is_offered_the_run(client_as, line):
    address = f"/switches/{line.switch}/assessments"
    assert f"{address}/run" in client_as(Role.STATISTICIAN).get(address).text
    assert f"{address}/run" not in client_as(Role.QA).get(address).text
    assert client_as(Role.QA).post(f"{address}/run").status_code == 403


def test_opening_the_pages_stores_nothing(client_as, line, assessment):
    client = client_as(Role.STATISTICIAN)
    for address in (f"/switches/{line.switch}/assessments", f"/assessments/{assessment.id}",
                    f"/assessments/{assessment.id}/review", attribute_page(line, assessment)):  # fmt: skip
        assert client.get(address).status_code == 200
    with line.database.read() as session:
        assert len(assessments_of(session, line.switch)) == 1


def test_a_changed_result_is_announced_on_every_page_of_the_assessment(client_as, line, assessment):
    client = client_as(Role.INSPECTOR)
    pages = (f"/switches/{line.switch}/assessments", f"/assessments/{assessment.id}",
             attribute_page(line, assessment))  # fmt: skip
    words = "have changed since"
    assert not any(words in client.get(address).text for address in pages)
    line.correct(1, "1.01E13")
    assert all(words in client.get(address).text for address in pages)


def test_the_overview_draws_each_interval_and_leads_to_its_attribute(client_as, line, assessment):
    text = client_as(Role.MANAGER).get(f"/assessments/{assessment.id}").text
    assert text.count("<svg xmlns=") == 1
    assert f'href="{attribute_page(line, assessment)}"' in text
    estimate = figures.estimate_text(line.line(assessment))
    assert estimate in text


def test_an_attribute_shows_every_stored_figure_and_its_drawing(client_as, line, assessment):
    text = unescape(client_as(Role.INSPECTOR).get(attribute_page(line, assessment)).text)
    item = line.line(assessment)
    assert item.item.plain_words in text
    for name, value in figures.named(item):
        assert value in text, name
    for cells in figures.summary(item)[1]:
        assert all(cell in text for cell in cells)
    assert item.item.r_snippet in text


def test_the_page_draws_what_the_package_draws(client_as, line, assessment):
    text = client_as(Role.INSPECTOR).get(attribute_page(line, assessment)).text
    plot = plots.interval_plot(line.line(assessment))
    assert plot_svg(plot, title="Interval against the margin: Vector-genome titre") in text


def test_results_stand_as_typed_and_lead_to_their_history(client_as, line, assessment):
    text = client_as(Role.INSPECTOR).get(attribute_page(line, assessment)).text
    for entered in (BEFORE | AFTER).values():
        assert re.search(rf'href="/results/\d+[^"]*"[^>]*>{re.escape(entered)}</a>', text), entered


def test_a_lot_that_is_left_out_is_struck_through_with_its_reason(client_as, line):
    line.measure(BEFORE | AFTER)
    line.correct(5, "9.99E12")
    assessment = line.run()
    text = client_as(Role.INSPECTOR).get(attribute_page(line, assessment)).text
    struck = re.findall(r"<s>(?:<a[^>]*>)?([^<]+)", text)
    assert "9.99E12" in struck
    assert "not verified, so not compared" in text
    assert AFTER["B-1"] in struck


def test_a_replaced_result_is_listed_with_the_reason_of_its_correction(client_as, line):
    line.measure(BEFORE | AFTER)
    line.correct(1, "1.01E13")
    line.verify()
    text = client_as(Role.INSPECTOR).get(attribute_page(line, line.run())).text
    assert "replaced" in text
    assert f"{BEFORE['A-1']}" in re.findall(r"<s>(?:<a[^>]*>)?([^<]+)", text)


def test_an_attribute_that_the_assessment_does_not_hold_is_not_found(client_as, line, assessment):
    assert client_as(Role.QA).get(f"/assessments/{assessment.id}/attributes/999999").status_code == 404


def test_pages_carry_no_inline_style_or_script(client_as, line, assessment):
    """The content security policy drops both, so a page that needs them would look broken."""
    for address in (f"/assessments/{assessment.id}", attribute_page(line, assessment)):
        text = client_as(Role.QA).get(address).text
        assert not re.search(r"<style|\sstyle=|<script(?! [^>]*src=)|\son\w+=", text)


def test_another_statistician_reviews_by_signature(client_as, line, assessment):
    client = client_as(actor=line.staff.reviewer)
    page = f"/assessments/{assessment.id}/review"
    assert assessment.content_hash in client.get(page).text
    form = signature(
        line.staff.reviewer,
        PASSWORD,
        content_hash=assessment.content_hash,
        meaning="reviewed",
        comment="Read.",
    )
    text = client.post(page, data=form, follow_redirects=True).text
    assert "The review is signed." in text
    assert "Reviewer Example" in text


def test_whoever_ran_it_is_told_before_and_after_signing(client_as, line, assessment):
    client, page = client_as(Role.STATISTICIAN), f"/assessments/{assessment.id}/review"
    assert "another person reviews it" in client.get(page).text
    assert 'name="password"' not in client.get(page).text
    form = signature(client.actor, PASSWORD, content_hash=assessment.content_hash, meaning="reviewed")
    response = client.post(page, data=form)
    assert (response.status_code, "another person reviews it" in response.text) == (403, True)


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"password": "wrong"}, 422, "is not right"),
        ({"content_hash": "0" * 64}, 409, "not what is on record"),
    ],
    ids=["wrong password", "another record"],
)
def test_a_review_that_cannot_be_signed_keeps_the_comment(client_as, line, assessment, typed, status, words):
    client = client_as(actor=line.staff.reviewer)
    form = signature(
        line.staff.reviewer,
        PASSWORD,
        content_hash=assessment.content_hash,
        meaning="reviewed",
        comment="Kept.",
    )
    response = client.post(f"/assessments/{assessment.id}/review", data=form | typed)
    assert response.status_code == status
    assert words in response.text
    assert "Kept." in response.text
    with line.database.read() as session:
        assert not is_reviewed(session, assessment)


def test_a_difference_is_told_in_words_with_its_mark_on_readiness(client_as, line):
    line.measure(BEFORE | FAR_AWAY)
    text = client_as(Role.MANAGER).get(attribute_page(line, line.run())).text
    assert re.search(r'class="status bad">.*?</svg>different</span>', text)
    assert "Readiness: blocks" in text
