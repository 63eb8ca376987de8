"""The access report: who may get in, who did or tried, who accepted the signature; and its review."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, request, stream_with_context, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.files.trail_export import MEDIA_TYPES, written
from comparability.model.errors import Invalid
from comparability.model.vocabulary import Meaning
from comparability.storage import access_reviews as stored
from comparability.storage.access_reviews import ACCESS, SIGNERS, TRIES, AccessReview
from comparability.usecases import access_reviews as usecase
from comparability.usecases.identity import confirm_identity
from comparability.web.forms.access_reviews import AccessReviewForm
from comparability.web.request import actor, database, now, page, reading, submit

bp = Blueprint("access_reviews", __name__, url_prefix="/access")

TRIES_SHOWN = 50


@bp.get("/")
def show() -> Response:
    with reading() as session:
        report = usecase.read_report(session, until=None, actor=actor())
        return page(
            "people/access.html",
            report=report,
            tries=list(stored.tries(session, until=report.until, limit=TRIES_SHOWN)),
            signers=list(stored.signers(session)),
            reviews=stored.access_reviews(session),
        )


@bp.post("/export")
def export() -> Response:
    """One of the lists. By POST, because who takes it away is put on record."""
    what, kind = request.form.get("what", ""), request.form.get("kind", "")
    if kind not in MEDIA_TYPES:
        raise Invalid(f"The lists are exported as {', '.join(MEDIA_TYPES)}.")
    with database().write(actor=actor(), now=now()) as session:
        usecase.record_access_export(session, what=what, kind=kind, actor=actor())
    return Response(
        stream_with_context(_written(what, kind)),
        mimetype=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{what}-{now():%Y%m%dT%H%M%SZ}.{kind}"'},
    )


@bp.route("/review", methods=["GET", "POST"])
def review() -> Response | AnyResponse:
    """The report stands in the address by the last entry it counts, and is made again when it is signed."""
    form = AccessReviewForm()
    with reading() as session:
        until = request.args.get("until", type=int)
        report = usecase.read_report(session, until=until, actor=actor())
    form.offer((Meaning.REVIEWED,), content_hash=report.content_hash)
    if submit(form, lambda session: _review(session, report.until, form)) is not None:
        flash("The review of the access report is signed.")
        return redirect(url_for("access_reviews.show"))
    if form.answer_status == 409:
        form.content_hash.data = report.content_hash
    return page("people/access_review.html", form=form, report=report)


def _review(session: Session, until: int, form: AccessReviewForm) -> AccessReview:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    return usecase.review_access(
        session,
        until=until,
        shown_hash=form.content_hash.data,
        comment=form.comment.data,
        actor=actor(),
        now=now(),
    )


def _written(what: str, kind: str) -> Iterator[str]:
    with reading() as session:
        report = usecase.read_report(session, until=None, actor=actor())
        if what == "access":
            yield from written(report.rows, kind, heading=ACCESS)
        elif what == "tries":
            yield from written(stored.tries(session, until=report.until), kind, heading=TRIES)
        else:
            yield from written(stored.signers(session), kind, heading=SIGNERS)
