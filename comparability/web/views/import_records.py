"""Pages of what was imported: one import with its file, its lots and results, and taking it back."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.files.uploads import upload_store
from comparability.model.mapping import mapping_of
from comparability.model.mapping_text import as_toml
from comparability.storage import rows
from comparability.storage.imports import import_line, imported_results, lots_of_import
from comparability.storage.products import Product
from comparability.usecases.import_undo import (
    UndoHindered,
    may_undo,
    undo_import,
    visible_import,
    why_it_stays,
)
from comparability.web.forms.imports import UndoForm
from comparability.web.installation import installation
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("import_records", __name__)


@bp.route("/imports/<int:batch_id>")
def show(batch_id: int) -> Response:
    with reading() as session:
        frame = _import(session, batch_id)
    return page("import_records/show.html", **frame)


@bp.route("/imports/<int:batch_id>/file")
def download(batch_id: int) -> Response:
    """The bytes that were imported, as they were sent."""
    with reading() as session:
        batch = visible_import(session, batch_id, actor())
    store = upload_store(installation().settings.data_dir)
    response = Response(store.imported(batch.file_sha256), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=batch.file_name)
    return response


@bp.route("/imports/<int:batch_id>/undo", methods=["GET", "POST"])
def undo(batch_id: int) -> Response | AnyResponse:
    """What would become invalid and void, or what stands in the way; then the reason."""
    form = UndoForm()
    done = submit(
        form,
        lambda session: undo_import(session, batch_id, reason=form.reason.data, actor=actor(), now=now()),
    )
    if done is not None:
        flash(f"Import {batch_id} was taken back. A corrected file can be imported now.")
        return redirect(url_for("import_records.show", batch_id=batch_id))
    with reading() as session:
        frame = _import(session, batch_id)
        refusal = why_it_stays(session, frame["line"].batch)
    hindered = refusal if isinstance(refusal, UndoHindered) else None
    return page("import_records/undo.html", form=form, refusal=refusal, hindered=hindered, **frame)


def _import(session: Session, batch_id: int) -> dict[str, Any]:
    """An import with everything it wrote. Raises NotFound for one that the person may not see."""
    batch = visible_import(session, batch_id, actor())
    return {
        "line": import_line(session, batch.id),
        "product": rows.get(session, Product, batch.product_id),
        "lots": lots_of_import(session, batch.id),
        "results": imported_results(session, batch.id),
        "mapping": as_toml(mapping_of(batch.mapping)),
        "may_undo": may_undo(batch, actor()),
    }
