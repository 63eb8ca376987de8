"""Which dates are accepted: 2026-11-23 or 23-Nov-2026, nothing else.

Instants are made by the clock in UTC and never typed; how dates are shown is in `formatting`.
"""

import datetime as dt
import re

from comparability.model.errors import Invalid
from comparability.model.texts import shown

ACCEPTED = "Accepted: 2026-11-23 or 23-Nov-2026."
FIRST_YEAR = 1950  # cell banks reach back this far; earlier is a slip or another calendar
LAST_YEAR = 2100  # expiry dates stay below; Buddhist-era years, such as 2569, do not

# East of the date line a day begins fourteen hours before it begins in UTC.
_EARLIEST_ZONE = dt.timedelta(hours=14)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NAMED = re.compile(r"([0-9]{2})-([A-Za-z]{3})-([0-9]{4})")


def read_date(text: str, *, name: str = "date") -> dt.date:
    """The date that was typed. Month names are English, three letters, in upper or lower case.

    Outer ASCII spaces are tolerated.
    Raises Invalid, saying what was found and what is accepted.
    """
    entered = text.strip(" ")
    if iso := _ISO.fullmatch(entered):
        year, month, day = (int(part) for part in iso.groups())
    elif (named := _NAMED.fullmatch(entered)) and named[2].lower() in _MONTHS:
        year, month, day = int(named[3]), _MONTHS.index(named[2].lower()) + 1, int(named[1])
    else:
        raise Invalid(f"{name}: {_objection(entered)} {ACCEPTED}")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            f"{name}: the year in {shown(entered)} is not between {FIRST_YEAR} and {LAST_YEAR} of the common "
            f"calendar. {ACCEPTED}"
        )
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise Invalid(f"{name}: there is no day {shown(entered)} in the calendar. {ACCEPTED}") from error


def latest_today(now: dt.datetime) -> dt.date:
    """The latest date that it is anywhere at this instant; a day after it is still to come for everybody."""
    return (now + _EARLIEST_ZONE).date()


def _objection(entered: str) -> str:
    if not entered:
        return "nothing was entered."
    if re.fullmatch(r"[0-9]{1,2}[/. -][0-9]{1,2}[/. -][0-9]{2,4}", entered):
        return f"{shown(entered)} can be read as day and month either way round."
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", entered):
        return f"{shown(entered)} looks like a spreadsheet's serial number; format the column as text."
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", entered):
        return f"{shown(entered)} carries a time of day; enter the date alone."
    return f"{shown(entered)} is not a date in an accepted form."
