"""Make the text of an entry storable: one check for forms, imports, the command line and the demonstration.

Which length a text may have and whether it may be missing is read from the column it goes to.
"""

import enum
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Text

from comparability.model.errors import Invalid
from comparability.model.texts import COMMENT_LENGTH, read_text
from comparability.model.values.numbers import exact_decimal, read_result
from comparability.model.vocabulary import ResultState
from comparability.storage.base import Base

Entry = TypeVar("Entry", bound=Any)


def storable(entry: Entry, kind: type[Base]) -> Entry:
    """The entry with every text composed (NFC) and bounded by its column; empty optional text becomes None.

    Raises Invalid, naming the field, for text that may not be stored and for missing text that is needed.
    """
    columns = kind.__table__.columns
    texts: dict[str, str | None] = {}
    for field in fields(entry):
        typed = getattr(entry, field.name)
        if field.name in columns and isinstance(typed, str) and not isinstance(typed, enum.Enum):
            column = columns[field.name]
            length = getattr(column.type, "length", None) or COMMENT_LENGTH
            read = _read(typed, field.name, length, isinstance(column.type, Text), not column.nullable)
            texts[field.name] = read or None
    return replace(entry, **texts)


def amount(text: str | None, field: str) -> Decimal | None:
    """The exact number of a limit that is kept as typed, None when none was given.

    Raises Invalid, naming the field, for anything but a plain number.
    """
    if text is None:
        return None
    try:
        reading = read_result(text)
    except Invalid as problem:
        raise Invalid(str(problem), field=field) from problem
    if reading.state is not ResultState.VALUE or reading.decimal is None:
        raise Invalid("Type the number alone, without a limit sign: 2.8E9.", field=field)
    return exact_decimal(reading.decimal)


def _read(typed: str, field: str, length: int, multiline: bool, required: bool) -> str:
    try:
        return read_text(
            typed, name=field.replace("_", " "), max_length=length, multiline=multiline, required=required
        )
    except Invalid as problem:
        raise Invalid(str(problem), field=field) from problem
