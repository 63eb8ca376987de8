"""Pages of results: the grid, the history of one, its correction and retest, and invalid runs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import Invalid, NotFound
from comparability.model.people import Permission
from comparability.model.vocabulary import ResultState, Stage
from comparability.storage import results as stored
from comparability.storage import rows
from comparability.storage.attributes import Attribute, attributes_of, methods_of_product
from comparability.storage.lots import Lot, LotLine, visible_lot
from comparability.storage.products import Product
from comparability.storage.reportables import Reported, count_to_verify, history_of, to_verify
from comparability.storage.result_grid import (
    GridColumn,
    grid_columns,
    laboratories_for,
    lies_outside,
    lots_by_stage,
    read_grid,
    visible_lots,
)
from comparability.storage.results import Sampling
from comparability.storage.suppliers import scope
from comparability.usecases import results as usecase
from comparability.usecases.result_writing import read_entered
from comparability.usecases.verifications import verify_results
from comparability.web.forms.grid_cells import EmptyCells
from comparability.web.forms.results import (
    SHARED,
    GridFilterForm,
    GridForm,
    ResultForm,
    RunForm,
    grid_form,
    in_cell,
    result_form,
    typed_entry,
)
from comparability.web.forms.verifications import VerifyManyForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("results", __name__)

MOST_CHECKED = 5_000  # cells of one pasted block


@bp.route("/products/<int:product_id>/results", methods=["GET", "POST"])
def grid(product_id: int) -> Response | AnyResponse:
    """The grid. A save keeps every cell that can be read; the others come back with what was typed."""
    shown = GridFilterForm()
    with reading() as session:
        asked = _asked_grid(session, product_id, shown)
        if request.method != "POST":
            return _grid(session, asked)
    form = asked.form
    done = submit(
        form,
        lambda session: usecase.record_results(
            session, form.entries(asked.sampling), actor=actor(), now=now()
        ),
    )
    saved = None if done is None else _saved(len(done.saved) + done.already)
    if done is not None and saved is not None and not done.problems:
        flash(saved)
        return redirect(f"{url_for('results.grid', product_id=product_id)}?{urlencode(_address(asked))}")
    if done is not None:
        form.keep(done.problems)
    with reading() as session:
        return _grid(session, asked, saved=saved)


@bp.post("/products/<int:product_id>/results/check")
def check(product_id: int) -> dict[str, Any]:
    """What the server would say of typed cells, for the marks of the grid. Nothing is saved."""
    asked = request.get_json(silent=True)
    cells = asked.get("cells") if isinstance(asked, dict) else None
    if not isinstance(cells, list) or len(cells) > MOST_CHECKED:
        raise Invalid(f"Send at most {MOST_CHECKED:,} cells, each with its attribute and its text.")
    with reading() as session:
        if not visible_lots(session, product_id, only_supplier=scope(actor())):
            raise NotFound("There is no such product.")
        attributes = {each.id: each for each in attributes_of(session, product_id)}
    return {"problems": [_problem(cell, attributes) for cell in cells]}


@bp.route("/results/<int:result_id>")
def history(result_id: int) -> Response:
    with reading() as session:
        return page("results/history.html", **_result(session, result_id))


@bp.route("/results/<int:result_id>/correct", methods=["GET", "POST"])
def correct(result_id: int) -> Response | AnyResponse:
    with reading() as session:
        frame = _result(session, result_id)
        kept = ("text", "method_version_id", "control_value", *SHARED)
        form = _offered(session, result_form(frame["result"], kept=kept), frame)
    done = submit(
        form,
        lambda session: usecase.correct_result(
            session,
            result_id,
            form.entry(frame["attribute"]),
            reason=form.reason.data,
            actor=actor(),
            now=now(),
        ),
    )
    if done is None:
        return page("results/form.html", form=form, kind="correction", **frame)
    return redirect(url_for("results.history", result_id=done.id))


@bp.route("/results/<int:result_id>/retest", methods=["GET", "POST"])
def retest(result_id: int) -> Response | AnyResponse:
    with reading() as session:
        frame = _result(session, result_id)
        kept = ("method_version_id", "laboratory_id", "reference_standard")
        form = _offered(session, result_form(frame["result"], kept=kept), frame)
    done = submit(
        form,
        lambda session: usecase.record_retest(
            session,
            result_id,
            form.entry(frame["attribute"]),
            reason=form.reason.data,
            actor=actor(),
            now=now(),
        ),
    )
    if done is None:
        return page("results/form.html", form=form, kind="retest", **frame)
    return redirect(url_for("results.history", result_id=done.id))


@bp.route("/products/<int:product_id>/runs/invalid", methods=["GET", "POST"])
def invalid_run(product_id: int) -> Response | AnyResponse:
    """Choose a run, see what was measured in it, and say why it does not count."""
    run = request.args.get("run", "")
    form = RunForm()
    with reading() as session:
        lots = {line.lot.id: line.lot for line in _lots(session, product_id)}
        product = rows.get(session, Product, product_id)
        attributes = {each.id: each for each in attributes_of(session, product_id)}
        standing = [
            each
            for each in stored.standing_with_run(session, product_id)
            if each.lot_id in lots and each.state is not ResultState.INVALID
        ]
    chosen = [each for each in standing if each.run == run]
    measured = dict.fromkeys(each.attribute_id for each in chosen)
    form.attribute_ids.choices = [(number, attributes[number].name) for number in measured]
    if request.method == "GET":
        form.attribute_ids.data = tuple(measured)
    done = submit(
        form,
        lambda session: usecase.invalidate_run(
            session,
            product_id,
            run,
            reason=form.reason.data,
            actor=actor(),
            now=now(),
            attribute_ids=form.attribute_ids.data,
        ),
    )
    if done is not None:
        flash(f"Run {run} is invalid: {len(done)} results do not count any more.")
        return redirect(url_for("results.grid", product_id=product_id))
    return page(
        "results/invalid_run.html",
        form=form,
        product=product,
        run=run,
        chosen=chosen,
        runs=sorted({each.run for each in standing if each.run}),
        lots=lots,
        attributes=attributes,
    )


@bp.route("/products/<int:product_id>/results/verify", methods=["GET", "POST"])
def verify(product_id: int) -> Response | AnyResponse:
    """The results that others entered and nobody has compared with their source."""
    form = VerifyManyForm()
    with reading() as session:
        product = rows.get(session, Product, product_id)
        unverified = to_verify(session, product_id)
        lots = {line.lot.id: line.lot for line in _lots(session, product_id)}
        attributes = {each.id: each for each in attributes_of(session, product_id)}
    waiting = [row for row in unverified if row.entered_by_id != actor().id]
    waiting.sort(key=lambda row: (row.source_document or "~", lots[row.lot_id].number, row.attribute_id))
    form.result_ids.choices = [
        (row.id, f"{lots[row.lot_id].number}, {attributes[row.attribute_id].name}: {row.entered}")
        for row in waiting
    ]
    done = submit(
        form,
        lambda session: verify_results(
            session, form.result_ids.data, comment=form.comment.data, actor=actor(), now=now()
        ),
    )
    if done is not None:
        flash(f"{len(done)} {'result is' if len(done) == 1 else 'results are'} verified.")
        return redirect(url_for("results.verify", product_id=product_id))
    return page(
        "results/verify.html",
        form=form,
        product=product,
        waiting=waiting,
        own=len(unverified) - len(waiting),
        lots=lots,
        attributes=attributes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedGrid:
    """Which grid of a product is asked for, its columns and the form that they make: what a save needs."""

    product: Product
    shown: GridFilterForm
    sampling: Sampling
    columns: tuple[GridColumn, ...]
    form: GridForm


def _asked_grid(session: Session, product_id: int, shown: GridFilterForm) -> AskedGrid:
    product = rows.get(session, Product, product_id)
    attributes = attributes_of(session, product_id)
    stages = _stages(session, product_id, attributes) or [Stage.DRUG_PRODUCT]
    shown.stage.choices = [(each, each.value) for each in stages]
    shown.stage.data = shown.stage.data or stages[0]
    columns = grid_columns(session, product_id, attributes, shown.stage.data)
    form = grid_form(columns, laboratories_for(session, only_supplier=scope(actor())))
    form.prefill(request.args)
    return AskedGrid(product=product, shown=shown, sampling=shown.sampling(), columns=columns, form=form)


def _grid(session: Session, asked: AskedGrid, *, saved: str | None = None) -> Response:
    """The page. saved: what a save kept although it refused other cells."""
    may_enter = actor().may(Permission.ENTER_RESULTS)
    found = read_grid(
        session,
        asked.product.id,
        asked.columns,
        stage=asked.shown.stage.data,
        sampling=asked.sampling,
        only_supplier=scope(actor()),
    )
    held = found.cells.keys() | found.taken_back.keys() | asked.form.typed.keys()
    return page(
        "results/grid.html",
        form=asked.form,
        shown=asked.shown,
        grid=found,
        empty=EmptyCells(found.columns, held, may_enter=may_enter),
        product=asked.product,
        saved=saved,
        may_enter=may_enter,
        waiting=_waiting(session, asked.product.id),
    )


def _lots(session: Session, product_id: int) -> tuple[LotLine, ...]:
    """The lots that the person may see. Raises NotFound for a supplier user without lots of the product."""
    lines = visible_lots(session, product_id, only_supplier=scope(actor()))
    _must_have_lots(bool(lines))
    return lines


def _must_have_lots(has_lots: bool) -> None:
    if scope(actor()) is not None and not has_lots:
        raise NotFound("There is no such product.")


def _stages(session: Session, product_id: int, attributes: Iterable[Attribute]) -> list[Stage]:
    """The stages that have lots; first the one with the most cells, which is where most work is."""
    measured = Counter(each.stage for each in attributes)
    lots = lots_by_stage(session, product_id, only_supplier=scope(actor()))
    _must_have_lots(bool(lots))
    return sorted(lots, key=lambda stage: (-lots[stage] * measured[stage], -lots[stage]))


def _waiting(session: Session, product_id: int) -> int:
    if not actor().may(Permission.VERIFY_RESULTS):
        return 0
    return count_to_verify(session, product_id, by=actor().number)


def _saved(count: int) -> str:
    return "1 result is saved." if count == 1 else f"{count} results are saved."


def _address(asked: AskedGrid) -> dict[str, str]:
    """The address of the grid as it is shown, with what the saved results shared as the next start."""
    fields = [asked.form[name] for name in SHARED]
    shared = {field.name: str(field.raw_data[0]) for field in fields if field.raw_data}
    filters = {name: value for name, value in request.args.items() if name in asked.shown}
    return filters | {name: value for name, value in shared.items() if value and len(value) <= 200}


def _problem(cell: Any, attributes: dict[int, Attribute]) -> str | None:
    number, typed = (cell.get("attribute"), cell.get("text")) if isinstance(cell, dict) else (None, None)
    attribute = attributes.get(number) if type(number) is int else None  # True is none
    if attribute is None or not isinstance(typed, str):
        return "This cell belongs to no attribute of the product."
    entry = typed_entry(typed, is_qualitative=attribute.is_qualitative)
    try:
        for text in entry.replicates or (entry.text,):
            read_entered(text, attribute, "text")
    except Invalid as error:
        return in_cell(str(error))
    return None


def _result(session: Session, result_id: int) -> dict[str, Any]:
    """A result with everything beside it. Raises NotFound, also for a lot that the person may not see."""
    row = rows.get(session, stored.Result, result_id)
    lot: Lot = visible_lot(session, row.lot_id, only_supplier=scope(actor()))
    versions = history_of(session, row)
    result: Reported = next(each for each in versions if each.id == result_id)
    investigations = stored.investigations_of(session, [each.id for each in versions])
    attribute = rows.get(session, Attribute, row.attribute_id)
    return {
        "result": result,
        "is_outside": lies_outside(attribute, result),
        "versions": versions,
        "lot": lot,
        "attribute": attribute,
        "product": rows.get(session, Product, lot.product_id),
        "investigations": investigations,
    }


def _offered(session: Session, form: ResultForm, frame: dict[str, Any]) -> ResultForm:
    form.offer(laboratories_for(session, only_supplier=scope(actor())))
    form.offer_methods(methods_of_product(session, frame["product"].id).get(frame["attribute"].id, ()))
    return form
