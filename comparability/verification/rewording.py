"""Texts that the version of today would word otherwise than the one that made a package.

A translation may be corrected between two versions of the program. A text whose numbers are those that were
computed again and whose words alone are others is then a change of wording, named as such; it is never called
tampering and never passed over.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import comparability
from comparability.usecases.contents.catalogue import catalogue
from reports import content
from reports.wording import Words

NUMBER = re.compile(r"[−-]?\d+(?:[.,]\d+)*")
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
        """What was worded again, with the printed text wherever only its words are others."""
        if not self.is_possible:
            return worded
        match printed, worded:
            case str(), str() if printed != worded and _numbers(printed) == _numbers(worded):
                self._found[printed, worded] = None
                return printed
            case Mapping(), Mapping():
                return {
                    name: self.settled(printed[name], value) if name in printed else value
                    for name, value in worded.items()
                }
            case (list() | tuple(), list() | tuple()) if len(printed) == len(worded):
                return [self.settled(one, other) for one, other in zip(printed, worded, strict=True)]
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


def _numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
