"""The published examples, run as their run.sh runs them, and their packages read back. No test lives here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.cli.shell import Shell
from tests.conftest import CHECKOUT
from tests.reports.reading import ReadPdf

EXAMPLES = CHECKOUT / "examples"
PEOPLE = ("cmc.kim", "qc.lim", "stat.rao", "qa.sato", "ra.nguyen")


@dataclass(frozen=True)
class Run:
    """One switch, assessed and packaged. assessment: what `assess --json` printed."""

    shell: Shell
    switch: str
    assessment: dict[str, Any]
    package: Path

    def attribute(self, code: str) -> dict[str, Any]:
        return next(each for each in self.assessment["attributes"] if each["code"] == code)

    def figure(self, code: str, name: str) -> float:
        return self.attribute(code)["figures"][name]

    @cached_property
    def pdf(self) -> ReadPdf:
        return ReadPdf(self.package.read_bytes())


def compare(shell: Shell, switch: str, *, authority: str) -> Run:
    """Freeze, assess, review and assemble a switch whose results are verified."""
    shell.done(
        "protocol", "freeze", switch, "--seen", "All results of the set are published.", user="qa.sato"
    )
    assessment = shell.data("assess", switch, user="stat.rao")
    shell.done("review", switch, "--comment", "Inputs and figures reviewed.", user="qa.sato")
    output = shell.folder / "packages"
    arguments = ("package", "assemble", switch, "--authority", authority, "--output", output)
    path = shell.done(*arguments, user="ra.nguyen").splitlines()[0]
    return Run(shell=shell, switch=switch, assessment=assessment, package=Path(path))


def lentivirus(shell: Shell, table: Path) -> dict[str, Run]:
    """Both switches of the example by their code: the minimum of three lots, and the one lowered to two."""
    folder = EXAMPLES / "lentivirus_producers"
    shell.done("switch", "new", folder / "switch.toml", user="cmc.kim")
    shell.done("import", table, "--product", "LV-SPIKE", "--mapping", folder / "mapping.toml", user="qc.lim")
    shell.done("results", "verify", "LV-SPIKE", user="qa.sato")
    shell.done("switch", "new", folder / "switch_two_lots.toml", user="cmc.kim")
    return {switch: compare(shell, switch, authority="HSA") for switch in ("LV-PRODUCERS", "LV-PRODUCERS-2")}


def aav2(shell: Shell, table: Path) -> Run:
    folder = EXAMPLES / "aav2_plasmid_sets"
    shell.done("switch", "new", folder / "switch.toml", user="cmc.kim")
    shell.done("import", table, "--product", "AAV2-WT", "--mapping", folder / "mapping.toml", user="qc.lim")
    shell.done("results", "verify", "AAV2-WT", user="qa.sato")
    return compare(shell, "AAV2-PLASMIDS", authority="FDA")


@contextmanager
def installation(request: Any, engine: str, folder: Path) -> Iterator[Shell]:
    """A migrated database on the engine, with the people of the line in it; it may serve a whole module."""
    if engine == "sqlite":
        file = folder / "lots.sqlite3"
        file.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        yield Shell(f"sqlite:///{file}", folder).let_in(*PEOPLE)
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create_migrated()
    yield Shell(server.url(name), folder).let_in(*PEOPLE)
    server.drop(name)
