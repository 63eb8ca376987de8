"""What every command shares: the settings, the database, who acts, and how a refusal ends the command."""

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from sqlalchemy.exc import DBAPIError

from comparability.model.errors import ComparabilityError, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.second_factors import FactorRule
from comparability.settings import Settings
from comparability.storage import schema
from comparability.storage.anchors import AnchorFile
from comparability.storage.engine import make_engine
from comparability.storage.people import person_named
from comparability.storage.sessions import Database
from comparability.storage.single_sign_on import account_of
from comparability.usecases import sign_in
from comparability.usecases.signing import Credentials

P = ParamSpec("P")
R = TypeVar("R")
Ask = Callable[[str], str]  # gives what the person types when asked for "Password", "Code", …
PROVIDED = (
    "You come in through your provider of single sign-on, which no command can ask. Do this on the pages, "
    "where the provider confirms each signature; what must run at a shell is run by somebody with a password."
)
FROM_STDIN = "Read the password, and the code of a second factor, from standard input, a line each."


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
    anchors = AnchorFile(settings.data_dir, settings.anchor_key)
    return Database(engine, anchors, sealing_key=settings.factor_key)


def acting(command: Callable[..., R], *, signs: bool = False) -> Callable[..., R]:
    """Add `--as` and `--password-stdin`, and pass the person as the first argument.

    signs: whether the command signs, and so uses up the code of a second factor itself.
    """

    @click.option("--as", "acting_user", metavar="USER", required=True, help="Who acts.")
    @click.option("--password-stdin", is_flag=True, help=FROM_STDIN)
    @functools.wraps(command)
    def wrapped(acting_user: str, password_stdin: bool, **arguments: Any) -> R:
        ask = asked(password_stdin)
        password = ask("Password")
        with refusals():
            settings = Settings.from_environment()
            database = open_database(settings)
            credentials, opened = prove(
                database, settings, user_name=acting_user, password=password, ask=ask, is_code_spent=not signs
            )
            person = admitted(settings, credentials, opened)
            return command(
                Acting(database=database, settings=settings, actor=person, credentials=credentials),
                **arguments,
            )

    return wrapped


def signing(command: Callable[..., R]) -> Callable[..., R]:
    """`acting` for a command whose end is a signature."""
    return acting(command, signs=True)


def prove(
    database: Database,
    settings: Settings,
    *,
    user_name: str,
    password: str,
    ask: Ask,
    is_code_spent: bool = True,
) -> tuple[Credentials, sign_in.Opened]:
    """Who has that name and password, and the code that is asked for where there is a second factor.

    A failure is counted and recorded. Raises NotAllowed; where a provider keeps the password there is none to
    try, so that nothing is counted.
    """
    with database.read() as session:
        person = person_named(session, user_name)
        if person is not None and account_of(session, person.id) is not None:
            raise NotAllowed(PROVIDED)
        attempt = sign_in.try_password(session, user_name=user_name, password=password)
    code: str | None = None
    start_valid = timedelta(days=settings.start_password_days)
    outcome = _signed_in(database, attempt, code, is_code_spent, start_valid)
    if isinstance(outcome, sign_in.CodeAwaited):
        code = ask("Code")
        outcome = _signed_in(database, attempt, code, is_code_spent, start_valid)
    if not isinstance(outcome, sign_in.Opened):
        raise NotAllowed(outcome.message if isinstance(outcome, sign_in.TurnedAway) else sign_in.CODE_REFUSED)
    return Credentials(user_name=user_name, password=password, code=code), outcome


def _signed_in(
    database: Database,
    attempt: sign_in.Attempt,
    code: str | None,
    is_code_spent: bool,
    start_valid: timedelta,
) -> sign_in.Opened | sign_in.TurnedAway | sign_in.CodeAwaited:
    with database.write(actor=attempt.actor, now=now()) as session:
        outcome = sign_in.sign_in(
            session, attempt, code=code, now=now(), start_valid=start_valid, is_code_spent=is_code_spent
        )
        if isinstance(outcome, sign_in.Opened):
            # A command has no session to come back to: the one that proves the password ends at once.
            sign_in.sign_out(session, outcome.token, actor=outcome.actor)
    return outcome


def admitted(settings: Settings, credentials: Credentials, opened: sign_in.Opened) -> Actor:
    """The person that was proved, who has a password of the own choice and all that is demanded beside it.

    Raises NotAllowed.
    """
    if opened.person.must_change_password:
        raise NotAllowed("Choose your own password first: comparability user password USER.")
    if credentials.code is None and settings.second_factor is FactorRule.EVERYBODY:
        raise NotAllowed("Everybody needs a second factor here. Set yours up on the page of your name first.")
    return opened.actor


def asked(is_stdin: bool) -> Ask:
    """How what only the person knows is asked for: line by line from standard input, or at the terminal."""
    return (lambda what: sys.stdin.readline().rstrip("\r\n")) if is_stdin else ask_secret


def ask_secret(what: str) -> str:
    """Something typed at the terminal, which does not show it."""
    return str(click.prompt(what, hide_input=True, err=True))


class refusals:
    """Turn an error meant for a person into one line on standard error and exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ComparabilityError):
            refuse(str(error))
        if isinstance(error, DBAPIError):
            refuse(f"The database cannot be read or written: {error.orig}.")


def read_text(file: Path) -> str:
    """The text of a file that a person wrote. Raises Refused."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file.name} cannot be read as text in UTF-8.") from error


def write_file(folder: Path, name: str, data: bytes) -> None:
    """Write a file into a folder, which is made where there is none, and print its path. Raises Refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(data)
    except OSError as error:
        raise Refused(f"The file could not be written: {error}") from error
    click.echo(str(path))


def refuse(message: str) -> NoReturn:
    """End the command with its reason."""
    click.echo(f"comparability: {message}", err=True)
    raise SystemExit(1)


def show(value: object, *, as_json: bool, text: str) -> None:
    """Print for a person, or for a machine."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str) if as_json else text)


FOLDER = click.Path(file_okay=False, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
