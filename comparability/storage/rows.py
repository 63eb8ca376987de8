"""Reading one row by its number, and refusing politely when there is none."""

from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from comparability.model.errors import NotFound
from comparability.storage.base import Base

Row = TypeVar("Row", bound=Base)
LARGEST_NUMBER = 2**31 - 1  # PostgreSQL's integer; a larger number in an address is simply not there


def get(session: Session, kind: type[Row], number: int) -> Row:
    """The row of that number. Raises NotFound, naming the noun."""
    row = session.get(kind, number) if 0 < number <= LARGEST_NUMBER else None
    if row is None:
        noun = kind.__tablename__.replace("_", " ")
        raise NotFound(f"There is no {noun} with the number {number}.")
    return row


def several(session: Session, kind: type[Row], numbers: Iterable[int | None]) -> list[Row]:
    """The rows of those numbers that there are. While they are held, `get` finds them without asking."""
    wanted = {number for number in numbers if number is not None and 0 < number <= LARGEST_NUMBER}
    return list(session.scalars(_of_numbers(kind), {"numbers": list(wanted)})) if wanted else []


@cache  # building the statement takes as long as running it
def _of_numbers(kind: type[Row]) -> Select[Row]:
    return select(kind).where(kind.__table__.c.id.in_(bindparam("numbers", expanding=True)))
