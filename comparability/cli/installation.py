"""The database, and what an installation says of itself."""

import platform

import click

import comparability
from comparability.cli.acting import as_json_option, now, open_database, refusals, show
from comparability.model.errors import ComparabilityError, Refused
from comparability.settings import Settings
from comparability.storage import schema
from comparability.storage.anchors import AnchorFile
from comparability.storage.chain import check_last_anchor
from comparability.storage.roles import DEFAULT_ROLE, init_roles
from comparability.usecases.evidence_signing import certificate_of, state_of_copies
from reports.typefaces import FontsNotCollected, MissingGlyph, admit


@click.group()
def database() -> None:
    """Prepare the database."""


@database.command()
def upgrade() -> None:
    """Bring the database to the version of this program, under a lock."""
    with refusals():
        settings = Settings.from_environment()
        schema.upgrade(settings.database_url, AnchorFile(settings.data_dir, settings.anchor_key))
        click.echo(f"The database has schema version {schema.current(settings.database_url)}.")


@database.command("init-roles")
@click.option("--role", default=DEFAULT_ROLE, show_default=True, help="Name of the application's role.")
def init_roles_(role: str) -> None:
    """Give PostgreSQL a role for the application that may add to the trail and change nothing in it."""
    with refusals():
        init_roles(Settings.from_environment().database_url, role=role)
        click.echo(f"The role {role} has what the application needs.")


@click.command()
@as_json_option
def check(as_json: bool) -> None:
    """Say whether this installation can work: settings, database, audit trail, fonts, certificate."""
    lines: list[tuple[str, str, bool]] = []
    with refusals():
        settings = Settings.from_environment()
    lines += [(name, value, True) for name, value in settings.describe().items()]
    lines += [("setting", remark, False) for remark in settings.remarks]
    lines.append(
        ("program", f"comparability {comparability.__version__}, Python {platform.python_version()}", True)
    )
    parts = {
        "database": _database,
        "trail anchor": _anchor,
        "fonts": _fonts,
        "signing certificate": _certificate,
        "evidence copies": _evidence_copies,
    }
    for name, looked_at in parts.items():
        try:
            lines.append((name, looked_at(settings), True))
        except (ComparabilityError, OSError) as error:
            lines.append((name, str(error), False))
    is_well = all(ok for _, _, ok in lines)
    text = "\n".join(f"{'ok  ' if ok else 'FAIL'} {name}: {value}" for name, value, ok in lines)
    show([{"name": name, "value": value, "ok": ok} for name, value, ok in lines], as_json=as_json, text=text)
    raise SystemExit(0 if is_well else 1)


def _database(settings: Settings) -> str:
    open_database(settings)
    return f"schema version {schema.current(settings.database_url)}"


def _anchor(settings: Settings) -> str:
    with open_database(settings).read() as session:
        check_last_anchor(session, AnchorFile(settings.data_dir, settings.anchor_key))
    return "the last anchored entry is there"


def _fonts(settings: Settings) -> str:
    try:
        admit("Aé가あ汉", language="en")
    except (MissingGlyph, FontsNotCollected) as error:
        raise Refused(str(error)) from error
    return "Latin, Japanese, Korean and Chinese can be printed"


def _certificate(settings: Settings) -> str:
    """Nothing is asked of a time-stamp authority: that would put a request of ours on its record."""
    signing = settings.document_signing
    if signing is None:
        return "none; evidence copies are not signed"
    certificate = certificate_of(signing, now=now())
    days = (certificate.ends - now()).days
    stamps = f"time stamps from {signing.time_stamps}" if signing.time_stamps else "no time stamps"
    return f"{certificate.named}; expires on {certificate.ends:%Y-%m-%d}, in {days} days; {stamps}"


def _evidence_copies(settings: Settings) -> str:
    """Copies that wait are no fault of the installation, and it serves: signing them is done on its pages."""
    signing = settings.document_signing
    try:
        certificate = None if signing is None else certificate_of(signing, now=now())
    except Refused:
        certificate = None  # said in the line of the certificate
    with open_database(settings).read() as session:
        return state_of_copies(session, signing=signing, certificate=certificate)
