"""Error pages: what happened, whether anything was saved, what to do next; never how the program failed."""

import logging
import secrets

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from comparability.model.errors import ComparabilityError, Conflict, NotAllowed, NotFound, Unavailable
from comparability.web.once import typed_fields
from comparability.web.security import CSRF_FIELD, SAFE_METHODS, local_path

log = logging.getLogger(__name__)

TITLES = {
    400: "The request could not be read",
    401: "Sign in",
    403: "Not permitted",
    404: "There is no such page",
    405: "This cannot be done here",
    409: "Somebody else was faster",
    413: "Too much at once",
    415: "This kind of file is not accepted",
    422: "This cannot be done",
    429: "Too often",
    500: "Something failed on our side",
    503: "The database cannot be used now",
}
WORDS = {
    400: "Go back, load the page again and repeat what you did.",
    404: "The address may be mistyped, or the record is not one you may see.",
    405: "The page was asked in a way it does not answer. Go back and use its buttons.",
    413: "The file or the text is larger than this application accepts. Split it and send the parts.",
    500: "Nothing was saved. Try again; if it fails again, give the reference to your administrator.",
    503: "Nothing was saved. Wait a minute and try again. The reference tells your administrator more.",
}


def error_page(status: int, *, sentence: str | None = None, reference: str | None = None) -> Response:
    title = TITLES.get(status, "This did not work")
    words = sentence or WORDS.get(status, "Go back and try again.")
    text = render_template(
        "errors/error.html",
        status=status,
        title=title,
        words=words,
        reference=reference,
        again=_to_send_again() if status == 503 else None,
    )
    return make_response(text, status)


def _to_send_again() -> dict[str, object] | None:
    """What was typed, for a form that can be sent once more with the token it came with."""
    full = request.full_path if request.query_string else request.path
    path = local_path(full)
    if request.method in SAFE_METHODS or path is None:
        return None
    return {"path": path, "fields": typed_fields(), "token": request.form.get(CSRF_FIELD, "")}


def register_errors(app: Flask) -> None:
    """Answer every error by a page of ours."""

    @app.errorhandler(ComparabilityError)
    def ours(error: ComparabilityError) -> Response:
        status = {NotFound: 404, NotAllowed: 403, Conflict: 409, Unavailable: 503}.get(type(error), 422)
        return error_page(status, sentence=str(error))

    @app.errorhandler(HTTPException)
    def routers(error: HTTPException) -> Response:
        status = error.code or 500
        if 300 <= status < 400:
            return make_response(error.get_response())
        response = error_page(
            status,
            sentence=error.description if status == 429 else None,
            reference=_note(error) if status >= 500 else None,
        )
        given = error.get_response().headers
        for name in ("Allow", "Retry-After"):
            if name in given:
                response.headers[name] = given[name]
        return response

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(PoolTimeout)
    def database_away(error: Exception) -> Response:
        return error_page(503, reference=_note(error))

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        return error_page(500, reference=_note(error))


def _note(error: Exception) -> str:
    """Log the error with a reference and give the reference: all that the person needs to know of it."""
    reference = secrets.token_hex(4)
    log.error("reference %s: %s %s", reference, request.method, request.path, exc_info=error)
    return reference
