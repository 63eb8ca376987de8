"""The figures of a plan as they are kept: plain data, and back to values that pages and packages word."""

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from comparability.model.plans.figures import PlanFigures


def read_figures(data: Mapping[str, Any]) -> PlanFigures:
    """What `plainness.plain` made of the figures."""
    return typing.cast(PlanFigures, _read(PlanFigures, data))


def _read(kind: Any, raw: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        (only,) = [option for option in typing.get_args(kind) if option is not type(None)]
        return None if raw is None else _read(only, raw)
    if origin is tuple:
        return tuple(_read(typing.get_args(kind)[0], each) for each in raw)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind)]
        return kind(**{name: _read(hints[name], raw[name]) for name in names})
    if kind is float:
        return float(raw)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return kind(raw)
    return raw
