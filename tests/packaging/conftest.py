"""The wheel as a user gets it: made from the source archive, installed with the lock, no checkout near."""

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Distribution:
    sdist: Path
    wheel: Path


@dataclass(frozen=True, slots=True)
class Installation:
    """A clean environment that knows the application only by its wheel."""

    folder: Path

    def run(self, *arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, with none of the checkout's settings or paths around it."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COMPARABILITY_", "PYTHON", "DATABASE_URL"))
        }
        program, *rest = arguments
        return subprocess.run(
            [str(self.folder / "bin" / program), *rest],
            cwd=cwd,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@pytest.fixture(scope="session")
def distribution(tmp_path_factory) -> Distribution:
    target = tmp_path_factory.mktemp("dist")
    # Without --sdist or --wheel, `build` makes the wheel out of the unpacked source archive.
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(CHECKOUT)],
        check=True,
        timeout=300,
    )
    (sdist,), (wheel,) = target.glob("*.tar.gz"), target.glob("*.whl")
    return Distribution(sdist=sdist, wheel=wheel)


@pytest.fixture(scope="session")
def installation(distribution, tmp_path_factory) -> Installation:
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder)
    python = str(folder / "bin" / "python")
    # What is used is compiled when it is first imported.
    into = ["--python", python, "install", "--no-compile"]
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *into]
    lock = str(CHECKOUT / "requirements" / "run.lock")
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", lock], check=True, timeout=600)
    subprocess.run([*pip, "--no-deps", "--no-index", str(distribution.wheel)], check=True, timeout=300)
    return Installation(folder)
