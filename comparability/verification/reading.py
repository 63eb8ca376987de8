"""From the plain data in an evidence copy back to the values that are computed with.

The inverse of `model.plainness`; the type hints of the dataclasses are the schema.
"""

import dataclasses
import enum
import json
import types
import typing
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

Value = TypeVar("Value")


class Unreadable(ValueError):
    """A file of the evidence copy is missing or does not have the form that this version reads."""


def json_of(files: dict[str, bytes], name: str) -> Any:
    """The attached file of that name. Raises Unreadable."""
    if name not in files:
        raise Unreadable(f"{name} is not attached")
    try:
        return json.loads(files[name].decode("utf-8"))
    except ValueError as error:
        raise Unreadable(f"{name} is not JSON: {error}") from error


def read(kind: type[Value], raw: Any, *, place: str) -> Value:
    """The value of dataclass `kind` whose plain form `raw` is. place: named in what is raised.

    Raises Unreadable.
    """
    try:
        return typing.cast(Value, _read(kind, raw))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{place}: {error}") from error


def _read(kind: Any, raw: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        if raw is None:
            return None
        (only,) = [option for option in typing.get_args(kind) if option is not type(None)]
        return _read(only, raw)
    if origin is tuple:
        return tuple(_read(typing.get_args(kind)[0], each) for each in raw)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        fields, needed = _fields(kind), _needed(kind)
        if set(raw) - set(fields) or needed - set(raw):
            others = (set(raw) - set(fields)) | (needed - set(raw))
            raise TypeError(f"a {kind.__name__} has other fields: {', '.join(sorted(others))}")
        return kind(**{name: _read(fields[name], value) for name, value in raw.items()})
    if kind in (datetime, date):
        return kind.fromisoformat(raw)
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum):
        return kind(raw)
    if kind is float and isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    if kind in (str, int, bool) and type(raw) is kind:
        return raw
    raise TypeError(f"{raw!r:.60} is no {getattr(kind, '__name__', kind)}")


@cache
def _fields(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


@cache
def _needed(kind: type) -> frozenset[str]:
    """Fields without a default: what an earlier version could not yet say may be missing."""
    return frozenset(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
