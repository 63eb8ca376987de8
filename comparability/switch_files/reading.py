"""From the plain data of a TOML file to the entries of use-cases; what cannot be read is named.

Nothing here knows a database: names are looked up where the records are made, in `opening`.
"""

import enum
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from comparability.model.errors import Invalid
from comparability.model.values.plain_numbers import plain_number

Entry = TypeVar("Entry")
Data = Mapping[str, Any]
ONE: Final = ("product", "switch", "protocol", "plan", "other_differences")
MANY: Final = (
    "supplier", "laboratory", "attribute", "method", "arm", "difference", "risk", "criterion", "summary",
    "bridging",
)  # fmt: skip


def read_file(text: str) -> Data:
    """The tables of the file: one for each of ONE, a list for each of MANY. Raises Invalid."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of TOML itself, of a number without end, of brackets
        raise Invalid(f"The file is not valid TOML: {str(error)[:200]}.") from error
    if unknown := sorted(set(data) - {*ONE, *MANY}):
        raise Invalid(f"{', '.join(unknown)}: not known here; known are {', '.join((*ONE, *MANY))}.")
    for name in ONE:
        if name in data and not isinstance(data[name], dict):
            raise Invalid(f"{name}: expected one table, written [{name}].")
    for name in MANY:
        tables(data, name)
    return data


def tables(data: Data, name: str) -> list[Data]:
    """The tables of that name, none where the file has none. Raises Invalid where it is something else."""
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Invalid(f"{name}: expected tables, each written [[{name}]].")
    return found


def needed(data: Data, name: str, *, where: str) -> Any:
    """What stands under that name. Raises Invalid, naming it and where it is missing."""
    if name not in data:
        raise Invalid(f"{where}: {name} is missing.")
    return data[name]


def text_of(data: Data, name: str, *, where: str) -> str:
    """The same for what has to be text, such as a name or a code."""
    return str(read_as(str, needed(data, name, where=where), f"{where}: {name}"))


def without(data: Data, *names: str) -> Data:
    return {name: value for name, value in data.items() if name not in names}


def codes_of(data: Data, *, where: str) -> tuple[str, ...]:
    """The attributes that a table is about: `attributes`, a list, or `attribute`, one."""
    found = data.get("attributes") or [text_of(data, "attribute", where=where)]
    return tuple(read_as(tuple[str, ...], found, f"{where}: attributes"))


def entry_of(kind: type[Entry], data: Data, *, where: str, **given: Any) -> Entry:
    """The entry of that class from plain data. Raises Invalid, naming what is unknown or missing."""
    hints = typing.get_type_hints(kind)
    own = [field for field in fields(typing.cast(Any, kind)) if field.name not in given]
    known = {field.name for field in own}
    if unknown := sorted(set(data) - known):
        raise Invalid(f"{where}: {', '.join(unknown)}: not known here; known are {', '.join(sorted(known))}.")
    required = [field.name for field in own if field.default is MISSING and field.default_factory is MISSING]
    if missing := [name for name in required if name not in data]:
        raise Invalid(f"{where}: {', '.join(missing)} is missing.")
    values = {name: read_as(hints[name], value, f"{where}: {name}") for name, value in data.items()}
    return kind(**values, **given)


def read_as(hint: Any, value: Any, place: str) -> Any:
    """A TOML value as the type that a field states. Raises Invalid with the place."""
    (kind,) = [option for option in _options(hint) if option is not type(None)] or [str]
    origin = typing.get_origin(kind)
    if origin in (tuple, list):
        if not isinstance(value, list):
            raise Invalid(f"{place}: expected a list in square brackets, found {value!r}.")
        return origin(read_as(typing.get_args(kind)[0], each, place) for each in value)
    if issubclass(kind, enum.StrEnum):
        return _word(kind, value, place)
    if kind is Decimal:
        return _decimal(value, place)
    # In Python True is a whole number; in a file it is not.
    if type(value) is not kind:
        raise Invalid(f"{place}: expected {_EXPECTED.get(kind, kind.__name__)}, found {value!r}.")
    return value


_EXPECTED: Final[Mapping[type, str]] = {
    str: "text in quotes (figures are kept as typed)",
    int: "a whole number without quotes",
    bool: "true or false without quotes",
    date: "a date such as 2026-11-23 without quotes",
}


def _word(kind: type[enum.StrEnum], value: Any, place: str) -> enum.StrEnum:
    try:
        return kind(value)
    except ValueError as error:
        words = ", ".join(member.value for member in kind)
        raise Invalid(f"{place}: “{value}” is none of {words}.") from error


def _decimal(value: Any, place: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Invalid(f"{place}: expected a number, found {value!r}.")
    if isinstance(value, str):
        return _typed_number(value, place)
    try:
        found = Decimal(str(value))
    except ArithmeticError as error:
        raise Invalid(f"{place}: “{value}” is no number.") from error
    if not found.is_finite():
        raise Invalid(f"{place}: “{value}” is no number that can be compared.")
    return found


def _typed_number(text: str, place: str) -> Decimal:
    """A number in quotes, by the grammar of everything that people type."""
    try:
        return plain_number(text)
    except Invalid as error:
        raise Invalid(f"{place}: {error}") from error


def _options(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return typing.get_args(hint)
    return (hint,)
