"""Pages of suppliers and their sites."""

from functools import partial

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.switchability import MONTHS
from comparability.storage import rows
from comparability.storage import suppliers as stored
from comparability.storage.lots import LotFilter, lots_found, material_lines
from comparability.storage.overviews import dependences, supplier_lines
from comparability.storage.products import has_simulated
from comparability.storage.readiness import readable_state
from comparability.storage.suppliers import Site, Supplier
from comparability.storage.switchability import product_maps
from comparability.usecases import suppliers as usecase
from comparability.web.forms.suppliers import EditSiteForm, EditSupplierForm, SiteForm, SupplierForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("suppliers", __name__)


@bp.route("/suppliers")
def index() -> Response:
    with reading() as session:
        return page(
            "suppliers/index.html", lines=supplier_lines(session), has_simulated=has_simulated(session)
        )


@bp.route("/suppliers/<int:supplier_id>")
def show(supplier_id: int) -> Response:
    with reading() as session:
        supplier = rows.get(session, Supplier, supplier_id)
        maps = product_maps(
            session, partial(readable_state, session), today=now().date(), supplier_id=supplier.id
        )
        return page(
            "suppliers/show.html",
            supplier=supplier,
            sites=stored.sites_of(session, supplier.id),
            laboratories=stored.laboratories_of(session, supplier.id),
            lots=lots_found(session, LotFilter(supplier_id=supplier.id), only_supplier=None),
            materials=material_lines(session, supplier_id=supplier.id),
            maps=maps,
            months=MONTHS,
            dependences=dependences(session, supplier.id),
            has_simulated=has_simulated(session),
        )


@bp.route("/suppliers/new", methods=["GET", "POST"])
def new_supplier() -> Response | AnyResponse:
    form = SupplierForm()
    made = submit(form, lambda session: usecase.create_supplier(session, form.entry(), actor=actor()))
    if made is None:
        return page("suppliers/form.html", form=form, supplier=None)
    return redirect(url_for("suppliers.show", supplier_id=made.id))


@bp.route("/suppliers/<int:supplier_id>/edit", methods=["GET", "POST"])
def edit_supplier(supplier_id: int) -> Response | AnyResponse:
    with reading() as session:
        supplier = rows.get(session, Supplier, supplier_id)
    form = EditSupplierForm(obj=supplier)
    saved = submit(
        form,
        lambda session: usecase.edit_supplier(
            session,
            supplier_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("suppliers/form.html", form=form, supplier=supplier)
    return redirect(url_for("suppliers.show", supplier_id=supplier_id))


@bp.route("/suppliers/<int:supplier_id>/sites/new", methods=["GET", "POST"])
def new_site(supplier_id: int) -> Response | AnyResponse:
    with reading() as session:
        supplier = rows.get(session, Supplier, supplier_id)
    form = SiteForm()
    made = submit(
        form, lambda session: usecase.create_site(session, supplier_id, form.entry(), actor=actor())
    )
    if made is None:
        return page("suppliers/site_form.html", form=form, supplier=supplier, site=None)
    return redirect(url_for("suppliers.show", supplier_id=supplier_id))


@bp.route("/sites/<int:site_id>/edit", methods=["GET", "POST"])
def edit_site(site_id: int) -> Response | AnyResponse:
    with reading() as session:
        site = rows.get(session, Site, site_id)
        supplier = rows.get(session, Supplier, site.supplier_id)
    form = EditSiteForm(obj=site)
    saved = submit(
        form,
        lambda session: usecase.edit_site(
            session,
            site_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("suppliers/site_form.html", form=form, supplier=supplier, site=site)
    return redirect(url_for("suppliers.show", supplier_id=supplier.id))
