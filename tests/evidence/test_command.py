"""`comparability verify` as it is called at a shell, with its exit statuses."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.evidence.conftest import Issued
from tests.evidence.tampering import with_page


@pytest.fixture
def anywhere(tmp_path) -> Shell:
    """A shell without an installation: its settings would be refused."""
    return Shell("nonsense://", tmp_path / "nowhere")


def written(tmp_path: Path, data: bytes) -> Path:
    (tmp_path / "copy.pdf").write_bytes(data)
    return tmp_path / "copy.pdf"


def test_verify_ends_with_0_when_everything_agrees(anywhere, issued: Issued, tmp_path):
    (tmp_path / "anchors.log").write_text("\n".join(issued.anchors))
    done = anywhere.run("verify", written(tmp_path, issued.evidence), "--anchor", tmp_path / "anchors.log")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Everything agrees.")
    assert not (tmp_path / "nowhere").exists()


def test_verify_ends_with_1_and_names_the_first_difference(anywhere, issued: Issued, tmp_path):
    done = anywhere.run("verify", written(tmp_path, with_page(issued.evidence, 0, b"")), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["differences"][0].startswith("page 1 does not print")


def test_verify_ends_with_2_for_a_submission_copy_and_prints_its_hash(anywhere, issued: Issued, tmp_path):
    done = anywhere.run("verify", written(tmp_path, issued.submission))
    assert done.exit_code == 2
    assert issued.package.content_hash in done.stderr


@pytest.mark.parametrize("name", ["absent.pdf", "anchors"])
def test_verify_ends_with_2_for_what_cannot_be_read(anywhere, issued: Issued, tmp_path, name):
    copy = tmp_path / name if name == "absent.pdf" else written(tmp_path, issued.evidence)
    done = anywhere.run("verify", copy, "--anchor", tmp_path / "absent.log")
    assert done.exit_code == 2
