"""Register analytical methods and their versions."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import ReportableRule, ValidationStatus
from comparability.storage import rows
from comparability.storage.attributes import Attribute, Method, MethodVersion, versions_of
from comparability.storage.overviews import method_version_has_results
from comparability.usecases.entries import amount, storable
from comparability.usecases.records import add, revise, values

MOST_REPLICATES = 96  # one plate

_FIXED_BY_RESULTS = ("label", "reportable_rule", "replicates")


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodEntry:
    name: str
    technique: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodVersionEntry:
    """replicates: determinations per reportable result. loq, lod: as typed, in the attribute's unit.

    precision_cv: between-run coefficient of variation in percent, as typed.
    """

    label: str
    reportable_rule: ReportableRule
    validation_status: ValidationStatus
    replicates: int = 1
    loq: str | None = None
    lod: str | None = None
    precision_cv: str | None = None
    document: str | None = None
    effective_on: date | None = None


def create_method(
    session: Session,
    attribute_id: int,
    entry: MethodEntry,
    *,
    actor: Actor,
    first: MethodVersionEntry | None = None,
) -> Method:
    """Register a method of an attribute, with its first version where given.

    Raises NotAllowed, NotFound, Invalid, Conflict when the attribute has a method of that name.
    """
    actor.must(Permission.EDIT_REGISTER)
    attribute = rows.get(session, Attribute, attribute_id)
    method = add(session, Method(attribute_id=attribute.id, **values(storable(entry, Method))))
    if first is not None:
        add(session, MethodVersion(method_id=method.id, **values(_checked(first))))
    return method


def edit_method(
    session: Session, method_id: int, entry: MethodEntry, *, version: int, reason: str | None, actor: Actor
) -> Method:
    """Change a method. Raises NotAllowed, NotFound, Conflict, Invalid."""
    actor.must(Permission.EDIT_REGISTER)
    method = rows.get(session, Method, method_id)
    revise(session, method, storable(entry, Method), version=version, reason=reason)
    return method


def create_method_version(
    session: Session, method_id: int, entry: MethodVersionEntry, *, actor: Actor
) -> MethodVersion:
    """Register a version of a method. Raises NotAllowed, NotFound, Invalid, Conflict."""
    actor.must(Permission.EDIT_REGISTER)
    method = rows.get(session, Method, method_id)
    entry = _checked(entry)
    if any(known.label == entry.label for known in versions_of(session, method.id)):
        raise Conflict(f"{method.name} already has a version {entry.label}.")
    return add(session, MethodVersion(method_id=method.id, **values(entry)))


def edit_method_version(
    session: Session,
    method_version_id: int,
    entry: MethodVersionEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> MethodVersion:
    """Change a version of a method.

    Raises NotAllowed, NotFound, Conflict, Invalid, and Refused when results were measured with it and their
    reportable value would follow another rule: that is a new version.
    """
    actor.must(Permission.EDIT_REGISTER)
    row = rows.get(session, MethodVersion, method_version_id)
    entry = _checked(entry)
    is_another_method = any(getattr(row, name) != getattr(entry, name) for name in _FIXED_BY_RESULTS)
    if is_another_method and method_version_has_results(session, row.id):
        raise Refused(
            f"Results were measured with version {row.label}: its label, rule and number of replicates stay. "
            "Register a new version."
        )
    revise(session, row, entry, version=version, reason=reason)
    return row


def _checked(entry: MethodVersionEntry) -> MethodVersionEntry:
    entry = storable(entry, MethodVersion)
    if not 1 <= entry.replicates <= MOST_REPLICATES:
        raise Invalid(f"Between 1 and {MOST_REPLICATES} replicates make a result.", field="replicates")
    if entry.reportable_rule is ReportableRule.SINGLE and entry.replicates != 1:
        raise Invalid(
            "A single determination has one replicate; choose a rule that joins several.", field="replicates"
        )
    if entry.reportable_rule is not ReportableRule.SINGLE and entry.replicates == 1:
        raise Invalid(f"A {entry.reportable_rule.value} needs at least two.", field="replicates")
    loq, lod = amount(entry.loq, "loq"), amount(entry.lod, "lod")
    if loq is not None and lod is not None and lod > loq:
        raise Invalid("The detection limit is above the quantification limit.", field="lod")
    for field, number in (
        ("loq", loq),
        ("lod", lod),
        ("precision_cv", amount(entry.precision_cv, "precision_cv")),
    ):
        if number is not None and number < 0:
            raise Invalid("This cannot be below zero.", field=field)
    return entry
