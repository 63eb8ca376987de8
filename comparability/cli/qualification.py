"""Whether this machine computes what others have published."""

from dataclasses import asdict

import click

from comparability.cli.acting import as_json_option, show
from comparability.statistics import qualification


@click.command()
@as_json_option
def qualify(as_json: bool) -> None:
    """Recompute published references on this machine and print the agreement in digits."""
    checks = qualification.qualify()
    text = "\n".join(
        f"{'ok  ' if each.ok else 'FAIL'} {each.digits:4.1f} digits  "
        f"{each.group}: {each.name} ({each.source})"
        for each in checks
    )
    failed = sum(not each.ok for each in checks)
    text += f"\n{len(checks) - failed} of {len(checks)} agree"
    show([asdict(each) for each in checks], as_json=as_json, text=text)
    raise SystemExit(1 if failed else 0)
