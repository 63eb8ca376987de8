"""Which values an attribute cannot have although they are numbers: a titre of -5 vg/mL is a slip.

Specifications and criteria are no concern here: an unlikely value is a result, an impossible one is not.
"""

from comparability.model.texts import shown
from comparability.model.values.numbers import Reading
from comparability.model.values.units import LOG10_UNIT, units
from comparability.model.vocabulary import Scale

# Compared as ratios or as shares of a whole, so that nothing below zero has a meaning.
_NEVER_NEGATIVE = {
    Scale.LOG: "compared as a ratio",
    Scale.LOG_CENSORED: "compared as a ratio",
    Scale.LOGIT: "a share",
    Scale.COMPOSITION: "a share of a whole",
}


def why_impossible(reading: Reading, *, name: str, scale: Scale, unit: str | None) -> str | None:
    """Why the attribute cannot have this value or this limit, or None. name: of the attribute.

    A concentration, a count, a ratio and a percentage is zero or more. A logarithm and a pH may be negative,
    and so may a value in a unit of the product's own on a linear scale, of which only the product knows.
    """
    if reading.decimal is None or not reading.decimal.startswith("-"):
        return None
    known = units().get(unit or "")
    if (unit or "").startswith(LOG10_UNIT) or (known is not None and known.can_be_negative):
        return None
    if known is not None:
        what = f"given in {known.symbol} ({known.quantity})"
    elif "%" in (unit or ""):
        what = f"a share, given in {unit}"
    elif scale in _NEVER_NEGATIVE:
        what = _NEVER_NEGATIVE[scale]
    else:
        return None
    return (
        f"{shown(reading.raw)} is not possible: {name} is {what}, which is never below zero. Accepted: 0 or "
        "more, a limit such as <2.8E9, or ND (not detected), NT (not tested)."
    )
