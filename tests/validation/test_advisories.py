"""Known vulnerabilities are found without a network, and a check that could not find any says so."""

import json
import zipfile
from dataclasses import replace

import pytest

from validation import advisories
from validation.advisories import CONTROL

pytestmark = pytest.mark.requirement("SEC-25")
# The range of GHSA-9q9m-c65c-37pq as the GitHub Advisory Database states it: fixed in 3.6.13.
REPORTLAB = {
    "id": "GHSA-9q9m-c65c-37pq",
    "summary": "ReportLab vulnerable to remote code execution",
    "modified": "2023-06-05T00:00:00Z",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "reportlab"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.6.13"}]}],
        }
    ],
}


def advisory(**changes: object) -> dict:
    affected = {"package": {"ecosystem": "PyPI", "name": "Flask"}, "versions": []} | changes
    return {"id": "MADE-UP-1", "summary": "made up", "affected": [affected]}


def found_in(version: str, **changes: object) -> bool:
    flask = replace(CONTROL, name="flask", version=version)
    return any(advisories.check([flask], [advisory(**changes)]))


def spans(*events: dict) -> dict:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("version", "what", "is_affected"),
    [
        ("3.1.0", {"versions": ["3.1.0"]}, True),
        ("3.1.1", {"versions": ["3.1.0"]}, False),
        ("3.0.9", spans({"introduced": "0"}, {"fixed": "3.1"}), True),
        ("3.1", spans({"introduced": "0"}, {"fixed": "3.1.0"}), False),
        ("2.9", spans({"introduced": "3.0"}, {"fixed": "3.1"}), False),
        ("3.10", spans({"introduced": "3.9"}, {"last_affected": "3.10"}), True),
        ("3.11", spans({"introduced": "3.9"}, {"last_affected": "3.10"}), False),
        ("5.0", spans({"introduced": "1"}, {"fixed": "2"}, {"introduced": "4"}), True),
        ("3.0", spans({"introduced": "1"}, {"fixed": "2"}, {"introduced": "4"}), False),
        ("3.0", spans({"introduced": "???"}), True),
        ("3.0", {"package": {"ecosystem": "npm", "name": "flask"}, "versions": ["3.0"]}, False),
    ],
)
def test_a_version_is_found_where_an_advisory_reaches_it(version, what, is_affected):
    assert found_in(version, **what) is is_affected


def written(place, *found: dict):
    place.write_text(json.dumps(list(found)), encoding="utf-8")
    return str(place)


def test_without_the_known_release_finding_nothing_means_nothing(tmp_path, capsys):
    harmless = written(tmp_path / "a.json", advisory(versions=["0.0.1"]))
    assert advisories.main([harmless]) == advisories.BLIND == 3
    assert "The control failed" in capsys.readouterr().err


def test_a_withdrawn_advisory_is_not_in_force(tmp_path):
    withdrawn = REPORTLAB | {"withdrawn": "2024-01-01T00:00:00Z"}
    assert advisories.main([written(tmp_path / "a.json", withdrawn)]) == advisories.BLIND


def test_a_check_that_finds_its_control_and_nothing_else_is_clean(tmp_path, capsys):
    assert advisories.main([written(tmp_path / "a.json", REPORTLAB)]) == advisories.CLEAN
    assert "up to 2023-06-05T00:00:00Z: 0 found; the control was found" in capsys.readouterr().out


def test_a_vulnerable_component_is_named_with_its_advisory(tmp_path, capsys):
    everything = advisory(**spans({"introduced": "0"}))
    assert advisories.main([written(tmp_path / "a.json", REPORTLAB, everything)]) == advisories.FOUND
    assert "MADE-UP-1 made up" in capsys.readouterr().out


def test_a_folder_and_an_archive_are_read_like_one_file(tmp_path):
    (tmp_path / "PyPI").mkdir()
    (tmp_path / "PyPI" / "one.json").write_text(json.dumps(REPORTLAB))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "PyPI" / "one.json", "one.json")
    assert advisories.read(tmp_path / "PyPI") == advisories.read(tmp_path / "all.zip") == [REPORTLAB]


@pytest.mark.parametrize(
    "text", ["", "{}", '[{"id": "X"}]'], ids=["empty", "no advisory", "nothing affected"]
)
def test_what_is_no_advisory_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    assert advisories.main([str(tmp_path / "a.json")]) == advisories.UNREADABLE
    assert advisories.main([str(tmp_path / "missing.json")]) == advisories.UNREADABLE
