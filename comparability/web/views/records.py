"""One record as JSON beside its page, for whoever checks or connects the records with a program."""

from functools import partial

from flask import Blueprint, Response

from comparability.storage.record_texts import PARTS
from comparability.usecases.record_texts import record_json
from comparability.web.request import actor, now, reading

bp = Blueprint("records", __name__)


def _show(entity: str, number: int) -> Response:
    with reading() as session:
        text = record_json(session, entity, number, actor=actor(), now=now())
    return Response(text, mimetype="application/json")


for _entity in PARTS:
    bp.add_url_rule(
        f"/{_entity}s/<int:number>/record.json", endpoint=_entity, view_func=partial(_show, _entity)
    )
