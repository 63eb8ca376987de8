"""What is typed into the results grid, and the single results that are corrected or retested."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import request
from markupsafe import Markup

from comparability.model.errors import ComparabilityError, Invalid
from comparability.model.texts import spelled_out
from comparability.model.values.numbers import ACCEPTED
from comparability.model.vocabulary import Occasion, Stage
from comparability.storage.attributes import Attribute, MethodLine
from comparability.storage.reportables import Reported
from comparability.storage.result_grid import GridColumn
from comparability.storage.results import Sampling
from comparability.storage.suppliers import Laboratory
from comparability.usecases.entries import amount
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import CellEntry, CellProblem
from comparability.web.forms.base import (
    BaseForm,
    FilterForm,
    choice,
    day,
    long_text,
    reason,
    several,
    text,
    word,
)
from comparability.web.forms.fields import TypedField, required_or_not
from comparability.web.forms.grid_cells import AS_ABOVE, OWN, OWN_WORDS, options, own_between, own_name

SEPARATOR = ";"  # between the determinations of one result; no number contains it
_CELL = re.compile(r"cell-([0-9]{1,18})-([0-9]{1,18})")

Cell = tuple[int, int]  # numbers of lot and attribute


def typed_entry(typed: str, *, is_qualitative: bool) -> ResultEntry:
    """What a cell says: one result as typed, or determinations separated by semicolons."""
    if is_qualitative or SEPARATOR not in typed:
        return ResultEntry(text=typed)
    return ResultEntry(text="", replicates=tuple(part.strip(" ") for part in typed.split(SEPARATOR)))


def in_cell(message: str) -> str:
    """A message without the list of what is accepted, which stands once above the grid."""
    return message.removesuffix(ACCEPTED).rstrip(" ")


class GridFilterForm(FilterForm):
    """Which results the grid shows."""

    stage = word("Stage", Stage, required=False, empty=None)
    occasion = word("Occasion", Occasion, required=False, empty=None)
    months = text("Months from the start", required=False, maximum=20)
    storage_condition = text("Storage condition", required=False, maximum=120)

    def sampling(self) -> Sampling:
        """Raises Invalid for months that are no number."""
        occasion = self.occasion.data or Occasion.RELEASE
        if occasion is not Occasion.STABILITY:
            return Sampling(occasion)
        months = amount(self.months.data, "months")
        return Sampling(occasion, Decimal(0) if months is None else months, self.storage_condition.data)


class SharedForm(BaseForm):
    """What the results of one save share."""

    laboratory_id = choice("Laboratory", empty="not stated")
    tested_on = day("Tested on")
    run = text("Run", required=False, maximum=120)
    plate = text("Plate", required=False, maximum=120)
    analyst = text("Analyst", required=False, maximum=120)
    instrument = text("Instrument", required=False, maximum=120)
    reference_standard = text("Reference-standard lot", required=False, maximum=120)
    source_document = text(
        "Source document", required=False, description="Where the values were read: CoA A-001, version 2."
    )
    source_page = text("Page", required=False, maximum=40)
    raw_data = text(
        "Raw data", required=False, description="Its id, or where it is held and under which agreement."
    )
    comment = long_text("Comment")

    def offer(self, laboratories: Iterable[tuple[Laboratory, str | None]]) -> None:
        offered = [
            (laboratory.id, f"{laboratory.name}, {supplier}" if supplier else laboratory.name)
            for laboratory, supplier in laboratories
        ]
        for field in self:
            if field.name.endswith("laboratory_id"):
                field.choices = offered

    def prefill(self, given: Mapping[str, str]) -> None:
        """Start with what the save before had, from the address."""
        for name in SHARED:
            if given.get(name):
                self[name].raw_data = [given[name]]
                try:
                    self[name].process_formdata([given[name]])
                except ValueError:
                    self[name].raw_data = None


SHARED = (
    "laboratory_id", "tested_on", "run", "plate", "analyst", "instrument", "reference_standard",
    "source_document", "source_page", "raw_data", "comment",
)  # fmt: skip


class GridForm(SharedForm):
    """The grid. typed: the text of every filled cell; refused: the message of a cell that was not saved."""

    def __init__(self, columns: tuple[GridColumn, ...]):
        super().__init__()
        self.columns = columns
        self.typed: dict[Cell, str] = {}
        self.refused: dict[Cell, str] = {}
        for name, value in request.form.items() if request.method == "POST" else ():
            if not name.startswith("cell-") or not value.strip(" "):
                continue
            found = _CELL.fullmatch(name)
            if found is None:
                self.problems.append(
                    f"{spelled_out(name[:40])} is no cell of this grid. Load the page again."
                )
            else:
                self.typed[int(found[1]), int(found[2])] = value

    def entries(self, sampling: Sampling) -> list[CellEntry]:
        """One entry per filled cell, with what is shared and what its attribute has of its own."""
        columns = {column.attribute.id: column for column in self.columns}
        shared = {name: self[name].data for name in SHARED}
        made = []
        for (lot_id, attribute_id), typed in self.typed.items():
            column = columns.get(attribute_id)
            entry = typed_entry(typed, is_qualitative=column is not None and column.attribute.is_qualitative)
            entry = replace(
                entry,
                occasion=sampling.occasion,
                time_point_months=sampling.time_point_months,
                storage_condition=sampling.storage_condition,
                **(shared | ({} if column is None else self._own(column))),
            )
            made.append(CellEntry(lot_id=lot_id, attribute_id=attribute_id, entry=entry))
        return made

    def keep(self, problems: Iterable[CellProblem]) -> None:
        """After a save: only the refused cells still hold what was typed."""
        self.refused = {(each.lot_id, each.attribute_id): in_cell(each.message) for each in problems}
        self.typed = {cell: typed for cell, typed in self.typed.items() if cell in self.refused}
        if self.refused:
            self.answer_status = 422

    @property
    def is_own_wrong(self) -> bool:
        """Whether something that an attribute has of its own was refused."""
        own = {own_name(column.attribute, name) for column in self.columns for name in OWN}
        return any(field.errors and field.name in own for field in self)

    def own_between(self, attribute: Attribute) -> Iterator[tuple[Markup, str | None]]:
        """Along the row of what an attribute has of its own: empty inputs, and the field after them."""
        return own_between(attribute, self, self._laboratory_options)

    @cached_property
    def _laboratory_options(self) -> Markup:
        return options(self.laboratory_id.choices, empty=AS_ABOVE)

    def versions(self, column: GridColumn) -> list[tuple[int, str]]:
        """The method versions that a column offers, the one that is chosen at first in front."""
        return offered_versions(column.methods)

    def method_choice(self, column: GridColumn, versions: list[tuple[int, str]]) -> Markup:
        """The list of method versions: a field where one was sent."""
        name, label = _method_name(column.attribute), _own_label(column.attribute, METHOD)
        if name in self:
            sent: Markup = self[name](**{"aria-label": label})
            return sent
        offered = options(versions, empty=NO_METHOD, chosen=versions[0][0])
        start = Markup('<select aria-label="{}" id="{}" name="{}">').format(label, name, name)
        return start + offered + Markup("</select>")

    def _own(self, column: GridColumn) -> dict[str, Any]:
        name, versions = _method_name(column.attribute), offered_versions(column.methods)
        newest = versions[0][0] if versions else None
        fields = {"method_version_id": self[name].data if name in self else newest}
        for own in OWN:
            field = own_name(column.attribute, own)
            value = self[field].data if field in self else None
            if value is not None:
                fields[own] = value
        return fields


def grid_form(
    all_columns: Iterable[GridColumn], laboratories: Iterable[tuple[Laboratory, str | None]]
) -> GridForm:
    """The form of a grid: the fields of each column are made from its attribute.

    What an attribute has of its own, and its method, are fields where they were sent: a grid has hundreds
    of these inputs, and nearly all are empty.
    """
    columns = tuple(column for column in all_columns if column.parts is None)
    sent = {name: value for name, value in request.form.items() if name.startswith("column-")}
    fields: dict[str, Any] = {}
    for attribute, methods in ((each.attribute, each.methods) for each in columns if sent):
        if (name := _method_name(attribute)) in sent:
            label = _own_label(attribute, METHOD)
            fields[name] = choice(label, offered_versions(methods), empty=NO_METHOD)
        for own in OWN:
            if sent.get(name := own_name(attribute, own)):
                fields[name] = _own_field(own, _own_label(attribute, OWN_WORDS[own]))
    made: type[GridForm] = type("GridFormOfStage", (GridForm,), fields) if fields else GridForm
    form = made(columns)
    form.offer(laboratories)
    return form


METHOD = "method"
NO_METHOD = "no method"


def _method_name(attribute: Attribute) -> str:
    return own_name(attribute, "method_version_id")


def _own_label(attribute: Attribute, words: str) -> str:
    return f"{attribute.name}: {words}"


def _own_field(name: str, label: str) -> Any:
    if name == "laboratory_id":
        return choice(label, empty=AS_ABOVE)
    if name == "tested_on":
        return day(label, description="")
    maximum = {"control_value": 64, "source_page": 40, "raw_data": 200}.get(name, 120)
    return text(label, required=False, maximum=maximum)


def offered_versions(methods: Iterable[MethodLine]) -> list[tuple[int, str]]:
    """Method versions to choose from, each method's newest first."""
    return [
        (version.id, f"{line.method.name} {version.label}") for line in methods for version in line.versions
    ]


