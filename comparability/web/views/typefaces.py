"""The fonts of Chinese, Japanese and Korean names, for browsers on machines that have none of their own."""

from importlib import resources
from typing import Any

from flask import Blueprint, Response, abort, send_file

bp = Blueprint("typefaces", __name__)

SCRIPTS = ("JP", "KR", "SC")


@bp.get("/typefaces/<script>.ttf")
def show(script: str) -> Response | Any:
    """The regular weight of one script, as the package embeds it."""
    if script not in SCRIPTS:
        abort(404)
    with resources.as_file(resources.files("reports.fonts") / f"NotoSans{script}-Regular.ttf") as path:
        if not path.is_file():
            abort(404)
        return send_file(path, mimetype="font/ttf", conditional=True)
