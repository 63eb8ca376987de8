"""An evidence copy that waits for its signature, at the shell."""

from datetime import UTC, datetime

import pytest

from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database
from tests.cli.shell import Shell
from tests.evidence.certificates import PASSPHRASE, closed_port, made, served
from tests.usecases.assessing import a_line
from tests.usecases.presence import PASSWORD

COPY = ("SW-01", "--authority", "HSA")


@pytest.fixture
def shell(sqlite_url, tmp_path):
    """An installation that signs, with a package that is approved."""
    line = a_line(Database(make_engine(sqlite_url)))
    line.concluded()
    line.approve(line.assemble())
    line.database.engine.dispose()
    shell = Shell(sqlite_url, tmp_path / "data")
    shell.folder.mkdir()
    shell.runner.env = {
        "COMPARABILITY_SIGNING_CERTIFICATE": str(made("QA seal", datetime.now(UTC)).kept(tmp_path)),
        "COMPARABILITY_SIGNING_PASSPHRASE": PASSPHRASE,
    }
    return shell


@pytest.mark.requirement("RC-03")
def test_without_a_time_stamp_the_package_is_issued_and_whoever_reads_is_told_what_its_copy_waits_for(
    shell, tmp_path
):
    port, now = closed_port(), datetime.now(UTC)
    shell.runner.env |= {"COMPARABILITY_TIME_STAMP_URL": f"http://127.0.0.1:{port}/"}

    def run(word: str, user: str):
        arguments = ("package", word, *COPY, "--output", tmp_path / word, "--as", user, "--password-stdin")
        return shell.run(*arguments, typed=[PASSWORD])

    issued = run("issue", "huong.nguyen")
    assert (issued.exit_code, "SHA-256 " in issued.stdout) == (0, True), issued.output
    assert "gave no time stamp" in issued.stderr and "The package is issued" in issued.stderr
    read = run("evidence", "eva.klein")
    assert (read.exit_code, "not signed yet" in read.stderr) == (1, True), read.output
    with served(made("Clock", now, is_for_stamps=True), now, port=port):
        signed = run("evidence", "huong.nguyen")
    assert (signed.exit_code, len(list((tmp_path / "evidence").iterdir()))) == (0, 1), signed.output
