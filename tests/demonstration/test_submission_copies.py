"""The demonstration's package, assembled for every authority: each file keeps its rules and is valid."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from comparability.linting.linter import lint
from comparability.model.authorities import authorities
from comparability.storage.people import actor_of, person_named
from comparability.storage.switches import switch_by_code
from comparability.usecases.packages import assemble_package, printed
from reports.render import render
from tests.demonstration.conftest import SWITCH
from tests.reports import page_validation

pytestmark = [
    pytest.mark.xdist_group("demonstration"),
    pytest.mark.slow,
    pytest.mark.parametrize("loaded", ["sqlite"], indirect=True),  # a file does not depend on the engine
]


class _NotKept(Exception):
    """Ends a transaction so that other tests find the demonstration as it was loaded."""


@dataclass(frozen=True)
class Copy:
    authority: str
    data: bytes
    name: str


@pytest.fixture(scope="module", params=list(authorities()))
def copy(loaded, request) -> Copy:
    """The file that an authority would receive."""
    authority, now = request.param, datetime.now(UTC)
    with loaded.database.read() as session:
        regulatory = actor_of(session, person_named(session, "ra.nguyen"))
    with pytest.raises(_NotKept), loaded.database.write(actor=regulatory, now=now) as session:
        switch = switch_by_code(session, SWITCH)
        package = assemble_package(session, switch.id, authority=authority, actor=regulatory, now=now)
        content = printed(session, package)
        raise _NotKept
    return Copy(authority, render(content), loaded.package.name)


def test_the_submission_copy_breaks_no_rule_of_its_authority(copy):
    assert lint(copy.data, path=copy.name, authority=copy.authority) == ()


@pytest.mark.parametrize("profile", ["pdfa-2a", "pdfua-1"])
def test_the_submission_copy_of_each_authority_is_valid(copy, profile):
    assert page_validation.failures(copy.data, profile=profile) == {}
