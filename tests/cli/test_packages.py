"""Assembling a package at the shell: for whom, in which language, with which headings."""

import hashlib

import pytest

from reports.wording import Words
from tests.cli.test_four_eyes import FREEZE
from tests.reports.reading import ReadPdf


@pytest.fixture
def reviewed(staffed, table, importing):
    """Imported, verified, frozen, compared and reviewed; nobody has concluded."""
    staffed.done("import", table, *importing, user="qc.lim")
    staffed.done("results", "verify", "LV-SPIKE", user="qa.sato")
    staffed.done(*FREEZE, user="qa.sato")
    staffed.done("assess", "LV-PRODUCERS", user="stat.rao")
    staffed.done("review", "LV-PRODUCERS", user="qa.sato")
    return staffed


@pytest.fixture
def assemble(reviewed, tmp_path):
    def assemble(*arguments):
        drafts = tmp_path / "drafts"
        reviewed.done("package", "assemble", "LV-PRODUCERS", *arguments, "--output", drafts, user="all.hands")
        (file,) = drafts.iterdir()
        return ReadPdf(file.read_bytes())

    return assemble


def test_a_package_is_in_the_language_its_authority_works_in(assemble):
    titles = [title for _, title, _ in assemble("--authority", "MFDS").bookmarks()]
    assert any(title.endswith(Words("ko")("Overview of results")) for title in titles)
    assert not any("Overview of results" in title for title in titles)


def test_language_and_english_headings_and_category_are_chosen(assemble):
    chosen = ("--language", "zh-Hans", "--bilingual", "--category", "MIV-1")
    printed = assemble("--authority", "HSA", *chosen)
    assert printed.pages_with(f"{Words('zh-Hans')('Overview of results')} / Overview of results")
    assert printed.pages_with(Words("zh-Hans")("Proposed category: {category}", category="MIV-1"))


def test_an_unknown_language_is_refused_and_those_that_exist_are_named(reviewed, tmp_path):
    arguments = ("--authority", "HSA", "--language", "tlh", "--output", tmp_path)
    done = reviewed.run("package", "assemble", "LV-PRODUCERS", *arguments, user="all.hands")
    assert done.exit_code == 2
    assert "'en', 'ja', 'ko', 'zh-Hans'" in done.stderr


def test_a_copy_of_the_latest_version_is_written_and_put_on_record(reviewed, assemble, tmp_path):
    assemble("--authority", "MFDS")
    made = reviewed.done(
        "package", "copy", "LV-PRODUCERS", "--authority", "MFDS", "--format", "html",
        "--output", tmp_path / "copies", user="all.hands",
    )  # fmt: skip
    (file,) = (tmp_path / "copies").iterdir()
    assert file.name == "cmp-lv-producers-mfds-v1-draft.html"
    assert str(file) in made
    assert Words("ko").heading("Overview of results") in file.read_text(encoding="utf-8")
    trail = reviewed.done("audit", "export", "--format", "csv", user="qa.sato")
    assert f"draft: {file.name}, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}" in trail


def test_the_document_of_a_protocol_is_written_and_put_on_record(staffed, tmp_path):
    """The draft of the example; a reader without a hand in it takes it away."""
    made = staffed.done(
        "protocol", "document", "LV-PRODUCERS", "--authority", "PMDA", "--output", tmp_path / "documents",
        user="qa.sato",
    )  # fmt: skip
    (file,) = (tmp_path / "documents").iterdir()
    assert file.name == "prt-lv-producers-v1-pmda-ja-draft.pdf"
    assert str(file) in made
    assert ReadPdf(file.read_bytes()).pages_with(Words("ja").heading("Criteria by attribute"))
    trail = staffed.done("audit", "export", "--format", "csv", user="qa.sato")
    assert f"draft: {file.name}, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}" in trail


def test_a_version_of_a_protocol_that_does_not_exist_is_refused(staffed, tmp_path):
    arguments = ("--authority", "HSA", "--version", "7", "--output", tmp_path)
    done = staffed.run("protocol", "document", "LV-PRODUCERS", *arguments, user="qa.sato")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no such version" in done.stderr
