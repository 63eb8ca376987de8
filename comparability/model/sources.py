"""Shipped defaults are data with a source: reading the TOML files and the mark every entry carries.

What a file means is known by the module named after it (`units`, `panels`, `switch_kinds`, `authorities`).
"""

import enum
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

Entry = dict[str, Any]


class SourceMark(enum.StrEnum):
    """How far a shipped default is backed; shown to the user beside the source."""

    READ = "R"
    ABSTRACT = "A"
    KNOWLEDGE = "K"
    COMPUTED = "C"

    @property
    def meaning(self) -> str:
        match self:
            case SourceMark.READ:
                return "read in the source"
            case SourceMark.ABSTRACT:
                return "only the abstract or beginning of the source was read"
            case SourceMark.KNOWLEDGE:
                return "general knowledge, to be confirmed by a person before use"
            case SourceMark.COMPUTED:
                return "computed from the source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a default comes from. link is None where only a document reference is known."""

    text: str
    mark: SourceMark
    link: str | None = None

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The source of a data entry. Raises ValueError when it names none."""
        if not entry["source"].strip():
            raise ValueError(f"an entry without a source: {entry!r}")
        return cls(text=entry["source"], mark=SourceMark(entry["mark"]), link=entry.get("link"))


def load(name: str) -> Entry:
    """The content of a data file beside this module, from a checkout or an installed wheel."""
    path = resources.files("comparability.model").joinpath("data", *name.split("/"))
    return tomllib.loads(path.read_text(encoding="utf-8"))


def refuse_unknown(entry: Entry, *, known: frozenset[str], where: str) -> None:
    """Raise ValueError for a key that nothing reads: a misspelt key would be a default silently lost."""
    unknown = sorted(entry.keys() - known)
    if unknown:
        raise ValueError(f"{where}: unknown keys {', '.join(unknown)}")
