"""Pages of protocols: the rule, the criteria, the freeze by signature and the amendments."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.canonical import canonical_json, content_hash
from comparability.model.dates import latest_today
from comparability.model.errors import Refused
from comparability.model.freezing import reasons_not_to_freeze
from comparability.model.people import Permission
from comparability.model.protocol_changes import Change, changes_between
from comparability.model.vocabulary import Meaning, ProtocolStatus
from comparability.storage import protocols as stored
from comparability.storage import rows
from comparability.storage.attributes import Attribute, attributes_of
from comparability.storage.criteria import RANGE_SHIFT_SD, protocol_content
from comparability.storage.freezing import criterion_states, freeze_facts, known_post_results
from comparability.storage.people import Person
from comparability.storage.plans import Plan
from comparability.storage.products import Product
from comparability.storage.protocols import CriterionRow, Protocol
from comparability.storage.signatures import signatures_of
from comparability.storage.switches import Switch, arms_of, lots_in_arms, sources_of
from comparability.usecases import criteria as criteria_usecase
from comparability.usecases import protocols as usecase
from comparability.usecases.identity import confirm_identity
from comparability.usecases.protocol_documents import protocol_file, record_export
from comparability.web.documents import one_document_at_a_time, taken
from comparability.web.forms.base import BaseForm
from comparability.web.forms.criteria import (
    CriterionForm,
    criteria_data,
    criteria_form,
)
from comparability.web.forms.packages import DocumentForm
from comparability.web.forms.protocols import AmendForm, FreezeForm, ProtocolForm, edit_form
from comparability.web.request import actor, database, now, page, reading, submit

bp = Blueprint("protocols", __name__)


@bp.route("/protocols/<int:protocol_id>")
def show(protocol_id: int) -> Response:
    with reading() as session:
        protocol = rows.get(session, Protocol, protocol_id)
        return page("protocols/show.html", form=DocumentForm(), **_whole(session, protocol))


@bp.post("/protocols/<int:protocol_id>/document")
def document(protocol_id: int) -> Response:
    """The protocol as a PDF. By POST, because who takes which document away is put on record."""
    form = DocumentForm()
    if not form.validate():
        with reading() as session:
            protocol = rows.get(session, Protocol, protocol_id)
            return page("protocols/show.html", form=form, **_whole(session, protocol))
    with one_document_at_a_time(), reading() as session:
        file = protocol_file(
            session,
            protocol_id,
            authority=form.authority.data,
            language=form.language.data,
            bilingual=form.bilingual.data,
            actor=actor(),
        )
    with database().write(actor=actor(), now=now()) as session:
        record_export(session, protocol_id, file, actor=actor())
    return taken(file, "application/pdf")


@bp.route("/protocols/<int:protocol_id>/content.json")
def content(protocol_id: int) -> Response:
    """The canonical text that a signature binds, for whoever wants to hash it again."""
    with reading() as session:
        text = canonical_json(protocol_content(session, rows.get(session, Protocol, protocol_id)))
    response = make_response(text)
    response.mimetype = "application/json"
    return response


@bp.route("/switches/<int:switch_id>/protocol/new", methods=["GET", "POST"])
def new_protocol(switch_id: int) -> Response | AnyResponse:
    form = ProtocolForm()
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        frame = _frame(session, switch)
        arms = arms_of(session, switch.id)
        form.offer(_process_versions(session, switch.id), arms=len(arms))
    made = submit(
        form, lambda session: usecase.create_protocol(session, switch_id, form.entry(), actor=actor())
    )
    if made is None:
        return page("protocols/form.html", form=form, protocol=None, arms=arms, **frame)
    return redirect(url_for("protocols.criteria", protocol_id=made.id))


@bp.route("/protocols/<int:protocol_id>/edit", methods=["GET", "POST"])
def edit_protocol(protocol_id: int) -> Response | AnyResponse:
    with reading() as session:
        protocol = rows.get(session, Protocol, protocol_id)
        frame = _frame(session, rows.get(session, Switch, protocol.switch_id))
        versions = _process_versions(session, protocol.switch_id)
        arms = arms_of(session, protocol.switch_id)
        plan = _plan_to_use(session, protocol)
    form = edit_form(protocol)
    known = dict.fromkeys((*versions, *(protocol.eligible_process_versions or ())))
    form.offer(known, arms=len(arms))
    if plan is not None:
        form.use_plan(plan)
    saved = submit(
        form,
        lambda session: usecase.edit_protocol(
            session,
            protocol_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("protocols/form.html", form=form, protocol=protocol, arms=arms, **frame)
    return redirect(url_for("protocols.show", protocol_id=protocol_id))


@bp.route("/protocols/<int:protocol_id>/criteria", methods=["GET", "POST"])
def criteria(protocol_id: int) -> Response | AnyResponse:
    with reading() as session:
        protocol = rows.get(session, Protocol, protocol_id)
        states = criterion_states(session, protocol)
        frame = _frame(session, rows.get(session, Switch, protocol.switch_id))
        judged = {state.line.attribute.id for state in states}
        unjudged = [
            each for each in attributes_of(session, frame["switch"].product_id) if each.id not in judged
        ]
    if protocol.status is not ProtocolStatus.DRAFT and request.method == "GET":
        return redirect(url_for("protocols.show", protocol_id=protocol_id, _anchor="criteria"))
    lines = [state.line for state in states]
    form = criteria_form(lines)
    saved = submit(
        form,
        lambda session: criteria_usecase.save_criteria(
            session, protocol_id, form.changes(lines), reason=form.reason.data, actor=actor()
        ),
    )
    if saved is not None:
        flash("Saved." if saved else "Nothing had changed.")
        return redirect(url_for("protocols.criteria", protocol_id=protocol_id))
    if form.answer_status == 409:
        with reading() as session:
            form.show_saved(criteria_data(stored.criteria_of(session, protocol_id)))
    return page(
        "protocols/criteria.html",
        form=form,
        protocol=protocol,
        states=states,
        unjudged=unjudged,
        **frame,
    )


@bp.route("/protocols/<int:protocol_id>/criteria/add", methods=["POST"])
def add_criteria(protocol_id: int) -> Response | AnyResponse:
    form = BaseForm()
    added = submit(
        form,
        lambda session: criteria_usecase.add_missing_criteria(session, protocol_id, actor=actor()),
    )
    if added is None:
        flash(" ".join(form.problems) or "Nothing was added. Open the page again and repeat.")
    return redirect(url_for("protocols.criteria", protocol_id=protocol_id))


@bp.route("/criteria/<int:criterion_id>", methods=["GET", "POST"])
def edit_criterion(criterion_id: int) -> Response | AnyResponse:
    with reading() as session:
        row = rows.get(session, CriterionRow, criterion_id)
        attribute = rows.get(session, Attribute, row.attribute_id)
        protocol = rows.get(session, Protocol, row.protocol_id)
        frame = _frame(session, rows.get(session, Switch, protocol.switch_id))
    form = CriterionForm(obj=row)
    form.offer(attribute)
    saved = submit(
        form,
        lambda session: criteria_usecase.edit_criterion(
            session,
            criterion_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("protocols/criterion.html", form=form, attribute=attribute, protocol=protocol, **frame)
    return redirect(url_for("protocols.criteria", protocol_id=protocol.id))


@bp.route("/protocols/<int:protocol_id>/freeze", methods=["GET", "POST"])
def freeze(protocol_id: int) -> Response | AnyResponse:
    form = FreezeForm()
    with reading() as session:
        protocol = rows.get(session, Protocol, protocol_id)
        whole = _whole(session, protocol)
        reasons = reasons_not_to_freeze(freeze_facts(session, protocol, today=latest_today(now())))
        if actor().user_name in stored.authors_of(session, protocol.id):
            reasons = ("You wrote part of this protocol, so another person approves it.", *reasons)
    form.offer((Meaning.APPROVED,), content_hash=whole["current_hash"])
    frozen = submit(form, lambda session: _freeze(session, protocol_id, form))
    if frozen is not None:
        flash(f"Version {frozen.number} is frozen.")
        return redirect(url_for("protocols.show", protocol_id=protocol_id))
    if form.answer_status == 409:
        form.content_hash.data = whole["current_hash"]
    return page("protocols/freeze.html", form=form, reasons=reasons, **whole)


@bp.route("/protocols/<int:protocol_id>/amend", methods=["GET", "POST"])
def amend(protocol_id: int) -> Response | AnyResponse:
    form = AmendForm()
    with reading() as session:
        protocol = rows.get(session, Protocol, protocol_id)
        frame = _frame(session, rows.get(session, Switch, protocol.switch_id))
        known = known_post_results(session, protocol)
    made = submit(
        form,
        lambda session: usecase.amend_protocol(
            session, protocol_id, reason=form.reason.data, actor=actor(), now=now()
        ),
    )
    if made is None:
        return page("protocols/amend.html", form=form, protocol=protocol, known=known, **frame)
    return redirect(url_for("protocols.show", protocol_id=made.id))


def _plan_to_use(session: Session, protocol: Protocol) -> Plan | None:
    """The plan that the address names, where the form is opened to be filled from it."""
    number = request.args.get("plan", type=int)
    if request.method != "GET" or number is None:
        return None
    plan = rows.get(session, Plan, number)
    return plan if plan.switch_id == protocol.switch_id else None


def _freeze(session: Session, protocol_id: int, form: FreezeForm) -> Protocol:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    return usecase.freeze_protocol(session, protocol_id, form.entry(), actor=actor(), now=now())


def _frame(session: Session, switch: Switch) -> dict[str, Any]:
    return {"switch": switch, "product": rows.get(session, Product, switch.product_id)}


def _whole(session: Session, protocol: Protocol) -> dict[str, Any]:
    """Everything that the page of a version shows, and that a signer reads before signing."""
    switch = rows.get(session, Switch, protocol.switch_id)
    current_hash = content_hash(protocol_content(session, protocol))
    person = actor()
    amendment = next(
        (line for line in stored.amendments_of(session, switch.id) if line.amendment.to_id == protocol.id),
        None,
    )
    is_draft = protocol.status is ProtocolStatus.DRAFT
    return {
        **_frame(session, switch),
        "protocol": protocol,
        "states": criterion_states(session, protocol),
        "arms": arms_of(session, switch.id),
        "sources": sources_of(session, switch.id),
        "known": known_post_results(session, protocol),
        "frozen_by": rows.get(session, Person, protocol.frozen_by_id) if protocol.frozen_by_id else None,
        "range_shift": RANGE_SHIFT_SD,
        "amendment": amendment,
        "changes": () if amendment is None else _changes(session, amendment.amendment.from_id, protocol),
        "signatures": signatures_of(session, "protocol", protocol.id, current_hash),
        "current_hash": current_hash,
        "may_edit": is_draft and person.may(Permission.EDIT_PROTOCOL),
        "may_amend": protocol.status is ProtocolStatus.FROZEN
        and person.may(Permission.EDIT_PROTOCOL)
        and stored.draft_protocol(session, switch.id) is None,
    }


def _changes(session: Session, before_id: int, after: Protocol) -> tuple[Change, ...]:
    before = rows.get(session, Protocol, before_id)
    return changes_between(protocol_content(session, before), protocol_content(session, after))


def _process_versions(session: Session, switch_id: int) -> tuple[str, ...]:
    """As the lots of the arms name them; where the arms are not in order, none can be offered."""
    try:
        lots = lots_in_arms(session, switch_id)
    except Refused:
        return ()
    return tuple(sorted({each.lot.process_version for each in lots if each.lot.process_version}))
