"""The application as benchmarks meet it: `comparability serve` in a process of its own on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("comparability"))


@contextmanager
def served(data: Path, url: str | None = None) -> Iterator[int]:
    """The port. url: of the database, None for SQLite in the data folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [COMMAND, "serve", "--bind", f"127.0.0.1:{port}"],
        env=environment(data, url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise ConnectionError("the application did not start to serve")


def environment(data: Path, url: str | None = None) -> dict[str, str]:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COMPARABILITY_") and name != "DATABASE_URL"
    }
    choices = {"COMPARABILITY_DATA_DIR": str(data)} | ({"COMPARABILITY_DATABASE_URL": url} if url else {})
    return own | choices
