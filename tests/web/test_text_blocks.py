"""Pages of text blocks: read by every reader, worded by regulatory affairs, compared version by version."""

import pytest

from comparability.model.vocabulary import Role
from tests.usecases.test_text_blocks import WHY
from tests.web.assessing import set_up

PAGE = "/text-blocks/en/purpose"


@pytest.fixture
def writer(client_as):
    return client_as(Role.REGULATORY)


def send(client, text, *, version=0, reason=WHY):
    return client.post(
        f"{PAGE}/edit", data={"version": version, "text": text, "reason": reason}, follow_redirects=True
    )


def test_a_writer_words_a_block_and_sees_what_changed(writer):
    assert "As delivered" in writer.get(PAGE).text
    send(writer, "One change of {product}.")
    shown = send(writer, "One change of {product} alone.", version=1, reason="Clearer.").text
    assert "Packages assembled from now on have this wording." in shown
    assert "Version 2" in shown and "Clearer." in shown
    assert "<ins> alone</ins>" in shown
    assert "<p>One change of {product}.</p>" in shown, "the earlier version stays readable"


def test_each_language_has_its_own_page(writer):
    text = writer.get("/text-blocks/zh-Hans").text
    assert '<div class="prose" lang="zh-Hans">' in text and "分析可比性" in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Made by {supplier}.", "Nothing fills {supplier}. Placeholders are: {product}"),
        ("ราชการ &lt;", "It cannot be printed"),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_keeps_what_was_typed(writer, text, says):
    answer = send(writer, text)
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text and says in answer.text
    assert text.replace("&", "&amp;") in answer.text and WHY in answer.text
    assert "Versions" not in writer.get(PAGE).text


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_writers_sees_both_wordings(writer):
    send(writer, "The first.")
    answer = send(writer, "The second.")
    assert answer.status_code == 409
    assert "Saved meanwhile by somebody else: <strong>The first.</strong>" in answer.text
    assert "The second." in answer.text and 'name="version" type="hidden" value="1"' in answer.text


@pytest.mark.requirement("SEC-01")
def test_markup_in_a_wording_is_shown_as_it_was_typed(writer):
    send(writer, "<b>bold</b>")
    shown = send(writer, "<i>slanted</i>", version=1).text
    assert "<b>bold" not in shown and "&lt;" in shown and "<i>slanted" not in shown


def test_others_read_and_do_not_word(client_as):
    for role in (Role.QA, Role.INSPECTOR, Role.MANAGER):
        reader = client_as(role)
        assert "Edit the wording" not in reader.get("/text-blocks").text
        assert reader.get(f"{PAGE}/edit").status_code == 403


@pytest.mark.parametrize("path", ["tlh", "en/preface", "en/preface/edit"])
def test_what_there_is_not_is_not_found(writer, path):
    assert writer.get(f"/text-blocks/{path}").status_code == 404


def test_the_packages_of_a_switch_lead_to_the_texts(client_as, add_person, sqlite_database):
    line = set_up(client_as, add_person, sqlite_database)
    assert 'href="/text-blocks' in client_as(Role.REGULATORY).get(f"/switches/{line.switch}/packages").text
