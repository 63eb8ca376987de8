"""People and their roles, from the shell."""

from collections.abc import Iterable

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comparability.cli.acting import (
    Acting,
    acting,
    admitted,
    asked,
    now,
    open_database,
    prove,
    refusals,
)
from comparability.files.trail_export import MEDIA_TYPES, written
from comparability.model.errors import NotFound, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.settings import Settings
from comparability.storage.access_reviews import ACCESS, SIGNERS, TRIES, Row, signers, tries
from comparability.storage.people import Person, person_named
from comparability.storage.sessions import Database
from comparability.storage.suppliers import supplier_named
from comparability.usecases import people, sign_in
from comparability.usecases.access_reviews import KINDS, read_report, record_access_export
from comparability.usecases.identity import identified
from comparability.usecases.signing import Credentials

# Whoever may run commands in the data folder lets the first administrator in, and nobody else.
SETTING_UP = Actor(id=None, user_name="(set-up)", full_name="Set-up", roles=frozenset({Role.ADMINISTRATOR}))


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
        settings = Settings.from_environment()
        store = open_database(settings)
        actor = _administrator(store, settings, as_user, password_stdin)
        if actor.id is None and Role.ADMINISTRATOR.value not in roles:
            raise Refused("The first person has to be an administrator, who lets the others in.")
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
        person = _named(session, user_name)
        people.disable_person(session, person.id, version=person.version, reason=reason, actor=me.actor)
    click.echo(f"{user_name} may no longer sign in.")


@user.command()
@click.argument("user_name")
@click.option("--reason", required=True)
@acting
def reset_factor(me: Acting, user_name: str, reason: str) -> None:
    """Remove the second factor of somebody who lost the device, and print a new start password."""
    with me.database.write(actor=me.actor, now=now()) as session:
        person = _named(session, user_name)
        made = people.reset_second_factor(
            session, person.id, version=person.version, reason=reason, actor=me.actor
        )
    click.echo(f"{user_name}: start password {made.start_password}")


@user.command()
@click.argument("user_name")
@click.option("--password-stdin", is_flag=True, help="Read the current and the new password, a line each.")
@click.option(
    "--accept-signature", is_flag=True, help="Accept that your electronic signature binds like ink."
)
def password(user_name: str, password_stdin: bool, accept_signature: bool) -> None:
    """Choose your own password, and accept the electronic signature before the first signing."""
    with refusals():
        ask = asked(password_stdin)
        current, new = ask("Current password"), ask("New password")
        settings = Settings.from_environment()
        store = open_database(settings)
        typed, opened = prove(
            store, settings, user_name=user_name, password=current, ask=ask, is_code_spent=False
        )
        actor = opened.actor
        # Asked for before the transaction, in which nobody else can save.
        next_code = ask("Next code") if accept_signature and typed.code is not None else None
        with identified(store, actor=actor, now=now()) as session:
            token = sign_in.change_password(
                session, current=current, new=new, code=typed.code, actor=actor, now=now()
            )
            if accept_signature:
                credentials = Credentials(user_name=user_name, password=new, code=next_code)
                sign_in.accept_signature(session, credentials=credentials, actor=actor, now=now())
            sign_in.sign_out(session, token, actor=actor)
        click.echo("The new password is in force.")


@user.command()
@click.argument("what", type=click.Choice(KINDS))
@click.option("--format", "kind", type=click.Choice(list(MEDIA_TYPES)), default="csv", show_default=True)
@acting
def report(me: Acting, what: str, kind: str) -> None:
    """Write who may get in (access), who did or tried (tries), or who accepted the signature (signers)."""
    with me.database.write(actor=me.actor, now=now()) as session:
        record_access_export(session, what=what, kind=kind, actor=me.actor)
    with me.database.read() as session:
        found = read_report(session, until=None, actor=me.actor)
        lists: dict[str, tuple[Iterable[Row], tuple[str, ...]]] = {
            "access": (found.rows, ACCESS),
            "tries": (tries(session, until=found.until), TRIES),
            "signers": (signers(session), SIGNERS),
        }
        rows, heading = lists[what]
        for piece in written(rows, kind, heading=heading):
            click.echo(piece, nl=False)


def _named(session: Session, user_name: str) -> Person:
    person = person_named(session, user_name)
    if person is None:
        raise NotFound(f"There is no user {user_name}.")
    return person


def _administrator(store: Database, settings: Settings, as_user: str | None, password_stdin: bool) -> Actor:
    with store.read() as session:
        is_first = session.scalar(select(func.count(Person.id))) == 0
    if is_first:
        return SETTING_UP
    if as_user is None:
        raise Refused("Name the administrator who adds this person: --as USER.")
    ask = asked(password_stdin)
    credentials, opened = prove(store, settings, user_name=as_user, password=ask("Password"), ask=ask)
    return admitted(settings, credentials, opened)
