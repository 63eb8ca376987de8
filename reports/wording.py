"""The fixed texts of a document in its language, asked for by their English wording.

One TOML file a language in `reports/languages`; English needs none, since every text is its own key. A text
that a catalogue lacks is printed in English and named afterwards (`Words.untranslated`), never silently.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("en", "ja", "ko", "zh-Hans")
UNSPACED = ("ja", "zh-Hans")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Fixed(str):
    """A text of our own that a constant holds: whoever prints it looks its translation up."""

    __slots__ = ()


def fixed(text: str) -> Fixed:
    """Marks a constant as a text of the catalogue, beside what data brings and nobody translates."""
    return Fixed(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The texts of one language. status: who wrote them and who confirmed them; mark: R, A, K or C.

    stored: what an assessment keeps in English as templates, such as the names of its figures.
    """

    language: str
    name: str
    english_name: str
    version: str
    status: str
    mark: str
    texts: Mapping[str, str]
    stored: Mapping[str, str]


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
    return _of(language, data["catalogue"], texts=data["texts"], stored=data["stored"])


def _of(
    language: str, about: Mapping[str, str], *, texts: Mapping[str, str] = {}, stored: Mapping[str, str] = {}
) -> Catalogue:
    return Catalogue(
        language=language,
        name=about["name"],
        english_name=about["english_name"],
        version=about["version"],
        status=about["status"],
        mark=about.get("mark", ""),
        texts=MappingProxyType(dict(texts)),
        stored=MappingProxyType(dict(stored)),
    )


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

    def heading(self, text: str, /, **values: object) -> str:
        """A heading, followed by its English wording where the document is to have both."""
        said = self(text, **values)
        english = text.format(**values) if values else text
        return f"{said} / {english}" if self.is_bilingual and said != english else said

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other; Chinese and Japanese leave no space between them."""
        return ("" if self.language in UNSPACED else " ").join(sentences)

    def column(self, heading: str) -> str:
        """The heading of a column: ours is looked up, that of the data stands as it is."""
        return self(heading) if isinstance(heading, Fixed) else heading

    def stored(self, text: str) -> str:
        """What an assessment keeps in English, where the catalogue has it or a template that it follows.

        Other texts stay as they are: the document says that what the statistics wrote may be in English.
        """
        for pattern, translation in _templates(self.language):
            if match := pattern.fullmatch(text):
                parts = {
                    name: self.catalogue.texts.get(each, each) for name, each in match.groupdict().items()
                }
                return translation.format(**parts)
        return text

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
def _templates(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for text, translation in catalogue(language).stored.items():
        parts = PLACEHOLDER.split(text)  # text and names in turn
        pattern = "".join(
            f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
        )
        found.append((re.compile(pattern), translation))
    return tuple(found)
