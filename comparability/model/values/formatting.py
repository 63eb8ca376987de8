"""How computed figures, dates and instants are written, the same on screen and on paper.

Entered values are never passed through here: they are shown verbatim, as typed. Figures are rounded half to
even from their exact value, with a true minus sign (U+2212) and no-break spaces (U+00A0) inside a figure.
"""

import datetime as dt
from decimal import ROUND_HALF_EVEN, Context, Decimal

NO_BREAK = "\u00a0"
MINUS = "\u2212"
NOT_AVAILABLE = "not available"

P_VALUE_FLOOR = 0.0001
RATIO_DECIMALS = 4  # of a ratio of geometric means in tables

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WIDE = Context(prec=400, rounding=ROUND_HALF_EVEN)  # wider than any binary float written out in full


def figure(value: float | Decimal | None, *, decimals: int, scientific: bool = False) -> str:
    """A computed figure: "0.44", "−0.375", or "1.23×10¹³" when scientific.

    decimals: digits behind the point, of the significand when scientific.
    None, for a figure that does not exist, reads "not available"; an unbounded one "∞".
    Raises ValueError for NaN: a figure that could not be computed must have been given a reason instead.
    """
    if value is None:
        return NOT_AVAILABLE
    exact = Decimal(value)
    if exact.is_nan():
        raise ValueError("NaN is not a figure")
    if exact.is_infinite():
        return "∞" if exact > 0 else f"{MINUS}∞"
    if scientific and not exact.is_zero():
        return _signed(_scientific(exact, decimals))
    return _signed(format(_WIDE.quantize(exact, Decimal(1).scaleb(-decimals)), "f"))


def interval(
    low: float | None, high: float | None, *, level: float, decimals: int, scientific: bool = False
) -> str:
    """Two bounds and their level: "90 % interval 0.33 to 0.60", all of it unbreakable.

    level: two-sided confidence, 0.90 for "90 %". None is an open side: "at least" or "at most" is said.
    """
    name = f"{_level(level)} interval"
    lower, upper = (
        None if bound is None else figure(bound, decimals=decimals, scientific=scientific)
        for bound in (low, high)
    )
    if lower is not None and upper is not None:
        text = f"{name} {lower} to {upper}"
    elif lower is not None:
        text = f"{name} at least {lower}"
    elif upper is not None:
        text = f"{name} at most {upper}"
    else:
        text = f"{name} {NOT_AVAILABLE}"
    return text.replace(" ", NO_BREAK)


def bounds(low: float | None, high: float | None, *, decimals: int, scientific: bool = False) -> str:
    """A margin or a range: "0.50 to 2.00", "at least 0.50", "at most 2.00"."""
    lower, upper = (
        None if bound is None else figure(bound, decimals=decimals, scientific=scientific)
        for bound in (low, high)
    )
    if lower is not None and upper is not None:
        text = f"{lower} to {upper}"
    elif lower is not None:
        text = f"at least {lower}"
    elif upper is not None:
        text = f"at most {upper}"
    else:
        text = NOT_AVAILABLE
    return text.replace(" ", NO_BREAK)


def percent(fraction: float, *, decimals: int) -> str:
    """A fraction as percent: 0.1234 reads "12.3 %" with one decimal."""
    return f"{figure(100 * Decimal(fraction), decimals=decimals)}{NO_BREAK}%"


def degrees_of_freedom(df: float) -> str:
    """Whole degrees of freedom without decimals, Welch's with three: "8", "3.473"."""
    return figure(df, decimals=0 if df == round(df) else 3)


def day(value: dt.date) -> str:
    """A date in ISO 8601: "2026-11-23"."""
    return dt.date(value.year, value.month, value.day).isoformat()


def instant(value: dt.datetime) -> str:
    """An instant in UTC: "2026-11-23 08:14:22 UTC". Raises ValueError for a time without zone."""
    return f"{_aware(value).astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}{NO_BREAK}UTC"


def local_instant(value: dt.datetime, zone: dt.tzinfo) -> str:
    """The same instant in a reader's zone, offset beside: "2026-11-23 16:14:22 +08:00"."""
    there = _aware(value).astimezone(zone)
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M:%S}{NO_BREAK}{offset[:3]}:{offset[3:5]}"


def _scientific(exact: Decimal, decimals: int) -> str:
    # Rounding first decides the exponent: 9.996 with two decimals is 1.00×10¹, not 10.00×10⁰.
    rounded = Context(prec=decimals + 1, rounding=ROUND_HALF_EVEN).plus(exact)
    exponent = rounded.adjusted()
    significand = rounded.scaleb(-exponent, context=_WIDE)
    written = format(_WIDE.quantize(significand, Decimal(1).scaleb(-decimals)), "f")
    return f"{written}×10{str(exponent).translate(_SUPERSCRIPTS)}"


def _signed(text: str) -> str:
    if not text.startswith("-"):
        return text
    is_zero = not any(character in "123456789" for character in text)
    return text[1:] if is_zero else f"{MINUS}{text[1:]}"


def _level(level: float) -> str:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not {level!r}")
    in_percent = (100 * Decimal(repr(level))).normalize()
    return f"{in_percent:f} %"


def _aware(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return value
