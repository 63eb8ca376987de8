"""Pages of imports: choose a file, say what its columns mean, look at what would be written, import it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.files.problem_column import media_type, name_with_problems, with_problems
from comparability.files.reader_process import open_apart, read_apart
from comparability.files.tables import Table
from comparability.files.uploads import Upload, UploadStore, upload_store
from comparability.model.errors import ComparabilityError, Invalid, NotFound, Refused
from comparability.model.mapping import parse_mapping
from comparability.model.mapping_text import as_toml
from comparability.model.people import Permission
from comparability.model.texts import spelled_out
from comparability.storage import rows
from comparability.storage.attributes import attributes_of, methods_of_product
from comparability.storage.imports import import_lines
from comparability.storage.products import Product
from comparability.storage.result_grid import laboratories_for, visible_lots
from comparability.storage.results import ImportBatch
from comparability.storage.suppliers import scope, suppliers
from comparability.usecases.import_planning import ImportPlan, plan_import
from comparability.usecases.imports import commit_import
from comparability.web.forms.base import BaseForm
from comparability.web.forms.imports import MappingTextForm, UploadForm, mapping_form
from comparability.web.installation import installation
from comparability.web.request import actor, now, page, reading, sent_before, stop_reading, submit

T = TypeVar("T")

bp = Blueprint("imports", __name__)


@bp.route("/products/<int:product_id>/imports")
def index(product_id: int) -> Response:
    own = actor().number if scope(actor()) is not None else None
    with reading() as session:
        product = _product(session, product_id)
        return page(
            "imports/index.html",
            product=product,
            lines=import_lines(session, product_id, only_person=own),
        )


@bp.route("/products/<int:product_id>/imports/new", methods=["GET", "POST"])
def new_import(product_id: int) -> Response | AnyResponse:
    with reading() as session:
        product = _product(session, product_id)
    form = UploadForm()
    if request.method == "POST" and form.validate() and (sent := form.upload()) is not None:
        name, data = sent
        # The file is opened once now, so that one that cannot be read is refused where it was chosen.
        delimiter = form.delimiter.data
        if _tried(form, lambda: open_apart(data, name, delimiter=delimiter), field="file") is not None:
            upload = _store().keep(
                data,
                name=name,
                owner_id=actor().number,
                product_id=product_id,
                now=now(),
                delimiter=delimiter,
            )
            return redirect(url_for("imports.mapping", token=upload.token))
    return page("imports/new.html", form=form, product=product)


@bp.route("/imports/<token>/columns", methods=["GET", "POST"])
def mapping(token: str) -> Response | AnyResponse:
    upload = _store().find(token, owner_id=actor().number)
    data = _store().data(upload)
    opened = open_apart(
        data, upload.name, sheet=request.args.get("sheet") or None, delimiter=upload.delimiter
    )
    with reading() as session:
        product = _product(session, upload.product_id)
        if opened.table is None:
            return page("imports/sheet.html", product=product, upload=upload, sheets=opened.sheets)
        table, sheet = opened.table, opened.table.sheet
        own = scope(actor())
        form = mapping_form(
            table,
            attributes_of(session, product.id),
            methods_of_product(session, product.id),
            [each for each in suppliers(session) if own in (None, each.id)],
            laboratories_for(session, only_supplier=own),
            may_add_lots=actor().may(Permission.EDIT_LOTS),
            said=None if upload.mapping is None else parse_mapping(upload.mapping),
        )
    if request.method == "POST" and form.validate():
        said = _tried(form, form.mapping)
        if said is not None:
            _store().describe(upload, sheet=sheet, mapping=as_toml(said))
            return redirect(url_for("imports.preview", token=token))
    return page(
        "imports/columns.html",
        form=form,
        product=product,
        upload=upload,
        table=table,
        sheet=sheet,
        spelled_out=spelled_out,
    )


@bp.route("/imports/<token>/mapping", methods=["GET", "POST"])
def mapping_text(token: str) -> Response | AnyResponse:
    """The mapping as text, to be pasted, kept or changed."""
    upload = _store().find(token, owner_id=actor().number)
    sheet = request.args.get("sheet") or upload.sheet
    form = MappingTextForm(data={"toml": upload.mapping})
    with reading() as session:
        product = _product(session, upload.product_id)
    if request.method == "POST" and form.validate():
        said = _tried(form, form.mapping)
        if said is not None:
            _store().describe(upload, sheet=sheet, mapping=form.toml.data)
            return redirect(url_for("imports.preview", token=token))
    return page("imports/mapping.html", form=form, product=product, upload=upload)


@bp.route("/imports/<token>/preview", methods=["GET", "POST"])
def preview(token: str) -> Response | AnyResponse:
    again = sent_before()
    if again is not None:
        return _done(again)
    upload = _store().find(token, owner_id=actor().number)
    if upload.mapping is None:
        return redirect(url_for("imports.mapping", token=token))
    form = BaseForm()
    data = _store().data(upload)
    table = _tried(form, lambda: _read(upload, data))
    if table is not None:
        batch = submit(form, lambda session: _commit(session, upload, data, table))
        if batch is not None:
            _store().forget(upload)
            return _done(batch)
    with reading() as session:
        product = _product(session, upload.product_id)
        plan = _tried(form, lambda: _plan(session, upload, table)) if table is not None else None
    return page("imports/preview.html", form=form, product=product, upload=upload, plan=plan)


@bp.route("/imports/<token>/problems")
def problems(token: str) -> Response | AnyResponse:
    """The table as it was sent, with a last column that says what is wrong in each row."""
    upload = _store().find(token, owner_id=actor().number)
    if upload.mapping is None:
        return redirect(url_for("imports.mapping", token=token))
    table = _read(upload, _store().data(upload))
    with reading() as session:
        plan = _plan(session, upload, table)
    response = Response(with_problems(table, plan.problems_by_row()), mimetype=media_type(table))
    name = name_with_problems(upload.name)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _commit(session: Session, upload: Upload, data: bytes, table: Table) -> ImportBatch:
    """Import, and keep the file: where it cannot be kept, nothing is imported."""
    said = parse_mapping(upload.mapping or "")
    batch = commit_import(session, upload.product_id, data, table, said, actor=actor(), now=now())
    _store().keep_for_good(data)
    return batch


def _plan(session: Session, upload: Upload, table: Table) -> ImportPlan:
    said = parse_mapping(upload.mapping or "")
    return plan_import(session, upload.product_id, table, said, actor=actor(), now=now())


def _read(upload: Upload, data: bytes) -> Table:
    return read_apart(data, upload.name, sheet=upload.sheet, delimiter=upload.delimiter)


def _store() -> UploadStore:
    return upload_store(installation().settings.data_dir)


def _product(session: Session, product_id: int) -> Product:
    """Raises NotFound, for a supplier user also where it has no lots of the product."""
    product = rows.get(session, Product, product_id)
    own = scope(actor())
    if own is not None and not visible_lots(session, product_id, only_supplier=own):
        raise NotFound("There is no such product.")
    return product


def _tried(form: BaseForm, step: Callable[[], T], *, field: str | None = None) -> T | None:
    """What a step gives, or None with what is wrong put into the form, beside `field` where it names none.

    A step may read a file for seconds; no transaction stays open meanwhile.
    """
    stop_reading()
    try:
        return step()
    except Refused as error:
        form.refuse(error)
    except Invalid as error:
        named = error.field if error.field in form else field
        form.refuse(ComparabilityError(str(error)) if named is None else Invalid(str(error), field=named))
    return None


def _done(batch: ImportBatch) -> AnyResponse:
    flash(_imported(batch))
    return redirect(url_for("import_records.show", batch_id=batch.id))


def _imported(batch: ImportBatch) -> str:
    lots = "1 lot" if batch.lots_created == 1 else f"{batch.lots_created} lots"
    results = "1 result" if batch.results_created == 1 else f"{batch.results_created} results"
    words: dict[str, Any] = {"lots": lots, "results": results, "file": batch.file_name}
    return "Imported from {file}: {lots}, {results}. Another person verifies them.".format(**words)
