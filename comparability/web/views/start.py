"""The start page: what awaits the person who signed in."""

from flask import Blueprint, Response

from comparability.storage import awaiting
from comparability.usecases.sign_in import may_ever_sign
from comparability.web.request import actor, now, page, reading

bp = Blueprint("start", __name__)


@bp.get("/")
def index() -> Response:
    with reading() as session:
        waiting = awaiting.awaiting(session, actor=actor(), today=now().date())
    return page("start/index.html", waiting=waiting, can_sign=may_ever_sign(actor()))
