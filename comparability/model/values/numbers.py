"""The grammar of a result, once for forms, grid, import and command line.

A number is an optional ASCII sign; ASCII digits with at most one point; an optional exponent, written `E13`,
`x 10^13`, `× 10^13` or with superscript digits `×10¹³`, spaces only around the `x`. The exponent is at most
99 in size, both as typed and with one digit before the point. One leading `<`, `≤`, `>` or `≥` makes it a
limit. `ND`, `NT`, `QNS`, `INV` and `over` are states. A qualitative attribute takes the words of its list.
Units are chosen, never typed with the number.

Nothing passes through a binary float on the way in. How computed figures are written is in `formatting`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from comparability.model.errors import Invalid
from comparability.model.texts import first_refused, shown
from comparability.model.values.refused_numbers import objection
from comparability.model.vocabulary import ResultState

MAX_LENGTH = 64  # characters of one entered result
MAX_EXPONENT = 99

ACCEPTED = (
    "Accepted: 0.85, 1.20E13, 1.2×10¹³, 1.2 x 10^13, a limit such as <2.8E9, or ND (not detected), "
    "NT (not tested), QNS (quantity not sufficient), INV (invalid run), over (above range)."
)

STATES = {
    "ND": ResultState.NOT_DETECTED,
    "NT": ResultState.NOT_TESTED,
    "QNS": ResultState.INSUFFICIENT,
    "INV": ResultState.INVALID,
    "OVER": ResultState.ABOVE_RANGE,
}

_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_NUMBER = re.compile(
    r"""
    (?P<qualifier>[<≤>≥])?
    (?P<significand>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))
    (?:
        [eE](?P<e>[+-]?[0-9]+)
      | [ ]*[x×][ ]*10(?:\^(?P<caret>[+-]?[0-9]+)|(?P<superscript>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))
    )?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one entered result says.

    raw: the text exactly as typed, outer spaces included.
    decimal: canonical text of a value or a limit: the form of `str(Decimal)`, which keeps every significant
        digit and trailing zero ("1.20E13" → "1.20E+13", "5.00" → "5.00"), without plus sign, leading zeros or
        the sign of zero. None for every other state.
    qualifier: one of < ≤ > ≥ for a limit, otherwise None.
    word: the word of the attribute's list, in the list's spelling, for a qualitative result.
    """

    raw: str
    state: ResultState
    qualifier: str | None = None
    decimal: str | None = None
    word: str | None = None


def read_result(text: str) -> Reading:
    """Read one quantitative result as typed or pasted.

    Outer ASCII spaces are tolerated and kept in `raw`. States are read in upper or lower case.
    Raises Invalid, saying what was found and what is accepted.
    """
    entered = _entered(text, ACCEPTED)
    state = STATES.get(entered.upper()) if entered.isascii() else None
    if state is not None:
        return Reading(raw=text, state=state)
    match = _NUMBER.fullmatch(entered)
    if match is None:
        raise Invalid(f"{objection(entered)} {ACCEPTED}")
    value = _exact(match)
    if value is None:
        raise Invalid(
            f"The exponent in {shown(entered)} is too large: between −{MAX_EXPONENT} and {MAX_EXPONENT} is "
            f"accepted. {ACCEPTED}"
        )
    qualifier = match["qualifier"]
    return Reading(
        raw=text,
        state=ResultState.VALUE if qualifier is None else ResultState.LIMIT,
        qualifier=qualifier,
        decimal=str(value),
    )


def read_word(text: str, vocabulary: Sequence[str]) -> Reading:
    """Read one qualitative result: a word of the attribute's list, or a state such as NT.

    Upper and lower case are not told apart; `word` carries the list's spelling, `raw` is in composed form
    (NFC) as all text is. The list goes before the states.
    Raises Invalid, naming the words of the list.
    """
    accepted = f"Accepted: {', '.join(vocabulary)}; or ND, NT, QNS, INV."
    text = unicodedata.normalize("NFC", text)
    entered = _entered(text, accepted)
    for word in vocabulary:
        if word.casefold() == entered.casefold():
            return Reading(raw=text, state=ResultState.WORD, word=word)
    state = STATES.get(entered.upper()) if entered.isascii() else None
    if state is not None:
        return Reading(raw=text, state=state)
    raise Invalid(f"{shown(entered)} is not in this attribute's list. {accepted}")


def exact_decimal(decimal_text: str) -> Decimal:
    """The exact value of a canonical decimal text made by this module.

    Raises ValueError for any other text: stored values never need the full grammar again.
    """
    match = _NUMBER.fullmatch(decimal_text)
    if match is None or match["qualifier"] or not decimal_text.isascii() or "x" in decimal_text:
        raise ValueError(f"not a canonical decimal: {decimal_text[:MAX_LENGTH]!r}")
    return Decimal(decimal_text)


def as_float(decimal_text: str) -> float:
    """The nearest binary float, for statistics only; never stored, never shown."""
    return float(exact_decimal(decimal_text))


def _entered(text: str, accepted: str) -> str:
    """The text without outer spaces, after everything that may not stand in any entry has been refused."""
    if len(text) > MAX_LENGTH:
        raise Invalid(
            f"The entry has {len(text):,} characters, at most {MAX_LENGTH} are accepted; it begins with "
            f"{shown(text, length=12)}. {accepted}"
        )
    found = first_refused(text)
    if found is not None:
        position, character = found
        raise Invalid(
            f"The character at position {position} is {character}, which cannot be part of a result. "
            f"Delete it and type the result again. {accepted}"
        )
    entered = text.strip(" ")
    if not entered:
        raise Invalid(f"Nothing was entered; a missing result is entered as NT. {accepted}")
    return entered


def _exact(match: re.Match[str]) -> Decimal | None:
    """The exact value, zero without sign; None when the exponent is too large."""
    digits = match["e"] or match["caret"] or (match["superscript"] or "0").translate(_SUPERSCRIPTS)
    if abs(int(digits)) > MAX_EXPONENT:
        return None
    # Construction from text and `copy_abs` are exact; arithmetic would round to the context's precision.
    value = Decimal(f"{match['significand']}E{digits}")
    if abs(value.adjusted()) > MAX_EXPONENT:
        return None
    return value.copy_abs() if value.is_zero() else value
