"""What differs between two versions of a protocol, read from their contents as they were signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """place: "protocol" or an attribute's name. before, after: None where nothing is stated."""

    place: str
    field: str
    before: str | None
    after: str | None


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every value that differs, in reading order; the version number itself is no change."""
    found = _of("protocol", before["protocol"], after["protocol"], without="number")
    codes = [*after["criteria"], *(code for code in before["criteria"] if code not in after["criteria"])]
    for code in codes:
        old, new = before["criteria"].get(code, {}), after["criteria"].get(code, {})
        found += _of((new or old)["name"], old, new)
    return tuple(found)


def _of(place: str, before: Mapping[str, Any], after: Mapping[str, Any], without: str = "") -> list[Change]:
    fields = [*after, *(field for field in before if field not in after)]
    return [
        Change(
            place=place,
            field=field.replace("_", " "),
            before=_text(before.get(field)),
            after=_text(after.get(field)),
        )
        for field in fields
        if field != without and before.get(field) != after.get(field)
    ]


def _text(value: object) -> str | None:
    if value is None or value in ([], ()):
        return None
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
