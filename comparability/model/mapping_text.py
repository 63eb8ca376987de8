"""A mapping written as TOML, so that the one chosen on a page can be kept and used again."""

import json
from collections.abc import Iterable, Mapping

from comparability.model.mapping import ImportMapping, Source


def as_toml(mapping: ImportMapping) -> str:
    """The text that `parse_mapping` reads back to the same mapping."""
    lines = []
    if mapping.comment is not None:
        lines.append(f"comment = {_text(mapping.comment)}")
    lines.append(f"missing = {_list(text for text in mapping.missing if text)}")
    if mapping.where:
        lines += [
            "",
            "[where]",
            *(f"{_text(column)} = {_text(text)}" for column, text in mapping.where.items()),
        ]
    lines += ["", "[lot]", f"number = {_list(mapping.lot.number)}"]
    if mapping.lot.prefix:
        lines.append(f"prefix = {_text(mapping.lot.prefix)}")
    lines += _fields(mapping.lot.fields)
    for result in mapping.results:
        lines += [
            "",
            "[[result]]",
            f"attribute = {_text(result.attribute)}",
            f"columns = {_list(result.columns)}",
        ]
        if result.method is not None and result.method_version is not None:
            lines += [f"method = {_text(result.method)}", f"method_version = {_text(result.method_version)}"]
        lines += _fields(result.fields)
    return "\n".join(lines) + "\n"


def _fields(fields: Mapping[str, Source]) -> list[str]:
    return [f"{name} = {_source(source)}" for name, source in fields.items()]


def _source(source: Source) -> str:
    if source.column is None:
        return _text(source.text or "")
    words = ", ".join(f"{_text(word)} = {_text(meaning)}" for word, meaning in source.values.items())
    return f"{{ column = {_text(source.column)}" + (f", values = {{ {words} }}" if words else "") + " }"


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_text(text) for text in texts) + "]"


def _text(text: str) -> str:
    """A basic string of TOML: JSON escapes the same characters, save the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
