"""A form that is sent twice acts once: the second sending is answered by what the first one made.

Double clicks, a page sent again and a proxy that repeats a request are all the same. Which answer a person
sees is the page's matter; here stands what a use-case returned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict
from comparability.model.people import Actor
from comparability.storage.base import Base
from comparability.storage.form_answers import FormAnswer, answer_to, forget_answers
from comparability.usecases.records import add
from comparability.usecases.results import CellProblem, Recorded

T = TypeVar("T")

KEPT_FOR: Final = timedelta(days=2)  # a sign-in session ends long before
CARRIED_OUT: Final = (
    "This form was sent before and was carried out then. Go to the record to see what it did; what is shown "
    "only once, such as a start password, is not shown again."
)
# What is no row and may be kept: it names rows and repeats what the person typed, and holds no secret.
_VALUES: Final[Mapping[str, type[Any]]] = {kind.__name__: kind for kind in (Recorded, CellProblem)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One sending of a form. token: of the page it stood on. digest: of everything that was sent with it."""

    token: str
    digest: str


def once(
    session: Session, sent: Sent | None, action: Callable[[Session], T], *, actor: Actor, now: datetime
) -> T:
    """What the action gives, or gave when this form was sent before. sent: None for a form without a token.

    Raises Conflict where the form of that page was sent before with other entries, or where its answer can be
    given only once, and whatever the action raises; then nothing is kept and the form may be sent again.
    """
    if sent is None:
        return action(session)
    before = answer_to(session, actor.number, sent.token)
    if before is not None:
        given: T = _given(session, before, sent)
        return given
    done = action(session)
    forget_answers(session, actor.number, before=now - KEPT_FOR)
    add(
        session,
        FormAnswer(person_id=actor.number, token=sent.token, digest=sent.digest, answer=_kept(done), at=now),
    )
    return done


def given_before(session: Session, sent: Sent, *, actor: Actor) -> Any:
    """What the action gave when this form was sent before, None where it was not. Raises as `once`."""
    before = answer_to(session, actor.number, sent.token)
    return None if before is None else _given(session, before, sent)


def _given(session: Session, before: FormAnswer, sent: Sent) -> Any:
    if before.digest != sent.digest:
        raise Conflict(
            "The form of this page was sent before, with other entries, and those were saved. Look at what "
            "was saved; to save these entries too, send the form once more."
        )
    if before.answer == _ONCE_ONLY:
        raise Conflict(CARRIED_OUT)
    return _restored(session, before.answer)


_ONCE_ONLY: Final = {"once": True}


def _kept(value: Any) -> Any:
    """A value as plain data, or the mark that it can be given only once, such as a start password."""
    try:
        return _plain(value)
    except _NotKept:
        return _ONCE_ONLY


class _NotKept(Exception):
    """The value is none that may be kept."""


def _plain(value: Any) -> Any:
    if isinstance(value, Base) and isinstance(getattr(value, "id", None), int):
        return {"row": value.__tablename__, "id": value.id}  # type: ignore[attr-defined]
    if isinstance(value, tuple | list):
        return {"several": [_plain(each) for each in value]}
    if value is None or isinstance(value, bool | int):
        return {"plain": value}
    if type(value).__name__ in _VALUES:
        named = {each.name: getattr(value, each.name) for each in fields(value)}
        return {
            "value": type(value).__name__,
            "fields": {
                name: {"plain": each} if isinstance(each, str) else _plain(each)
                for name, each in named.items()
            },
        }
    raise _NotKept


def _restored(session: Session, kept: Any) -> Any:
    if "row" in kept:
        kind = next(each.class_ for each in Base.registry.mappers if each.class_.__tablename__ == kept["row"])
        row = session.get(kind, kept["id"])
        if row is None:  # what the form did was to remove it
            raise Conflict(CARRIED_OUT)
        return row
    if "several" in kept:
        return tuple(_restored(session, each) for each in kept["several"])
    if "value" in kept:
        named = {name: _restored(session, each) for name, each in kept["fields"].items()}
        return _VALUES[kept["value"]](**named)
    return kept["plain"]
