"""What an installation says of itself."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scipy.special import stdtrit

from comparability.statistics import contrast
from tests.cli.shell import Shell
from tests.evidence.certificates import PASSPHRASE, made


def test_a_database_is_upgraded_and_a_second_time_changes_nothing(tmp_path):
    shell = Shell(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path)
    first = shell.done("database", "upgrade")
    assert first.startswith("The database has schema version ")
    assert shell.done("database", "upgrade") == first


def test_an_installation_that_works_is_found_well(shell):
    found = {line["name"]: line["ok"] for line in shell.data("check")}
    assert found["database"]
    assert all(found.values())


def test_a_certificate_is_named_with_the_day_on_which_it_expires(shell, tmp_path):
    now = datetime.now(UTC)
    well, said = certificate_line(shell, made("QA seal", now, days=40).kept(tmp_path))
    assert well
    assert said.startswith("O=Test,CN=QA seal, serial number ")
    assert f"expires on {now + timedelta(days=40):%Y-%m-%d}, in " in said
    assert said.endswith("; no time stamps")
    assert certificate_line(shell, None) == (True, "none; evidence copies are not signed")


def test_a_certificate_that_others_can_read_or_that_is_not_there_is_found_out(shell, tmp_path):
    file = made("QA seal", datetime.now(UTC)).kept(tmp_path)
    file.chmod(0o644)
    well, said = certificate_line(shell, file)
    assert (well, said) == (False, f"{file} can be read by others; allow its owner only: chmod 600 {file}")
    file.unlink()
    assert certificate_line(shell, file)[0] is False


def certificate_line(shell: Shell, file: Path | None) -> tuple[bool, str]:
    environment = {
        "COMPARABILITY_SIGNING_CERTIFICATE": str(file),
        "COMPARABILITY_SIGNING_PASSPHRASE": PASSPHRASE,
    }
    shell.runner.env = {} if file is None else environment
    lines = json.loads(shell.run("check", "--json").stdout)
    (line,) = [each for each in lines if each["name"] == "signing certificate"]
    return line["ok"], line["value"]


def test_a_database_that_was_never_upgraded_is_found_out(tmp_path):
    done = Shell(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path).run("check")
    assert done.exit_code == 1
    assert "FAIL database" in done.stdout


def test_a_setting_that_cannot_be_read_is_one_line_on_standard_error(tmp_path):
    done = Shell("nonsense://nowhere", tmp_path).run("check")
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_this_machine_computes_what_was_published(shell):
    checks = json.loads(shell.done("qualify", "--json"))
    assert len(checks) > 10
    assert all(each["ok"] for each in checks)


def test_a_machine_that_computes_something_else_is_found_out(shell, monkeypatch):
    """A library whose quantile of Student's t is wrong in the ninth digit."""
    monkeypatch.setattr(contrast, "stdtrit", lambda df, p: stdtrit(df, p) * (1 + 1e-9))
    done = shell.run("qualify")
    assert done.exit_code == 1
    assert "FAIL" in done.stdout
