"""The catalogues of fixed texts are whole and printable, and documents in their languages say them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reports import wording
from reports.content import Package, Typography, from_json, to_json
from reports.render import render, render_with_report
from reports.sections.narrative import written
from reports.styles import styles
from reports.text import Text
from reports.typefaces import MissingGlyph, admit
from reports.wording import ENGLISH, LANGUAGES, PLACEHOLDER, Words, catalogue
from tests.reports.reading import ReadPdf
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute
from tests.reports.wording_keys import wanted

GOLDEN = Path(__file__).parents[1] / "demonstration" / "golden"
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
# What every language writes in Latin letters: people, abbreviations, units, symbols, gene names.
LATIN = re.compile(
    "Altman|Bablok|Bland|Brown|Burdick|Deming|Fieller|Forsythe|Hodges|Hofer|Karl|Kendall|Kenward|Lehmann|Mann|"
    "Passing|Roger|Rushing|Welch|AAV|CMC|CTD|CV|ICH|DNA|ESD|LOQ|PDF|PPQ|QA|QC|REML|RNA|SD|SHA|SV|TOST|UTC|VP|mg|ng|ln|logit|pH|rep|cap|large"
)
SECTIONS = (
    "Signatures", "Conclusion", "Change", "Risk", "Protocol", "Lots", "Methods", "Margins",
    "Overview of results", "Results by attribute", "Out-of-expectation results", "Limitations",
    "Completeness matrix", "Provenance", "Glossary",
)  # fmt: skip
NAMES = {
    "Vietnamese": "Nguyễn Thị Hường",
    "Greek": "Παράδειγμα",
    "Cyrillic": "Клеточные технологии",
    "Japanese": "株式会社ベクター製造",
    "Korean": "바이오 위탁생산 주식회사",
    "Simplified Chinese": "上海载体生物技术有限公司",
    "Traditional Chinese": "臺灣載體製造廠",
}


def translations(language: str) -> Iterator[tuple[str, str]]:
    found = catalogue(language)
    table: Mapping[str, str]
    for table in (found.texts, found.stored, found.rules, found.told):
        yield from table.items()


def in_language(language: str, content: Package | None = None, **control: object) -> Package:
    made = content or package()
    return replace(made, control=replace(made.control, language=language, **control))  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=TRANSLATED)
def printed(request: pytest.FixtureRequest) -> tuple[str, ReadPdf]:
    """The sample in each language: the rows of its data stay in English, the document's own words do not."""
    return request.param, ReadPdf(render(in_language(request.param)))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_text_that_the_code_asks_for_and_no_other(language: str) -> None:
    asked = wanted()
    held = catalogue(language).texts
    assert {text: place for text, place in asked.items() if text not in held} == {}
    assert sorted(set(held) - set(asked)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_the_english_text(language: str) -> None:
    wrong = [
        english
        for english, said in translations(language)
        if set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(said)) or not said.strip()
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_word_is_left_in_a_translation(language: str) -> None:
    left = {
        word: english
        for english, said in translations(language)
        for word in re.findall("[A-Za-z]{2,}", PLACEHOLDER.sub("", said))
        if not LATIN.fullmatch(word)
    }
    assert left == {}


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("typography", Typography)
def test_the_fonts_carry_every_character_of_a_catalogue(language: str, typography: Typography) -> None:
    admit("".join(said for _, said in translations(language)), language=language, typography=typography)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_who_wrote_it_and_that_nobody_else_confirmed_it(language: str) -> None:
    """Marked K: general knowledge, to be confirmed by a person before a submission relies on it."""
    about = catalogue(language)
    assert about.status.startswith("written by the makers") and "not yet confirmed" in about.status
    assert (about.mark, about.version) == ("K", "1")


def test_a_document_has_its_headings_in_its_language(printed: tuple[str, ReadPdf]) -> None:
    language, document = printed
    words = Words(language)
    titles = [title for _, title, _ in document.bookmarks()]
    for heading in SECTIONS:
        assert any(title.endswith(words(heading)) for title in titles), heading
        assert document.pages_with(words(heading)), heading


def test_no_english_heading_stands_beside_where_none_was_asked_for(printed: tuple[str, ReadPdf]) -> None:
    _, document = printed
    assert not any(title.endswith(heading) for _, title, _ in document.bookmarks() for heading in SECTIONS)


def test_every_page_is_numbered_in_the_language(printed: tuple[str, ReadPdf]) -> None:
    language, document = printed
    count = len(document.pages)
    said = [Words(language)("Page {number} of {count}", number=1 + at, count=count) for at in range(count)]
    assert [at for at, text in enumerate(said, start=1) if at not in document.pages_with(text)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_both_headings_are_printed_on_request(language: str) -> None:
    section = replace(attribute(title="感染力価"), title_in_english="Infectious titre")
    document = ReadPdf(render(in_language(language, package(attributes=(section,)), bilingual=True)))
    titles = [title for _, title, _ in document.bookmarks()]
    for heading in SECTIONS:
        assert any(title.endswith(f"{Words(language)(heading)} / {heading}") for title in titles), heading
    assert any(title.endswith("感染力価 / Infectious titre") for title in titles)


def test_english_has_no_second_heading() -> None:
    assert Words("en", bilingual=True).heading("Lots") == "Lots"


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_of_a_document_with_one_of_everything_stays_in_english(language: str) -> None:
    assert render_with_report(in_language(language)).english == ()


def test_a_text_that_a_catalogue_lacks_is_printed_in_english_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = catalogue("ja")
    texts = {english: said for english, said in full.texts.items() if english != "Overview of results"}
    monkeypatch.setattr(wording, "catalogue", lambda language: replace(full, texts=texts))
    made = render_with_report(in_language("ja", package(attributes=(attribute(),))))
    assert made.english == ("Overview of results",)
    assert ReadPdf(made.data).pages_with("Overview of results")


def test_what_stayed_in_english_stands_in_the_provenance() -> None:
    content = in_language("ko", package(attributes=(attribute(),)))
    noted = replace(content, provenance=replace(content.provenance, english=("A text of ours.",)))
    document = ReadPdf(render(noted))
    assert document.pages_with(Words("ko")("Texts left in English"))
    assert document.pages_with("A text of ours.")


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typography", Typography)
def test_names_in_every_printed_script_come_back_as_they_were_typed(
    language: str, typography: Typography
) -> None:
    first, *others = package().lots
    named = replace(first, clinical_exposure=" · ".join(NAMES.values()))
    content = in_language(language, package(attributes=(attribute(),), lots=(named, *others)))
    made = replace(content, control=replace(content.control, typography=typography))
    document = ReadPdf(render(from_json(to_json(made))))
    assert [script for script, name in NAMES.items() if not document.pages_with(name)] == []


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "said"),
    [("โรงงาน", "THAI CHARACTER"), ("निर्माता", "DEVANAGARI LETTER"), ("مصنع", "ARABIC LETTER")],
    ids=["Thai", "Devanagari", "Arabic"],
)
def test_another_script_stops_the_build_by_name(language: str, name: str, said: str) -> None:
    first, *others = package().lots
    content = package(attributes=(attribute(),), lots=(replace(first, supplier=name), *others))
    with pytest.raises(MissingGlyph, match=said):
        render(in_language(language, content))


