"""Quality attributes of a product, its methods and their versions."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
