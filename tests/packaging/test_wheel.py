"""What a release carries, and that it works with no checkout in sight."""

import importlib.metadata
import tarfile
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.slow


def wheel_names(distribution) -> set[str]:
    with zipfile.ZipFile(distribution.wheel) as archive:
        return set(archive.namelist())


def sources(folder: str, pattern: str) -> set[str]:
    return {
        str(path.relative_to(CHECKOUT))
        for path in (CHECKOUT / folder).rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_every_module_template_migration_and_data_file(distribution):
    expected = sources("comparability", "*") | sources("reports", "*")
    expected |= {f"comparability/{name}" for name in sources("templates", "*") | sources("migrations", "*")}
    assert expected - wheel_names(distribution) == set()


def test_the_wheel_carries_the_fonts_of_pages_and_packages_with_their_licences(distribution):
    names = wheel_names(distribution)
    paper = {name.rpartition(".")[2] for name in names if name.startswith("reports/fonts/Source")}
    web = {name.rpartition(".")[2] for name in names if name.startswith("comparability/web/static/fonts/")}
    assert paper == {"ttf", "txt"}
    assert web == {"woff2", "txt"}


def test_the_wheel_carries_nothing_but_the_two_packages(distribution):
    tops = {name.partition("/")[0] for name in wheel_names(distribution)}
    version = importlib.metadata.version("comparability")
    assert tops == {"comparability", "reports", f"comparability-{version}.dist-info"}


def test_the_source_archive_carries_the_tests_and_nothing_fetched_for_them(distribution):
    with tarfile.open(distribution.sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"tests", "Makefile", "requirements", "pyproject.toml"} <= tops
    assert not tops & {".venv", "node_modules", "instance", "dist", "build"}


def test_the_installed_command_lists_its_commands(installation, tmp_path):
    finished = installation.run("comparability", "--help", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    commands = (
        "assess audit check database decide demo import package protocol qualify results serve switch user"
    )
    listed = {
        line.split()[0] for line in finished.stdout.splitlines() if line.startswith("  ") and line.strip()
    }
    missing = [command for command in commands.split() if command not in listed]
    assert missing == []


def test_an_installation_finds_its_templates_and_migrations_inside_itself(installation, tmp_path):
    code = (
        "from comparability import resources\n"
        "print(resources.templates_folder(), resources.migrations_folder(), resources.static_folder())"
    )
    finished = installation.run("python", "-c", code, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    outside = [folder for folder in finished.stdout.split() if str(installation.folder) not in folder]
    assert outside == []


def test_the_installed_demonstration_makes_a_package_outside_the_checkout(installation, tmp_path):
    output = tmp_path / "out"
    finished = installation.run(
        "comparability",
        "demo",
        "--output",
        str(output),
        "--no-serve",
        cwd=tmp_path,
        COMPARABILITY_DATA_DIR=str(tmp_path / "data"),
    )
    assert finished.returncode == 0, finished.stderr
    packages = list(output.rglob("*.pdf"))
    assert packages
    assert all(file.read_bytes().startswith(b"%PDF-1.7") for file in packages)
