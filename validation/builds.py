"""Which build was tested: its version, its commit, a hash over all its files, and the machine."""

import hashlib
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import comparability

CHECKOUT = Path(__file__).resolve().parent.parent
ROOMS = ("comparability", "reports", "templates", "migrations", "tests", "validation", "requirements")
SINGLE_FILES = ("pyproject.toml", "package-lock.json", "Makefile")
LOCKS = ("requirements/run.lock", "requirements/test.lock", "package-lock.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """commit: of git, with "changed" behind it where files differ from it; empty outside a checkout.

    tree: SHA-256 over every file of program, tests and locks, fonts included. locks: SHA-256 by file.
    """

    version: str
    commit: str
    tree: str
    locks: dict[str, str]
    python: str
    system: str


def this_build() -> Build:
    """What stands in this folder, on this machine."""
    return Build(
        version=comparability.__version__,
        commit=commit_of(CHECKOUT),
        tree=tree_hash(CHECKOUT),
        locks={name: sha256(CHECKOUT / name) for name in LOCKS},
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=f"{_distribution()}, {platform.system()} {platform.release()}, {platform.machine()}",
    )


def tree_hash(folder: Path) -> str:
    """SHA-256 of the list of files, each line its SHA-256, two spaces and its path, in the order of paths.

    `sha256sum` writes the same lines, so anybody can compute it again.
    """
    lines = [f"{sha256(folder / name)}  {name}\n" for name in sorted(tree_files(folder))]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def tree_files(folder: Path) -> list[str]:
    """The files a build is made of, as paths below `folder`; what Python compiles is left out."""
    rooms = [path for room in ROOMS for path in (folder / room).rglob("*") if path.is_file()]
    singles = [folder / name for name in SINGLE_FILES if (folder / name).is_file()]
    return [
        path.relative_to(folder).as_posix() for path in rooms + singles if "__pycache__" not in path.parts
    ]


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def commit_of(folder: Path) -> str:
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return ""
    commit = _git(git, folder, "rev-parse", "HEAD")
    return f"{commit}, changed" if _git(git, folder, "status", "--porcelain") else commit


def _git(git: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run([git, "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return "unknown distribution"
