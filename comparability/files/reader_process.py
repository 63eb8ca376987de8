"""Files that somebody sent are opened in a process of their own, with an end to its time and its memory.

The process is given the bytes and nothing else: no database, no network connection, no key, no setting. What
kills it, kills no page. What it does is in `reader_program`.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from typing import IO, Any

from comparability.files.kinds import shown_name
from comparability.files.reader_program import OUTPUT_BYTES, Asked, opened_from, refusal_from
from comparability.files.readers import Opened, chosen_table
from comparability.files.tables import Table
from comparability.model.errors import Invalid, Refused

PATIENCE_SECONDS = 15.0  # by the clock; the time of the processor is limited in the process itself
AT_ONCE = 2  # files that one process of the server opens at the same time
_QUEUE_SECONDS = 20.0

logger = logging.getLogger(__name__)
_turns = threading.BoundedSemaphore(AT_ONCE)


def open_apart(data: bytes, name: str, *, sheet: str | None = None, delimiter: str | None = None) -> Opened:
    """Open a file as `readers.open_file` does, in a process of its own.

    Raises Invalid as it does, and where the file needs more time or memory than a table of results ever does;
    Refused while others have files opened for too long.
    """
    asked = Asked(name=name, sheet=sheet, delimiter=delimiter)
    if not _turns.acquire(timeout=_QUEUE_SECONDS):
        raise Refused("Others are importing files now. Wait a minute and send the file again.")
    try:
        answer = _answer(data, asked)
    finally:
        _turns.release()
    if answer is None:
        raise Invalid(
            f"{shown_name(name)} could not be read with the time and memory that a table of results needs. "
            "Split the file, or save it again from a spreadsheet program as “CSV UTF-8”."
        )
    refusal = refusal_from(answer)
    if refusal is not None:
        raise refusal
    return opened_from(answer)


def read_apart(data: bytes, name: str, *, sheet: str | None = None, delimiter: str | None = None) -> Table:
    """The table of a file, as `open_apart`; of several sheets one has to be named. Raises as it does."""
    return chosen_table(open_apart(data, name, sheet=sheet, delimiter=delimiter), name)


def _answer(data: bytes, asked: Asked) -> Any:
    """What the process said, None where it was ended or ended itself."""
    # Files, because a pipe has no largest size; they have no name and are gone when they are closed.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(asked.line() + data)
        given.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "comparability.files.reader_program"],
            stdin=given,
            stdout=said,
            stderr=subprocess.PIPE,
            cwd="/",
            env=_environment(),
        )
        try:
            _, complaint = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            logger.warning("a file was not read within %s seconds", PATIENCE_SECONDS)
            return None
        if process.returncode != 0:
            logger.warning("reading a file ended with %s: %s", process.returncode, complaint[-2000:])
            return None
        return _loaded(said)


def _loaded(said: IO[bytes]) -> Any:
    said.seek(0)
    return json.loads(said.read(OUTPUT_BYTES))


def _environment() -> dict[str, str]:
    """Where the program is found, and nothing else of what this process knows."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
