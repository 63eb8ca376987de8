"""Pages of published figures: those of a switch, recording, correcting, verifying and withdrawing them."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import Refused
from comparability.storage import rows
from comparability.storage.attributes import attributes_of
from comparability.storage.products import Product
from comparability.storage.published_summaries import (
    PublishedSummary,
    SummaryLine,
    summaries_of,
    summary_line,
)
from comparability.storage.summary_trail import authors_of_summary, withdrawn_summaries
from comparability.storage.switches import Switch, arms_of, lots_in_arms
from comparability.usecases import published_summaries as usecase
from comparability.web.forms.published_summaries import (
    EditFiguresForm,
    SummaryForm,
    VerifyForm,
    WithdrawForm,
)
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("published_summaries", __name__)

SHARED = ("arm_id", "kind", "lots", "lots_pre", "level", "adjusted_for", "source_document", "source_page")


@bp.route("/switches/<int:switch_id>/published-figures")
def index(switch_id: int) -> Response:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        lines = summaries_of(session, switch.id)
        return page(
            "published_summaries/index.html",
            **_frame(session, switch),
            lines=lines,
            own={line.row.id for line in lines if _is_mine(session, line.row)},
            with_lots=_arms_with_lots(session, switch.id),
            withdrawn=withdrawn_summaries(session, switch.id),
        )


@bp.route("/switches/<int:switch_id>/published-figures/new", methods=["GET", "POST"])
def new_summary(switch_id: int) -> Response | AnyResponse:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        frame = _frame(session, switch)
        arms = [(arm.id, f"{arm.name} ({arm.role})") for arm in arms_of(session, switch.id)]
        attributes = [
            (each.id, f"{each.name}, {each.stage}{f', {each.unit}' if each.unit else ''}")
            for each in attributes_of(session, switch.product_id)
        ]
        like = _like(session, switch)
    form = SummaryForm(data=like)
    form.offer(arms, attributes)
    made = submit(
        form,
        lambda session: usecase.record_summary(
            session,
            switch_id,
            form.entry(),
            arm_id=form.arm_id.data,
            attribute_id=form.attribute_id.data,
            actor=actor(),
            now=now(),
        ),
    )
    if made is None:
        return page("published_summaries/form.html", form=form, line=None, **frame)
    flash("Recorded. Another person compares it with the source before it counts.")
    return redirect(url_for("published_summaries.index", switch_id=switch_id))


@bp.route("/published-figures/<int:summary_id>/edit", methods=["GET", "POST"])
def edit_summary(summary_id: int) -> Response | AnyResponse:
    line, frame = _one(summary_id)
    form = EditFiguresForm(obj=line.row)
    saved = submit(
        form,
        lambda session: usecase.correct_summary(
            session,
            summary_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("published_summaries/form.html", form=form, line=line, **frame)
    return redirect(url_for("published_summaries.index", switch_id=saved.switch_id))


@bp.route("/published-figures/<int:summary_id>/verify", methods=["GET", "POST"])
def verify(summary_id: int) -> Response | AnyResponse:
    line, frame = _one(summary_id)
    form = VerifyForm(data={"version": line.row.version})
    verified = submit(
        form,
        lambda session: usecase.verify_summary(
            session,
            summary_id,
            version=form.version.data or 0,
            comment=form.comment.data,
            actor=actor(),
            now=now(),
        ),
    )
    if verified is None:
        return page("published_summaries/verify.html", form=form, line=line, **frame)
    flash("Verified. The figures count from the next assessment on.")
    return redirect(url_for("published_summaries.index", switch_id=verified.switch_id))


@bp.route("/published-figures/<int:summary_id>/withdraw", methods=["GET", "POST"])
def withdraw(summary_id: int) -> Response | AnyResponse:
    line, frame = _one(summary_id)
    form = WithdrawForm(data={"version": line.row.version})
    switch = submit(
        form,
        lambda session: usecase.withdraw_summary(
            session, summary_id, version=form.version.data or 0, reason=form.reason.data, actor=actor()
        ),
    )
    if switch is None:
        return page("published_summaries/withdraw.html", form=form, line=line, **frame)
    return redirect(url_for("published_summaries.index", switch_id=switch.id))


def _one(summary_id: int) -> tuple[SummaryLine, dict[str, Any]]:
    with reading() as session:
        line = summary_line(session, rows.get(session, PublishedSummary, summary_id))
        return line, _frame(session, rows.get(session, Switch, line.row.switch_id))


def _frame(session: Session, switch: Switch) -> dict[str, Any]:
    return {"switch": switch, "product": rows.get(session, Product, switch.product_id)}


def _is_mine(session: Session, row: PublishedSummary) -> bool:
    """Whether this person wrote any of it, and so does not verify it."""
    return row.entered_by_id == actor().id or actor().user_name in authors_of_summary(session, row.id)


def _arms_with_lots(session: Session, switch_id: int) -> set[int]:
    try:
        return {each.arm_id for each in lots_in_arms(session, switch_id)}
    except Refused:
        return set()


def _like(session: Session, switch: Switch) -> dict[str, Any]:
    """What further figures of the same source share with those already recorded."""
    number = request.args.get("like", type=int)
    row = None if number is None else session.get(PublishedSummary, number)
    if row is None or row.switch_id != switch.id:
        return {}
    return {name: getattr(row, name) for name in SHARED}
