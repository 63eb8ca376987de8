"""The `comparability` command: the whole line from the shell, over the same use-cases as the pages."""

import click

import comparability
from comparability.cli import administration, audit, demonstration, line, packages, serving


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(comparability.__version__, prog_name="comparability")
def main() -> None:
    """Comparability of viral vectors across a change of supplier.

    Settings are environment variables that begin with COMPARABILITY_; `check` prints them.
    """


for command in (
    demonstration.demo,
    serving.serve,
    administration.database,
    administration.user,
    line.import_,
    line.results,
    line.switch,
    line.protocol,
    line.assess,
    line.review,
    line.decide,
    packages.package,
    audit.audit,
    administration.check,
    administration.qualify,
):
    main.add_command(command)
