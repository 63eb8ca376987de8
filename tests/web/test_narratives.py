"""Pages of what people write of a switch: what is missing, what is refused, and what changed."""

import pytest

from comparability.model.vocabulary import Conclusion, Role
from tests.usecases.assessing import BEFORE, FAR_AWAY, WHY
from tests.web.assessing import set_up


@pytest.fixture
def line(client_as, add_person, sqlite_database):
    return set_up(client_as, add_person, sqlite_database)


@pytest.fixture
def writer(client_as, line):
    return client_as(Role.REGULATORY)


def address(line, page=""):
    return f"/switches/{line.switch}/narrative{page}"


def send(writer, line, **fields):
    data = {"version": 0, "why": WHY, "discussion": "", "commitments": "", "reason": ""} | fields
    return writer.post(address(line, "/edit"), data=data, follow_redirects=True)


def differing(line):
    line.measure(BEFORE | FAR_AWAY)
    assessment = line.run()
    line.review(assessment)
    line.decide(
        assessment, conclusion=Conclusion.MORE_DATA, unmet={"vg-titre": "Two further lots will be tested."}
    )
    return line.line(assessment).attribute.id


def test_why_the_change_is_made_is_written_before_there_is_an_assessment(writer, line):
    assert "Nothing is written yet." in writer.get(address(line)).text
    shown = send(writer, line).text
    assert WHY in shown and "Still to be written" in shown and "Version 1" in shown


def test_the_page_of_packages_says_what_is_missing_and_leads_there(writer, line):
    attribute = differing(line)
    page = writer.get(f"/switches/{line.switch}/packages").text
    assert "<li>discussion of Vector-genome titre</li>" in page
    assert f'href="{address(line, "/edit")}"' in page
    form = writer.get(address(line, "/edit")).text
    assert f'name="{attribute}-discussion"' in form
    assert "Concluded of it: Two further lots will be tested." in form
    shown = send(writer, line, discussion="As expected.", **{f"{attribute}-discussion": "Another harvest."})
    assert "Still to be written" not in shown.text and "Another harvest." in shown.text
    assert "Still to be written" not in writer.get(f"/switches/{line.switch}/packages").text


@pytest.mark.requirement("RC-03")
def test_a_draft_says_what_is_missing_to_whoever_would_approve_it(client_as, writer, line):
    line.concluded()
    answer = writer.post(
        f"/switches/{line.switch}/packages/assemble", data={"authority": "HSA"}, follow_redirects=True
    )
    assert "Still to be written: why the change is made; discussion of the results." in answer.text
    page = client_as(Role.QA).get(f"{answer.request.path}/approve").text
    assert "Still to be written: why the change is made" in page and 'name="password"' not in page


def test_the_difference_between_versions_is_shown(writer, line):
    send(writer, line, why="Larger lots.")
    shown = send(writer, line, version=1, why="Much larger lots.", reason="Said too little.").text
    assert "<del>Larger</del>" in shown and "<ins>Much larger</ins>" in shown and "Said too little." in shown


def test_what_is_refused_is_said_beside_its_field_and_keeps_what_was_typed(writer, line):
    attribute = differing(line)
    answer = send(writer, line, **{f"{attribute}-discussion": "ราชการ"})
    assert answer.status_code == 422
    assert (
        f'id="{attribute}-discussion-error"' in answer.text and "ราชการ" in answer.text and WHY in answer.text
    )


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_writers_sees_both(writer, line):
    send(writer, line, why="The first.")
    answer = send(writer, line, why="The second.")
    assert answer.status_code == 409
    assert "Saved meanwhile by somebody else: <strong>The first.</strong>" in answer.text


def test_others_read_and_do_not_write(client_as, line):
    reader = client_as(Role.INSPECTOR)
    assert reader.get(address(line)).status_code == 200
    assert reader.get(address(line, "/edit")).status_code == 403
