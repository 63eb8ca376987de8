"""What people wrote of a switch, as its package prints it, and what they still have to write."""

from collections.abc import Iterable

from comparability.model.narratives import needs_discussion
from comparability.model.values import formatting
from comparability.storage.dossiers import Dossier, ItemLine
from comparability.storage.narratives import Narrative
from comparability.usecases.contents import figures
from reports import content
from reports.wording import ENGLISH, Words


def narrative(record: Dossier, written: Narrative | None, words: Words) -> content.Narrative:
    """The texts that belong to no attribute. Those of attributes stand in their sections."""
    lacks = missing(record.items, written, record.assessment.id, words)
    if written is None:
        return content.Narrative(version="", written="", discussion="", commitments="", missing=lacks)
    return content.Narrative(
        version=words("version {number}", number=written.number),
        written=words(
            "{instant}, by {person}",
            instant=formatting.instant(written.written_at),
            person=record.names[written.written_by_id],
        ),
        discussion=written.discussion or "",
        commitments=written.commitments or "",
        missing=lacks,
    )


def to_discuss(items: Iterable[ItemLine]) -> tuple[ItemLine, ...]:
    """The attributes of which somebody has to write."""
    return tuple(
        line
        for line in items
        if needs_discussion(
            line.item.effect,
            is_difference_seen=bool(figures.values_of(line).get("difference_seen")),
        )
    )


def missing(
    items: Iterable[ItemLine], written: Narrative | None, assessment_id: int | None, words: Words = ENGLISH
) -> tuple[str, ...]:
    """What has to be written before a package of this assessment can be approved, each named."""
    lacks = []
    if written is None or written.why is None:
        lacks.append(words("why the change is made"))
    if written is None or written.discussion is None:
        lacks.append(words("discussion of the results"))
    elif written.assessment_id != assessment_id:
        lacks.append(words("discussion of the results, read again beside the latest assessment"))
    said = {} if written is None else written.discussions
    lacks += [
        words("discussion of {attribute}", attribute=words.named(line.attribute.name))
        for line in to_discuss(items)
        if line.attribute.code not in said
    ]
    return tuple(lacks)
