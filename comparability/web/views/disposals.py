"""Disposal of a superseded package: the proposal, its approval, and the tombstone that stays."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.vocabulary import Meaning
from comparability.storage import disposals as stored
from comparability.storage import rows
from comparability.storage.disposals import Disposal
from comparability.storage.package_files import STORE
from comparability.storage.packages import Package
from comparability.storage.people import Person
from comparability.storage.products import Product
from comparability.storage.signatures import signatures_of
from comparability.storage.switches import Switch
from comparability.usecases import disposals as usecase
from comparability.usecases.identity import confirm_identity
from comparability.web.forms.disposals import ApproveDisposalForm, ProposeDisposalForm
from comparability.web.installation import installation
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("disposals", __name__)


@bp.get("/disposals/<int:disposal_id>")
def show(disposal_id: int) -> Response:
    with reading() as session:
        return page("disposals/show.html", **_whole(session, disposal_id))


@bp.route("/packages/<int:package_id>/disposal", methods=["GET", "POST"])
def propose(package_id: int) -> Response | AnyResponse:
    form = ProposeDisposalForm()
    with reading() as session:
        package = rows.get(session, Package, package_id)
        named = _named(session, package)
        end = stored.retention_end(session, package)
        hindrance = usecase.hindrance(session, package, now().date())
    form.offer((Meaning.AUTHORED,), content_hash=package.content_hash)
    made = submit(form, lambda session: _propose(session, package_id, form))
    if made is None:
        return page("disposals/propose.html", form=form, end=end, hindrance=hindrance, **named)
    flash("The disposal is proposed. Nothing goes before another person approves it.")
    return redirect(url_for("disposals.show", disposal_id=made.id))


@bp.route("/disposals/<int:disposal_id>/approve", methods=["GET", "POST"])
def approve(disposal_id: int) -> Response | AnyResponse:
    form = ApproveDisposalForm()
    with reading() as session:
        whole = _whole(session, disposal_id)
    form.offer((Meaning.APPROVED,), content_hash=whole["content_hash"])
    if submit(form, lambda session: _approve(session, disposal_id, form)) is None:
        return page("disposals/approve.html", form=form, **whole)
    with reading() as session:
        usecase.remove_disposed_files(session, store=_store())
    flash("The content and the files are disposed of. This tombstone stays.")
    return redirect(url_for("disposals.show", disposal_id=disposal_id))


def _propose(session: Session, package_id: int, form: ProposeDisposalForm) -> Disposal:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    return usecase.propose_disposal(
        session,
        package_id,
        shown_hash=form.content_hash.data,
        reason=form.comment.data,
        actor=actor(),
        now=now(),
    )


def _approve(session: Session, disposal_id: int, form: ApproveDisposalForm) -> Package:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    return usecase.approve_disposal(
        session,
        disposal_id,
        shown_hash=form.content_hash.data,
        comment=form.comment.data,
        actor=actor(),
        now=now(),
    )


def _store() -> Path:
    return installation().settings.data_dir / STORE


def _named(session: Session, package: Package) -> dict[str, Any]:
    switch = rows.get(session, Switch, package.switch_id)
    return {
        "package": package,
        "switch": switch,
        "product": rows.get(session, Product, switch.product_id),
    }


def _whole(session: Session, disposal_id: int) -> dict[str, Any]:
    disposal = rows.get(session, Disposal, disposal_id)
    package = rows.get(session, Package, disposal.package_id)
    content_hash = stored.disposal_hash(session, disposal.id) or ""
    return {
        **_named(session, package),
        "disposal": disposal,
        "content_hash": content_hash,
        "proposed_by": rows.get(session, Person, disposal.proposed_by_id).full_name,
        "is_own": disposal.proposed_by_id == actor().id,
        "signatures": signatures_of(session, stored.ENTITY, disposal.id, content_hash),
        "package_signatures": signatures_of(session, "package", package.id, package.content_hash),
        "hindrance": usecase.hindrance(session, package, now().date()),
    }
