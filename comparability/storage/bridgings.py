"""Bridging records of a product, and the names that its results give to what they can bridge."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from comparability.model.bridging.words import finding_of_record
from comparability.model.judging.confounding import Bridge
from comparability.model.vocabulary import Bridged
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.bridging_studies import BridgingStudy
from comparability.storage.people import Person
from comparability.storage.results import Result
from comparability.storage.suppliers import Laboratory
from comparability.storage.switches import Bridging


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingLine:
    """attribute: None where the record holds for all. approved_by: None while it does not count.

    study: what was computed from its data, None where it is claimed without any.
    """

    bridging: Bridging
    attribute: str | None
    recorded_by: str
    approved_by: str | None
    study: BridgingStudy | None


def bridgings_of(session: Session, product_id: int) -> tuple[BridgingLine, ...]:
    """Every bridging record of a product, approved or not, oldest first."""
    recorder, approver = aliased(Person), aliased(Person)
    found = session.execute(
        select(Bridging, Attribute.name, recorder.full_name, approver.full_name, BridgingStudy)
        .join(recorder, recorder.id == Bridging.recorded_by_id)
        .outerjoin(Attribute, Attribute.id == Bridging.attribute_id)
        .outerjoin(approver, approver.id == Bridging.approved_by_id)
        .outerjoin(BridgingStudy, BridgingStudy.bridging_id == Bridging.id)
        .where(Bridging.product_id == product_id)
        .order_by(Bridging.id)
    )
    return tuple(
        BridgingLine(
            bridging=bridging,
            attribute=attribute,
            recorded_by=recorded_by,
            approved_by=approved_by,
            study=study,
        )
        for bridging, attribute, recorded_by, approved_by, study in found
    )


def bridges_of(session: Session, product_id: int, attribute_id: int) -> tuple[Bridge, ...]:
    """The approved records that cover an attribute, as the comparison reads them."""
    query = (
        select(Bridging, BridgingStudy.finding)
        .outerjoin(BridgingStudy, BridgingStudy.bridging_id == Bridging.id)
        .where(
            Bridging.product_id == product_id,
            Bridging.approved_at.is_not(None),
            or_(Bridging.attribute_id.is_(None), Bridging.attribute_id == attribute_id),
        )
        .order_by(Bridging.id)
    )
    return tuple(
        Bridge(
            covers=row.covers,
            before=row.before,
            after=row.after,
            document=row.document,
            finding=finding_of_record(finding, explanation=row.explanation),
        )
        for row, finding in session.execute(query)
    )


def bridgeable(session: Session, product_id: int) -> Mapping[Bridged, tuple[str, ...]]:
    """By kind, what a record of this product can name, spelt as its results are when they are compared."""
    versions = session.execute(
        select(Method.name, MethodVersion.label)
        .join(MethodVersion, MethodVersion.method_id == Method.id)
        .join(Attribute, Attribute.id == Method.attribute_id)
        .where(Attribute.product_id == product_id)
        .order_by(Method.name, MethodVersion.label)
    )
    standards = session.scalars(
        select(Result.reference_standard)
        .join(Attribute, Attribute.id == Result.attribute_id)
        .where(Attribute.product_id == product_id, Result.reference_standard.is_not(None))
        .distinct()
        .order_by(Result.reference_standard)
    )
    laboratories = session.scalars(select(Laboratory.name).order_by(Laboratory.name))
    return {
        Bridged.METHOD_VERSION: tuple(dict.fromkeys(f"{name}, version {label}" for name, label in versions)),
        Bridged.LABORATORY: tuple(laboratories),
        Bridged.REFERENCE_STANDARD: tuple(standard for standard in standards if standard is not None),
    }
