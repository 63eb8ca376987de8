"""Pages of lots and their retains."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.genealogy import tree
from comparability.model.retains import last_usable_on, usability
from comparability.storage import lots as stored
from comparability.storage import rows
from comparability.storage.attributes import attributes_of
from comparability.storage.lots import Lot, Retain
from comparability.storage.overviews import product_lines
from comparability.storage.products import Product
from comparability.storage.reportables import reportable_results
from comparability.storage.suppliers import Site, Supplier, scope, sites_by_supplier, suppliers
from comparability.usecases import lots as usecase
from comparability.web.forms.lots import (
    EditLotForm,
    EditRetainForm,
    LotFilterForm,
    LotForm,
    RetainForm,
)
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("lots", __name__)

# What the next lot of the same campaign usually shares with the one before.
_SHARED = (
    "stage", "supplier_id", "site_id", "process_version", "batch_scale", "status", "use", "split_source",
)  # fmt: skip


@bp.route("/lots")
def index() -> Response:
    form = LotFilterForm()
    own = scope(actor())
    with reading() as session:
        made_by = [supplier for supplier in suppliers(session) if own in (None, supplier.id)]
        made_of = [line.product for line in product_lines(session, only_supplier=own)]
        form.offer(products=made_of, suppliers=made_by)
        number = form.page.data or 1
        lines = stored.lots_found(session, form.wanted(), only_supplier=own, page=number)
    return page(
        "lots/index.html",
        form=form,
        lines=lines,
        number=number,
        has_more=len(lines) == stored.PAGE,
        chosen={name: value for name, value in request.args.items() if name != "page" and value},
    )


@bp.route("/lots/<int:lot_id>")
def show(lot_id: int) -> Response:
    own = scope(actor())
    with reading() as session:
        lot = stored.visible_lot(session, lot_id, only_supplier=own)
        family = stored.lineage(session, lot.product_id, only_supplier=own)
        retains = stored.retains_of(session, lot.id)
        today = now().date()
        last_day = last_usable_on(retain.expires_on for retain in retains)
        attributes = [
            attribute for attribute in attributes_of(session, lot.product_id) if attribute.stage is lot.stage
        ]
        return page(
            "lots/show.html",
            lot=lot,
            product=rows.get(session, Product, lot.product_id),
            supplier=rows.get(session, Supplier, lot.supplier_id),
            site=None if lot.site_id is None else rows.get(session, Site, lot.site_id),
            family=family,
            above=tree(lot.id, family.parents),
            below=tree(lot.id, family.children),
            materials=stored.materials_of(session, lot.id),
            retains=[(retain, usability(retain.expires_on, today=today)) for retain in retains],
            last_day=last_day,
            last_usability=usability(last_day, today=today),
            today=today,
            attributes={attribute.id: attribute for attribute in attributes},
            results=reportable_results(session, [lot.id]),
        )


@bp.route("/products/<int:product_id>/lots/new", methods=["GET", "POST"])
def new_lot(product_id: int) -> Response | AnyResponse:
    with reading() as session:
        product = rows.get(session, Product, product_id)
        form = LotForm(**_shared(session, product))
        _offer(form, session, product)
    made = submit(
        form,
        lambda session: usecase.create_lot(
            session,
            product_id,
            form.entry(),
            parent_ids=form.parent_ids.data,
            material_ids=form.material_ids.data,
            actor=actor(),
        ),
    )
    if made is None:
        return page("lots/form.html", form=form, product=product, lot=None)
    return redirect(url_for("lots.show", lot_id=made.id))


@bp.route("/lots/<int:lot_id>/edit", methods=["GET", "POST"])
def edit_lot(lot_id: int) -> Response | AnyResponse:
    with reading() as session:
        lot = rows.get(session, Lot, lot_id)
        product = rows.get(session, Product, lot.product_id)
        form = EditLotForm(
            obj=lot,
            parent_ids=tuple(link.parent_id for link in stored.parent_links(session, lot.id)),
            material_ids=tuple(link.material_lot_id for link in stored.material_links(session, lot.id)),
        )
        _offer(form, session, product, lot)
    saved = submit(
        form,
        lambda session: usecase.edit_lot(
            session,
            lot_id,
            form.entry(),
            parent_ids=form.parent_ids.data,
            material_ids=form.material_ids.data,
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("lots/form.html", form=form, product=product, lot=lot)
    return redirect(url_for("lots.show", lot_id=lot_id))


@bp.route("/lots/<int:lot_id>/retains/new", methods=["GET", "POST"])
def new_retain(lot_id: int) -> Response | AnyResponse:
    with reading() as session:
        lot = rows.get(session, Lot, lot_id)
        product = rows.get(session, Product, lot.product_id)
    form = RetainForm()
    made = submit(form, lambda session: usecase.create_retain(session, lot_id, form.entry(), actor=actor()))
    if made is None:
        return page("lots/retain_form.html", form=form, product=product, lot=lot, retain=None)
    return redirect(url_for("lots.show", lot_id=lot_id, _anchor="retains"))


@bp.route("/retains/<int:retain_id>/edit", methods=["GET", "POST"])
def edit_retain(retain_id: int) -> Response | AnyResponse:
    with reading() as session:
        retain = rows.get(session, Retain, retain_id)
        lot = rows.get(session, Lot, retain.lot_id)
        product = rows.get(session, Product, lot.product_id)
    form = EditRetainForm(obj=retain)
    saved = submit(
        form,
        lambda session: usecase.edit_retain(
            session,
            retain_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("lots/retain_form.html", form=form, product=product, lot=lot, retain=retain)
    return redirect(url_for("lots.show", lot_id=lot.id, _anchor="retains"))


def _offer(form: LotForm, session: Session, product: Product, lot: Lot | None = None) -> None:
    form.offer(
        suppliers=suppliers(session),
        sites=sites_by_supplier(session),
        lots=stored.lots_of_product(session, product.id),
        materials=stored.material_lines(session),
        lot_id=None if lot is None else lot.id,
    )


def _shared(session: Session, product: Product) -> dict[str, Any]:
    """What a new lot starts with: the shared fields of the lot that the address names with `like`."""
    like = request.args.get("like", type=int)
    if like is None:
        return {}
    lot = rows.get(session, Lot, like)
    shared = {name: getattr(lot, name) for name in _SHARED if lot.product_id == product.id}
    materials = tuple(link.material_lot_id for link in stored.material_links(session, lot.id))
    return shared | ({"material_ids": materials} if shared else {})
