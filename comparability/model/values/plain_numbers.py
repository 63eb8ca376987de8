"""Numbers that a person states and that are no results: margins, limits, levels, multipliers.

They follow the grammar of `numbers`, without its limits and states, and are stored as typed.
"""

from decimal import Decimal

from comparability.model.errors import Invalid
from comparability.model.texts import shown
from comparability.model.values.numbers import ACCEPTED, read_result
from comparability.model.vocabulary import ResultState


def plain_number(text: str, *, field: str | None = None, example: str = "0.5") -> Decimal:
    """The exact number that was typed. Raises Invalid, with `field` and the example, for anything else."""
    try:
        reading = read_result(text)
    except Invalid as error:
        objection = str(error).removesuffix(ACCEPTED).rstrip(" ")
        raise Invalid(f"{objection} Type a plain number, for example {example}.", field=field) from error
    if reading.state is not ResultState.VALUE or reading.decimal is None:
        raise Invalid(f"{shown(text)} is no plain number. Type digits, for example {example}.", field=field)
    return Decimal(reading.decimal)
