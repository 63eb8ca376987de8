"""The command as it is called at a shell, in this process, and the people who call it. No test lives here."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from comparability.cli import main
from comparability.demonstration.people import PASSWORD, PLAYERS, SETTING_UP, let_in
from comparability.storage.anchors import AnchorFile
from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database

ANCHOR_KEY = "a" * 64
FACTOR_KEY = "f" * 64


@dataclass(frozen=True, slots=True)
class Shell:
    """One installation: a database and a data folder."""

    url: str
    folder: Path
    runner: CliRunner = field(default_factory=CliRunner)

    def run(self, *arguments: object, user: str | None = None, typed: Iterable[str] = ()) -> Result:
        """Run the command. user: signs in with the one password of all. typed: other lines of input."""
        words = [str(each) for each in arguments]
        lines = list(typed)
        if user is not None:
            words += ["--as", user, "--password-stdin"]
            lines = lines or [PASSWORD]
        others = {name: None for name in os.environ if name.startswith("COMPARABILITY_")}
        environment = (
            others
            | self.runner.env
            | {
                "DATABASE_URL": None,
                "COMPARABILITY_DATABASE_URL": self.url,
                "COMPARABILITY_DATA_DIR": str(self.folder),
                "COMPARABILITY_ANCHOR_KEY": ANCHOR_KEY,
                "COMPARABILITY_FACTOR_KEY": FACTOR_KEY,
            }
        )
        done = self.runner.invoke(
            main,
            words,
            input="".join(f"{line}\n" for line in lines),
            env=environment,
            prog_name="comparability",
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def done(self, *arguments: object, user: str | None = None) -> str:
        """What the command printed; it has to end well."""
        result = self.run(*arguments, user=user)
        assert result.exit_code == 0, result.output
        return result.stdout

    def data(self, *arguments: object, user: str | None = None) -> Any:
        """What the command printed for a machine."""
        return json.loads(self.done(*arguments, "--json", user=user))

    def database(self) -> Database:
        anchors = AnchorFile(self.folder, ANCHOR_KEY)
        return Database(make_engine(self.url), anchors, sealing_key=FACTOR_KEY)

    def let_in(self, *user_names: str) -> "Shell":
        """Add people of the demonstration, with its password."""
        store = self.database()
        moment = datetime.now(UTC)
        for player in PLAYERS:
            if player.user_name in user_names:
                with store.write(actor=SETTING_UP, now=moment) as session:
                    let_in(session, player, now=moment)
        store.engine.dispose()
        return self


def add_person(shell: Shell, user_name: str, *roles: str, by: str, supplier: str | None = None) -> None:
    """Add a person as an administrator does, who then chooses the password of all people here."""
    options = [word for role in roles for word in ("--role", role)]
    options += [] if supplier is None else ["--supplier", supplier]
    start = shell.done("user", "add", user_name, "--name", f"Full Name of {user_name}", *options, user=by)
    signs = [] if {"supplier user", "inspector", "administrator"} & set(roles) else ["--accept-signature"]
    typed = (start.rpartition(" ")[2].strip(), PASSWORD)
    chosen = shell.run("user", "password", user_name, "--password-stdin", *signs, typed=typed)
    assert chosen.exit_code == 0, chosen.output
