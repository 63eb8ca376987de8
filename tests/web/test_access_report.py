"""Who has access: every person with roles, state and last sign-in, and every sign-in and its failure."""

import re

import pytest

from comparability.model.vocabulary import Role
from tests.usecases.presence import PASSWORD
from tests.web.test_sign_in import sign_in

pytestmark = pytest.mark.requirement("SEC-23")


def table_rows(text: str) -> dict[str, str]:
    """By user name what stands in its row, without markup."""
    rows = re.findall(r"<tr.*?</tr>", text, re.DOTALL)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    return {row.split(" Example ")[1].split()[0]: row for row in plain if " Example " in row}


def test_an_administrator_sees_every_person_with_roles_state_and_last_sign_in(app, client_as, add_person):
    add_person(Role.QC, Role.CMC, user_name="two.roles")
    closed = add_person(Role.QA, user_name="closed")
    add_person(Role.INSPECTOR, user_name="never.came")
    assert sign_in(app.test_client(), "two.roles", PASSWORD).status_code == 302
    administrator = client_as(Role.ADMINISTRATOR)
    ended = administrator.post(
        f"/people/{closed.id}/disable", data={"version": "1", "reason": "Left the company in May."}
    )
    assert ended.status_code == 302
    rows = table_rows(administrator.get("/people/").text)
    assert set(rows) == {"two.roles", "closed", "never.came", "administrator"}
    assert "QC scientist, CMC lead" in rows["two.roles"]
    assert "2026-11-23 08:14:22 UTC" in rows["two.roles"]
    assert "closed" in rows["closed"].removeprefix("Closed Example closed")
    assert "never" in rows["never.came"].removeprefix("Never.Came Example never.came")


def test_sign_ins_and_their_failures_are_listed_by_person(app, client_as, add_person):
    add_person(Role.QC, user_name="qc.lee")
    assert sign_in(app.test_client(), "qc.lee", "wrong").status_code == 422
    assert sign_in(app.test_client(), "qc.lee", PASSWORD).status_code == 302
    auditor = client_as(Role.INSPECTOR)
    failed = auditor.get("/audit/?entity=sign-in-failed").text
    assert "qc.lee" in failed
    assert "qc.lee" in auditor.get("/audit/?entity=sign-in").text