class ResultForm(SharedForm):
    """One result: its correction or its retest, with the reason."""

    method_version_id = choice("Method version", empty="no method")
    control_value = text("Control value", required=False, maximum=64)
    reason = reason("Reason")
    text: Any = TypedField(
        "Result",
        required_or_not(True),
        description="As on its source. Several determinations are separated by semicolons.",
    )

    def offer_methods(self, methods: Iterable[MethodLine]) -> None:
        self.method_version_id.choices = offered_versions(methods)

    def entry(self, attribute: Attribute) -> ResultEntry:
        """Occasion and time point stay those of the result that is corrected or retested."""
        said = typed_entry(self.text.data, is_qualitative=attribute.is_qualitative)
        return self.fill(ResultEntry, text=said.text, replicates=said.replicates)

    def refuse(self, error: ComparabilityError) -> None:
        if isinstance(error, Invalid) and error.field == "replicates":
            error = Invalid(str(error), field="text")
        super().refuse(error)


def result_form(result: Reported, *, kept: Iterable[str]) -> ResultForm:
    """A form that starts with some fields of a result; determinations stand in one line."""
    start = {name: getattr(result, name) for name in kept if name != "text"}
    if "text" in kept:
        start["text"] = as_typed(result)
    return ResultForm(data=start)


def as_typed(result: Reported) -> str:
    """The text of a result as a person typed it."""
    if result.is_calculated:
        return f"{SEPARATOR} ".join(each.entered for each in result.replicates)
    return result.entered


class RunForm(BaseForm):
    """Which results of a run are invalid, and why."""

    attribute_ids = several("Attributes measured in this run", required=True)
    reason = reason("Why the run is invalid", description="For example: control outside its range, plate 2.")
