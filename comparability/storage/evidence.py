"""What an evidence copy carries of an issued package: data as read, signatures, and the trail behind them.

Everything is plain data; how it is written into files is said in `usecases.contents.evidence`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from comparability.model.bridging.words import CLAIMED, finding_of_record
from comparability.model.errors import Refused
from comparability.model.plainness import plain
from comparability.model.stored_comparisons import inputs_hash
from comparability.model.values.units import LOG10_UNIT
from comparability.storage.as_stored import stages_of, without_result
from comparability.storage.audit import COLUMNS, AuditEntry
from comparability.storage.dossiers import Dossier, ItemLine
from comparability.storage.people import Person
from comparability.storage.sessions import last_entry
from comparability.storage.signatures import Signature
from comparability.storage.switches import Bridging

WHOLE_AT_MOST = 50_000  # entries; a longer trail is carried in part

Records = Mapping[str, Collection[int]]  # table -> numbers of its rows


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailExtract:
    """Entries of the trail up to its head. is_whole: from the first entry on, so the chain can be walked."""

    is_whole: bool
    seq: int
    hash: str
    entries: tuple[dict[str, Any], ...]


def trail_extract(session: Session, records: Records, *, whole_at_most: int = WHOLE_AT_MOST) -> TrailExtract:
    """The whole trail, or the entries of these records and the last one where it is longer than that."""
    last = last_entry(session)
    if last is None:
        raise Refused("There is no audit trail.")
    is_whole = (session.scalar(select(func.count(AuditEntry.seq))) or 0) <= whole_at_most
    statement: Select[Any] = select(*(getattr(AuditEntry, name) for name in COLUMNS))
    if not is_whole:
        wanted = [
            and_(AuditEntry.entity == entity, AuditEntry.entity_id.in_([str(number) for number in numbers]))
            for entity, numbers in records.items()
        ]
        statement = statement.where(or_(AuditEntry.seq == last.seq, *wanted))
    found = session.execute(statement.order_by(AuditEntry.seq))
    return TrailExtract(
        is_whole=is_whole,
        seq=last.seq,
        hash=last.hash,
        entries=tuple(dict(zip(COLUMNS, row, strict=True)) for row in found),
    )


def signatures_on(session: Session, records: Records) -> list[dict[str, Any]]:
    """Every signature on these records, oldest first."""
    wanted = [
        and_(Signature.entity == entity, Signature.entity_id.in_(list(numbers)))
        for entity, numbers in records.items()
    ]
    found = session.execute(
        select(Signature, Person.user_name)
        .join(Person, Person.id == Signature.person_id)
        .where(or_(*wanted))
        .order_by(Signature.id)
    )
    return [
        {
            "id": row.id,
            "entity": row.entity,
            "entity_id": row.entity_id,
            "content_hash": row.content_hash,
            "meaning": row.meaning.value,
            "comment": row.comment,
            "user_name": user_name,
            "printed_name": row.printed_name,
            "role": row.role.value,
            "signed_at": plain(row.signed_at),
        }
        for row, user_name in found
    ]


def data_as_read(session: Session, record: Dossier) -> list[dict[str, Any]]:
    """The plain form of every `AttributeData` that the assessment compared, in its order.

    Raises Refused where that cannot be put together again, because something in it was changed since.
    """
    stages = stages_of(session, record.assessment)
    found = [_attribute_data(record, line, stages) for line in record.items]
    if inputs_hash(record.assessment.lots, found) != record.assessment.dataset_hash:
        raise Refused(
            "What the assessment read cannot be put together again, because the lots or attributes it names "
            "have changed since. Run the assessment again, then assemble the package."
        )
    return found


def bridges_at_run(record: Dossier, line: ItemLine) -> list[dict[str, Any]]:
    """The bridging records that covered an attribute when the assessment was run, as it read them."""
    return [
        {
            "covers": row.covers.value,
            "before": row.before,
            "after": row.after,
            "document": row.document,
            "finding": _finding(record, row, line),
        }
        for row in in_force(record)
        if row.attribute_id in (None, line.attribute.id)
    ]


def in_force(record: Dossier) -> tuple[Bridging, ...]:
    """The bridging records that were approved when the assessment was run."""
    return tuple(
        row
        for row in record.bridgings
        if row.approved_at is not None and row.approved_at <= record.assessment.run_at
    )


def _finding(record: Dossier, row: Bridging, line: ItemLine) -> str | None:
    found = record.studies.get(row.id)
    said = finding_of_record(None if found is None else found.study.finding, explanation=row.explanation)
    # An assessment from before data could be attached does not say that there are none.
    is_earlier = said == CLAIMED and not any(CLAIMED in text for text in line.item.limitations)
    return None if is_earlier else said


def _attribute_data(record: Dossier, line: ItemLine, stages: Mapping[int, Any]) -> dict[str, Any]:
    attribute = line.attribute
    observations, summaries = (
        [{name: value for name, value in each.items() if name != "is_used"} for each in read]
        for read in (line.item.observations, line.item.summaries or ())
    )
    return {
        "attribute_id": attribute.id,
        "name": attribute.name,
        "unit": (attribute.unit or "").removeprefix(LOG10_UNIT),
        "scale": attribute.scale.value,
        "worry": attribute.worry.value,
        "decimals": attribute.decimals,
        "scientific": attribute.is_scientific,
        "reported_as": plain(attribute.reported_as),
        "conforming_words": list(attribute.conforming_words or ()),
        "observations": observations,
        "without_result": without_result(record.assessment, line, stages, record.exclusions),
        "series": line.item.series or [],
        "summaries": summaries,
        "composition": attribute.composition,
    }
