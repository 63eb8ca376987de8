"""The database, the people, and what an installation says of itself."""

import platform
import sys
from dataclasses import asdict

import click
from sqlalchemy import func, select

import comparability
from comparability.cli.acting import (
    Acting,
    acting,
    as_json_option,
    ask_password,
    authenticate,
    now,
    open_database,
    refusals,
    show,
)
from comparability.model.errors import ComparabilityError, NotFound, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.settings import Settings
from comparability.statistics import qualification
from comparability.storage import schema
from comparability.storage.anchors import AnchorFile
from comparability.storage.chain import check_last_anchor
from comparability.storage.people import Person, person_named
from comparability.storage.roles import DEFAULT_ROLE, init_roles
from comparability.storage.sessions import Database
from comparability.storage.suppliers import supplier_named
from comparability.usecases import people, sign_in
from comparability.usecases.identity import identified
from comparability.usecases.signing import Credentials
from reports.typefaces import FontsNotCollected, MissingGlyph, admit

# Whoever may run commands in the data folder lets the first administrator in, and nobody else.
SETTING_UP = Actor(id=None, user_name="(set-up)", full_name="Set-up", roles=frozenset({Role.ADMINISTRATOR}))


@click.group()
def database() -> None:
    """Prepare the database."""


@database.command()
def upgrade() -> None:
    """Bring the database to the version of this program, under a lock."""
    with refusals():
        settings = Settings.from_environment()
        schema.upgrade(settings.database_url)
        click.echo(f"The database has schema version {schema.current(settings.database_url)}.")


@database.command("init-roles")
@click.option("--role", default=DEFAULT_ROLE, show_default=True, help="Name of the application's role.")
def init_roles_(role: str) -> None:
    """Give PostgreSQL a role for the application that may add to the trail and change nothing in it."""
    with refusals():
        init_roles(Settings.from_environment().database_url, role=role)
        click.echo(f"The role {role} has what the application needs.")


@click.group()
def user() -> None:
    """People and their roles."""


@user.command()
@click.argument("user_name")
@click.option("--name", "full_name", required=True, help="Full name, as printed beside signatures.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.option("--supplier", help="The supplier of a supplier user.")
@click.option("--as", "as_user", metavar="USER", help="The administrator; not needed for the first person.")
@click.option("--password-stdin", is_flag=True, help="Read the administrator's password from standard input.")
def add(
    user_name: str,
    full_name: str,
    roles: tuple[str, ...],
    supplier: str | None,
    as_user: str | None,
    password_stdin: bool,
) -> None:
    """Let somebody in and print the start password, which is shown once."""
    with refusals():
        store = open_database(Settings.from_environment())
        actor = _administrator(store, as_user, password_stdin)
        with store.write(actor=actor, now=now()) as session:
            found = supplier_named(session, supplier) if supplier else None
            if supplier and found is None:
                raise NotFound(f"There is no supplier {supplier}.")
            entry = people.PersonEntry(
                user_name=user_name,
                full_name=full_name,
                roles=tuple(Role(role) for role in roles),
                supplier_id=found.id if found else None,
            )
            added = people.add_person(session, entry, actor=actor)
        click.echo(f"{added.person.user_name}: start password {added.start_password}")


@user.command()
@click.argument("user_name")
@click.option("--reason", required=True)
@acting
def disable(me: Acting, user_name: str, reason: str) -> None:
    """End somebody's access; the user name stays theirs for good."""
    with me.database.write(actor=me.actor, now=now()) as session:
        person = person_named(session, user_name)
        if person is None:
            raise NotFound(f"There is no user {user_name}.")
        people.disable_person(session, person.id, version=person.version, reason=reason, actor=me.actor)
    click.echo(f"{user_name} may no longer sign in.")


@user.command()
@click.argument("user_name")
@click.option("--password-stdin", is_flag=True, help="Read the current and the new password, a line each.")
@click.option(
    "--accept-signature", is_flag=True, help="Accept that your electronic signature binds like ink."
)
def password(user_name: str, password_stdin: bool, accept_signature: bool) -> None:
    """Choose your own password, and accept the electronic signature before the first signing."""
    with refusals():
        if password_stdin:
            current, new = (sys.stdin.readline().rstrip("\r\n") for _ in range(2))
        else:
            current, new = ask_password("Current password"), ask_password("New password")
        store = open_database(Settings.from_environment())
        with store.read() as session:
            attempt = sign_in.try_password(session, user_name=user_name, password=current)
        with store.write(actor=attempt.actor, now=now()) as session:
            opened = sign_in.sign_in(session, attempt, now=now())
        if isinstance(opened, sign_in.TurnedAway):
            raise Refused(opened.message)
        with identified(store, actor=opened.actor, now=now()) as session:
            token = sign_in.change_password(session, current=current, new=new, actor=opened.actor, now=now())
            if accept_signature:
                credentials = Credentials(user_name=user_name, password=new)
                sign_in.accept_signature(session, credentials=credentials, actor=opened.actor, now=now())
            sign_in.sign_out(session, token, actor=opened.actor)
        click.echo("The new password is in force.")


@click.command()
@as_json_option
def check(as_json: bool) -> None:
    """Say whether this installation can work: settings, database, fonts, trail."""
    lines: list[tuple[str, str, bool]] = []
    settings = Settings.from_environment()
    lines += [(name, value, True) for name, value in settings.describe().items()]
    lines += [("setting", remark, False) for remark in settings.remarks]
    lines.append(
        ("program", f"comparability {comparability.__version__}, Python {platform.python_version()}", True)
    )
    for name, looked_at in (("database", _database), ("trail anchor", _anchor), ("fonts", _fonts)):
        try:
            lines.append((name, looked_at(settings), True))
        except (ComparabilityError, OSError) as error:
            lines.append((name, str(error), False))
    is_well = all(ok for _, _, ok in lines)
    text = "\n".join(f"{'ok  ' if ok else 'FAIL'} {name}: {value}" for name, value, ok in lines)
    show([{"name": name, "value": value, "ok": ok} for name, value, ok in lines], as_json=as_json, text=text)
    raise SystemExit(0 if is_well else 1)


@click.command()
@as_json_option
def qualify(as_json: bool) -> None:
    """Recompute published references on this machine and print the agreement in digits."""
    checks = qualification.qualify()
    text = "\n".join(
        f"{'ok  ' if each.ok else 'FAIL'} {each.digits:4.1f} digits  {each.group}: {each.name} ({each.source})"
        for each in checks
    )
    failed = sum(not each.ok for each in checks)
    text += f"\n{len(checks) - failed} of {len(checks)} agree"
    show([asdict(each) for each in checks], as_json=as_json, text=text)
    raise SystemExit(1 if failed else 0)


def _administrator(store: Database, as_user: str | None, password_stdin: bool) -> Actor:
    with store.read() as session:
        is_first = session.scalar(select(func.count(Person.id))) == 0
    if is_first:
        return SETTING_UP
    if as_user is None:
        raise Refused("Name the administrator who adds this person: --as USER.")
    typed = sys.stdin.readline().rstrip("\r\n") if password_stdin else ask_password()
    return authenticate(store, user_name=as_user, password=typed)


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
