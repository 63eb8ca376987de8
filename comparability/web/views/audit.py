"""The audit trail: who did what, when and why; filtered, page by page, and taken away as a copy."""

from collections.abc import Iterator

from flask import Blueprint, Response, request, stream_with_context

from comparability.files.trail_export import MEDIA_TYPES, written
from comparability.model.errors import Invalid
from comparability.storage import audit as stored
from comparability.storage.audit import EXPORTED, PAGE, Filter
from comparability.storage.products import has_simulated
from comparability.storage.trail_reviews import reviewed_until
from comparability.usecases.audit import in_words, record_export, record_print
from comparability.web.forms.audit import AuditFilterForm
from comparability.web.request import actor, database, now, page, reading

PRINTED = 2000  # entries on a page to print; more is a file, not paper

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
        until = reviewed_until(session)
    return page(
        "audit/index.html",
        form=form,
        reviewed_until=until,
        entries=entries[:PAGE],
        has_more=len(entries) > PAGE,
        record_pages=RECORD_PAGES,
        has_simulated=simulated,
    )


@bp.post("/export")
def export() -> Response:
    """The entries of the filter in the address, oldest first, streamed. That it was done is an entry."""
    wanted = _readable(AuditFilterForm())
    kind = request.form.get("kind", "json")
    if kind not in MEDIA_TYPES:
        raise Invalid(f"The trail is exported as {', '.join(MEDIA_TYPES)}.")
    with database().write(actor=actor(), now=now()) as session:
        record_export(session, wanted, kind=kind, actor=actor())
    return Response(
        stream_with_context(_written(wanted, kind)),
        mimetype=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="audit-{now():%Y%m%dT%H%M%SZ}.{kind}"'},
    )


@bp.post("/print")
def print_() -> Response:
    """A page to print. By POST, because who takes which part of the trail away is put on record."""
    form = AuditFilterForm()
    wanted = _readable(form)
    with database().write(actor=actor(), now=now()) as session:
        record_print(session, wanted, actor=actor())
    with reading() as session:
        entries = stored.audit_entries(session, wanted=wanted, limit=PRINTED + 1, newest_first=False)
        simulated = has_simulated(session)
    return page(
        "audit/print.html",
        form=form,
        entries=entries[:PRINTED],
        is_cut=len(entries) > PRINTED,
        asked=in_words(wanted),
        at=now(),
        record_pages=RECORD_PAGES,
        has_simulated=simulated,
    )


def _readable(form: AuditFilterForm) -> Filter:
    if form.answer_status != 200:
        raise Invalid("The filter cannot be read. Go back and correct it.")
    return form.wanted()


def _written(wanted: Filter, kind: str) -> Iterator[str]:
    with reading() as session:
        yield from written(stored.exported(session, wanted=wanted), kind, heading=EXPORTED)
