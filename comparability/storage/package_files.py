"""The files of issued packages, each under its SHA-256 in one folder; nothing here reads the database."""

import hashlib
import os
import tempfile
from pathlib import Path

from comparability.model.errors import Refused, Unavailable

STORE = "packages"  # the folder, in the data folder


def keep(store: Path, data: bytes) -> str:
    """Write the file under its SHA-256, whole or not at all, and give the hash.

    Raises Unavailable where the disk does not take it.
    """
    name = hashlib.sha256(data).hexdigest()
    try:
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=store) as beside:
            partial = Path(beside) / "partial"
            partial.touch(mode=0o600)
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(store / f"{name}.pdf")
        _sync_names(store)
    except OSError as error:
        raise Unavailable(
            f"The package store did not take the file ({error.strerror}); nothing was saved. Tell an "
            "administrator."
        ) from error
    return name


def _sync_names(folder: Path) -> None:
    """A new name in a folder survives a loss of power only when the folder itself was synced."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def kept(store: Path, digest: str | None) -> bytes:
    """The bytes of that SHA-256. Raises Refused when they are missing or not what was kept."""
    path = store / f"{digest}.pdf"
    if digest is None or not path.is_file():
        raise Refused("The issued file is not in the package store.")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refused("The issued file is not the one in the register: its hash differs.")
    return data


def discard(store: Path, digest: str) -> None:
    """Remove a file that another one stands for; one that is not there is no error."""
    (store / f"{digest}.pdf").unlink(missing_ok=True)
