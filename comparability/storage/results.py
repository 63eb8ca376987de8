"""Results: one value of one attribute of one lot, as typed. Rows are added, never changed."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comparability.model.vocabulary import Occasion, ResultKind, ResultState
from comparability.storage.base import Base, Editable, ExactDecimal, Json, Numbered, UtcDateTime, words


class Result(Numbered, Base):
    """One reportable value. A correction or an invalidation is a new row that replaces this one;
    a retest is a new row that stands beside it until an investigation has invalidated the original.
    """

    __tablename__ = "result"
    __table_args__ = (Index(None, "lot_id", "attribute_id"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id"))
    kind: Mapped[ResultKind] = mapped_column(words(ResultKind))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"), unique=True)
    retest_of_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"))
    reason: Mapped[str | None] = mapped_column(Text)  # of a correction, an invalidation or a retest
    entered: Mapped[str] = mapped_column(String(64))  # as typed; the computed text where replicates were entered
    is_calculated: Mapped[bool]  # from the replicates, by the rule of the method version
    state: Mapped[ResultState] = mapped_column(words(ResultState))
    qualifier: Mapped[str | None] = mapped_column(String(1))
    value: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    word: Mapped[str | None] = mapped_column(String(64))
    unit: Mapped[str | None] = mapped_column(String(60))
    occasion: Mapped[Occasion] = mapped_column(words(Occasion))
    storage_condition: Mapped[str | None] = mapped_column(String(120))
    time_point_months: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    method_version_id: Mapped[int | None] = mapped_column(ForeignKey("method_version.id"))
    laboratory_id: Mapped[int | None] = mapped_column(ForeignKey("laboratory.id"))
    instrument: Mapped[str | None] = mapped_column(String(120))
    run: Mapped[str | None] = mapped_column(String(120))
    plate: Mapped[str | None] = mapped_column(String(120))
    control_value: Mapped[str | None] = mapped_column(String(64))  # as typed, in the attribute's unit
    reference_standard: Mapped[str | None] = mapped_column(String(120))  # lot of the reference standard
    analyst: Mapped[str | None] = mapped_column(String(120))
    tested_on: Mapped[date | None]
    source_document: Mapped[str | None] = mapped_column(String(200))
    source_page: Mapped[str | None] = mapped_column(String(40))
    raw_data: Mapped[str | None] = mapped_column(String(200))  # raw-data id, or where it is held
    comment: Mapped[str | None] = mapped_column(Text)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Replicate(Numbered, Base):
    """One determination behind a reportable result, as typed."""

    __tablename__ = "replicate"
    __table_args__ = (UniqueConstraint("result_id", "number"),)

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"))
    number: Mapped[int]
    entered: Mapped[str] = mapped_column(String(64))
    state: Mapped[ResultState] = mapped_column(words(ResultState))
    qualifier: Mapped[str | None] = mapped_column(String(1))
    value: Mapped[Decimal | None] = mapped_column(ExactDecimal)


class Verification(Numbered, Base):
    """A second person compared the result with its source. One per result: a rejected result is corrected."""

    __tablename__ = "verification"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), unique=True)
    is_accepted: Mapped[bool]
    comment: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Investigation(Editable, Base):
    """An out-of-specification result under investigation. Only an assignable laboratory error permits a retest."""

    __tablename__ = "investigation"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"))
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    description: Mapped[str] = mapped_column(Text)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_laboratory_error: Mapped[bool | None]  # None while open
    conclusion: Mapped[str | None] = mapped_column(Text)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportBatch(Numbered, Base):
    """A file whose rows were committed together."""

    __tablename__ = "import_batch"

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, object]] = mapped_column(Json)
    lots_created: Mapped[int]
    results_created: Mapped[int]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
