"""What every command shares: the settings, the database, who acts, and how a refusal ends the command."""

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from comparability.model.errors import ComparabilityError, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.settings import Settings
from comparability.storage import schema
from comparability.storage.anchors import AnchorFile
from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database
from comparability.usecases import sign_in
from comparability.usecases.signing import Credentials

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A person at the shell. credentials: typed for this command; a signature checks them again."""

    database: Database
    settings: Settings
    actor: Actor
    credentials: Credentials


def now() -> datetime:
    """The server's clock, the only one."""
    return datetime.now(UTC)


def open_database(settings: Settings) -> Database:
    """The database of the settings, of the version that this program knows. Raises Refused otherwise."""
    engine = make_engine(settings.database_url)
    schema.check_version(engine)
    return Database(engine, AnchorFile(settings.data_dir, settings.anchor_key))


def acting(command: Callable[..., R]) -> Callable[..., R]:
    """Add `--as` and `--password-stdin`, and pass the person as the first argument."""

    @click.option("--as", "acting_user", metavar="USER", required=True, help="Who acts.")
    @click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
    @functools.wraps(command)
    def wrapped(acting_user: str, password_stdin: bool, **arguments: Any) -> R:
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ask_password()
        with refusals():
            settings = Settings.from_environment()
            database = open_database(settings)
            person = authenticate(database, user_name=acting_user, password=password)
            credentials = Credentials(user_name=acting_user, password=password)
            return command(
                Acting(database=database, settings=settings, actor=person, credentials=credentials),
                **arguments,
            )

    return wrapped


def prove(database: Database, *, user_name: str, password: str) -> sign_in.Opened:
    """Who has that name and password. A failure is counted and recorded. Raises NotAllowed."""
    with database.read() as session:
        attempt = sign_in.try_password(session, user_name=user_name, password=password)
    with database.write(actor=attempt.actor, now=now()) as session:
        opened = sign_in.sign_in(session, attempt, now=now())
        if isinstance(opened, sign_in.Opened):
            # A command has no session to come back to: the one that proves the password ends at once.
            sign_in.sign_out(session, opened.token, actor=opened.actor)
    if isinstance(opened, sign_in.TurnedAway):
        raise NotAllowed(opened.message)
    return opened


def authenticate(database: Database, *, user_name: str, password: str) -> Actor:
    """The person of that name and password, chosen by the person. Raises NotAllowed."""
    opened = prove(database, user_name=user_name, password=password)
    if opened.person.must_change_password:
        raise NotAllowed("Choose your own password first: comparability user password USER.")
    return opened.actor


def ask_password(what: str = "Password") -> str:
    """A password typed at the terminal, which does not show it."""
    return str(click.prompt(what, hide_input=True, err=True))


class refusals:
    """Turn an error meant for a person into one line on standard error and exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ComparabilityError):
            refuse(str(error))


def read_text(file: Path) -> str:
    """The text of a file that a person wrote. Raises Refused."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file.name} cannot be read as text in UTF-8.") from error


def refuse(message: str) -> NoReturn:
    """End the command with its reason."""
    click.echo(f"comparability: {message}", err=True)
    raise SystemExit(1)


def show(value: object, *, as_json: bool, text: str) -> None:
    """Print for a person, or for a machine."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str) if as_json else text)


READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
