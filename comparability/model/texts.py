"""Which free text is accepted: names, lot numbers, comments and reasons, in any script.

Numbers and states are read in `numbers`, dates in `dates`.
"""

import unicodedata

from comparability.model.errors import Invalid

NAME_LENGTH = 200  # characters of a one-line entry: a name, a lot number, a reference
COMMENT_LENGTH = 4000  # characters of a comment, a justification or a reason

REPLACEMENT = "\ufffd"
_LINE_BREAKS = frozenset("\n\r\t")

# Letters, marks and symbols by category that draw nothing: two lot numbers would look the same.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

_NAMES_OF_CONTROLS = {
    "\x00": "NUL",
    "\t": "tab",
    "\n": "line break",
    "\r": "line break",
    "\x1b": "escape",
    "\x7f": "delete",
    "\x85": "line break",
}


def character_name(character: str) -> str:
    """A character as a person can look it up: 'U+202E right-to-left override'."""
    known = _NAMES_OF_CONTROLS.get(character)
    name = known or unicodedata.name(character, "control character").lower()
    return f"U+{ord(character):04X} {name}"


def is_refused(character: str) -> bool:
    """Whether a character may not stand in any stored text.

    Controls, surrogates, private use, line and paragraph separators, and every format character
    (bidirectional controls, zero-width characters, soft hyphen, tags) change what is seen without being seen,
    and so do fillers. A variation selector may stand: in a Japanese name it says which form is meant.
    U+FFFD stands where bytes could not be read: what was meant is lost already.
    """
    if character == REPLACEMENT or character in _INVISIBLE:
        return True
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return True
    return (ord(character) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF


def first_refused(text: str, *, multiline: bool = False) -> tuple[int, str] | None:
    """Position (counted from 1) and name of the first refused character, or None.

    multiline: line feed, carriage return and tab are accepted.
    """
    for position, character in enumerate(text, start=1):
        if multiline and character in _LINE_BREAKS:
            continue
        if is_refused(character):
            return position, character_name(character)
    return None


def read_text(
    text: str, *, name: str, max_length: int = NAME_LENGTH, multiline: bool = False, required: bool = True
) -> str:
    """The text as it is stored: in composed form (NFC) and without outer ASCII spaces, otherwise as typed.

    name: what the entry is called in the message, for example "lot number".
    max_length: characters after composition.
    Raises Invalid for a refused character, for text that is too long, and for empty text when required.

    Unicode Standard Annex 15: composed and decomposed forms are the same text.
    """
    found = first_refused(text, multiline=multiline)
    if found is not None:
        position, character = found
        raise Invalid(
            f"{name}: the character at position {position} is {character}, which cannot be seen, changes how "
            "the text around it is shown, or stands for one that was lost. Delete it and type the text again."
        )
    composed = unicodedata.normalize("NFC", text).strip(" ")
    if len(composed) > max_length:
        raise Invalid(f"{name}: {len(composed)} characters, at most {max_length} are accepted.")
    if required and not any(_is_visible(character) for character in composed):
        raise Invalid(f"{name}: nothing was entered.")
    return composed


def meaningful_reason(text: str, *, field: str = "reason") -> str:
    """A reason that says something: at least two letters or digits, in any script.

    field: of the entry it stands in, which the message names.

    White space of any width (U+3000 too), invisible letters and punctuation do not count.
    Raises Invalid with that field, as `read_text` does and when too little is said.
    """
    name = field.replace("_", " ")
    try:
        reason = read_text(text, name=name, max_length=COMMENT_LENGTH, multiline=True, required=False)
    except Invalid as error:
        raise Invalid(str(error), field=field) from error
    said = [character for character in reason if unicodedata.category(character)[0] in "LN"]
    if len(said) < 2:
        raise Invalid(
            f"{name}: say in words why, for example: “Digit misread on the certificate, page 2.”", field=field
        )
    return reason


def shown(text: str, *, length: int = 40) -> str:
    """Typed text for quoting in a message: shortened, with characters that cannot be seen spelled out."""
    visible = spelled_out(text[:length])
    return f"“{visible}…”" if len(text) > length else f"“{visible}”"


def spelled_out(text: str) -> str:
    """The text with every character that may not be stored written as [U+202E], so that it can be shown."""
    if not any(map(is_refused, text)):
        return text
    return "".join(f"[U+{ord(each):04X}]" if is_refused(each) else each for each in text)


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZC"


def is_written(text: str | None) -> bool:
    """Whether a text says something: see `meaningful_reason`."""
    if text is None:
        return False
    try:
        meaningful_reason(text)
    except Invalid:
        return False
    return True
