"""Quality attributes of a product, its methods and their versions."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import (
    Basis,
    ReportableRule,
    ReportedAs,
    Scale,
    Stage,
    Tier,
    ValidationStatus,
    Worry,
)
from comparability.storage.base import Base, Editable, Json, words


class Attribute(Editable, Base):
    """A quality attribute of one product, taken from a panel or added by the product."""

    __tablename__ = "attribute"
    __table_args__ = (UniqueConstraint("product_id", "code"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    stage: Mapped[Stage] = mapped_column(words(Stage))
    basis: Mapped[Basis] = mapped_column(words(Basis))
    scale: Mapped[Scale] = mapped_column(words(Scale))
    unit: Mapped[str | None] = mapped_column(String(60))  # None for a qualitative attribute
    worry: Mapped[Worry] = mapped_column(words(Worry))
    tier: Mapped[Tier] = mapped_column(words(Tier))
    is_qualitative: Mapped[bool]
    allowed_words: Mapped[list[str] | None] = mapped_column(Json)  # the vocabulary of a qualitative attribute
    conforming_words: Mapped[list[str] | None] = mapped_column(Json)
    specification_low: Mapped[str | None] = mapped_column(String(64))  # release specification, as typed
    specification_high: Mapped[str | None] = mapped_column(String(64))
    reported_as: Mapped[ReportedAs | None] = mapped_column(words(ReportedAs))
    decimals: Mapped[int]  # of computed figures, on screen and on paper
    is_scientific: Mapped[bool]
    derived_from: Mapped[str | None] = mapped_column(Text)  # codes: "infectious-titre / vg-titre"
    source: Mapped[str] = mapped_column(Text)
    source_mark: Mapped[str] = mapped_column(String(1))  # R, A, K, C as in the panel data; P: a person
    composition: Mapped[str | None] = mapped_column(String(60))  # name shared by the parts of one whole


class Method(Editable, Base):
    """An analytical method for one attribute."""

    __tablename__ = "method"
    __table_args__ = (UniqueConstraint("attribute_id", "name"),)

    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id"))
    name: Mapped[str] = mapped_column(String(200))
    technique: Mapped[str | None] = mapped_column(String(120))


class MethodVersion(Editable, Base):
    """A version of a method; every result names the one it was measured with."""

    __tablename__ = "method_version"
    __table_args__ = (UniqueConstraint("method_id", "label"),)

    method_id: Mapped[int] = mapped_column(ForeignKey("method.id"))
    label: Mapped[str] = mapped_column(String(60))
    reportable_rule: Mapped[ReportableRule] = mapped_column(words(ReportableRule))
    replicates: Mapped[int]  # how many determinations make one reportable result
    loq: Mapped[str | None] = mapped_column(String(64))  # as typed, in the attribute's unit
    lod: Mapped[str | None] = mapped_column(String(64))
    precision_cv: Mapped[str | None] = mapped_column(String(64))  # between-run %CV, as typed
    validation_status: Mapped[ValidationStatus] = mapped_column(words(ValidationStatus))
    document: Mapped[str | None] = mapped_column(String(200))
    effective_on: Mapped[date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodLine:
    """A method with its versions, newest first."""

    method: Method
    versions: tuple[MethodVersion, ...]


# Every page of a product asks these; building a statement takes as long as running it.
_ATTRIBUTES = (
    select(Attribute)
    .where(Attribute.product_id == bindparam("product_id"))
    .order_by(Attribute.position, Attribute.id)
)
_METHODS = (
    select(Method, MethodVersion)
    .join(Attribute, Attribute.id == Method.attribute_id)
    .outerjoin(MethodVersion, MethodVersion.method_id == Method.id)
    .where(Attribute.product_id == bindparam("product_id"))
    .order_by(Method.name, Method.id, MethodVersion.id.desc())
)


def attributes_of(session: Session, product_id: int) -> tuple[Attribute, ...]:
    """The attributes of a product in the order of its panel."""
    return tuple(session.scalars(_ATTRIBUTES, {"product_id": product_id}))


def attribute_by_code(session: Session, product_id: int, code: str) -> Attribute | None:
    """The attribute of that code of one product."""
    return session.scalar(select(Attribute).where(Attribute.product_id == product_id, Attribute.code == code))


def last_position(session: Session, product_id: int) -> int:
    """The highest position among the attributes of a product, 0 when it has none."""
    position = session.scalar(select(func.max(Attribute.position)).where(Attribute.product_id == product_id))
    return position or 0


def methods_of_product(session: Session, product_id: int) -> dict[int, tuple[MethodLine, ...]]:
    """The methods of a product with their versions, by attribute id."""
    found = session.execute(_METHODS, {"product_id": product_id})
    methods: dict[int, Method] = {}
    versions: dict[int, list[MethodVersion]] = {}
    for method, version in found:
        methods[method.id] = method
        versions.setdefault(method.id, []).extend([] if version is None else [version])
    lines: dict[int, tuple[MethodLine, ...]] = {}
    for number, method in methods.items():
        line = MethodLine(method=method, versions=tuple(versions[number]))
        lines[method.attribute_id] = (*lines.get(method.attribute_id, ()), line)
    return lines


def versions_of(session: Session, method_id: int) -> tuple[MethodVersion, ...]:
    """The versions of one method, newest first."""
    return tuple(
        session.scalars(
            select(MethodVersion)
            .where(MethodVersion.method_id == method_id)
            .order_by(MethodVersion.id.desc())
        )
    )


def method_version_named(
    session: Session, attribute_id: int, method: str, version: str
) -> MethodVersion | None:
    """The version of that label of the attribute's method of that name."""
    return session.scalar(
        select(MethodVersion)
        .join(Method, Method.id == MethodVersion.method_id)
        .where(Method.attribute_id == attribute_id, Method.name == method, MethodVersion.label == version)
    )
