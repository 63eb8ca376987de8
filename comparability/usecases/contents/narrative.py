"""What people wrote of a switch, as its package prints it, and what they still have to write."""

from collections.abc import Iterable

from comparability.model.values import formatting
from comparability.storage.dossiers import Dossier, ItemLine
from comparability.storage.narratives import Narrative
from comparability.storage.unwritten import gaps
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


def missing(
    items: Iterable[ItemLine], written: Narrative | None, assessment_id: int | None, words: Words = ENGLISH
) -> tuple[str, ...]:
    """What has to be written before a package of this assessment can be approved, each named."""
    found = gaps(items, written, assessment_id)
    lacks = []
    if found.why:
        lacks.append(words("why the change is made"))
    if found.discussion:
        lacks.append(words("discussion of the results"))
    if found.is_older:
        lacks.append(words("discussion of the results, read again beside the latest assessment"))
    lacks += [
        words("discussion of {attribute}", attribute=words.named(line.attribute.name))
        for line in found.attributes
    ]
    return tuple(lacks)
