"""What the commands of an installation say of it: does it work, and does it compute what others published."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

COMMANDS = (("check",), ("qualify",))
PRINTED = 40  # lines; check.txt has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    command: str
    exit_code: int
    said: str

    @property
    def in_short(self) -> str:
        """What a page has room for: of a long answer what failed, and its last line."""
        lines = self.said.splitlines()
        if len(lines) <= PRINTED:
            return self.said
        return "\n".join([*(line for line in lines[:-1] if line.startswith("FAIL")), lines[-1]])


def environment(folder: Path) -> dict[str, str]:
    """Whose installation is checked: the one that settings name, else a new one in `folder`."""
    named = {"DATABASE_URL", "COMPARABILITY_DATABASE_URL", "COMPARABILITY_DATA_DIR"} & set(os.environ)
    return dict(os.environ) if named else os.environ | {"COMPARABILITY_DATA_DIR": str(folder)}


def check_installation(folder: Path) -> tuple[Checked, ...]:
    """Every command in turn. A new installation is migrated first; one that is in use is left as it is."""
    variables = environment(folder)
    is_new = variables.get("COMPARABILITY_DATA_DIR") == str(folder)
    commands = (("database", "upgrade"), *COMMANDS) if is_new else COMMANDS
    return tuple(_run(command, variables) for command in commands)


def _run(command: tuple[str, ...], variables: Mapping[str, str]) -> Checked:
    done = subprocess.run(
        [sys.executable, "-c", "from comparability.cli import main; main()", *command],
        env=dict(variables),
        capture_output=True,
        text=True,
        check=False,
    )
    return Checked(
        command=" ".join(("comparability", *command)),
        exit_code=done.returncode,
        said=(done.stdout + done.stderr).strip(),
    )


def as_text(checks: tuple[Checked, ...]) -> str:
    return "\n".join(f"$ {check.command}\n{check.said}\n(exit {check.exit_code})\n" for check in checks)
