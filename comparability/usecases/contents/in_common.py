"""A sentence that holds for several attributes stands once, behind the names of those attributes."""

from collections.abc import Iterable

NAMES_END = ": "


def with_names(names: str, sentence: str) -> str:
    return f"{names}{NAMES_END}{sentence}"


def without_names(text: str, attributes: Iterable[str]) -> str:
    """The sentence alone. attributes: by name; a name may hold the separator itself."""
    masked = text
    for name in attributes:
        masked = masked.replace(name, "_" * len(name))
    before, separator, _ = masked.partition(NAMES_END)
    return text[len(before) + len(separator) :] if separator else text
