"""Pages of what people write of a switch for its packages: the texts, their versions, and writing them."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.text_changes import pieces
from comparability.storage import narratives as stored
from comparability.storage import rows
from comparability.storage.dossiers import ItemLine, decision_on, items_of, latest_assessment
from comparability.storage.narratives import Narrative
from comparability.storage.products import Product
from comparability.storage.switches import Switch
from comparability.storage.unwritten import to_discuss
from comparability.usecases import narratives as usecase
from comparability.usecases.contents import figures
from comparability.usecases.contents.narrative import missing
from comparability.web.forms.narratives import NarrativeForm, narrative_form
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("narratives", __name__)


@bp.get("/switches/<int:switch_id>/narrative")
def show(switch_id: int) -> Response:
    with reading() as session:
        lines = stored.narratives_of(session, switch_id)
        frame = _frame(session, switch_id)
    texts = [_labelled(line.narrative, frame["items"]) for line in lines]
    changes = [
        {label: pieces(before.get(label, ""), after.get(label, "")) for label in {**after, **before}}
        for after, before in pairwise([*texts, {}])
    ]
    return page(
        "narratives/show.html",
        current=texts[0] if texts else {},
        versions=list(zip(lines, changes, strict=True)),
        **frame,
    )


@bp.route("/switches/<int:switch_id>/narrative/edit", methods=["GET", "POST"])
def edit(switch_id: int) -> Response | AnyResponse:
    with reading() as session:
        frame = _frame(session, switch_id)
        stands = stored.latest_narrative(session, switch_id)
    asked = [line for line in frame["items"] if _is_asked(line, frame["asked"], stands)]
    form = narrative_form(asked, stands)
    saved = submit(form, lambda session: _save(session, switch_id, form))
    if saved is not None:
        flash("Saved. Packages assembled from now on have it." if saved else "Nothing had changed.")
        return redirect(url_for("narratives.show", switch_id=switch_id))
    return page(
        "narratives/edit.html",
        form=form,
        fields=[(line, form[form.attribute_fields[line.attribute.code]]) for line in asked],
        stands=stands,
        estimate=figures.estimate_text,
        **frame,
    )


def _save(session: Session, switch_id: int, form: NarrativeForm) -> bool:
    return usecase.save_narrative(
        session,
        switch_id,
        form.entry(),
        version=form.version.data or 0,
        reason=form.reason.data,
        actor=actor(),
        now=now(),
    )


def _is_asked(line: ItemLine, asked: tuple[ItemLine, ...], stands: Narrative | None) -> bool:
    """Whether the form has a field for the attribute: it is to be discussed, or somebody did before."""
    return line in asked or (stands is not None and line.attribute.code in stands.discussions)


def _frame(session: Session, switch_id: int) -> dict[str, Any]:
    """The switch, its latest assessment, what is to be discussed of it and what is missing."""
    switch = rows.get(session, Switch, switch_id)
    assessment = latest_assessment(session, switch.id)
    items = items_of(session, assessment) if assessment else ()
    decision = decision_on(session, assessment.id) if assessment else None
    return {
        "switch": switch,
        "product": rows.get(session, Product, switch.product_id),
        "assessment": assessment,
        "items": items,
        "asked": to_discuss(items),
        "concluded": decision.unmet if decision else {},
        "missing": missing(
            items, stored.latest_narrative(session, switch.id), assessment.id if assessment else None
        ),
    }


def _labelled(written: Narrative, items: tuple[ItemLine, ...]) -> Mapping[str, str]:
    """The texts that are written, by what the page calls them, in the order of a package."""
    names = {line.attribute.code: line.attribute.name for line in items}
    texts = {
        "Why the change is made": written.why,
        **{names.get(code, code): text for code, text in written.discussions.items()},
        "Discussion of the results": written.discussion,
        "Commitments": written.commitments,
    }
    return {label: text for label, text in texts.items() if text}
