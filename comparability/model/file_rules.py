"""What each authority asks of the file of a submission, as data; `linting` asks it of a file."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from comparability.model.authorities import authorities
from comparability.model.sources import Entry, Source, load, refuse_unknown

EVERY_AUTHORITY = "*"
Limit = float | str | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule:
    """One rule as one authority asks it. says: what is asked, in a sentence. limits: as in the data."""

    id: str
    says: str
    source: Source
    limits: Mapping[str, Limit] = field(hash=False)

    def number(self, name: str) -> float:
        """The limit of that name, a number. Raises KeyError, TypeError."""
        value = self.limits[name]
        if not isinstance(value, int | float):
            raise TypeError(f"{self.id}: {name} is no number")
        return value

    def text(self, name: str) -> str:
        """The limit of that name, a text. Raises KeyError, TypeError."""
        value = self.limits[name]
        if not isinstance(value, str):
            raise TypeError(f"{self.id}: {name} is no text")
        return value

    def texts(self, name: str) -> list[str]:
        """The limit of that name, a list of texts. Raises KeyError, TypeError."""
        value = self.limits[name]
        if not isinstance(value, list):
            raise TypeError(f"{self.id}: {name} is no list")
        return value


@functools.cache
def file_rules(authority: str) -> Mapping[str, FileRule]:
    """The rules that the authority with this code asks, by their ids, in the order of the data file.

    Raises KeyError for an authority without a profile.
    """
    code = authorities()[authority].code
    data = load("file_rules.toml")
    rules: dict[str, FileRule] = {}
    for entry in data["rule"]:
        refuse_unknown(entry, known=frozenset({"id", "says", "asked"}), where=f"rule {entry['id']}")
        for asked in entry["asked"]:
            _refuse_unknown_authority(asked, entry["id"])
            if code in asked["by"] or EVERY_AUTHORITY in asked["by"]:
                rules[entry["id"]] = _rule(entry, asked, data["source"])
    return MappingProxyType(rules)


def _rule(entry: Entry, asked: Entry, sources: Entry) -> FileRule:
    limits = {name: value for name, value in asked.items() if name not in ("by", "source")}
    return FileRule(
        id=entry["id"],
        says=entry["says"],
        source=Source.of(sources[asked["source"]]),
        limits=MappingProxyType(limits),
    )


def _refuse_unknown_authority(asked: Entry, rule: str) -> None:
    unknown = set(asked["by"]) - set(authorities()) - {EVERY_AUTHORITY}
    if unknown:
        raise ValueError(f"rule {rule}: no authority {', '.join(sorted(unknown))}")
