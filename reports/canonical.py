"""Frozen dataclasses to canonical JSON and back (RFC 8785: sorted keys, no spaces, ECMAScript numbers).

The type hints of the dataclasses are the schema: what does not fit them is refused by its path.
"""

import dataclasses
import enum
import json
import math
import types
import typing
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

Value = TypeVar("Value")
_quoted = json.JSONEncoder(ensure_ascii=False).encode  # made once for many texts


class UnreadableContent(ValueError):
    """The value or the JSON does not hold what its dataclass asks for; the message names the place."""


def encode(value: object) -> str:
    """Canonical JSON of dataclasses, tuples, text, numbers, booleans and None, the same on every machine.

    Raises UnreadableContent on a number that is not finite, on broken Unicode, or on any other kind of value.
    """
    parts: list[str] = []
    _write(value, parts, "content")
    return "".join(parts)


def decode(kind: type[Value], text: str) -> Value:
    """The value of dataclass `kind` that `encode` wrote. Raises UnreadableContent."""
    try:
        raw = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise UnreadableContent(f"not JSON: {error}") from error
    return typing.cast(Value, _read(kind, raw, "content"))


def number_text(value: float) -> str:
    """A finite number as ECMAScript prints it (RFC 8785, 3.2.2.3); `repr` writes exponents differently."""
    if not math.isfinite(value):
        raise UnreadableContent(f"{value!r} is not a finite number")
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    text, count = "".join(map(str, digits)), len(digits)
    point = count + int(exponent)  # position of the decimal point, counted from the first digit
    if count <= point <= 21:
        body = text + "0" * (point - count)
    elif 0 < point <= 21:
        body = f"{text[:point]}.{text[point:]}"
    elif -6 < point <= 0:
        body = "0." + "0" * -point + text
    else:
        fraction = f".{text[1:]}" if count > 1 else ""
        body = f"{text[0]}{fraction}e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"-{body}" if sign else body


def _write(value: object, parts: list[str], path: str) -> None:
    match value:
        case None:
            parts.append("null")
        case bool():
            parts.append("true" if value else "false")
        case str():
            parts.append(_text(value, path))
        case int() | float():
            try:
                parts.append(number_text(value))
            except UnreadableContent as error:
                raise UnreadableContent(f"{path}: {error}") from error
        case tuple():
            parts.append("[")
            for index, item in enumerate(value):
                if index:
                    parts.append(",")
                _write(item, parts, f"{path}[{index}]")
            parts.append("]")
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            parts.append("{")
            # What an earlier version did not know is left out where it has its default: hashes stay.
            separator = ""
            for name, field in _sorted_fields(type(value)):
                item = getattr(value, name)
                if _may_be_unsaid(field) and item == field.default:
                    continue
                parts.append(f'{separator}"{name}":')
                separator = ","
                _write(item, parts, f"{path}.{name}")
            parts.append("}")
        case _:
            raise UnreadableContent(f"{path}: {type(value).__name__} has no place in the content")


@cache
def _sorted_fields(kind: type) -> tuple[tuple[str, "dataclasses.Field[Any]"], ...]:
    return tuple(sorted((field.name, field) for field in dataclasses.fields(kind)))


def _may_be_unsaid(field: "dataclasses.Field[Any]") -> bool:
    """Whether a field has a default; the version of the format has one too and is always said."""
    return field.default is not dataclasses.MISSING and not field.metadata.get("is_always_said", False)


def _text(value: str, path: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableContent(f"{path}: half of a surrogate pair in {value!r}") from error
    return _quoted(str(value))


def _refuse_constant(word: str) -> float:
    raise UnreadableContent(f"{word} is not a number in JSON")


@cache
def _fields(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _read(kind: Any, raw: object, path: str) -> object:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        options = typing.get_args(kind)
        if raw is None and type(None) in options:
            return None
        (only,) = [option for option in options if option is not type(None)]
        return _read(only, raw, path)
    if origin is tuple:
        if not isinstance(raw, list):
            raise UnreadableContent(f"{path}: expected a list, found {raw!r:.60}")
        item = typing.get_args(kind)[0]
        return tuple(_read(item, each, f"{path}[{index}]") for index, each in enumerate(raw))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _read_dataclass(kind, raw, path)
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum):
        try:
            return kind(typing.cast(str, raw))
        except ValueError as error:
            raise UnreadableContent(f"{path}: {raw!r:.60} is none of {', '.join(kind)}") from error
    if kind is float and isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    if kind in (str, int, bool) and type(raw) is kind:
        return raw
    raise UnreadableContent(f"{path}: expected {getattr(kind, '__name__', kind)}, found {raw!r:.60}")


def _read_dataclass(kind: type, raw: object, path: str) -> object:
    fields = _fields(kind)
    if not isinstance(raw, dict):
        raise UnreadableContent(f"{path}: expected {kind.__name__}, found {raw!r:.60}")
    if unknown := sorted(set(raw) - set(fields)):
        raise UnreadableContent(f"{path}: unknown {', '.join(unknown)}")
    unsaid = {field.name for field in dataclasses.fields(kind) if _may_be_unsaid(field)}
    if missing := sorted(set(fields) - set(raw) - unsaid):
        raise UnreadableContent(f"{path}: missing {', '.join(missing)}")
    values = {name: _read(fields[name], each, f"{path}.{name}") for name, each in raw.items()}
    try:
        return kind(**values)
    except ValueError as error:
        raise UnreadableContent(f"{path}: {error}") from error
