"""In which natural language a piece of text is, as far as its letters tell, for readers that speak it aloud.

The fixed texts of a document are in its language. What people typed and what the statistics wrote may be in
another: a reader is told so where the script shows it, and told nothing where it does not.
"""

import re
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\U00020000-\U0002fa1f"
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
SIGNS = r"0-9 \u00a0.,;:'’\-–/()+=%<>≥≤−×~"
EAST_ASIAN = ("ja", "ko", "zh-Hans", "zh-Hant")
# What holds a run together: letters of one kind, with digits, spaces and signs between them.
RUNS = re.compile(
    f"(?P<east>[{HAN}{KANA}]+)|(?P<ko>[{HANGUL}](?:[{HANGUL} ]*[{HANGUL}])?)"
    "|(?P<el>[\u0370-\u03ff\u1f00-\u1fff]{2,}(?:[ ][\u0370-\u03ff\u1f00-\u1fff]{2,})*)"
    "|(?P<cyrillic>[\u0400-\u052f]{2,}(?:[ ][\u0400-\u052f]{2,})*)"
    f"|(?P<latin>[{LATIN}](?:[{LATIN}{SIGNS}]*[{LATIN}])?)"
)
WORD = re.compile("[a-z\u00df-\u00f6\u00f8-\u00ff]{2,}")
LONG_WORD = 4  # letters; shorter single words are as often codes
VIETNAMESE = re.compile("[\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")

Run = tuple[str, str | None]


@lru_cache(maxsize=4096)
def language_runs(text: str, document: str) -> tuple[Run, ...]:
    """The text in pieces, each with its BCP 47 tag, or None where it is in the language of the document."""
    if document == "en" and text.isascii():
        return ((text, None),)
    runs: list[Run] = []
    place = 0
    for found in RUNS.finditer(text):
        language = _language(str(found.lastgroup), found[0], document)
        if language is None or language == document:
            continue
        if found.start() > place:
            runs.append((text[place : found.start()], None))
        runs.append((found[0], language))
        place = found.end()
    if place < len(text) or not runs:
        runs.append((text[place:], None))
    return tuple(runs)


def only_language(texts: tuple[str, ...], document: str) -> str | None:
    """The one language of all these texts, if it is another than that of the document."""
    if document == "en" and all(text.isascii() for text in texts):
        return None
    found = {
        language for text in texts for run, language in language_runs(text, document) if _has_letters(run)
    }
    return found.pop() if len(found) == 1 else None


def is_in_another(text: str, document: str) -> bool:
    """Whether most letters of a text are in another language than the document, as far as they tell."""
    letters = {is_other: 0 for is_other in (False, True)}
    for run, language in language_runs(text, document):
        letters[language is not None] += sum(map(str.isalpha, run))
    return letters[True] > letters[False]


def _has_letters(run: str) -> bool:
    return any(character.isalpha() for character in run)


def _language(kind: str, run: str, document: str) -> str | None:
    match kind:
        case "east":
            if re.search(f"[{KANA}]", run):
                return "ja"
            return None if document in EAST_ASIAN else "und-Hani"  # Chinese or Japanese: letters do not tell
        case "latin":
            if VIETNAMESE.search(run):
                return "vi"
            words = WORD.findall(run)
            is_prose = len(words) > 1 or any(len(word) >= LONG_WORD for word in words)
            return "en" if document in EAST_ASIAN and is_prose else None
        case "cyrillic":
            return "und-Cyrl"
        case _:
            return kind
