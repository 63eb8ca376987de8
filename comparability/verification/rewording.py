"""Texts that the version of today would word otherwise than the one that made a package.

A translation may be corrected between two versions of the program. Prose whose numbers are those that were
computed again and whose words alone are others is then a change of wording, named as such; it is never called
tampering and never passed over. By which version a package was made is read out of the package itself, so
nothing that decides is ever taken on its word: estimates, figures and rows agree letter by letter; outcomes,
marks and the conclusion are what a term stands for that the catalogue has or had (`Words.terms`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import comparability
from comparability.usecases.contents.catalogue import catalogue
from reports import content
from reports.wording import Words

# What may be worded otherwise, by its name in the content: sentences, headings, names, and texts of drawings
# beside the positions that they put into words. Everything else is a value.
PROSE = frozenset(
    {
        *("plain_words", "checks", "limitations", "remarks", "remark", "definition"),
        *("headings", "name", "kind", "label", "level", "parts", "centre", "line"),
        *("axis", "before_axis", "after_axis", "middle_axis", "difference_axis"),
    }
)
NUMBER = re.compile(r"[−+-]?\d+(?:[.,]\d+)*|[⁺⁻]?[⁰¹²³⁴-⁹]+|[<>≤≥≦≧＜＞=≠±×%％‰]")
LONGEST = 60  # characters of a text that a remark quotes


class Rewording:
    """What differs in words alone, as far as the package was worded by another version than this one."""

    def __init__(self, package: content.Package) -> None:
        words, made = Words(package.control.language), package.provenance
        own = (comparability.__version__, catalogue(words))
        self.is_possible = (made.software_version, made.catalogue) != own
        self._made_by = ", ".join(filter(None, (f"{made.software} {made.software_version}", made.catalogue)))
        self._found: dict[tuple[str, str], None] = {}

    def settled(self, printed: Any, worded: Any) -> Any:
        """What was worded again, with the printed prose wherever only its words are others."""
        if not self.is_possible:
            return worded
        return self._settled(printed, worded, said=frozenset(_texts(worded)), is_prose=False)

    def _settled(self, printed: Any, worded: Any, *, said: frozenset[str], is_prose: bool) -> Any:
        """said: everything worded again. A text from elsewhere among it was exchanged, not reworded."""
        match printed, worded:
            case str(), str() if is_prose and printed not in said and _numbers(printed) == _numbers(worded):
                self._found[printed, worded] = None
                return printed
            case Mapping(), Mapping():
                return {
                    name: self._settled(printed[name], value, said=said, is_prose=is_prose or name in PROSE)
                    if name in printed
                    else value
                    for name, value in worded.items()
                }
            case (list() | tuple(), list() | tuple()) if len(printed) == len(worded):
                pairs = zip(printed, worded, strict=True)
                return [self._settled(one, other, said=said, is_prose=is_prose) for one, other in pairs]
            case _:
                return worded

    @property
    def remarks(self) -> Sequence[str]:
        """None, or how many texts differ in their words, with the first of them."""
        if not self._found:
            return ()
        printed, worded = next(iter(self._found))
        texts = "1 text is" if len(self._found) == 1 else f"{len(self._found)} texts are"
        return (
            f"Made by {self._made_by}: {texts} worded otherwise than this version would, with the same "
            f"numbers. The first: “{_short(printed)}”, today “{_short(worded)}”.",
        )


def _numbers(text: str) -> list[str]:
    """Numbers, powers and signs of comparison in the order in which they stand, as an interval has them."""
    return NUMBER.findall(text)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
