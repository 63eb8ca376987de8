"""Signed reviews of the audit trail: those that were made, and the next one."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import Invalid, NotFound
from comparability.model.vocabulary import Meaning
from comparability.storage import trail_reviews as stored
from comparability.storage.sessions import last_entry
from comparability.storage.trail_reviews import TrailRange, TrailReview
from comparability.usecases import trail_reviews as usecase
from comparability.usecases.identity import confirm_identity
from comparability.web.forms.trail_reviews import RangeForm, TrailReviewForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("trail_reviews", __name__, url_prefix="/audit/reviews")


@bp.get("/")
def index() -> Response:
    with reading() as session:
        return page(
            "audit/reviews.html",
            lines=stored.reviews(session),
            until=stored.reviewed_until(session),
            head=last_entry(session),
        )


@bp.route("/new", methods=["GET", "POST"])
def new() -> Response | AnyResponse:
    """The range stands in the address: from the first entry that nobody reviewed to the last, if not said."""
    asked = RangeForm()
    with reading() as session:
        wanted = _range(session, asked)
        own = stored.done_by(session, actor().user_name, wanted.first, wanted.last)
    form = TrailReviewForm()
    form.offer((Meaning.REVIEWED,), content_hash=wanted.content_hash)
    if submit(form, lambda session: _review(session, wanted, form)) is not None:
        flash(f"The review of entries {wanted.first} to {wanted.last} is signed.")
        return redirect(url_for("trail_reviews.index"))
    if form.answer_status == 409:
        form.content_hash.data = wanted.content_hash
    return page(
        "audit/review.html",
        form=form,
        asked=asked,
        wanted=wanted,
        refusal=usecase.own_entries(own) if own else None,
    )


def _range(session: Session, asked: RangeForm) -> TrailRange:
    head = last_entry(session)
    if head is None:
        raise NotFound("The trail is empty.")
    if asked.answer_status != 200:
        raise Invalid("The range cannot be read. Go back and correct it.")
    first = asked.first.data or min(stored.reviewed_until(session) + 1, head.seq)
    # While signing, the range is the one that was shown, although the trail has grown since.
    last = asked.last.data or (head.seq if request.method == "GET" else None)
    if last is None:
        raise Invalid("The form does not say which entries were reviewed. Open the page again.")
    return usecase.range_to_review(session, first, last, actor=actor())


def _review(session: Session, wanted: TrailRange, form: TrailReviewForm) -> TrailReview:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    return usecase.review_trail(
        session,
        wanted.first,
        wanted.last,
        shown_hash=form.content_hash.data,
        comment=form.comment.data,
        actor=actor(),
        now=now(),
    )
