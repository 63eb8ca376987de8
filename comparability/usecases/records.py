"""Adding and revising the rows that people edit: one way for every noun.

No rule of a single noun lives here; permission and rules are the caller's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid
from comparability.storage.base import Base, Editable
from comparability.storage.sessions import state_reason

Row = TypeVar("Row", bound=Base)


def add(session: Session, row: Row) -> Row:
    """Add the row and give it its number now, so that a broken constraint shows here."""
    session.add(row)
    session.flush()
    return row


def values(entry: Any) -> dict[str, Any]:
    """The fields of an entry by column name."""
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


@contextmanager
def in_cell_of(number: int) -> Iterator[None]:
    """What is refused of one row of a table names its cell: number of the row and column, "17-impact"."""
    try:
        yield
    except Invalid as error:
        field = f"{number}-{error.field}" if error.field else None
        raise Invalid(str(error), field=field) from error


def require_version(row: Editable, version: int) -> None:
    """Raises Conflict unless the row is as the person saw it."""
    if row.version != version:
        raise Conflict("Somebody else saved this record after you opened it. Compare, then save again.")


def revise(session: Session, row: Editable, entry: Any, *, version: int, reason: str | None) -> bool:
    """Write the fields of `entry` that differ from `row`; say whether any did.

    version: the version the person saw. reason: needed as soon as anything differs.
    Raises Conflict when somebody saved in between, Invalid when a change has no meaningful reason.
    """
    require_version(row, version)
    changed = {name: value for name, value in values(entry).items() if getattr(row, name) != value}
    if changed:
        state_reason(session, reason or "")
        for name, value in changed.items():
            setattr(row, name, value)
        session.flush()
    return bool(changed)
