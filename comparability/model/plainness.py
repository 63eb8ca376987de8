"""From frozen values to plain data that JSON can hold exactly."""

import dataclasses
import enum
import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def plain(value: Any, *, floats_as_text: bool = False) -> Any:
    """The value as dictionaries, lists, text, numbers, booleans and None.

    An infinite end of an interval becomes None, which reads "not stated". floats_as_text: for hashing, where
    a number's text must be the same on every machine; `repr` gives the shortest text that reads back equal.
    Raises TypeError on anything else, ValueError on nan.
    """
    match value:
        case enum.Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case float():
            if math.isnan(value):
                raise ValueError("nan is no figure")
            if math.isinf(value):
                return None
            return repr(value) if floats_as_text else value
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(each, floats_as_text=floats_as_text) for key, each in value.items()}
        case list() | tuple():
            return [plain(each, floats_as_text=floats_as_text) for each in value]
        case _ if dataclasses.is_dataclass(value):
            # Not by `asdict`, which copies every value deeply: a third of the time of a whole page.
            names = (field.name for field in dataclasses.fields(value))
            return {name: plain(getattr(value, name), floats_as_text=floats_as_text) for name in names}
        case _:
            raise TypeError(f"{type(value).__name__} has no plain form")
