"""The fixed texts of a document in its language, asked for by their English wording.

One TOML file a language in `reports/languages`; English needs none, since every text is its own key. A text
that a catalogue lacks is printed in English and named afterwards (`Words.untranslated`), never silently.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "ja", "ko", "zh-Hans")
UNSPACED = ("ja", "zh-Hans")
COMMA, SEMICOLON = {"ja": "、", "zh-Hans": "、"}, {"ja": "；", "zh-Hans": "；"}  # others have ", " and "; "
PLACEHOLDER = re.compile(r"\{(\w+)\}")
AND = {"ja": "及び", "ko": " 및 ", "zh-Hans": "和"}
# Placeholders that hold what a person called something: it stands as it was typed.
NAMES = ("arm", "after", "before", "items", "lot", "lots", "several")
STOP = re.compile(r"(\b[A-Z])?\.(?: |$)")  # ends a sentence, unless after an initial as in M. Okafor
SIGNS = re.compile("( [=×+] )")  # between the attributes of an equation
PERCENT = re.compile(r"(?<=\d) %")


class Fixed(str):
    """A text of our own that a constant holds: whoever prints it looks its translation up."""

    __slots__ = ()


def fixed(text: str) -> Fixed:
    """Marks a constant as a text of the catalogue, beside what data brings and nobody translates."""
    return Fixed(text)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The texts of one language. status: who wrote them and who confirmed them; mark: R, A, K or C.

    stored: what an assessment keeps in English as templates, such as the names of its figures.
    rules: why the protocol leaves a lot out, as templates; people may have typed other reasons.
    told: sentences on an attribute that an assessment keeps, and what fills them, as templates.
    former: of words of a closed vocabulary, the translations before a correction. Older packages print them,
        and whoever verifies those has to know that an outcome has not been exchanged for another.
    """

    language: str
    name: str
    english_name: str
    version: str
    status: str
    mark: str
    texts: Mapping[str, str]
    stored: Mapping[str, str]
    rules: Mapping[str, str]
    told: Mapping[str, str]
    former: Mapping[str, Sequence[str]]

    @cached_property
    def edition(self) -> str:
        """The version with a digest of its texts, so that a corrected translation is told from the first."""
        tables = (self.texts, self.stored, self.rules, self.told)
        texts = "\0".join(f"{english}\0{said}" for table in tables for english, said in table.items())
        return f"{self.version}.{hashlib.sha256(texts.encode('utf-8')).hexdigest()[:8]}"

    @cached_property
    def sentences(self) -> Mapping[str, str]:
        """Those of `told` that stand by themselves. A part of a sentence, such as "{one} or {two}", would fit
        any sentence with the word in it.
        """
        return {template: said for template, said in self.told.items() if template.endswith(".")}


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language. One of a language without a file is empty."""
    if language == "en":
        return _of(
            language, {"name": "English", "english_name": "English", "version": "1", "status": "original"}
        )
    path = files("reports").joinpath("languages", f"{language}.toml")
    if not path.is_file():
        return _of(language, {"name": language, "english_name": language, "version": "0", "status": "absent"})
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return _of(language, data["catalogue"], tables=data)


def _of(
    language: str, about: Mapping[str, str], *, tables: Mapping[str, Mapping[str, Any]] = {}
) -> Catalogue:
    return Catalogue(
        language=language,
        name=about["name"],
        english_name=about["english_name"],
        version=about["version"],
        status=about["status"],
        mark=about.get("mark", ""),
        texts=MappingProxyType(tables.get("texts", {})),
        stored=MappingProxyType(tables.get("stored", {})),
        rules=MappingProxyType(tables.get("rules", {})),
        told=MappingProxyType(tables.get("told", {})),
        former=MappingProxyType(tables.get("former", {})),
    )


def own_texts(language: str) -> str:
    """Everything that a document in the language may say of itself, one text after the other."""
    signs = (COMMA.get(language, ""), SEMICOLON.get(language, ""))
    return "".join((*catalogue(language).texts.values(), *signs))


class Words:
    """The fixed texts of one document, and a note of those that had to stay in English."""

    def __init__(self, language: str, *, bilingual: bool = False) -> None:
        self.language = language
        self.is_bilingual = bilingual and language != "en"
        self.catalogue = catalogue(language)
        self._untranslated: dict[str, None] = {}

    def __call__(self, text: str, /, **values: object) -> str:
        """The text with its placeholders filled in. Values are put in as they are, never translated."""
        return self._template(text).format(**values) if values else self._template(text)

    def term(self, word: str) -> str:
        """A word of a closed vocabulary, such as an outcome; the vocabularies are in the catalogue whole."""
        return self._template(str(word))

    def terms(self, word: str) -> tuple[str, ...]:
        """Every translation that the word has had, that of today first."""
        return (self.term(word), *self.catalogue.former.get(str(word), ()))

    def heading(self, text: str, /, **values: object) -> str:
        """A heading, followed by its English wording where the document is to have both."""
        said = self(text, **values)
        english = text.format(**values) if values else text
        return f"{said} / {english}" if self.is_bilingual and said != english else said

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other; Chinese and Japanese leave no space between them."""
        return ("" if self.language in UNSPACED else " ").join(sentences)

    def listed(self, items: Iterable[str]) -> str:
        """Items one after the other, with the comma of the language."""
        return COMMA.get(self.language, ", ").join(items)

    def parted(self, items: Iterable[str]) -> str:
        """Parts that may hold commas themselves, with the semicolon of the language."""
        return SEMICOLON.get(self.language, "; ").join(items)

    def named(self, name: str) -> str:
        """The name of an attribute: one of our panels is translated, any other stands as it was typed."""
        return self.catalogue.texts.get(name, name)

    def column(self, heading: str) -> str:
        """The heading of a column: ours is looked up, that of the data stands as it is."""
        return self(heading) if isinstance(heading, Fixed) else heading

    def stored(self, text: str) -> str:
        """What an assessment keeps in English, where the catalogue has it or a template that it follows.

        What fills a template is looked up in the same way. Other texts stay as they are: the document says
        that what the statistics wrote may be in English.
        """
        return self._fitting(text, self.catalogue.stored)

    def rule(self, text: str) -> str:
        """Why a lot does not count: what the protocol's rule says, or what a person typed, as it stands."""
        return self._fitting(text, self.catalogue.rules)

    def told(self, text: str) -> str:
        """Sentences on an attribute that an assessment keeps: all of them, or the text as it is."""
        said = self._sentences(text.replace("\u00a0", " "))
        return text if said is None else PERCENT.sub("\u00a0%", self.joined(said))

    def _sentences(self, text: str) -> list[str] | None:
        """None where a sentence follows no template: no half of a text is told in another language."""
        if not text:
            return []
        for match in STOP.finditer(text):
            sentence = text[: match.end()].rstrip(" ")
            said = self._fitting(sentence, self.catalogue.sentences, self.catalogue.told)
            if said != sentence and (rest := self._sentences(text[match.end() :])) is not None:
                return [said, *rest]
            if not match[1]:
                return None
        return None

    def _fitting(
        self, text: str, table: Mapping[str, str], parts_from: Mapping[str, str] | None = None
    ) -> str:
        """parts_from: where what fills a placeholder is looked up, None for the same table."""
        for template, translation in table.items():
            if match := _pattern(template).fullmatch(text):
                held = table if parts_from is None else parts_from
                parts = {name: self._part(name, part, held) for name, part in match.groupdict().items()}
                return translation.format(**parts)
        return text

    def _part(self, name: str, part: str, table: Mapping[str, str]) -> str:
        """What fills a placeholder of a template, in the language where that is known."""
        if name == "attribute":
            known = self.named(part)
            return self.named(f"{part[:1].upper()}{part[1:]}") if known == part else known
        if name == "equation":
            return "".join(self.named(each) for each in SIGNS.split(part))
        if name == "several" and part.count(" and ") == 1:  # more could be within what was typed
            return part.replace(" and ", AND[self.language])
        found = self.catalogue.texts.get(part)
        if found is not None or name in NAMES:
            return found or part
        return self._fitting(part, table)

    @property
    def untranslated(self) -> tuple[str, ...]:
        """The texts asked for so far that the catalogue lacks."""
        return tuple(self._untranslated)

    def _template(self, text: str) -> str:
        if self.language == "en" or not text:
            return text
        found = self.catalogue.texts.get(text)
        if found is None:
            self._untranslated[text] = None
            return text
        return found


ENGLISH = Words("en")


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(template)  # text and names in turn
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    )
