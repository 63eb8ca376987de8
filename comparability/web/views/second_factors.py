"""Pages on which a person sets up a second factor for oneself; resetting one is in `people`."""

from urllib.parse import parse_qs, urlsplit

import segno
from flask import Blueprint, Response, flash, make_response, redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.second_factors import FactorRule
from comparability.usecases import second_factors
from comparability.web.forms.second_factors import BeginForm, ConfirmForm
from comparability.web.installation import installation
from comparability.web.request import actor, now, page, reading, signed_in, submit
from comparability.web.sign_ins import keep_signed_in

bp = Blueprint("second_factors", __name__)


@bp.route("/second-factor", methods=["GET", "POST"])
def begin() -> Response | AnyResponse:
    form = BeginForm()
    begun = submit(
        form,
        lambda session: second_factors.begin(
            session, credentials=form.credentials(), actor=actor(), now=now()
        ),
    )
    if begun is None:
        person = signed_in()
        return page(
            "second_factors/begin.html",
            form=form,
            is_replaced=person is not None and person.has_second_factor,
            is_demanded=installation().settings.second_factor is FactorRule.EVERYBODY,
        )
    return redirect(url_for("second_factors.confirm"))


@bp.route("/second-factor/confirm", methods=["GET", "POST"])
def confirm() -> Response | AnyResponse:
    form = ConfirmForm()
    token = submit(
        form,
        lambda session: second_factors.confirm(session, code=form.code.data, actor=actor(), now=now()),
    )
    if token is not None:
        flash("Your second factor is set up. Every other session of yours has ended.")
        return keep_signed_in(make_response(redirect(url_for("sign_in.account"))), token)
    with reading() as session:
        address = second_factors.address_of_awaited(session, actor=actor(), now=now())
    if address is None:
        return redirect(url_for("second_factors.begin"))
    return page(
        "second_factors/confirm.html", form=form, drawing=qr_code(address), secret=_in_groups(address)
    )


def qr_code(address: str) -> Markup:
    """The address as a drawing for a camera: dark on light in every theme, without style or script."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )
    return Markup(drawn)  # noqa: S704  # written by segno from modules, not from text


def _in_groups(address: str) -> str:
    """The secret as it is typed where no camera is at hand: groups of four letters and digits."""
    secret = parse_qs(urlsplit(address).query)["secret"][0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
