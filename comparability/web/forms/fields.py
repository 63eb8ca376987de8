"""Form fields that read text by our own grammars and always show again what was typed.

Forms and the short constructors that pages use are in `base`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms import BooleanField, Field, StringField
from wtforms.validators import InputRequired, StopValidation, ValidationError
from wtforms.widgets import HiddenInput, TextArea, html_params

from comparability.model.dates import read_date
from comparability.model.errors import Invalid
from comparability.model.texts import COMMENT_LENGTH, NAME_LENGTH, read_text

Option = tuple[Any, str]  # what the choice means, and how it reads


class TypedField(StringField):
    """Text that is read by a grammar of ours. Empty text is None; refused text is shown again as typed."""

    def read(self, text: str) -> Any:
        """What the text means. Raises Invalid, saying what is accepted."""
        return text

    def show(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        if not valuelist[0].strip():
            return
        try:
            self.data = self.read(valuelist[0])
        except Invalid as error:
            raise ValueError(str(error)) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)


class NameField(TypedField):
    """One line of text, kept in composed form."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, maximum: int = NAME_LENGTH, **kwargs: Any
    ):
        super().__init__(label, validators, **kwargs)
        self.maximum = maximum

    def read(self, text: str) -> str:
        return read_text(text, name=self.label.text, max_length=self.maximum)


class ProseField(NameField):
    """Several lines of text."""

    widget = TextArea()

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, maximum: int = COMMENT_LENGTH, **kwargs: Any
    ):
        super().__init__(label, validators, maximum=maximum, **kwargs)

    def read(self, text: str) -> str:
        # Browsers send line breaks as CR LF whatever was typed.
        unified = text.replace("\r\n", "\n").replace("\r", "\n")
        return read_text(unified, name=self.label.text, max_length=self.maximum, multiline=True)


class DayField(TypedField):
    """A date as yyyy-mm-dd or dd-Mon-yyyy."""

    def read(self, text: str) -> dt.date:
        return read_date(text, name=self.label.text)

    def show(self, value: dt.date) -> str:
        return value.isoformat()


class CountField(TypedField):
    """A whole number in ASCII digits between two bounds."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, low: int = 0, high: int = 10**9, **kwargs: Any
    ):
        super().__init__(label, validators, **kwargs)
        self.low = low
        self.high = high

    def read(self, text: str) -> int:
        typed = text.strip(" ")
        if typed.isascii() and typed.isdigit() and len(typed) <= 10 and self.low <= int(typed) <= self.high:
            return int(typed)
        raise Invalid(
            f"{self.label.text}: enter a whole number from {self.low} to {self.high}, such as {self.low}."
        )


class VersionField(CountField):
    """The version of the record that the person saw when the page was opened."""

    widget = HiddenInput()


def _tag(element: str, /, **attributes: Any) -> Markup:
    return Markup(f"<{element} {html_params(**attributes)}>")  # noqa: S704  # html_params escapes what it is given


class PickWidget:
    """A list to choose one entry from."""

    def __call__(self, field: "PickField", **attributes: Any) -> Markup:
        attributes.setdefault("id", field.id)
        if field.flags.required:
            attributes.setdefault("required", True)
        options = (
            _tag("option", value=key, selected=is_chosen) + label + Markup("</option>")
            for key, label, is_chosen in field.options()
        )
        return _tag("select", name=field.name, **attributes) + Markup("").join(options) + Markup("</select>")


class PickField(Field):
    """One of several values, each with its words; nothing chosen is None.

    choices: pairs of value and words; they may be set after the form is made. empty: words for no choice.
    """

    widget = PickWidget()

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        choices: Iterable[Option] = (),
        empty: str | None = "Choose…",
        **kwargs: Any,
    ):
        super().__init__(label, validators, **kwargs)
        self.choices: Sequence[Option] = tuple(choices)
        self.empty = empty

    def options(self) -> Iterator[tuple[str, str, bool]]:
        """Key, words and whether chosen, in order."""
        chosen = self._chosen_key()
        if self.empty is not None:
            yield "", self.empty, not chosen
        for value, label in self.choices:
            yield str(value), str(label), str(value) == chosen

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = self._by_key().get(valuelist[0])

    def pre_validate(self, form: Any) -> None:
        typed = self.raw_data[0] if self.raw_data else ""
        if not typed:
            return
        by_key = self._by_key()
        if typed not in by_key:
            raise ValidationError("Choose one of the list.")
        self.data = by_key[typed]

    def _by_key(self) -> dict[str, Any]:
        return {str(value): value for value, _ in self.choices}

    def _chosen_key(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class SeveralWidget:
    """One check box for each entry, in a group that the field's label names."""

    def __call__(self, field: "SeveralField", **attributes: Any) -> Markup:
        boxes = (
            Markup('<label class="tick">{} <span>{}</span></label>').format(
                _tag(
                    "input",
                    type="checkbox",
                    name=field.name,
                    value=key,
                    checked=is_chosen,
                    id=field.id if number == 0 else f"{field.id}-{number}",
                ),
                label,
            )
            for number, (key, label, is_chosen) in enumerate(field.options())
        )
        return Markup('<div class="ticks">') + Markup("").join(boxes) + Markup("</div>")


class SeveralField(Field):
    """Any number of several values, in the order of the choices; nothing ticked is an empty tuple."""

    widget = SeveralWidget()

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, choices: Iterable[Option] = (), **kwargs: Any
    ):
        super().__init__(label, validators, **kwargs)
        self.choices: Sequence[Option] = tuple(choices)

    def options(self) -> Iterator[tuple[str, str, bool]]:
        chosen = (
            set(self.raw_data) if self.raw_data is not None else {str(value) for value in self.data or ()}
        )
        for value, label in self.choices:
            yield str(value), str(label), str(value) in chosen

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = tuple(value for value, _ in self.choices if str(value) in set(valuelist))

    def pre_validate(self, form: Any) -> None:
        typed = set(self.raw_data or ())
        if typed - {str(value) for value, _ in self.choices}:
            raise ValidationError("Tick entries of the list only.")
        self.data = tuple(value for value, _ in self.choices if str(value) in typed)


class YesField(BooleanField):
    """A box that is ticked or not."""

    false_values = (False, "false", "", "no")


class Typed(InputRequired):
    """Something other than white space was typed. A 0 passes, which WTForms' DataRequired would refuse."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.raw_data and isinstance(field.raw_data[0], str) and not field.raw_data[0].strip():
            field.errors[:] = []
            raise StopValidation(self.message)
        super().__call__(form, field)


class WhenChanged:
    """Marks a reason that only a change of saved values needs, so it is neither required nor optional."""

    field_flags: ClassVar[dict[str, bool]] = {"when_changed": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing to check without the record."""


class NeededLater:
    """Marks a field that may be left empty for now, because a later step asks for it."""

    field_flags: ClassVar[dict[str, bool]] = {"needed_later": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing to check yet."""


def required_or_not(required: bool, message: str = "Enter this.") -> list[Any]:
    return [Typed(message)] if required else []
