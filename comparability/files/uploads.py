"""Uploaded files between the steps of an import: kept under generated names, for their owner alone.

What a file holds is read in `readers`; an imported file is kept for good under its hash.
"""

import hashlib
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from comparability.files.kinds import shown_name
from comparability.model.errors import NotFound

KEPT_FOR = timedelta(hours=24)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An uploaded file. mapping: what its columns mean (TOML), None until it was said.

    delimiter: what separates the columns of a text file, None where its heading says so.
    """

    token: str
    name: str
    sha256: str
    owner_id: int
    product_id: int
    uploaded_at: str
    sheet: str | None = None
    mapping: str | None = None
    delimiter: str | None = None

    @property
    def shown_name(self) -> str:
        """The name as pages show it."""
        return shown_name(self.name)


class UploadStore:
    """Files in a folder of the data folder. Nothing is ever opened under a name that somebody sent."""

    def __init__(self, folder: Path):
        self._folder = folder

    def keep(
        self,
        data: bytes,
        *,
        name: str,
        owner_id: int,
        product_id: int,
        now: datetime,
        delimiter: str | None = None,
    ) -> Upload:
        """Keep a file for its owner until it is imported or a day has passed."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_old(now)
        upload = Upload(
            token=secrets.token_urlsafe(16),
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            owner_id=owner_id,
            product_id=product_id,
            uploaded_at=now.isoformat(),
            delimiter=delimiter,
        )
        _write(self._folder / f"{upload.token}.data", data)
        self._describe(upload)
        return upload

    def find(self, token: str, *, owner_id: int) -> Upload:
        """Raises NotFound for a file that is not there, or is somebody else's."""
        if _TOKEN.fullmatch(token):
            try:
                upload = Upload(**json.loads((self._folder / f"{token}.json").read_text(encoding="utf-8")))
            except FileNotFoundError:
                pass
            else:
                if upload.owner_id == owner_id:
                    return upload
        raise NotFound(
            "This upload is not there any more. Uploads are kept for a day; choose the file again."
        )

    def data(self, upload: Upload) -> bytes:
        """The bytes as uploaded. Raises NotFound where they are gone or are not the same any more."""
        try:
            data = (self._folder / f"{upload.token}.data").read_bytes()
        except FileNotFoundError:
            data = b""
        if hashlib.sha256(data).hexdigest() != upload.sha256:
            raise NotFound("The uploaded file is not there any more as it was sent; choose it again.")
        return data

    def describe(self, upload: Upload, *, sheet: str | None, mapping: str | None) -> Upload:
        """Note the chosen sheet and the mapping beside the file."""
        noted = replace(upload, sheet=sheet, mapping=mapping)
        self._describe(noted)
        return noted

    def keep_for_good(self, data: bytes) -> None:
        """Keep the bytes of an imported file under their hash: they are the source of its results."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self._folder / f"{hashlib.sha256(data).hexdigest()}.imported", data)

    def forget(self, upload: Upload) -> None:
        """Drop an upload; an imported file stays under its hash."""
        for ending in ("data", "json"):
            (self._folder / f"{upload.token}.{ending}").unlink(missing_ok=True)

    def imported(self, sha256: str) -> bytes:
        """The bytes of an imported file. Raises NotFound for one that was imported elsewhere."""
        if _SHA256.fullmatch(sha256):
            try:
                return (self._folder / f"{sha256}.imported").read_bytes()
            except FileNotFoundError:
                pass
        raise NotFound("The file of this import is not kept here; its name and hash are in the record.")

    def _describe(self, upload: Upload) -> None:
        _write(self._folder / f"{upload.token}.json", json.dumps(asdict(upload)).encode())

    def _forget_old(self, now: datetime) -> None:
        for file in self._folder.glob("*.json"):
            try:
                upload = Upload(**json.loads(file.read_text(encoding="utf-8")))
            except (FileNotFoundError, ValueError, TypeError):
                continue  # another process forgets it now, or it is none of ours
            if now - datetime.fromisoformat(upload.uploaded_at) > KEPT_FOR:
                self.forget(upload)


def upload_store(data_dir: Path) -> UploadStore:
    """The files of an installation."""
    return UploadStore(data_dir / "uploads")


def _write(file: Path, data: bytes) -> None:
    """Whole and durable, or not at all; readable by the owner of the process alone."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
