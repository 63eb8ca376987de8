"""Write what no template can say of a switch: why it is made, what its results mean, what is promised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid
from comparability.model.people import Actor, Permission
from comparability.model.texts import COMMENT_LENGTH, meaningful_reason, read_text
from comparability.storage import rows
from comparability.storage.dossiers import items_of, latest_assessment
from comparability.storage.narratives import Narrative, latest_narrative
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Switch
from comparability.usecases.printable import check_printable
from comparability.usecases.records import add

PROSE = ("why", "discussion", "commitments")
FIRST = "First wording."
# What people type stands in packages of every language; all of their typefaces have the same scripts.
LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeEntry:
    """Texts may be missing while it is being written. discussions: of single attributes, by their code."""

    why: str | None
    discussion: str | None
    commitments: str | None = None
    discussions: Mapping[str, str] = field(default_factory=dict)


def save_narrative(
    session: Session,
    switch_id: int,
    entry: NarrativeEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> bool:
    """Save another version of the texts of a switch and say whether anything is new.

    version: the number of the version that the person saw, 0 where there was none. The first needs no reason.
    After another assessment the same texts are a new version: somebody read them again beside its results.
    Raises NotAllowed, NotFound, Conflict when somebody else saved meanwhile, and Invalid, naming the field
    ("discussion of CODE" for that of an attribute), for text that cannot be stored or printed and for a
    change without a reason.
    """
    actor.must(Permission.WRITE_NARRATIVE)
    switch = rows.get(session, Switch, switch_id)
    stands = latest_narrative(session, switch.id)
    number = 0 if stands is None else stands.number
    if version != number:
        raise Conflict("Somebody else saved these texts after you opened them. Compare, then save again.")
    assessment = latest_assessment(session, switch.id)
    texts = {name: _read(getattr(entry, name), name) for name in PROSE}
    known = {line.attribute.code for line in items_of(session, assessment)} if assessment else set()
    known |= stands.discussions.keys() if stands else set()
    discussions = {code: _of_attribute(code, text, known) for code, text in sorted(entry.discussions.items())}
    new = Narrative(
        switch_id=switch.id,
        number=number + 1,
        assessment_id=assessment.id if assessment else None,
        discussions={code: text for code, text in discussions.items() if text},
        reason=FIRST,
        written_by_id=actor.number,
        written_at=now,
        **texts,
    )
    if _says_nothing_new(new, stands):
        return False
    if stands is not None:
        new.reason = meaningful_reason(reason or "")
    state_reason(session, new.reason)
    add(session, new)
    return True


def _says_nothing_new(new: Narrative, stands: Narrative | None) -> bool:
    if stands is None:
        return not (new.discussions or any(getattr(new, name) for name in PROSE))
    compared = (*PROSE, "discussions", "assessment_id")
    return all(getattr(new, name) == getattr(stands, name) for name in compared)


def _of_attribute(code: str, text: str, known: set[str]) -> str | None:
    if code not in known:
        raise Invalid(f"No attribute of the latest assessment has the code {code}.", field="discussions")
    return _read(text, f"discussion of {code}")


def _read(typed: str | None, name: str) -> str | None:
    try:
        text = read_text(
            typed or "", name=name, max_length=COMMENT_LENGTH, multiline=True, required=False
        ).strip()
    except Invalid as problem:
        raise Invalid(str(problem), field=name) from problem
    if not text:
        return None
    check_printable(text, language=LANGUAGE, field=name)
    return meaningful_reason(text, field=name)
