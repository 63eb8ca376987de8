"""Pages of a disposal: proposed from the package, approved by somebody else, and the tombstone."""

import pytest

from comparability.model.vocabulary import PackageStatus, Role
from comparability.storage.disposals import disposal_hash
from comparability.storage.package_files import STORE
from tests.usecases.disposing import WHY, a_superseded_package
from tests.usecases.presence import PASSWORD
from tests.web.assessing import set_up, signature

pytestmark = pytest.mark.requirement("RC-02")


@pytest.fixture
def keeper(client_as, add_person, sqlite_database, tmp_path):
    return a_superseded_package(set_up(client_as, add_person, sqlite_database), tmp_path / STORE)


def propose(keeper, client, **changes: str):
    package = keeper.line.package(keeper.package)
    form = signature(
        client.actor, PASSWORD, content_hash=package.content_hash, meaning="authored", comment=WHY
    )
    return client.post(f"/packages/{package.id}/disposal", data=form | changes, follow_redirects=True)


def test_one_person_proposes_another_approves_and_the_tombstone_stays(keeper, client_as):
    regulatory, qa = client_as(Role.REGULATORY), client_as(actor=keeper.line.staff.approver)
    assert "Propose disposal" in regulatory.get("/packages/1").text
    text = propose(keeper, regulatory).text
    assert "Nothing goes before another person approves it." in text and "Read and approve" not in text
    assert "Disposals to approve" in qa.get("/").text
    with keeper.line.database.read() as session:
        shown = disposal_hash(session, 1)
    assert "Your signature removes the content." in qa.get("/disposals/1/approve").text
    form = signature(qa.actor, PASSWORD, content_hash=shown, meaning="approved")
    text = qa.post("/disposals/1/approve", data=form, follow_redirects=True).text
    assert keeper.line.package(1).status is PackageStatus.DISPOSED
    assert list(keeper.store.iterdir()) == []
    tombstone = client_as(Role.INSPECTOR).get("/packages/1", follow_redirects=True).text
    for said in ("Tombstone of CMP-SW-01-HSA, version 1", WHY, "Approver Example", "2020-02-28"):
        assert said in tombstone
    assert "disposed of" in client_as(Role.INSPECTOR).get(f"/switches/{keeper.line.switch}/packages").text
    assert client_as(Role.INSPECTOR).post("/packages/1/download").status_code == 422
    assert client_as(Role.REGULATORY).get("/packages/1/disposal").status_code == 200


def test_a_proposal_without_a_reason_or_of_other_content_keeps_what_was_typed(keeper, client_as):
    client = client_as(Role.REGULATORY)
    assert propose(keeper, client, comment="").status_code == 422
    other = propose(keeper, client, content_hash="0" * 64)
    assert (other.status_code, WHY in other.text) == (409, True)


def test_the_version_in_force_shows_why_it_stays(keeper, client_as):
    client = client_as(Role.REGULATORY)
    text = client.get("/packages/2/disposal").text
    assert "Only a version that a later one has superseded" in text and 'name="password"' not in text
    assert "Propose disposal" not in client.get("/packages/2").text
