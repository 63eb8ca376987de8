"""Who was given which copy of an issued package."""

from datetime import timedelta

import pytest

from comparability.model.errors import Invalid, NotAllowed, Refused
from comparability.model.vocabulary import GivenCopy
from comparability.storage.distributions import distributions_of
from comparability.usecases.distributions import DistributionEntry, distribute
from tests.usecases.assessing import LATER, a_line

ENTRY = {
    "recipient": "HSA, Therapeutic Products Branch",
    "copy": GivenCopy.SUBMISSION,
    "purpose": "Submission of the variation",
    "given_on": LATER.date(),
}


@pytest.fixture
def line(sqlite_database):
    line = a_line(sqlite_database)
    line.concluded()
    return line


@pytest.fixture
def issued(line, tmp_path):
    package = line.assemble()
    line.approve(package)
    return line.issue(package, tmp_path)


def give(line, package, actor=None, **changes):
    who = actor or line.staff.regulatory
    with line.writing(who) as session:
        distribute(session, package.id, DistributionEntry(**ENTRY | changes), actor=who, now=LATER)


def given(line, package):
    with line.database.read() as session:
        return distributions_of(session, package.id)


def test_each_copy_that_was_given_is_listed_with_who_recorded_it(line, issued):
    give(line, issued)
    give(line, issued, copy=GivenCopy.PAPER, purpose="Inspection")
    first, second = given(line, issued)
    assert (first.recipient, first.copy, first.given_on) == (ENTRY["recipient"], "issued PDF", LATER.date())
    assert (first.given_by, second.purpose) == ("Nguyễn Thị Hương", "Inspection")


@pytest.mark.parametrize(
    ("field", "value"),
    [("recipient", " . "), ("purpose", ""), ("given_on", LATER.date() + timedelta(days=3))],
)
def test_an_empty_text_or_a_day_to_come_is_refused(line, issued, field, value):
    with pytest.raises(Invalid) as refused:
        give(line, issued, **{field: value})
    assert (refused.value.field, given(line, issued)) == (field, ())


def test_what_was_not_issued_is_not_given_away(line):
    with pytest.raises(Refused):
        give(line, line.assemble())


def test_only_who_issues_packages_records_it(line, issued):
    with pytest.raises(NotAllowed):
        give(line, issued, actor=line.staff.manager)
    assert given(line, issued) == ()
