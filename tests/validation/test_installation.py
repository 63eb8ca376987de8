"""The pack holds what the commands of an installation say, of the one that settings name or of a new one."""

import hashlib
import json

import pytest

from tests.reports.reading import ReadPdf
from validation.__main__ import write_pack
from validation.installation import PRINTED, Checked, environment

pytestmark = pytest.mark.requirement("RC-05")
NAMED = ("DATABASE_URL", "COMPARABILITY_DATABASE_URL", "COMPARABILITY_DATA_DIR")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)


def test_without_settings_a_new_installation_is_checked(tmp_path):
    assert environment(tmp_path)["COMPARABILITY_DATA_DIR"] == str(tmp_path)


@pytest.mark.parametrize("name", NAMED)
def test_the_installation_that_settings_name_is_checked(tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "theirs")
    assert str(tmp_path) not in environment(tmp_path).values()


def test_of_a_long_answer_a_page_has_what_failed_and_the_last_line():
    lines = ["ok   one", "FAIL two", *["ok   more"] * PRINTED, "41 of 42 agree"]
    assert Checked(command="c", exit_code=1, said="\n".join(lines)).in_short == "FAIL two\n41 of 42 agree"
    assert Checked(command="c", exit_code=0, said="ok   one\nok   two").in_short == "ok   one\nok   two"


@pytest.mark.slow
def test_the_pack_of_a_recorded_run_is_files_that_agree(run, tmp_path, capsys):
    assert write_pack(run, tmp_path) == 1  # of most requirements this run has no test
    said = capsys.readouterr().out
    assert "FAILED          AT-03: 1 of 2 tests failed" in said
    assert "72 requirements: " in said
    table = (tmp_path / "requirements.csv").read_bytes()
    printed = ReadPdf((tmp_path / "validation.pdf").read_bytes())
    assert printed.holds(hashlib.sha256(table).hexdigest())
    assert printed.holds("Latin, Japanese, Korean and Chinese can be printed")
    checks = (tmp_path / "check.txt").read_text(encoding="utf-8")
    assert checks.count("\n(exit 0)\n") == checks.count("$ comparability ") == 3
    bill = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert bill["metadata"]["component"]["properties"][0]["value"] == run.build.tree
