"""Pages of text blocks: the prose of packages, its wordings, and wording it anew."""

from itertools import pairwise

from flask import Blueprint, Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.text_blocks import PLACEHOLDERS, delivered
from comparability.model.text_changes import pieces
from comparability.storage import text_blocks as stored
from comparability.usecases import text_blocks as usecase
from comparability.usecases.contents.text_blocks import TITLES
from comparability.web.forms.packages import LANGUAGE_NAMES
from comparability.web.forms.text_blocks import TextBlockForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("text_blocks", __name__, url_prefix="/text-blocks")
FIRST_LANGUAGE = "en"


@bp.get("/")
def index() -> Response:
    return in_language(FIRST_LANGUAGE)


@bp.get("/<language>")
def in_language(language: str) -> Response:
    usecase.find_block(next(iter(delivered())), language)
    with reading() as session:
        return page(
            "text_blocks/index.html",
            wordings=stored.wordings_in_force(session, language),
            delivered=delivered(),
            titles=TITLES,
            language=language,
            languages=LANGUAGE_NAMES,
        )


@bp.get("/<language>/<block>")
def show(language: str, block: str) -> Response:
    found = usecase.find_block(block, language)
    with reading() as session:
        wordings = stored.wordings_of(session, found, language)
    changes = [(wording, pieces(before.text, wording.text)) for wording, before in pairwise(wordings)]
    return page(
        "text_blocks/show.html",
        current=wordings[0],
        first=wordings[-1],
        changes=changes,
        title=TITLES[found],
        stands=delivered()[found].stands,
        language=language,
        languages=LANGUAGE_NAMES,
    )


@bp.route("/<language>/<block>/edit", methods=["GET", "POST"])
def edit(language: str, block: str) -> Response | AnyResponse:
    found = usecase.find_block(block, language)
    with reading() as session:
        current = stored.wordings_of(session, found, language)[0]
    form = TextBlockForm(obj=current)
    saved = submit(
        form,
        lambda session: usecase.save_text_block(
            session,
            block,
            language,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
            now=now(),
        ),
    )
    if saved is not None:
        flash("Saved. Packages assembled from now on have this wording." if saved else "Nothing had changed.")
        return redirect(url_for("text_blocks.show", language=language, block=block))
    return page(
        "text_blocks/edit.html",
        form=form,
        current=current,
        title=TITLES[found],
        stands=delivered()[found].stands,
        placeholders=PLACEHOLDERS,
        language=language,
        languages=LANGUAGE_NAMES,
    )
