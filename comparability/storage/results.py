"""Results: one value of one attribute of one lot, as typed. Rows are added, never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from comparability.model.vocabulary import Occasion, ResultKind, ResultState
from comparability.storage.attributes import Attribute
from comparability.storage.base import Base, Editable, ExactDecimal, Json, Numbered, UtcDateTime, words
from comparability.storage.people import Person


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
    entered: Mapped[str] = mapped_column(String(64))  # as typed; computed where replicates were
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
    """An out-of-specification result under investigation. Only a laboratory error lets a retest count."""

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


@cache  # an alias of the whole row costs more to build than the query that it is part of
def _not_replaced() -> ColumnElement[bool]:
    later = aliased(Result)
    return ~exists().where(later.replaces_id == Result.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationLine:
    """An investigation with the names of the people."""

    investigation: Investigation
    opened_by: str
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class Sampling:
    """When and how the tested sample was kept: what tells two results of one lot and attribute apart.

    The storage condition does so in a stability study only; elsewhere it is a remark.
    """

    occasion: Occasion
    time_point_months: Decimal | None = None
    storage_condition: str | None = None

    @classmethod
    def of(cls, result: Any) -> Self:
        """Of a result, a reported row or an entry."""
        condition = result.storage_condition if result.occasion is Occasion.STABILITY else None
        return cls(result.occasion, result.time_point_months, condition)


def standing_of_lots(session: Session, lot_ids: Collection[int]) -> dict[tuple[int, int, Sampling], Result]:
    """By lot, attribute and sampling the original result, or its latest correction or invalidation; never a
    retest.
    """
    found = session.scalars(_standing_of_lots(), {"lot_ids": list(lot_ids)})
    return {(each.lot_id, each.attribute_id, Sampling.of(each)): each for each in found}


@cache
def _standing_of_lots() -> Select[Result]:
    return select(Result).where(
        Result.lot_id.in_(bindparam("lot_ids", expanding=True)),
        Result.retest_of_id.is_(None),
        _not_replaced(),
    )


def standing(session: Session, lot_id: int, attribute_id: int, sampling: Sampling) -> Result | None:
    """The same of one."""
    return standing_of_lots(session, [lot_id]).get((lot_id, attribute_id, sampling))


def standing_places(session: Session, product_id: int) -> set[tuple[int, int, Sampling]]:
    """Lot, attribute and sampling of every original result of a product."""
    query = (
        select(Result)
        .join(Attribute, Attribute.id == Result.attribute_id)
        .where(Attribute.product_id == product_id, Result.retest_of_id.is_(None), _not_replaced())
    )
    return {(each.lot_id, each.attribute_id, Sampling.of(each)) for each in session.scalars(query)}


def standing_with_run(session: Session, product_id: int) -> list[Result]:
    """The results of the product that name a run and that nothing has replaced, by run."""
    query = (
        select(Result)
        .join(Attribute, Attribute.id == Result.attribute_id)
        .where(Attribute.product_id == product_id, Result.run.is_not(None), _not_replaced())
        .order_by(Result.run, Result.id)
    )
    return list(session.scalars(query))


def standing_of_run(session: Session, product_id: int, run: str) -> list[Result]:
    """The results of the product measured in that run which nothing has replaced."""
    return [each for each in standing_with_run(session, product_id) if each.run == run]


def standing_retest_of(session: Session, original: Result) -> Result | None:
    """The retest of the result, whichever of its versions it was ordered on, as it stands now."""
    numbers = [version.id for version in versions_of(session, original)]
    return session.scalar(select(Result).where(Result.retest_of_id.in_(numbers), _not_replaced()))


def replacement_of(session: Session, result_id: int) -> Result | None:
    """The row that replaced this one, if any."""
    return session.scalar(select(Result).where(Result.replaces_id == result_id))


def verification_of(session: Session, result_id: int) -> Verification | None:
    """What a second person said of the result, if anybody has."""
    return session.scalar(select(Verification).where(Verification.result_id == result_id))


def versions_of(session: Session, result: Result) -> list[Result]:
    """The result and every row it replaced, oldest first."""
    versions = [result]
    while (earlier := versions[0].replaces_id) is not None:
        versions.insert(0, session.get_one(Result, earlier))
    return versions


def investigation_of(session: Session, result: Result) -> Investigation | None:
    """The investigation of the result, whichever of its versions it was opened on."""
    numbers = [version.id for version in versions_of(session, result)]
    return session.scalar(select(Investigation).where(Investigation.result_id.in_(numbers)))


def replicates_of(session: Session, result_id: int) -> tuple[Replicate, ...]:
    """The determinations behind a result, in order."""
    return tuple(
        session.scalars(select(Replicate).where(Replicate.result_id == result_id).order_by(Replicate.number))
    )


def investigations_of(session: Session, result_ids: Sequence[int]) -> tuple[InvestigationLine, ...]:
    """The investigations of these results with the names of who opened and closed them, oldest first."""
    opener, closer = aliased(Person), aliased(Person)
    found = session.execute(
        select(Investigation, opener.full_name, closer.full_name)
        .join(opener, opener.id == Investigation.opened_by_id)
        .outerjoin(closer, closer.id == Investigation.closed_by_id)
        .where(Investigation.result_id.in_(result_ids))
        .order_by(Investigation.id)
    )
    return tuple(
        InvestigationLine(investigation=row, opened_by=opened_by, closed_by=closed_by)
        for row, opened_by, closed_by in found
    )
