"""Judge the file of a submission by the rules of its authority, without settings, database or keys."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from comparability.linting.linter import lint as lint_file
from comparability.linting.submitted import Unreadable
from comparability.model.authorities import authorities
from comparability.model.file_rules import file_rules

BROKEN, UNREADABLE = 1, 2


@click.command()
@click.argument("package", type=click.Path(dir_okay=False, path_type=Path), metavar="PACKAGE.pdf")
@click.option("--authority", required=True, type=click.Choice(list(authorities())))
@click.option("--path", metavar="PATH", help="The file's place in the dossier, m3/…/name.pdf; else its name.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def lint(package: Path, authority: str, path: str | None, as_json: bool) -> None:
    """Say which rules of an authority for the file of a submission a PDF breaks.

    Any PDF can be judged, also one that was changed or merged by another program after it was issued.
    Exit status 0: it keeps every rule that a program can judge. 1: rules are broken, each with its place and
    source. 2: the file cannot be read.
    """
    try:
        found = lint_file(package.read_bytes(), path=path or package.name, authority=authority)
    except (OSError, Unreadable) as error:
        click.echo(f"comparability: {package.name} cannot be judged: {error}", err=True)
        raise SystemExit(UNREADABLE) from error
    rules = len(file_rules(authority))
    if as_json:
        findings = [asdict(finding) for finding in found]
        told = {"authority": authority, "rules": list(file_rules(authority)), "findings": findings}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif found:
        for finding in found:
            click.echo(f"{finding.rule}: {finding.place}: {finding.sentence}")
        click.echo()
        for rule in dict.fromkeys((each.rule, each.says, each.source, each.mark.meaning) for each in found):
            click.echo("{}: {} {} ({}).".format(*rule))
        broken = len({finding.rule for finding in found})
        click.echo(f"{broken} of {rules} rules of {authority} are broken.")
    else:
        click.echo(f"It keeps all {rules} rules of {authority} that a program can judge.")
    raise SystemExit(BROKEN if found else 0)
