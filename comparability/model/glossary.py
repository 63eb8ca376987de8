"""The terms explained at the end of a package, as data."""

import functools
from collections.abc import Mapping
from types import MappingProxyType

from comparability.model.sources import load


@functools.cache
def glossary() -> Mapping[str, str]:
    """Meaning by term, in the order of the data file."""
    return MappingProxyType({entry["term"]: entry["meaning"] for entry in load("glossary.toml")["term"]})
