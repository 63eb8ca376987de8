"""The forms of every page: token, problems, and the short constructors of their fields.

A form checks what can be checked without the database; the use-case checks the rest.
"""

import enum
from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form
from wtforms.csrf.core import CSRF
from wtforms.validators import ValidationError

from comparability.model.errors import ComparabilityError, Conflict, Invalid, NotAllowed
from comparability.model.texts import COMMENT_LENGTH, NAME_LENGTH
from comparability.web.forms.fields import (
    CountField,
    DayField,
    NameField,
    Option,
    PickField,
    ProseField,
    SeveralField,
    VersionField,
    WhenChanged,
    YesField,
    required_or_not,
)
from comparability.web.security import CSRF_FIELD, csrf_token, has_csrf_token

Entry = TypeVar("Entry")


class SignInCsrf(CSRF):
    """The token bound to the sign-in session, as `security` makes and checks it."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return csrf_token()

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        if not has_csrf_token():
            raise ValidationError("This page was opened in another sign-in. Send it again.")


class BaseForm(Form):
    """A form that changes something. It binds the body of a POST and nothing of the address.

    problems: sentences that belong to no field. answer_status: the HTTP status of the page that shows it.
    """

    class Meta:
        csrf = True
        csrf_class = SignInCsrf
        csrf_field_name = CSRF_FIELD

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any):
        posted: Any = CombinedMultiDict((request.files, request.form)) if request.method == "POST" else None
        super().__init__(posted, obj=obj, **kwargs)
        self.problems: list[str] = []
        self.answer_status = 200
        self.stored: dict[str, str] = {}
        self._object = obj

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators)) and not self.problems
        self.answer_status = 200 if is_valid else 422
        return is_valid

    def refuse(self, error: ComparabilityError) -> None:
        """Put what a use-case refused beside its field, or at the top, and keep what was typed."""
        self.answer_status = {Conflict: 409, NotAllowed: 403}.get(type(error), 422)
        name = error.field if isinstance(error, Invalid) else None
        if name is not None and name in self and name != CSRF_FIELD:
            self[name].errors = [*self[name].errors, str(error)]
        else:
            self.problems.append(str(error))

    def fill(self, kind: type[Entry], **extra: Any) -> Entry:
        """The entry dataclass built from the fields of the same names; `extra` gives or overrides some."""
        known = {field.name: self[field.name].data for field in fields(kind) if field.name in self}  # type: ignore[arg-type]
        given = known | extra
        missing = [
            field.name
            for field in fields(kind)  # type: ignore[arg-type]
            if field.name not in given and field.default is MISSING and field.default_factory is MISSING
        ]
        if missing:
            raise TypeError(f"{kind.__name__} needs {', '.join(missing)}, which the form does not have")
        return kind(**given)


class EditForm(BaseForm):
    """A form that changes a record: it carries the version that was seen and asks why."""

    version: Any = VersionField("Version")
    reason = ProseField(
        "Reason for the change",
        [WhenChanged()],
        description="Kept in the audit trail beside every changed field.",
    )

    def refuse(self, error: ComparabilityError) -> None:
        super().refuse(error)
        if isinstance(error, Conflict) and self._object is not None:
            self._show_stored(self._object)

    def _show_stored(self, row: Any) -> None:
        """After somebody else's save: what stands now beside each field, and its version for the next try."""
        for name, field in self._fields.items():
            if name in {"reason", CSRF_FIELD} or not hasattr(row, name):
                continue
            stands = getattr(row, name)
            if name == "version":
                field.raw_data, field.data = None, stands
            elif stands != field.data:
                self.stored[name] = _words(field, stands)


def _words(field: Any, value: Any) -> str:
    """A stored value as the person would have entered it in this field."""
    if value in (None, "", ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels = {each: words for each, words in getattr(field, "choices", ())}
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(str(labels.get(each, each)) for each in value)
    return str(labels.get(value, value))


class FilterForm(Form):
    """A form that only chooses what is shown: it binds the address and changes nothing."""

    def __init__(self, **kwargs: Any):
        super().__init__(request.args, **kwargs)
        self.problems: list[str] = []
        self.stored: dict[str, str] = {}
        self.answer_status = 200 if self.validate() else 422


def text(
    label: str,
    *,
    required: bool = True,
    maximum: int = NAME_LENGTH,
    description: str | None = None,
    **more: Any,
) -> Any:
    return NameField(label, required_or_not(required), maximum=maximum, description=description or "", **more)


def long_text(
    label: str,
    *,
    required: bool = False,
    maximum: int = COMMENT_LENGTH,
    description: str | None = None,
    **more: Any,
) -> Any:
    return ProseField(
        label, required_or_not(required), maximum=maximum, description=description or "", **more
    )


def word(
    label: str,
    vocabulary: type[enum.StrEnum],
    *,
    required: bool = True,
    description: str | None = None,
    **more: Any,
) -> Any:
    """One word of a closed vocabulary, as its member."""
    return choice(
        label,
        [(member, member.value) for member in vocabulary],
        required=required,
        description=description,
        **more,
    )


def words(
    label: str,
    vocabulary: type[enum.StrEnum],
    *,
    required: bool = False,
    description: str | None = None,
    **more: Any,
) -> Any:
    """Any number of words of a closed vocabulary, as a tuple of its members."""
    return several(
        label,
        [(member, member.value) for member in vocabulary],
        required=required,
        description=description,
        **more,
    )


def choice(
    label: str,
    choices: Iterable[Option] = (),
    *,
    required: bool = False,
    description: str | None = None,
    empty: str | None = "Choose…",
    **more: Any,
) -> Any:
    """One of pairs of value and words, e.g. row number and name; set `.choices` later where they are read."""
    return PickField(
        label,
        required_or_not(required, "Choose one."),
        choices=choices,
        empty=empty,
        description=description or "",
        **more,
    )


def several(
    label: str,
    choices: Iterable[Option] = (),
    *,
    required: bool = False,
    description: str | None = None,
    **more: Any,
) -> Any:
    """Any number of pairs of value and words, as a tuple of values."""
    return SeveralField(
        label,
        required_or_not(required, "Tick at least one."),
        choices=choices,
        description=description or "",
        **more,
    )


def day(label: str, *, required: bool = False, description: str | None = None, **more: Any) -> Any:
    return DayField(
        label,
        required_or_not(required),
        description="As 2026-11-23 or 23-Nov-2026." if description is None else description,
        **more,
    )


def number(
    label: str,
    *,
    required: bool = True,
    low: int = 0,
    high: int = 10**9,
    description: str | None = None,
    **more: Any,
) -> Any:
    """A whole number; measured values are text until the grammar of results has read them."""
    return CountField(
        label, required_or_not(required), low=low, high=high, description=description or "", **more
    )


def yes(label: str, *, required: bool = False, description: str | None = None, **more: Any) -> Any:
    return YesField(
        label, required_or_not(required, "Tick this to go on."), description=description or "", **more
    )


def reason(label: str = "Reason", *, required: bool = True, description: str | None = None) -> Any:
    """required: False where a record can be stated for the first time in the same form, which needs none."""
    return ProseField(
        label,
        required_or_not(True, "Say why, in words.") if required else [WhenChanged()],
        description=description or "In words; kept in the audit trail.",
    )
