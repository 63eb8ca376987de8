"""Every file of the manifest through the pages: what must be stored is stored, or nothing is."""

import html
import io
import resource
import shutil
import sqlite3
from operator import attrgetter

import pytest
from flask.testing import FlaskClient

from comparability.model.vocabulary import Role
from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database
from tests.files.hostile.cases import MAKERS, MAPPING, expected, must_be_stored, stored
from tests.web.register import fill

# kB by which reading all of these may enlarge the process that serves pages; what the reader itself may have
# is shown in tests/files/test_reader_process.py.
GROWTH = 300 * 1024


@pytest.fixture(scope="module")
def desk(tmp_path_factory, sqlite_template):
    """A register with lots of a product, filled once and copied for each file."""
    file = tmp_path_factory.mktemp("desk") / "desk.sqlite3"
    shutil.copyfile(sqlite_template, file)
    engine = make_engine(f"sqlite:///{file}")
    register = fill(Database(engine))
    engine.dispose()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file, register


@pytest.fixture
def sqlite_url(desk, tmp_path):
    return f"sqlite:///{shutil.copyfile(desk[0], tmp_path / 'lots.sqlite3')}"


@pytest.fixture
def before(desk, sqlite_database):
    with sqlite_database.read() as session:
        return stored(session, desk[1].product)[2]


def go(client: FlaskClient, product: int, each) -> list[str]:
    """As a person does it: choose the file, give the mapping, look, import. Every page that was answered."""
    sent = {"file": (io.BytesIO(each.data()), each.file_name)}
    if each.delimiter is not None:
        sent["delimiter"] = each.delimiter
    answer = client.post(f"/products/{product}/imports/new", data=sent, content_type="multipart/form-data")
    seen = [answer]
    if answer.status_code == 302:
        columns = answer.location
        seen.append(client.get(columns))
        if "Choose a sheet" not in seen[-1].text or each.sheet is not None:
            given = client.post(
                columns.replace("columns", "mapping"),
                data={"toml": MAPPING},
                query_string={"sheet": each.sheet} if each.sheet else None,
            )
            seen += [given, client.get(given.location), client.post(given.location)]
    for page in seen:
        assert page.status_code in (200, 302, 422), page.status_code
    return [html.unescape(page.text) for page in seen]


def test_the_manifest_names_every_file_that_is_made():
    assert len(MAKERS) >= 78
    assert {each.id for each in expected()} == set(MAKERS)


@pytest.fixture
def nearly_all_read_here(each, request):
    """A process for each step of each file takes minutes: every eighth file has one."""
    if list(MAKERS).index(each.id) % 8:
        request.getfixturevalue("reads_here")


@pytest.mark.requirement("DI-04", "SEC-03")
@pytest.mark.usefixtures("nearly_all_read_here")
@pytest.mark.parametrize("each", expected(), ids=attrgetter("id"))
def test_a_file_is_stored_as_the_manifest_says_or_not_at_all(client_as, desk, before, sqlite_database, each):
    product = desk[1].product
    client = client_as(Role.QC)
    small = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages = go(client, product, each)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - small < GROWTH
    with sqlite_database.read() as session:
        assert stored(session, product) == must_be_stored(each, before)
    said = "\n".join(pages)
    assert [phrase for phrase in each.refused if phrase not in said] == []
