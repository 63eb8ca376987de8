"""The audit trail: who did what, when and why; filtered, page by page, and taken away as a copy."""

import csv
import io
import json
from collections.abc import Iterator

from flask import Blueprint, Response, request, stream_with_context

from comparability.files.csv_export import guarded
from comparability.model.errors import Invalid
from comparability.storage import audit as stored
from comparability.storage.audit import COLUMNS, PAGE, Filter
from comparability.storage.products import has_simulated
from comparability.usecases.audit import record_export
from comparability.web.forms.audit import AuditFilterForm
from comparability.web.request import actor, database, now, page, reading

bp = Blueprint("audit", __name__, url_prefix="/audit")

# The page of the record that an entry is about, where there is one.
RECORD_PAGES = {
    "lot": ("lots.show", "lot_id"),
    "product": ("products.show", "product_id"),
    "supplier": ("suppliers.show", "supplier_id"),
    "attribute": ("attributes.show", "attribute_id"),
    "result": ("results.history", "result_id"),
    "switch": ("switches.show", "switch_id"),
    "protocol": ("protocols.show", "protocol_id"),
    "assessment": ("assessments.show", "assessment_id"),
    "package": ("packages.show", "package_id"),
    "person": ("people.show", "person_id"),
    "import_batch": ("import_records.show", "batch_id"),
    "import": ("import_records.show", "batch_id"),
    "import-undo": ("import_records.show", "batch_id"),
}


@bp.get("/")
def index() -> Response:
    form = AuditFilterForm()
    with reading() as session:
        entries = (
            stored.audit_entries(session, wanted=form.wanted(), before_seq=form.before.data, limit=PAGE + 1)
            if form.answer_status == 200
            else ()
        )
        simulated = has_simulated(session)
    return page(
        "audit/index.html",
        form=form,
        entries=entries[:PAGE],
        has_more=len(entries) > PAGE,
        record_pages=RECORD_PAGES,
        has_simulated=simulated,
    )


@bp.post("/export")
def export() -> Response:
    """The entries of the filter in the address, as CSV or JSON lines, oldest first, streamed."""
    form = AuditFilterForm()
    if form.answer_status != 200:
        raise Invalid("The filter cannot be read. Go back and correct it.")
    kind = "csv" if request.form.get("kind") == "csv" else "jsonl"
    wanted = form.wanted()
    with database().write(actor=actor(), now=now()) as session:
        record_export(session, wanted, kind=kind, actor=actor())
    lines = _csv_lines(wanted) if kind == "csv" else _json_lines(wanted)
    return Response(
        stream_with_context(lines),
        mimetype="text/csv" if kind == "csv" else "application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="audit-{now():%Y%m%dT%H%M%SZ}.{kind}"'},
    )


def _json_lines(wanted: Filter) -> Iterator[str]:
    with reading() as session:
        for entry in stored.exported(session, wanted=wanted):
            yield json.dumps(entry, ensure_ascii=False) + "\n"


def _csv_lines(wanted: Filter) -> Iterator[str]:
    """The same for a spreadsheet: with byte-order mark, and with formula text neutralised."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield "\ufeff" + _taken(buffer)
    with reading() as session:
        for entry in stored.exported(session, wanted=wanted):
            writer.writerow(["" if value is None else guarded(str(value)) for value in entry.values()])
            yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
