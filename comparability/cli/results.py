"""Results from the shell: verification by a second person."""

import click
from sqlalchemy.orm import Session

from comparability.cli.acting import Acting, acting, now
from comparability.model.errors import NotAllowed, NotFound
from comparability.storage.attributes import Attribute
from comparability.storage.lots import Lot
from comparability.storage.products import Product, product_by_code
from comparability.storage.reportables import to_verify
from comparability.usecases import verifications


@click.group()
def results() -> None:
    """Results: verification by a second person."""


@results.command()
@click.argument("product_code")
@click.option("--comment", help="What the results were compared with.")
@acting
def verify(me: Acting, product_code: str, comment: str | None) -> None:
    """Verify every result of a product that waits and that somebody else entered, and list them."""
    lines = []
    with me.database.write(actor=me.actor, now=now()) as session:
        waiting = to_verify(session, registered_product(session, product_code).id)
        others = [result for result in waiting if result.entered_by_id != me.actor.id]
        if waiting and not others:
            raise NotAllowed(
                f"You entered every result that waits ({len(waiting)}), so another person verifies them."
            )
        for result in others:
            verifications.verify_result(
                session, result.id, is_accepted=True, comment=comment, actor=me.actor, now=now()
            )
            lot = session.get_one(Lot, result.lot_id)
            attribute = session.get_one(Attribute, result.attribute_id)
            lines.append(f"  {lot.number}  {attribute.name}: {result.entered}")
    own = len(waiting) - len(others)
    left = f" {own} that you entered wait for another person." if own else ""
    click.echo("\n".join([*lines, f"{len(others)} results verified.{left}"]))


def registered_product(session: Session, code: str) -> Product:
    """The product of that code. Raises NotFound."""
    found = product_by_code(session, code)
    if found is None:
        raise NotFound(f"There is no product with the code {code}.")
    return found
