"""Bridging records of a switch file, with the values of the study where the file has them."""

from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.bridging.pairs import PairsRefused, read_pairs
from comparability.model.errors import Invalid
from comparability.model.people import Actor
from comparability.storage.attributes import attribute_by_code
from comparability.storage.bridgings import bridgings_of
from comparability.storage.products import Product
from comparability.switch_files.reading import Data, entry_of, text_of, without
from comparability.usecases.bridging_studies import StudyEntry
from comparability.usecases.bridgings import BridgingEntry, record_bridging


def record_stated(session: Session, product: Product, data: Data, *, actor: Actor, now: datetime) -> None:
    """Record one, unless it is registered already. Raises Invalid, naming the document and what is wrong."""
    place = f"bridging {text_of(data, 'document', where='bridging')}"
    attribute_id = None
    if "attribute" in data:
        code = text_of(data, "attribute", where=place)
        attribute = attribute_by_code(session, product.id, code)
        if attribute is None:
            raise Invalid(f"{place}: {product.code} has no attribute with the code {code}.")
        attribute_id = attribute.id
    entry = entry_of(
        BridgingEntry, without(data, "attribute", "study"), where=place, attribute_id=attribute_id
    )
    study = _study(data, place)
    if any(_is_of(line.bridging, entry) for line in bridgings_of(session, product.id)):
        return
    try:
        record_bridging(session, product.id, entry, study=study, actor=actor, now=now)
    except Invalid as error:
        named = "" if error.field is None else f" {error.field}:"
        raise Invalid(f"{place}:{named} {error}") from error


def _study(data: Data, place: str) -> StudyEntry | None:
    """The values stand in `pairs`, several lines of text, as they would be pasted into the page."""
    if "study" not in data:
        return None
    stated = data["study"]
    if not isinstance(stated, dict):
        raise Invalid(f"{place}: study: expected one table, written [bridging.study].")
    text = text_of(stated, "pairs", where=f"{place}: study")
    try:
        pairs = read_pairs(text)
    except PairsRefused as refused:
        raise Invalid(f"{place}: study: pairs: {refused}") from refused
    return entry_of(StudyEntry, without(stated, "pairs"), where=f"{place}: study", pairs=pairs)


def _is_of(row: object, entry: BridgingEntry) -> bool:
    """The same document about the same change."""
    names = ("covers", "before", "after", "document", "attribute_id")
    return all(getattr(row, name) == getattr(entry, name) for name in names)
