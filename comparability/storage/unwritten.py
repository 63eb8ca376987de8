"""What people still have to write of a switch before a package of its assessment can be approved."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comparability.model.narratives import needs_discussion
from comparability.storage.assessments import Assessment
from comparability.storage.dossiers import ItemLine, items_of
from comparability.storage.narratives import Narrative, latest_narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """is_older: the discussion is of an earlier assessment. attributes: that nobody has discussed."""

    why: bool
    discussion: bool
    is_older: bool
    attributes: tuple[ItemLine, ...]

    def __bool__(self) -> bool:
        return self.why or self.discussion or self.is_older or bool(self.attributes)


def to_discuss(items: Iterable[ItemLine]) -> tuple[ItemLine, ...]:
    """The attributes of which somebody has to write."""
    return tuple(
        line for line in items if needs_discussion(line.item.effect, is_difference_seen=_is_seen(line))
    )


def gaps(items: Iterable[ItemLine], written: Narrative | None, assessment_id: int | None) -> Gaps:
    """written: the version in force, None where nobody has written. assessment_id: that it should be of."""
    said = {} if written is None else written.discussions
    has_discussion = written is not None and written.discussion is not None
    return Gaps(
        why=written is None or written.why is None,
        discussion=not has_discussion,
        is_older=has_discussion and written is not None and written.assessment_id != assessment_id,
        attributes=tuple(line for line in to_discuss(items) if line.attribute.code not in said),
    )


def gaps_of(session: Session, assessment: Assessment) -> Gaps:
    """Of an assessment as it is stored."""
    written = latest_narrative(session, assessment.switch_id)
    return gaps(items_of(session, assessment), written, assessment.id)


def _is_seen(line: ItemLine) -> bool:
    return any(figure["name"] == "difference_seen" and figure["value"] for figure in line.item.figures)
