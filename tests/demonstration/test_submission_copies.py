"""The demonstration's package, assembled for every authority, keeps the rules of each for its file."""

from datetime import UTC, datetime

import pytest

from comparability.linting.linter import lint
from comparability.model.authorities import authorities
from comparability.storage.people import actor_of, person_named
from comparability.storage.switches import switch_by_code
from comparability.usecases.packages import assemble_package, printed
from reports.render import render
from tests.demonstration.conftest import SWITCH

pytestmark = [
    pytest.mark.xdist_group("demonstration"),
    pytest.mark.slow,
    pytest.mark.parametrize("loaded", ["sqlite"], indirect=True),  # a file does not depend on the engine
]


class _NotKept(Exception):
    """Ends a transaction so that other tests find the demonstration as it was loaded."""


@pytest.fixture
def submission(loaded):
    """The file that an authority would receive, and its name."""

    def submission(authority: str) -> tuple[bytes, str]:
        now = datetime.now(UTC)
        with loaded.database.read() as session:
            regulatory = actor_of(session, person_named(session, "ra.nguyen"))
        with pytest.raises(_NotKept), loaded.database.write(actor=regulatory, now=now) as session:
            switch = switch_by_code(session, SWITCH)
            package = assemble_package(session, switch.id, authority=authority, actor=regulatory, now=now)
            content = printed(session, package)
            raise _NotKept
        return render(content), loaded.package.name

    return submission


@pytest.mark.requirement("DI-05")
@pytest.mark.parametrize("authority", authorities())
def test_the_submission_copy_breaks_no_rule_of_its_authority(submission, authority):
    data, name = submission(authority)
    assert lint(data, path=name, authority=authority) == ()


def test_the_issued_file_of_the_demonstration_breaks_no_rule(loaded):
    assert lint(loaded.package.read_bytes(), path=loaded.package.name, authority="HSA") == ()
