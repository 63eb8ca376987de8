"""What the columns of an imported table mean: which is the lot, which describe it, which carry results.

A mapping is plain data (TOML or a form); it names columns and never looks at a row.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from comparability.model.errors import Invalid

LOT_FIELDS = (
    "stage", "supplier", "site", "process_version", "batch_scale", "manufactured_on", "expires_on", "status",
    "status_reason", "use", "clinical_exposure", "split_source", "notes",
)  # fmt: skip
RESULT_FIELDS = (
    "laboratory", "instrument", "run", "plate", "control_value", "reference_standard", "analyst", "tested_on",
    "occasion", "storage_condition", "time_point_months", "source_document", "source_page", "raw_data",
    "comment",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value comes from: a column (its words translated by `values` where given) or one fixed text."""

    column: str | None = None
    text: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.column is None) == (self.text is None):
            raise Invalid("Name either a column or a fixed text, not both and not neither.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotColumns:
    """number: columns whose texts, joined by hyphens after `prefix`, are the lot's number.

    fields: what a new lot needs; empty where only lots that are registered already may appear.
    """

    number: tuple[str, ...]
    prefix: str = ""
    fields: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultColumns:
    """One attribute. One column is its reportable result; several, or a lot on several rows: replicates."""

    attribute: str
    columns: tuple[str, ...]
    method: str | None = None
    method_version: str | None = None
    fields: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping:
    """A whole mapping. where: only rows whose column holds exactly that text are read."""

    lot: LotColumns
    results: tuple[ResultColumns, ...]
    comment: str | None = None
    missing: tuple[str, ...] = ("",)
    where: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> list[str]:
        """Every column the mapping names, in order, once."""
        named = [*self.where, *self.lot.number]
        named += [source.column for source in self.lot.fields.values() if source.column is not None]
        for result in self.results:
            named += result.columns
            named += [source.column for source in result.fields.values() if source.column is not None]
        return list(dict.fromkeys(named))


def parse_mapping(text: str) -> ImportMapping:
    """Read a mapping from TOML. Raises Invalid, naming what is missing or not known."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of TOML itself, of a number without end, of brackets
        raise Invalid(f"The mapping is not valid TOML: {str(error)[:200]}") from error
    return mapping_of(data)


def mapping_of(data: Mapping[str, Any]) -> ImportMapping:
    """Build a mapping from plain data. Raises Invalid."""
    _only(data, {"comment", "missing", "where", "lot", "result"}, "the mapping")
    lot = data.get("lot")
    if not isinstance(lot, Mapping) or not lot.get("number"):
        raise Invalid("The mapping needs [lot] with number = the column of the lot number.")
    _only(lot, {"number", "prefix", *LOT_FIELDS}, "[lot]")
    results = data.get("result", ())
    if not isinstance(results, list | tuple):
        raise Invalid("Write [[result]] with two brackets on each side: there may be several.")
    return ImportMapping(
        comment=_text(data.get("comment"), "comment"),
        missing=tuple(dict.fromkeys(("", *_texts(data.get("missing", ()), "missing")))),
        where=_words(data.get("where", {}), "[where]"),
        lot=LotColumns(
            number=_texts(lot["number"], "lot.number"),
            prefix=_text(lot.get("prefix", ""), "lot.prefix") or "",
            fields={name: _source(lot[name], f"lot.{name}") for name in LOT_FIELDS if name in lot},
        ),
        results=tuple(_result(result) for result in results),
    )


def as_data(mapping: ImportMapping) -> dict[str, Any]:
    """The mapping as plain data, for storing with the import it was used in."""
    lot: dict[str, Any] = {"number": list(mapping.lot.number), "prefix": mapping.lot.prefix}
    lot |= {name: _plain(source) for name, source in mapping.lot.fields.items()}
    results = []
    for each in mapping.results:
        result: dict[str, Any] = {"attribute": each.attribute, "columns": list(each.columns)}
        if each.method is not None:
            result |= {"method": each.method, "method_version": each.method_version}
        results.append(result | {name: _plain(source) for name, source in each.fields.items()})
    return {
        "comment": mapping.comment,
        "missing": [text for text in mapping.missing if text],
        "where": dict(mapping.where),
        "lot": lot,
        "result": results,
    }


def _result(data: object) -> ResultColumns:
    if not isinstance(data, Mapping):
        raise Invalid("Each [[result]] names an attribute code and its column or columns.")
    known = {"attribute", "columns", "column", "method", "method_version", *RESULT_FIELDS}
    _only(data, known, "[[result]]")
    attribute = _text(data.get("attribute"), "result.attribute")
    columns = _texts(data.get("columns", data.get("column", ())), "result.columns")
    if not attribute or not columns:
        raise Invalid("Each [[result]] names an attribute code and its column or columns.")
    method = _text(data.get("method"), "result.method")
    version = _text(data.get("method_version"), "result.method_version")
    if (method is None) != (version is None):
        raise Invalid(f"Name both the method of {attribute} and its version.")
    return ResultColumns(
        attribute=attribute,
        columns=columns,
        method=method,
        method_version=version,
        fields={name: _source(data[name], f"result.{name}") for name in RESULT_FIELDS if name in data},
    )


def _source(data: object, where: str) -> Source:
    if isinstance(data, Mapping):
        _only(data, {"column", "text", "values"}, where)
        return Source(
            column=_text(data.get("column"), f"{where}.column"),
            text=_text(data.get("text"), f"{where}.text"),
            values=_words(data.get("values", {}), f"{where}.values"),
        )
    fixed = _text(data, where)
    if fixed is None:
        raise Invalid(f'{where} is a text, or {{ column = "…" }}.')
    return Source(text=fixed)


def _plain(source: Source) -> dict[str, Any]:
    if source.column is None:
        return {"text": source.text}
    return {"column": source.column} | ({"values": dict(source.values)} if source.values else {})


def _text(value: object, where: str) -> str | None:
    """A text, or a date of TOML as it is written; a number may be written 1 or 1.0 and stays a question."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise Invalid(f"{where}: write the text between quotation marks; found {value!r}.")


def _texts(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise Invalid(f"{where}: expected a text or a list of texts, found {value!r}.")


def _words(value: object, where: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise Invalid(f'{where}: expected pairs such as A = "Producer A", found {value!r}.')
    return {str(word): _text(meaning, f"{where}.{word}") or "" for word, meaning in value.items()}


def _only(data: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(data) - known):
        raise Invalid(f"{where}: {', '.join(unknown)} is not known. Known: {', '.join(sorted(known))}.")
