"""Add attributes to a product and revise them, without changing what stored results mean."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.panels import scale_as_reported, unit_as_reported, worry_as_reported
from comparability.model.people import Actor, Permission
from comparability.model.texts import read_text
from comparability.model.values.units import read_new_unit
from comparability.model.vocabulary import Basis, ReportedAs, Scale, Stage, Tier, Worry
from comparability.storage import rows
from comparability.storage.attributes import Attribute, attribute_by_code, last_position
from comparability.storage.overviews import attribute_has_results, words_in_use
from comparability.storage.products import Product
from comparability.usecases.entries import amount, storable
from comparability.usecases.records import add, revise, values

BY_A_PERSON = "P"
MOST_DECIMALS = 6

# Results were entered and judged under these: changing one would make them say something else.
_FIXED_BY_RESULTS = ("stage", "basis", "unit", "is_qualitative", "reported_as")
# A shipped default that a person changed is no longer backed by the panel's source.
_BACKED_BY_SOURCE = ("basis", "scale", "worry", "tier", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeEntry:
    """unit: None for a qualitative attribute. specification_low and _high: release limits as typed.
    composition: a name that the parts of one whole share, such as empty, partial and full capsids.
    """

    code: str
    name: str
    stage: Stage
    basis: Basis
    scale: Scale
    unit: str | None
    worry: Worry
    tier: Tier
    source: str
    decimals: int = 2
    is_scientific: bool = False
    is_qualitative: bool = False
    allowed_words: list[str] | None = None
    conforming_words: list[str] | None = None
    specification_low: str | None = None
    specification_high: str | None = None
    reported_as: ReportedAs | None = None
    derived_from: str | None = None
    composition: str | None = None


def create_attribute(session: Session, product_id: int, entry: AttributeEntry, *, actor: Actor) -> Attribute:
    """Add an attribute of the product's own. Raises NotAllowed, NotFound, Invalid, Conflict."""
    actor.must(Permission.EDIT_REGISTER)
    product = rows.get(session, Product, product_id)
    entry = _checked(entry)
    if attribute_by_code(session, product.id, entry.code) is not None:
        raise Conflict(f"{product.code} already has an attribute with the code {entry.code}.")
    return add(
        session,
        Attribute(
            product_id=product.id,
            position=last_position(session, product.id) + 1,
            source_mark=BY_A_PERSON,
            **values(entry),
        ),
    )


def edit_attribute(
    session: Session,
    attribute_id: int,
    entry: AttributeEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> Attribute:
    """Change an attribute.

    Raises NotAllowed, NotFound, Conflict, Invalid, and Refused when results exist that the change would make
    say something else.
    """
    actor.must(Permission.EDIT_REGISTER)
    attribute = rows.get(session, Attribute, attribute_id)
    entry = _checked(entry)
    _protect_results(session, attribute, entry)
    is_own = any(getattr(attribute, name) != getattr(entry, name) for name in _BACKED_BY_SOURCE)
    # The panel foresees every form an empty-to-full figure is reported in; choosing one keeps its source.
    is_choice = attribute.reported_as is not entry.reported_as and attribute.tier is entry.tier
    if revise(session, attribute, entry, version=version, reason=reason) and is_own and not is_choice:
        attribute.source_mark = BY_A_PERSON
        session.flush()
    return attribute


def _checked(entry: AttributeEntry) -> AttributeEntry:
    entry = storable(entry, Attribute)
    if not 0 <= entry.decimals <= MOST_DECIMALS:
        raise Invalid(f"Between 0 and {MOST_DECIMALS} decimals can be shown.", field="decimals")
    return _qualitative(entry) if entry.is_qualitative else _quantitative(entry)


def _qualitative(entry: AttributeEntry) -> AttributeEntry:
    allowed = _words(entry.allowed_words, "allowed_words")
    conforming = _words(entry.conforming_words, "conforming_words")
    if len(allowed) < 2 or not conforming:
        raise Invalid(
            "List at least two words that a result may be, one per line, and which of them conform: "
            "“negative” and “positive”, of which “negative”.",
            field="conforming_words" if len(allowed) >= 2 else "allowed_words",
        )
    foreign = [word for word in conforming if word not in allowed]
    if foreign:
        raise Invalid(f"“{foreign[0]}” is not one of the allowed words.", field="conforming_words")
    if entry.specification_low or entry.specification_high or entry.reported_as or entry.composition:
        raise Invalid("A qualitative attribute has words, no numeric limits.", field="is_qualitative")
    return replace(
        entry,
        unit=None,
        scale=Scale.LIMIT,
        is_scientific=False,
        allowed_words=allowed,
        conforming_words=conforming,
    )


def _quantitative(entry: AttributeEntry) -> AttributeEntry:
    if entry.allowed_words or entry.conforming_words:
        raise Invalid("Words belong to a qualitative attribute; tick “qualitative”.", field="allowed_words")
    if entry.reported_as is not None:
        entry = replace(
            entry,
            unit=unit_as_reported(entry.reported_as),
            scale=scale_as_reported(entry.reported_as),
            worry=worry_as_reported(entry.reported_as),
        )
    if not entry.unit:
        raise Invalid("Choose a unit, or type one of your own, for example vg/mL.", field="unit")
    low = amount(entry.specification_low, "specification_low")
    high = amount(entry.specification_high, "specification_high")
    if low is not None and high is not None and low > high:
        raise Invalid("The lower limit is above the upper one.", field="specification_high")
    return replace(entry, unit=read_new_unit(entry.unit), allowed_words=None, conforming_words=None)


def _words(words: list[str] | None, field: str) -> list[str]:
    try:
        read = [read_text(word, name="word", max_length=64, required=False) for word in words or ()]
    except Invalid as problem:
        raise Invalid(str(problem), field=field) from problem
    read = [word for word in read if word]
    if len({word.casefold() for word in read}) != len(read):
        raise Invalid("A word stands twice in the list.", field=field)
    return read


def _protect_results(session: Session, attribute: Attribute, entry: AttributeEntry) -> None:
    changed = [name for name in _FIXED_BY_RESULTS if getattr(attribute, name) != getattr(entry, name)]
    if changed and attribute_has_results(session, attribute.id):
        what = changed[0].replace("_", " ").removeprefix("is ")
        raise Refused(
            f"{attribute.name} has results that were entered under its {what}. Add another attribute: "
            "the results keep their meaning."
        )
    lost = (
        words_in_use(session, attribute.id) - set(entry.allowed_words or ()) if entry.is_qualitative else ()
    )
    if lost:
        raise Invalid(
            f"Results carry the word “{min(lost)}”; it has to stay in the list.", field="allowed_words"
        )