def test_figures_of_an_assessment_are_said_in_the_language() -> None:
    words = Words("ja")
    assert words.stored("mean, post") == "平均、変更後"
    assert words.stored("standard error of the natural logarithm of the ratio") == "比の自然対数の標準誤差"
    assert words.stored("ratio of geometric means, post / pre") == "幾何平均の比、変更後／変更前"


def test_the_name_of_an_arm_is_left_as_it_was_typed() -> None:
    assert Words("ja").stored("mean, SD between lots, pre") == "平均、SD between lots, pre"


def test_a_reason_that_a_person_typed_is_left_as_it_was_typed() -> None:
    """Only what the rule of the protocol says is looked up: a typed reason may look like anything else."""
    typed = "mean, out of range"
    assert Words("zh-Hans").rule(typed) == typed
    said = Words("zh-Hans").rule("its status is “failed”, and the protocol counts “released” and “void”")
    assert said == "其状态为“失败”，方案计入的为“已放行”和“作废”"


def sentences_of_the_demonstration() -> list[str]:
    """Plain words, limitations and checks of its attributes, as the agreed English text has them."""
    (section,) = GOLDEN.glob("*-results-by-attribute.txt")
    lines = section.read_text(encoding="utf-8").splitlines()
    verdicts = [lines[at + 2] for at, line in enumerate(lines) if line.startswith("### ")]
    (section,) = GOLDEN.glob("*-limitations.txt")
    shared = [line.partition(": ")[2] for line in section.read_text(encoding="utf-8").splitlines()]
    numbered = [told for told in shared if told[:1].isupper() or told[:1].isdigit()]  # not what documents say
    return [*verdicts, *(line.removeprefix("- ") for line in lines if line.startswith("- ")), *numbered]


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_statistics_told_of_the_demonstration_is_told_in_the_language(language: str) -> None:
    words = Words(language)
    found = sentences_of_the_demonstration()
    assert len(found) > 100
    assert [sentence for sentence in found if words.told(sentence) == sentence] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_number_of_a_sentence_stands_in_its_translation(language: str) -> None:
    words = Words(language)
    for sentence in sentences_of_the_demonstration():
        numbers = re.findall(r"\d+(?:\.\d+)?", sentence)
        said = re.findall(r"\d+(?:\.\d+)?", words.told(sentence))
        assert not Counter(numbers) - Counter(said), sentence


