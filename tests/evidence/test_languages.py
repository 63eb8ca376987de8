"""Evidence copies in every language are worded again in it, and whatever was changed is named."""

import re
import shutil
from dataclasses import replace

import pytest

from comparability.model.authorities import authorities
from comparability.model.vocabulary import Outcome
from comparability.storage.anchors import AnchorFile
from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database
from comparability.usecases.packages import assemble_package, evidence_file, read_content
from comparability.verification.package import verify
from reports import wording
from reports.wording import LANGUAGES, Words
from tests.evidence.conftest import ANCHOR_KEY
from tests.evidence.tampering import with_file
from tests.reports.reading import ReadPdf
from tests.reports.test_languages import LATIN, TRANSLATED
from tests.usecases.assessing import LATER, a_line

OF_LANGUAGE = {profile.language: code for code, profile in reversed(authorities().items())}


@pytest.fixture(scope="module", params=TRANSLATED)
def copy(request, tmp_path_factory, sqlite_template):
    """The language and the evidence copy of a package for an authority that works in it, headings in both."""
    store = tmp_path_factory.mktemp("packages")
    line = a_line(fresh(sqlite_template, store))
    line.concluded()
    line.write_what_is_missing()
    who = line.staff.regulatory
    with line.writing(who, LATER) as session:
        package = assemble_package(
            session, line.switch, authority=OF_LANGUAGE[request.param], bilingual=True, actor=who, now=LATER
        )
    line.approve(package)
    package = line.issue(package, store)
    with line.database.read() as session:
        file = evidence_file(session, package.id, store=store, actor=line.staff.team.qa)
    return request.param, package, file.data


def fresh(template, folder):
    url = f"sqlite:///{shutil.copyfile(template, folder / 'lots.sqlite3')}"
    return Database(make_engine(url), AnchorFile(folder, ANCHOR_KEY))


def test_a_package_is_in_the_language_of_its_authority(copy):
    language, package, _ = copy
    assert (package.language, read_content(package).control.language) == (language, language)


def test_a_translation_that_was_corrected_since_is_a_change_of_wording_and_no_difference(copy, monkeypatch):
    """With the catalogue of its own day a copy has no such remark; in the other every sentence is another."""
    language, _, data = copy
    assert verify(data).remarks == verify_remarks(data)
    today = wording.catalogue(language)
    told = {english: said.replace("。", "！").replace("다.", "다!") for english, said in today.told.items()}
    texts = today.texts | {"equivalent": f"{today.texts['equivalent']}*"}
    corrected = replace(today, told=told, texts=texts)
    monkeypatch.setattr(wording, "catalogue", lambda _: corrected)
    assert any(f"“{texts['equivalent']}”" in each for each in verify(data).differences)
    former = {"equivalent": [today.texts["equivalent"]]}
    monkeypatch.setattr(wording, "catalogue", lambda _: replace(corrected, former=former))
    found = verify(data)
    assert found.differences == ()
    (remark,) = [each for each in found.remarks if each.startswith("Made by comparability")]
    assert "worded otherwise than this version would, with the same numbers" in remark


def test_a_changed_number_is_named_whatever_the_catalogue(copy, monkeypatch):
    language, _, data = copy
    today = wording.catalogue(language)
    monkeypatch.setattr(wording, "catalogue", lambda _: replace(today, version="2"))

    def change(content):
        section = next(each for each in content["attributes"] if each["estimate"])
        section["plain_words"] = section["plain_words"].replace("90", "91")

    found = verify(with_file(data, "content.json", change)).differences
    assert any("plain words" in each for each in found)


def verify_remarks(data):
    return tuple(each for each in verify(data).remarks if not each.startswith("Made by"))


def test_a_package_is_set_in_the_typography_of_its_authority_and_says_where_its_parts_belong(copy):
    language, _, _ = copy
    control = read_content(copy[1]).control
    assert control.typography == ("song" if language == "zh-Hans" else "sans")
    assert [place.section for place in control.places if place.holds == Words(language).term("stability")]


def test_an_evidence_copy_in_another_language_agrees_with_itself(copy):
    _, package, data = copy
    found = verify(data)
    assert found.differences == ()
    assert found.content_hash == package.content_hash


def test_an_outcome_changed_in_another_language_is_named(copy):
    _, _, data = copy

    def change(content):
        next(each for each in content["attributes"] if each["outcome"] == "equivalent")["outcome"] = (
            "different"
        )

    assert any("outcome" in each for each in verify(with_file(data, "content.json", change)).differences)


def test_the_pages_have_both_headings_and_name_their_catalogue(copy):
    language, _, data = copy
    words, pages = Words(language), ReadPdf(data)
    for heading in ("Conclusion", "Protocol", "Overview of results", "Places in the CTD"):
        assert pages.pages_with(f"{words(heading)} / {heading}"), heading
    assert pages.pages_with(f"{words.named('Vector-genome titre')} / Vector-genome titre")
    assert pages.pages_with(words(words.catalogue.status))
    assert pages.pages_with(words.term(Outcome.EQUIVALENT))


def test_every_fixed_text_of_a_package_is_translated(copy):
    _, package, _ = copy
    assert read_content(package).provenance.english == ()


def test_no_figure_of_an_assessment_has_an_english_name(copy):
    _, package, _ = copy
    names = [each.name for section in read_content(package).attributes for each in section.figures]
    words = {word for name in names for word in re.findall("[A-Za-z]{2,}", name)}
    assert {word for word in words if not LATIN.fullmatch(word)} <= {"Satterthwaite"}
    assert names


def test_every_authority_works_in_a_language_that_has_a_catalogue():
    assert {profile.language for profile in authorities().values()} == set(LANGUAGES)
