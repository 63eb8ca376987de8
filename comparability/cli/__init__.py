"""The `comparability` command: the whole line from the shell, over the same use-cases as the pages.

A command's module is imported when the command is used: a page of help needs neither statistics nor server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

import click

import comparability


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is defined, and its line on the page of help."""

    module: str
    name: str
    summary: str


COMMANDS: Final[Mapping[str, Place]] = {
    "demo": Place("demonstration", "demo", "Load the demonstration, make its package, and serve it."),
    "serve": Place("serving", "serve", "Serve the web application."),
    "database": Place("installation", "database", "Prepare the database."),
    "user": Place("people", "user", "People and their roles."),
    "switch": Place("line", "switch", "Switches."),
    "import": Place("imports", "import_", "Import lots and results from CSV or XLSX: all of it or nothing."),
    "results": Place("results", "results", "Results: verification by a second person."),
    "protocol": Place("protocols", "protocol", "Protocols and their documents."),
    "plan": Place("plans", "plan", "Print the plan of a switch: chances, lots, money and months."),
    "assess": Place("line", "assess", "Run the comparison of a switch and store it."),
    "review": Place("line", "review", "Sign that the latest assessment of a switch was reviewed."),
    "decide": Place("line", "decide", "Conclude on a switch, by your signature."),
    "package": Place("packages", "package", "Bridging packages."),
    "disposal": Place("disposals", "disposal", "Disposal of superseded packages after their retention."),
    "verify": Place(
        "evidence",
        "verify",
        "Compute every figure of an evidence copy again and compare it with what the copy says.",
    ),
    "lint": Place(
        "linting",
        "lint",
        "Say which rules of an authority for the file of a submission a PDF breaks.",
    ),
    "audit": Place("audit", "audit", "The audit trail."),
    "record": Place(
        "records",
        "record",
        "Print a record as JSON: as stored, with its signatures, their validity, and its audit entries.",
    ),
    "backup": Place(
        "keeping",
        "backup",
        "Write records, issued and imported files and anchors to one FILE, while others work.",
    ),
    "restore": Place("keeping", "restore", "Verify a backup whole, then put it in place of the records."),
    "inspect": Place(
        "keeping",
        "inspect",
        "Write everything on record about the product with the code PROGRAMME to a folder.",
    ),
    "check": Place(
        "installation",
        "check",
        "Say whether this installation can work: settings, database, audit trail, fonts, certificate.",
    ),
    "qualify": Place(
        "qualification",
        "qualify",
        "Recompute published references on this machine and print the agreement in digits.",
    ),
}


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        found = getattr(import_module(f"comparability.cli.{place.module}"), place.name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{place.module}.{place.name} is no command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.summary) for name, place in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(comparability.__version__, prog_name="comparability")
def main() -> None:
    """Comparability of viral vectors across a change of supplier.

    Settings are environment variables that begin with COMPARABILITY_; `check` prints them.
    """
