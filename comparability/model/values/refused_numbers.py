"""Why an entry is not a result: the sentence for a person who typed something the grammar does not take.

Nothing is decided here; `numbers` has already refused the entry.
"""

import re
import unicodedata

from comparability.model.texts import character_name, shown

# Words that certificates use for several of the states: "n.d." is both "not detected" and "not determined".
_EMPTY_WORDS = {"NA", "N/A", "N.A.", "N.D.", "N/D", "N.T.", "TBD", "NONE", "NULL", "-", "--", "–"}

# A complete number at the start, for telling what stands behind it.
_LEADING_NUMBER = re.compile(r"[<≤>≥]?[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def objection(entered: str) -> str:
    """Why an entry is not a result, as precisely as can be said. The first objection that applies wins."""
    quoted = shown(entered)
    strange = _strange_character(entered)
    if strange is not None:
        return strange
    if entered.lower().lstrip("+-") in {"nan", "inf", "infinity", "snan"}:
        return f"{quoted} is not a number that can be measured."
    if is_empty_word(entered):
        return f"{quoted} does not say why there is no result; choose a state: ND, NT or QNS."
    if entered.startswith(("#", "=", "@")):
        return f"{quoted} is a spreadsheet formula or error, not a result."
    if "," in entered:
        return (
            f"The comma in {quoted} can mean a decimal point or a thousands separator. Write a point for "
            "decimals, as in 1.23, and no separator for thousands."
        )
    if "_" in entered or "'" in entered:
        return f"Digits in {quoted} are grouped; write them without separators, as in 1000."
    if re.match(r"[<≤>≥]?[+-]?0[xXbBoO]", entered):
        return f"{quoted} is not written in decimal digits."
    if re.match(r"(?:<=|>=|=<|=>)", entered):
        return f"Write {quoted} with ≤ or ≥, or with < or >."
    if re.match(r"[<≤>≥][<≤>≥]", entered):
        return f"{quoted} has more than one limit sign."
    if re.match(r"[<≤>≥] ", entered):
        return f"Write {quoted} without a space behind the limit sign, as in <2.8E9."
    if entered.count(".") > 1 and re.fullmatch(r"[0-9.+<>≤≥-]+", entered):
        return f"{quoted} has more than one decimal point."
    if re.search(r"[x×] *10[0-9]+$", entered):
        return f"The exponent in {quoted} has lost its raised position: write it as in 1.2 x 10^13."
    if re.match(r".*[0-9] *(?:±|\+/-)", entered) or re.fullmatch(r"[0-9.eE]+ *[-–] *[0-9.eE]+", entered):
        return f"{quoted} holds two numbers; enter one result."
    return _objection_behind_the_number(entered, quoted)


def is_empty_word(entered: str) -> bool:
    """Whether the entry is a word that certificates write where there is no result."""
    return entered.strip(" ").upper() in _EMPTY_WORDS


def _objection_behind_the_number(entered: str, quoted: str) -> str:
    leading = _LEADING_NUMBER.match(entered)
    rest = entered[leading.end() :] if leading else ""
    if leading is None:
        return f"{quoted} is not a number or a state."
    if re.match(r"[eE](?:[+-]|[0-9]|$)", rest):
        return f"The exponent in {quoted} is incomplete."
    if re.match(r" +[0-9+.-]", rest):
        return f"There is a space inside the number in {quoted}."
    if re.match(r" *[xX×*^⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]", rest):
        return f"The power of ten in {quoted} is not complete; write it as in 1.2 x 10^13."
    if re.match(r" *(?:[^\W\d_]|[%°/])", rest):
        unit = shown(rest.strip(" "), length=16)
        return f"Units are chosen, not typed: {quoted} has {unit} behind the number."
    return f"{quoted} is not a number or a state."


def _strange_character(entered: str) -> str | None:
    """Name a character of another script that looks like part of a number."""
    for character in entered:
        if character.isascii() or character in "≤≥×µμ°±–" or character in "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹":
            continue
        if unicodedata.numeric(character, None) is not None:
            return f"Digits must be typed as 0 to 9: {shown(entered)} contains {character_name(character)}."
        if unicodedata.category(character) == "Zs":
            return f"{shown(entered)} contains {character_name(character)}; type a plain space or none."
        if unicodedata.category(character) == "Pd" or character == "\u2212":
            return f"{shown(entered)} contains {character_name(character)}; type a plain minus sign (-)."
    return None
