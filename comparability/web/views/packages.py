"""Pages of bridging packages: the versions of a switch, assembling, approving, issuing, taking one away."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.authorities import authorities
from comparability.model.errors import Conflict, Refused, Unavailable
from comparability.model.people import Permission
from comparability.model.vocabulary import Meaning, PackageStatus
from comparability.storage import packages as stored
from comparability.storage import rows
from comparability.storage.assessments import Assessment
from comparability.storage.disposals import disposal_of
from comparability.storage.distributions import distributions_of
from comparability.storage.dossiers import items_of, latest_assessment
from comparability.storage.narratives import latest_narrative, writers_of
from comparability.storage.package_files import STORE
from comparability.storage.packages import Package
from comparability.storage.people import Person
from comparability.storage.products import Product
from comparability.storage.readiness import enterers, state_of_switch
from comparability.storage.signatures import signatures_of
from comparability.storage.switches import Switch
from comparability.usecases import distributions as usecase_of_copies
from comparability.usecases import evidence_signing
from comparability.usecases import packages as usecase
from comparability.usecases.contents.narrative import missing
from comparability.usecases.decisions import is_reviewed
from comparability.usecases.disposals import hindrance
from comparability.usecases.distributions import GIVEN
from comparability.usecases.identity import confirm_identity
from comparability.usecases.package_copies import FORMATS, package_copy
from comparability.web.documents import one_document_at_a_time, taken
from comparability.web.forms.packages import (
    LANGUAGE_NAMES,
    ApproveForm,
    AssembleForm,
    DistributionForm,
    IssueForm,
)
from comparability.web.installation import installation
from comparability.web.request import actor, database, now, page, reading, submit

bp = Blueprint("packages", __name__)


@bp.get("/switches/<int:switch_id>/packages")
def index(switch_id: int) -> Response:
    with reading() as session:
        return _index(session, switch_id, AssembleForm())


@bp.post("/switches/<int:switch_id>/packages/assemble")
def assemble(switch_id: int) -> Response | AnyResponse:
    form = AssembleForm()
    made = submit(
        form,
        lambda session: usecase.assemble_package(
            session,
            switch_id,
            authority=form.authority.data,
            language=form.language.data,
            bilingual=form.bilingual.data,
            category=form.category.data,
            correction=form.correction.data,
            actor=actor(),
            now=now(),
        ),
    )
    if made is None:
        with reading() as session:
            return _index(session, switch_id, form)
    flash(f"Version {made.number} is assembled. Its content is frozen; another person approves it.")
    return redirect(url_for("packages.show", package_id=made.id))


@bp.get("/packages/<int:package_id>")
def show(package_id: int) -> Response | AnyResponse:
    with reading() as session:
        disposal = disposal_of(session, package_id)
        if disposal is not None and rows.get(session, Package, package_id).status is PackageStatus.DISPOSED:
            return redirect(url_for("disposals.show", disposal_id=disposal.id))
        return page("packages/show.html", form=IssueForm(), **_whole(session, package_id))


@bp.route("/packages/<int:package_id>/approve", methods=["GET", "POST"])
def approve(package_id: int) -> Response | AnyResponse:
    form = ApproveForm()
    with reading() as session:
        whole = _whole(session, package_id)
        package = whole["package"]
        refusals = _refusals(session, package)
    form.offer((Meaning.APPROVED,), content_hash=package.content_hash)
    if submit(form, lambda session: _approve(session, package_id, form)) is not None:
        flash("The content is approved. It can be issued now.")
        return redirect(url_for("packages.show", package_id=package_id))
    if form.answer_status == 409:
        form.content_hash.data = package.content_hash
    return page("packages/approve.html", form=form, refusals=refusals, **whole)


@bp.post("/packages/<int:package_id>/issue")
def issue(package_id: int) -> Response | AnyResponse:
    form = IssueForm()
    with one_document_at_a_time():
        issued = submit(
            form,
            lambda session: usecase.issue_package(
                session,
                package_id,
                store=_store(),
                signing=installation().settings.document_signing,
                actor=actor(),
                now=now(),
            ),
        )
    if issued is None:
        with reading() as session:
            return page("packages/show.html", form=form, **_whole(session, package_id))
    flash("The package is issued and its file registered.")
    _sign_evidence(package_id)
    return redirect(url_for("packages.show", package_id=package_id))


@bp.post("/packages/<int:package_id>/evidence")
def sign_evidence(package_id: int) -> AnyResponse:
    """The signature of an evidence copy that waits for it, after an authority gave no time stamp."""
    if _sign_evidence(package_id):
        flash("The evidence copy is signed.")
    return redirect(url_for("packages.show", package_id=package_id))


@bp.post("/packages/<int:package_id>/distribution")
def distribute(package_id: int) -> Response | AnyResponse:
    form = DistributionForm()
    given = submit(
        form,
        lambda session: usecase_of_copies.distribute(
            session, package_id, form.entry(), actor=actor(), now=now()
        ),
    )
    if given is None:
        with reading() as session:
            return page(
                "packages/show.html", form=form, **_whole(session, package_id) | {"distribution": form}
            )
    flash("Put on record. Nothing was sent.")
    return redirect(url_for("packages.show", package_id=package_id, _anchor="distribution"))


@bp.post("/packages/<int:package_id>/download")
def download(package_id: int) -> Response:
    """The file of the package. By POST, because who takes which file away is put on record."""
    with one_document_at_a_time(), reading() as session:
        file = usecase.package_file(session, package_id, store=_store(), actor=actor())
    with database().write(actor=actor(), now=now()) as session:
        usecase.record_download(session, package_id, file, actor=actor())
    return taken(file, "application/pdf")


@bp.post("/packages/<int:package_id>/copies/<ending>")
def copy(package_id: int, ending: str) -> Response:
    """The text of the package to be read or edited elsewhere, put on record like the file itself."""
    with one_document_at_a_time(), reading() as session:
        file = package_copy(session, package_id, ending=ending, actor=actor())
    with database().write(actor=actor(), now=now()) as session:
        usecase.record_download(session, package_id, file, actor=actor())
    return taken(file, FORMATS[ending].media_type)


def _approve(session: Session, package_id: int, form: ApproveForm) -> Package:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    return usecase.approve_package(
        session,
        package_id,
        shown_hash=form.content_hash.data or "",
        role=None,
        comment=form.comment.data,
        actor=actor(),
        now=now(),
    )


def _sign_evidence(package_id: int) -> bool:
    """What stands in its way is told on the page; the package stays issued, and its copy waits."""
    try:
        return evidence_signing.sign_evidence(
            database(),
            package_id,
            store=_store(),
            signing=installation().settings.document_signing,
            actor=actor(),
            clock=now,
        )
    except (Refused, Unavailable, Conflict) as error:
        flash(str(error))
        return False


def _store() -> Any:
    return installation().settings.data_dir / STORE


def _index(session: Session, switch_id: int, form: AssembleForm) -> Response:
    switch = rows.get(session, Switch, switch_id)
    state = state_of_switch(session, switch.id)
    assessment = latest_assessment(session, switch.id)
    hindered = None
    if assessment is None:
        hindered = "There is no assessment yet. It is run first."
    elif state.is_stale:
        hindered = "Lots, results or the protocol have changed since the assessment. It is run again first."
    elif not is_reviewed(session, assessment):
        hindered = "The assessment has not been reviewed. Its review is signed first."
    packages = stored.packages_of(session, switch.id)
    return page(
        "packages/index.html",
        form=form,
        switch=switch,
        product=rows.get(session, Product, switch.product_id),
        assessment=assessment,
        decision=state.decision,
        missing=hindered,
        packages=packages,
        corrected=stored.corrected_by_others(packages),
        unwritten=_to_write(session, assessment),
        profiles=authorities(),
        languages=LANGUAGE_NAMES,
    )


def _to_write(session: Session, assessment: Assessment | None) -> tuple[str, ...]:
    """What a person still has to write before a package of this assessment can be approved."""
    if assessment is None:
        return ()
    written = latest_narrative(session, assessment.switch_id)
    return missing(items_of(session, assessment), written, assessment.id)


def _whole(session: Session, package_id: int) -> dict[str, Any]:
    package = rows.get(session, Package, package_id)
    switch = rows.get(session, Switch, package.switch_id)
    value = usecase.read_content(package)
    later = stored.superseding(session, package)
    person = actor()
    return {
        "package": package,
        "switch": switch,
        "product": rows.get(session, Product, switch.product_id),
        "content": value,
        "language": LANGUAGE_NAMES.get(package.language, package.language),
        "profile": authorities().get(package.authority),
        "later": later,
        "correction": later.correction if later else "",
        "unwritten": usecase.unwritten(value),
        "assembled_by": rows.get(session, Person, package.assembled_by_id).full_name,
        "issued_by": package.issued_by_id and rows.get(session, Person, package.issued_by_id).full_name,
        "signatures": signatures_of(session, "package", package.id, package.content_hash),
        "disposal": disposal_of(session, package.id),
        "may_be_disposed_of": hindrance(session, package, now().date()) is None,
        "is_unsigned": stored.unsigned_sha256(session, package.id) is not None,
        "given": distributions_of(session, package.id),
        "distribution": DistributionForm() if package.status in GIVEN else None,
        "may_issue": package.status is PackageStatus.APPROVED and person.may(Permission.ASSEMBLE_PACKAGE),
    }


def _refusals(session: Session, package: Package) -> list[str]:
    """What stands in the way of this person's approval now; the use-case asks the same again."""
    found = []
    if package.status is not PackageStatus.DRAFT:
        found.append(f"This package is {package.status.value}; only a draft is approved.")
    if package.decision_id is None:
        found.append("Nobody has concluded on the switch. Decide first, then assemble the package again.")
    if package.assembled_by_id == actor().id:
        found.append("You assembled this package, so another person approves it.")
    if actor().id in enterers(session, session.get_one(Assessment, package.assessment_id)):
        found.append("You entered or imported a result of this package, so another person approves it.")
    if actor().id in writers_of(session, package.switch_id):
        found.append("You wrote of the switch in this package, so another person approves it.")
    if package.status is PackageStatus.DRAFT and (gap := usecase.unwritten(usecase.read_content(package))):
        found.append(gap)
    return found
