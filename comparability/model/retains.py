"""When a retain stops being usable, and when a person is warned.

Without an unexpired retain of the old supplier no side-by-side test is possible, and a clinical study has
been demanded instead; so the warning comes while a test can still be planned.
"""

import enum
from collections.abc import Iterable
from datetime import date, timedelta

WARNING = timedelta(days=90)


class Usability(enum.StrEnum):
    USABLE = "usable"
    ENDS_SOON = "expires soon"
    EXPIRED = "expired"
    NO_DATE = "no expiry date"


def usability(expires_on: date | None, *, today: date) -> Usability:
    """A retain is usable up to and including its expiry date; the warning starts 90 days before."""
    if expires_on is None:
        return Usability.NO_DATE
    if expires_on < today:
        return Usability.EXPIRED
    return Usability.ENDS_SOON if expires_on - today <= WARNING else Usability.USABLE


def last_usable_on(expiry_dates: Iterable[date | None]) -> date | None:
    """The last date on which any retain of a lot can be used; None when no dated retain exists."""
    return max((expiry for expiry in expiry_dates if expiry is not None), default=None)
