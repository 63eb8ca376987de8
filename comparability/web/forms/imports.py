"""The steps of an import: the file, what its columns mean, and the preview."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import FileField

from comparability.files.csv_table import DELIMITERS
from comparability.files.tables import Table
from comparability.model.dates import read_date
from comparability.model.errors import Invalid
from comparability.model.mapping import LOT_FIELDS, RESULT_FIELDS, ImportMapping, mapping_of, parse_mapping
from comparability.model.vocabulary import LotStatus, LotUse, Occasion, Stage
from comparability.storage.attributes import Attribute, MethodLine
from comparability.storage.suppliers import Laboratory, Supplier
from comparability.web.forms.base import BaseForm, choice, day, long_text, reason, text, word
from comparability.web.forms.fields import Option

LOT_NUMBER = "lot number"
_NUMBER_HEADINGS = {"lot", "lot no", "lot number", "lot id", "batch", "batch no", "batch number"}
_LOT_WORDS = {name: f"New lots: {name.replace('_', ' ')}" for name in LOT_FIELDS}
_RESULT_WORDS = {name: f"All results: {name.replace('_', ' ')}" for name in RESULT_FIELDS}
# Fixed texts that the page offers; every other field can be a column, or stand in a mapping as text.
_FIXED_LOT = ("supplier", "stage", "status", "use", "process_version")
_FIXED_RESULT = (
    "laboratory", "occasion", "tested_on", "run", "plate", "analyst", "reference_standard", "source_document",
    "source_page", "raw_data",
)  # fmt: skip


class UploadForm(BaseForm):
    file = FileField("File", description="CSV, TSV or XLSX, at most 10 MB, with a heading row.")
    delimiter = choice(
        "Columns of a text file are separated by",
        [(delimiter, name) for delimiter, name in DELIMITERS.items()],
        empty="what the heading row shows",
    )

    def upload(self) -> tuple[str, bytes] | None:
        """Name and bytes of the chosen file, None where none was chosen."""
        sent = self.file.data
        if sent is None or not getattr(sent, "filename", ""):
            self.file.errors = ["Choose a file."]
            self.answer_status = 422
            return None
        return sent.filename, sent.read()


class MappingTextForm(BaseForm):
    """A mapping as text, for whoever has one."""

    toml = long_text("Mapping", required=True, maximum=20_000, description="As TOML.")

    def mapping(self) -> ImportMapping:
        return parse_mapping(self.toml.data)


class UndoForm(BaseForm):
    reason = reason(
        "Why it is taken back",
        description="In words; it stands at every lot and result of the import and in the audit trail.",
    )


class MappingForm(BaseForm):
    """What each column means, and what all rows share. Fields of columns are made from the table."""

    prefix = text("Put before each lot number", required=False, maximum=40, description="For example LV-.")
    missing = text("Words for a missing value", required=False, description="Separated by commas: NA, n/a.")
    where_column = choice("Only rows where", empty="every row")
    where_text = text("is exactly", required=False)
    lot_supplier = choice("Made by", empty="no new lots")
    lot_stage = word("Stage", Stage, required=False, empty="as in a column")
    lot_status = word("Status", LotStatus, required=False, empty="as in a column")
    lot_use = word("Use", LotUse, required=False, empty="as in a column")
    lot_process_version = text("Process version", required=False, maximum=120)
    laboratory = choice("Laboratory", empty="not stated")
    occasion = word("Occasion", Occasion, required=False, empty=None)
    tested_on = day("Tested on")
    run = text("Run", required=False, maximum=120)
    plate = text("Plate", required=False, maximum=120)
    analyst = text("Analyst", required=False, maximum=120)
    reference_standard = text("Reference-standard lot", required=False, maximum=120)
    source_document = text("Source document", required=False)
    source_page = text("Page", required=False, maximum=40)
    raw_data = text("Raw data", required=False)

    table: Table
    names: dict[str, tuple[str, str | None, str | None]]

    def mapping(self) -> ImportMapping:
        """Raises Invalid where no column is the lot number, or one meaning was given twice."""
        chosen = {
            column.name: self[f"column-{place}"].data
            for place, column in enumerate(self.table.columns)
            if column.name and self[f"column-{place}"].data
        }
        lot: dict[str, Any] = {"number": [name for name, use in chosen.items() if use == LOT_NUMBER]}
        if not lot["number"]:
            raise Invalid("Say which column is the lot number.")
        lot |= {"prefix": self.prefix.data or ""}
        lot |= {
            name: str(self[f"lot_{name}"].data) for name in _FIXED_LOT if self[f"lot_{name}"].data is not None
        }
        lot |= _columns(chosen, "lot:", LOT_FIELDS)
        shared: dict[str, Any] = {}
        for name in _FIXED_RESULT:
            value = self[name].data
            if value is not None:
                shared[name] = value.isoformat() if name == "tested_on" else str(value)
        shared |= _columns(chosen, "result:", RESULT_FIELDS)
        where = {self.where_column.data: self.where_text.data or ""} if self.where_column.data else {}
        words = [each.strip(" ") for each in (self.missing.data or "").split(",")]
        return mapping_of(
            {
                "missing": [each for each in words if each],
                "where": where,
                "lot": lot,
                "result": [result | shared for result in self._results(chosen)],
            }
        )

    def _results(self, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
        """Columns that mean the same attribute and method are replicates of one result."""
        found: dict[str, list[str]] = {}
        for column, use in chosen.items():
            if use in self.names:
                found.setdefault(use, []).append(column)
        results = []
        for use, columns in found.items():
            code, method, version = self.names[use]
            named = {} if method is None else {"method": method, "method_version": version}
            results.append({"attribute": code, "columns": columns} | named)
        return results


def mapping_form(
    table: Table,
    attributes: Sequence[Attribute],
    methods: Mapping[int, Sequence[MethodLine]],
    suppliers: Iterable[Supplier],
    laboratories: Iterable[tuple[Laboratory, str | None]],
    *,
    may_add_lots: bool,
    said: ImportMapping | None,
) -> MappingForm:
    """The form of one table. It starts with what was said before, or with a guess by the headings."""
    names, uses = _uses(attributes, methods, may_add_lots=may_add_lots)
    fields: dict[str, Any] = {"table": table, "names": names}
    start: dict[str, Any] = {"missing": "NA"} if said is None else _fixed(said)
    uses_said = {} if said is None else _uses_of_columns(said, names)
    for place, column in enumerate(table.columns):
        fields[f"column-{place}"] = choice(f"Column {column.letter}", uses, empty="left out")
        guess = _guess(column.name, attributes, names) if said is None else uses_said.get(column.name)
        start[f"column-{place}"] = guess
    made: type[MappingForm] = type("MappingFormOfTable", (MappingForm,), fields)
    form = made(data=start)
    form.where_column.choices = [(column.name, column.name) for column in table.columns if column.name]
    form.lot_supplier.choices = [(each.name, each.name) for each in suppliers]
    form.laboratory.choices = [(each.name, each.name) for each, _ in laboratories]
    return form


def _uses(
    attributes: Sequence[Attribute], methods: Mapping[int, Sequence[MethodLine]], *, may_add_lots: bool
) -> tuple[dict[str, tuple[str, str | None, str | None]], list[Option]]:
    """What a column can mean: by key the code, method and version, and all keys with their words."""
    names: dict[str, tuple[str, str | None, str | None]] = {}
    uses: list[Option] = [(LOT_NUMBER, "Lot number")]
    for attribute in attributes:
        words = f"{attribute.name}, {attribute.unit}" if attribute.unit else attribute.name
        for line in methods.get(attribute.id, ()):
            for version in line.versions:
                key = f"attribute:{attribute.id}:{version.id}"
                names[key] = attribute.code, line.method.name, version.label
                uses.append((key, f"{words} by {line.method.name} {version.label} ({attribute.stage.value})"))
        key = f"attribute:{attribute.id}"
        names[key] = attribute.code, None, None
        uses.append((key, f"{words}, method not stated ({attribute.stage.value})"))
    uses += [(f"result:{name}", label) for name, label in _RESULT_WORDS.items()]
    if may_add_lots:
        uses += [(f"lot:{name}", label) for name, label in _LOT_WORDS.items()]
    return names, uses


def _guess(heading: str, attributes: Sequence[Attribute], names: Mapping[str, Any]) -> str | None:
    plain = heading.casefold().replace("_", " ").replace(".", "").strip()
    if plain in _NUMBER_HEADINGS:
        return LOT_NUMBER
    for attribute in attributes:
        if plain in (attribute.name.casefold(), attribute.code.casefold().replace("-", " ")):
            return next(key for key, (code, _, _) in names.items() if code == attribute.code)
    return None


def _columns(chosen: Mapping[str, str], kind: str, known: Sequence[str]) -> dict[str, Any]:
    """The fields that are read from columns."""
    found: dict[str, Any] = {}
    for column, use in chosen.items():
        name = use.removeprefix(kind)
        if use.startswith(kind) and name in known:
            if name in found:
                raise Invalid(f"Two columns mean {name.replace('_', ' ')}; leave one of them out.")
            found[name] = {"column": column}
    return found


def _fixed(said: ImportMapping) -> dict[str, Any]:
    """The fields of the form beside the columns, as a mapping says them."""
    start: dict[str, Any] = {"prefix": said.lot.prefix, "missing": ", ".join(filter(None, said.missing))}
    for column, words in said.where.items():
        start |= {"where_column": column, "where_text": words}
    texts = {f"lot_{name}": source.text for name, source in said.lot.fields.items()}
    for result in said.results:
        texts |= {name: source.text for name, source in result.fields.items()}
    for name, words_of in (
        ("lot_stage", Stage),
        ("lot_status", LotStatus),
        ("lot_use", LotUse),
        ("occasion", Occasion),
    ):
        if texts.get(name) in {word.value for word in words_of}:
            start[name] = words_of(texts.pop(name) or "")
    if texts.get("tested_on"):
        start["tested_on"] = _day(texts.pop("tested_on") or "")
    return start | {name: value for name, value in texts.items() if value and name not in start}


def _uses_of_columns(
    said: ImportMapping, names: Mapping[str, tuple[str, str | None, str | None]]
) -> dict[str, str]:
    keys = {meaning: key for key, meaning in names.items()}
    uses = {column: LOT_NUMBER for column in said.lot.number}
    for name, source in said.lot.fields.items():
        if source.column is not None:
            uses[source.column] = f"lot:{name}"
    for result in said.results:
        for name, source in result.fields.items():
            if source.column is not None:
                uses[source.column] = f"result:{name}"
        key = keys.get((result.attribute, result.method, result.method_version))
        uses |= {column: key for column in result.columns if key is not None}
    return uses


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except Invalid:
        return None
