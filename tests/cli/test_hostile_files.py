"""Every file of the manifest through the command: what must be stored is stored, or nothing is."""

import shutil
import sqlite3

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.engine import make_engine
from comparability.storage.products import Product
from comparability.storage.sessions import Database
from tests.cli.shell import Shell
from tests.files.hostile.cases import MAPPING, expected, must_be_stored, stored
from tests.usecases.presence import PASSWORD
from tests.usecases.register import writing
from tests.usecases.switching import a_person
from tests.web.register import fill

NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory, sqlite_template):
    """A register with lots of a product and a QC scientist, filled once and copied for each file."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copyfile(sqlite_template, folder / "desk.sqlite3")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    database = Database(make_engine(f"sqlite:///{folder / 'desk.sqlite3'}"))
    register = fill(database)
    with writing(database) as session:
        a_person(session, "jo.park", "Park Jo", Role.QC)
        code = session.get_one(Product, register.product).code
    database.engine.dispose()
    with sqlite3.connect(folder / "desk.sqlite3") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder, register, code


# Through the pages go all of them; here three of four are left to `make test-all`.
CASES = [
    pytest.param(each, id=each.id, marks=[pytest.mark.long] if number % 4 else [])
    for number, each in enumerate(expected())
]


@pytest.mark.requirement("DI-04", "SEC-03")
@pytest.mark.parametrize("each", CASES)
def test_a_file_is_stored_as_the_manifest_says_or_not_at_all(desk, tmp_path, each):
    folder, register, code = desk
    shell = Shell(
        f"sqlite:///{shutil.copyfile(folder / 'desk.sqlite3', tmp_path / 'lots.sqlite3')}", tmp_path
    )
    file = tmp_path / each.plain_name()
    file.write_bytes(each.data())
    words = ["import", file, "--product", code, "--mapping", folder / "mapping.toml"]
    words += ["--sheet", each.sheet] if each.sheet else []
    words += ["--delimiter", NAMES[each.delimiter]] if each.delimiter else []
    database = shell.database()
    with database.read() as session:
        before = stored(session, register.product)[2]
    done = shell.run(*words, "--as", "jo.park", "--password-stdin", typed=[PASSWORD])
    assert done.exit_code == (0 if each.stored is not None else 1), done.output
    with database.read() as session:
        assert stored(session, register.product) == must_be_stored(each, before)
    database.engine.dispose()
    said = done.stdout + done.stderr
    assert [phrase for phrase in each.refused if phrase not in said] == []
