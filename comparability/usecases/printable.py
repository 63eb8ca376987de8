"""A text that packages will print is refused when it is saved where no font has one of its characters."""

from comparability.model.errors import Invalid
from comparability.usecases.packages import printing
from reports.render import MissingGlyph, check_text


def check_printable(text: str, *, language: str, field: str) -> None:
    """Raises Invalid with the field, naming the characters, and Refused without the fonts."""
    with printing("text", again="save it again"):
        try:
            check_text(text, language=language)
        except MissingGlyph as error:
            raise Invalid(f"It cannot be printed: {error}.", field=field) from error