def test_sentences_are_told_whole_or_stand_as_they_are() -> None:
    known = "The margin allows 0.80 to 1.25, so sameness is not shown, and a difference is seen at 95\u00a0%."
    words = Words("ja")
    assert words.told(known) == (
        "マージンは0.80～1.25を許容するため、同等性は示されていない。95\u00a0%水準では差が認められる。"
    )
    assert words.told(f"{known} A sentence of another kind.") == f"{known} A sentence of another kind."
    assert ENGLISH.told(known) == known


def test_a_full_stop_within_a_name_ends_no_sentence() -> None:
    said = Words("zh-Hans").told(
        "Every pre lot was measured by analyst M. Okafor and every post lot by analyst J. Chen, so a "
        "difference between them cannot be told from the change."
    )
    assert "检验员M. Okafor" in said and "检验员J. Chen" in said


def test_several_lots_are_listed_in_the_language_and_a_typed_and_stays() -> None:
    told = Words("ja").told
    said = "{lots} were reported beyond the range that the method quantifies and judged at its limit."
    assert told(said.format(lots="Lots B-1, B-2 and B-3")).startswith("ロットB-1, B-2及びB-3は")
    assert told(said.format(lots="Lots A and B and C")).startswith("ロットA and B and Cは")


def test_only_names_of_our_own_panels_are_translated() -> None:
    words = Words("ja")
    assert words.named("Vector-genome titre") == "ベクターゲノム力価"
    assert words.named("Vector-genome titre, second assay") == "Vector-genome titre, second assay"
    assert words.untranslated == ()


ENGLISH_PROSE = "The lots of both sites lie close together in potency and titre (CDMO A, CDMO B)."
OWN_PROSE = {
    "ja": "両施設のロットは力価において近い（CDMO A、CDMO B）。",
    "ko": "두 시설의 로트는 역가에서 서로 가깝다(CDMO A, CDMO B).",
    "zh-Hans": "两个场地的批次在效价上接近（CDMO A、CDMO B）。",
}
ORIGINAL = "This text stands in the language in which it was written."


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_package_says_in_its_language_that_a_text_stands_in_another(language: str) -> None:
    """Reviewers in Tokyo, Seoul and Beijing ask for the text in their language, or to be told it is not."""
    look = styles(Words(language))
    *_, note = written(ENGLISH_PROSE, look)
    assert isinstance(note, Text)
    assert note.text == Words(language)(ORIGINAL) != ORIGINAL
    assert [part.text for part in written(OWN_PROSE[language], look) if isinstance(part, Text)] == [
        OWN_PROSE[language]
    ]


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_an_english_package_says_so_of_a_text_in_another_script(language: str) -> None:
    look = styles(ENGLISH)
    assert [getattr(part, "text", "") for part in written(OWN_PROSE[language], look)][-1] == ORIGINAL
    assert len(written(ENGLISH_PROSE, look)) == 1
