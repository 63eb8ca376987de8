from datetime import date

import pytest

from comparability.model.retains import Usability, last_usable_on, usability

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("expires_on", "expected"),
    [
        pytest.param(date(2026, 11, 22), Usability.EXPIRED, id="yesterday"),
        pytest.param(date(2026, 11, 23), Usability.ENDS_SOON, id="usable on the last day"),
        pytest.param(date(2027, 2, 21), Usability.ENDS_SOON, id="90 days ahead"),
        pytest.param(date(2027, 2, 22), Usability.USABLE, id="91 days ahead"),
        pytest.param(None, Usability.NO_DATE, id="no date"),
    ],
)
def test_the_warning_comes_90_days_before_the_last_usable_date(expires_on, expected):
    assert usability(expires_on, today=TODAY) is expected


def test_the_last_usable_date_of_a_lot_is_that_of_its_longest_lived_retain():
    assert last_usable_on([date(2027, 1, 1), None, date(2026, 1, 1)]) == date(2027, 1, 1)


def test_a_lot_without_a_dated_retain_has_no_last_usable_date():
    assert last_usable_on([None]) is None
