"""Two written forms of a date are accepted; every form that can be misread is refused."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from comparability.model.dates import ACCEPTED, latest_today, read_date
from comparability.model.errors import Invalid

pytestmark = pytest.mark.requirement("DI-10")


@pytest.mark.parametrize("typed", ["2026-03-04", "04-Mar-2026", "04-MAR-2026", "04-mar-2026", " 2026-03-04 "])
def test_both_forms_mean_the_same_day(typed):
    assert read_date(typed) == dt.date(2026, 3, 4)


@pytest.mark.parametrize(
    ("typed", "objection"),
    [
        ("03/04/2026", "either way round"),
        ("3.4.2026", "either way round"),
        ("03-04-2026", "either way round"),
        ("03-04-26", "either way round"),
        ("46085", "serial number"),
        ("46085.5", "serial number"),
        ("2569-03-04", "year"),
        ("0008-03-04", "year"),
        ("R8-03-04", "accepted form"),
        ("令和8年3月4日", "accepted form"),
        ("2026年3月4日", "accepted form"),
        ("２０２６-03-04", "accepted form"),
        ("2026-3-4", "accepted form"),
        ("4-Mar-2026", "accepted form"),
        ("04-Mär-2026", "accepted form"),
        ("04 Mar 2026", "accepted form"),
        ("Mar-04-2026", "accepted form"),
        ("04-Mar-26", "accepted form"),
        ("20260304", "accepted form"),
        ("2026-02-29", "no day"),
        ("2026-13-01", "no day"),
        ("31-Apr-2026", "no day"),
        ("2026-03-04T10:00", "time of day"),
        ("2026-03-04 00:00:00", "time of day"),
        ("2026-W10-3", "accepted form"),
        ("today", "accepted form"),
        ("", "nothing was entered"),
        ("2026-03-04\n", "accepted form"),
    ],
)
def test_any_other_form_is_refused_with_both_accepted_ones_named(typed, objection):
    with pytest.raises(Invalid) as refusal:
        read_date(typed)
    assert objection in str(refusal.value) and ACCEPTED in str(refusal.value)


def test_the_message_says_which_date_is_meant():
    with pytest.raises(Invalid, match=r"^test date: "):
        read_date("soon", name="test date")


@pytest.mark.parametrize(
    ("hour", "date"), [(9, dt.date(2026, 11, 23)), (10, dt.date(2026, 11, 24))], ids=["not yet", "already"]
)
def test_a_day_that_has_begun_at_the_date_line_is_not_to_come(hour, date):
    """IANA time zone database: Pacific/Kiritimati, the earliest zone, is UTC+14."""
    now = dt.datetime(2026, 11, 23, hour, tzinfo=dt.UTC)
    assert latest_today(now) == date == now.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
