"""The inspection bundle of a product, taken away as one archive."""

from flask import Blueprint, Response

from comparability.storage import rows
from comparability.storage.products import Product
from comparability.usecases.inspection import inspection_bundle, zipped
from comparability.web.installation import installation
from comparability.web.request import actor, database, now

bp = Blueprint("inspection", __name__)


@bp.post("/products/<int:product_id>/inspection")
def bundle(product_id: int) -> Response:
    """By POST, because who takes what away is put on record."""
    data_dir = installation().settings.data_dir
    with database().write(actor=actor(), now=now()) as session:
        code = rows.get(session, Product, product_id).code
        data = zipped(
            inspection_bundle(session, code, data_dir=data_dir, actor=actor(), now=now()), now=now()
        )
    response = Response(data, mimetype="application/zip")
    name = f"inspection-{product_id}-{now():%Y%m%dT%H%M%SZ}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
