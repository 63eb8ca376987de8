"""The units a result can be given in, as data; a product may add its own.

A unit is stored beside each value and never converts one.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comparability.model.sources import Source, load, refuse_unknown
from comparability.model.texts import read_text

SYMBOL_LENGTH = 40
LOG10_UNIT = "log10 "  # of units whose values are logarithms; comparisons work on the value itself

_KEYS = frozenset({"symbol", "name", "quantity", "can_be_negative", "source", "mark", "link"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """symbol: as shown and stored. quantity: what it measures; one quantity may have several units.

    can_be_negative: a logarithm can, a concentration, a count and a percentage cannot.
    """

    symbol: str
    name: str
    quantity: str
    can_be_negative: bool
    source: Source


@functools.cache
def units() -> Mapping[str, Unit]:
    """Every shipped unit by its symbol, in the order of the data file."""
    data = load("units.toml")
    shipped: dict[str, Unit] = {}
    for entry in data["unit"]:
        entry = {**data["defaults"], **entry}
        refuse_unknown(entry, known=_KEYS, where=f"unit {entry['symbol']}")
        if entry["symbol"] in shipped:
            raise ValueError(f"unit {entry['symbol']} is listed twice")
        shipped[entry["symbol"]] = Unit(
            symbol=read_text(entry["symbol"], name="unit", max_length=SYMBOL_LENGTH),
            name=entry["name"],
            quantity=entry["quantity"],
            can_be_negative=entry.get("can_be_negative", False),
            source=Source.of(entry),
        )
    return MappingProxyType(shipped)


def read_new_unit(text: str) -> str:
    """The symbol of a unit that a product adds. Raises Invalid as `read_text` does."""
    return read_text(text, name="unit", max_length=SYMBOL_LENGTH)
