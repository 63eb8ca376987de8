"""Runs a command and kills it, as by kill -9, after the N-th statement of its database that begins so.

Run as `python -m tests.faults.killed N BEGINNING COMMAND …`; the command is `comparability`'s.
"""

import os
import signal
import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from comparability.cli import main


def arm(number: int, beginning: str) -> None:
    seen = 0

    def kill(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        nonlocal seen
        seen += statement.lstrip().upper().startswith(beginning.upper())
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", kill)


if __name__ == "__main__":
    arm(int(sys.argv[1]), sys.argv[2])
    sys.argv = ["comparability", *sys.argv[3:]]
    main()
