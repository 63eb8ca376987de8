"""Verify the evidence copy of a package without an installation: no settings, no database, no keys."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from comparability.verification.package import verify as verify_copy
from comparability.verification.reading import Unreadable
from reports.signatures import PdfSignature

DIFFERS, UNREADABLE = 1, 2
MOST_SHOWN = 20
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("package", type=FILE, metavar="PACKAGE.pdf")
@click.option("--anchor", type=FILE, metavar="FILE", help="A copy of the installation's anchors.log.")
@click.option(
    "--trust", type=FILE, metavar="FILE", help="Trusted certificates, PEM or DER, of who signs the file."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(package: Path, anchor: Path | None, trust: Path | None, as_json: bool) -> None:
    """Compute every figure of an evidence copy again and compare it with what the copy says.

    Exit status 0: everything agrees. 1: something differs, the first difference is named first.
    2: the file is no evidence copy (a submission copy carries no data) or cannot be read.
    """
    try:
        data = package.read_bytes()
        anchors = None if anchor is None else anchor.read_text(encoding="utf-8").splitlines()
        trusted = None if trust is None else trust.read_bytes()
        found = verify_copy(data, anchors=anchors, trusted=trusted)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        click.echo(f"comparability: {package.name} cannot be verified: {error}", err=True)
        raise SystemExit(UNREADABLE) from error
    lines = [
        f"Content SHA-256 {found.content_hash}",
        f"{found.attributes} attributes and {found.figures} figures computed again, "
        f"{found.signatures} signatures, {found.entries} audit entries",
        *(line for each in found.pdf_signatures for line in _described(each)),
        *(f"DIFFERS {sentence}" for sentence in found.differences[:MOST_SHOWN]),
    ]
    if len(found.differences) > MOST_SHOWN:
        lines.append(f"and {len(found.differences) - MOST_SHOWN} more")
    lines += found.remarks
    lines.append("The evidence copy does not agree." if found.differences else "Everything agrees.")
    click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
    raise SystemExit(DIFFERS if found.differences else 0)


def _described(signature: PdfSignature) -> tuple[str, str]:
    """Who signed the file and when, and how far either can be believed."""
    certificate = f"serial number {signature.serial}, SHA-256 {signature.fingerprint}"
    integrity = "intact" if signature.is_intact and signature.is_whole else "LOST"
    stamp = signature.time_stamp
    return (
        f"File signed by {signature.subject} ({certificate}): integrity {integrity}, "
        f"signer {signature.trust}",
        f"Signed at {signature.signed_at} by the signer's own clock, without a time stamp"
        if stamp is None
        else f"Signed before {stamp.at} by the time stamp of {stamp.authority}: integrity "
        f"{'intact' if stamp.is_intact else 'LOST'}, authority {stamp.trust}",
    )
