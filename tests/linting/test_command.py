"""`comparability lint` as it is called at a shell, with its exit statuses."""

import json

import pytest

from comparability.model.file_rules import file_rules
from tests.cli.shell import Shell
from tests.linting.breaking import CHANGES


@pytest.fixture
def anywhere(tmp_path) -> Shell:
    """A shell without an installation: its settings would be refused."""
    return Shell("nonsense://", tmp_path / "nowhere")


@pytest.fixture
def package(tmp_path, good_file):
    path = tmp_path / "manuf-process-development.pdf"
    path.write_bytes(good_file("FDA"))
    return path


def test_lint_ends_with_0_when_every_rule_is_kept(anywhere, package, tmp_path):
    done = anywhere.run("lint", package, "--authority", "FDA")
    assert done.exit_code == 0
    assert f"all {len(file_rules('FDA'))} rules of FDA" in done.stdout
    assert not (tmp_path / "nowhere").exists()


def test_lint_ends_with_1_and_says_what_is_broken_where_and_on_whose_word(anywhere, package, good_file):
    package.write_bytes(CHANGES["text-size"].of(good_file("FDA")))
    done = anywhere.run("lint", package, "--authority", "FDA")
    assert done.exit_code == 1
    assert "text-size: page 3: " in done.stdout
    assert "FDA Portable Document Format (PDF) Specifications v4.1" in done.stdout
    assert done.stdout.splitlines()[-1] == f"1 of {len(file_rules('FDA'))} rules of FDA are broken."


def test_lint_gives_a_program_the_same(anywhere, package):
    done = anywhere.run("lint", package, "--authority", "FDA", "--path", "m3/A.pdf", "--json")
    told = json.loads(done.stdout)
    assert [finding["rule"] for finding in told["findings"]] == ["file-name"]
    assert told["rules"] == list(file_rules("FDA"))


@pytest.mark.parametrize("name", ["absent.pdf", "lots.csv"])
def test_lint_ends_with_2_for_what_is_no_pdf(anywhere, tmp_path, name):
    (tmp_path / "lots.csv").write_text("lot,value\r\n")
    done = anywhere.run("lint", tmp_path / name, "--authority", "FDA")
    assert (done.exit_code, f"{name} cannot be judged" in done.stderr) == (2, True)
