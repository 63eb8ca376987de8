"""One file of many: a tar archive whose manifest names the SHA-256 of every member and carries a keyed MAC.

The archive is plain, so that it can be opened without this program; what the members mean is said in
`usecases.keeping`.
"""

import hashlib
import hmac
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from comparability.model.errors import Refused

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.hmac"
MANIFEST_AT_MOST = 50_000_000  # bytes
_NAME = re.compile(r"[a-z0-9_.-]+(/[a-z0-9_.-]+)?")
_BLOCK, _AT_ONCE = 512, 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What an archive says of itself: facts of whoever wrote it, and its members in order."""

    facts: Mapping[str, Any]
    members: tuple[Member, ...]


def pack(file: Path, files: Mapping[str, Path], *, facts: Mapping[str, Any], key: str) -> Archive:
    """Write the archive whole or not at all. files: by member name. Raises Refused where it cannot be."""
    if file.exists():
        raise Refused(f"There is a file {file} already; a backup never replaces another file.")
    members = tuple(
        Member(name=name, size=path.stat().st_size, sha256=_digest(path)) for name, path in files.items()
    )
    manifest = json.dumps(
        {
            "format": FORMAT,
            **facts,
            "members": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in members],
        },
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    ).encode("utf-8")
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as stream:
            try:
                with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
                    _add(tar, MANIFEST, len(manifest), io.BytesIO(manifest))
                    seal = _seal(manifest, key)
                    _add(tar, SEAL, len(seal), io.BytesIO(seal))
                    for each in members:
                        with files[each.name].open("rb") as source:
                            _add(tar, each.name, each.size, source)
                stream.flush()
                os.fsync(stream.fileno())
                os.link(stream.name, file)  # unlike a rename, this never replaces a file
            finally:
                Path(stream.name).unlink()
    except OSError as error:
        raise Refused(f"The backup could not be written to {file}: {error.strerror}.") from error
    return Archive(facts=facts, members=members)


def unpack(file: Path, folder: Path, *, key: str) -> Archive:
    """Write every member into `folder` after checking all of it. Raises Refused, naming what is damaged."""
    try:
        with file.open("rb") as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            archive = _manifest(tar, key)
            for each in archive.members:
                _extract(tar, each, folder)
            if tar.next() is not None:
                raise Refused("The backup holds a file that its manifest does not name.")
            _check_padding(tar, stream)
    except tarfile.TarError as error:
        raise Refused(f"{file.name} is no backup or is damaged: {error}.") from error
    except OSError as error:
        raise Refused(f"{file.name} cannot be read: {error.strerror or error}.") from error
    return archive


def _add(tar: tarfile.TarFile, name: str, size: int, source: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    tar.addfile(entry, source)


def _seal(manifest: bytes, key: str) -> bytes:
    return hmac.new(key.encode(), manifest, hashlib.sha256).hexdigest().encode()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _manifest(tar: tarfile.TarFile, key: str) -> Archive:
    manifest, seal = (_small(tar, name) for name in (MANIFEST, SEAL))
    if not hmac.compare_digest(seal, _seal(manifest, key)):
        raise Refused(
            f"{MANIFEST} is damaged, or the backup was made under another anchor key. Set "
            "COMPARABILITY_ANCHOR_KEY to the key of the installation that made it."
        )
    facts = json.loads(manifest)
    members = tuple(Member(**each) for each in facts.pop("members"))
    if facts.pop("format") != FORMAT:
        raise Refused("The backup is of another format than this version reads.")
    return Archive(facts=facts, members=members)


def _small(tar: tarfile.TarFile, name: str) -> bytes:
    entry = tar.next()
    content = tar.extractfile(entry) if entry is not None and entry.name == name else None
    if entry is None or content is None or entry.size > MANIFEST_AT_MOST:
        raise Refused(f"This is no backup, or {name} is missing from it.")
    return content.read()


def _extract(tar: tarfile.TarFile, member: Member, folder: Path) -> None:
    entry = tar.next()
    content = tar.extractfile(entry) if entry is not None and entry.name == member.name else None
    if content is None or not _NAME.fullmatch(member.name) or ".." in member.name:
        raise Refused(f"{member.name} is missing from the backup, or the archive is damaged before it.")
    place = folder / member.name
    place.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with place.open("wb") as target:
        while chunk := content.read(_AT_ONCE):
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if (place.stat().st_size, digest.hexdigest()) != (member.size, member.sha256):
        raise Refused(f"{member.name} in the backup is damaged: its SHA-256 is not the one in the manifest.")


def _check_padding(tar: tarfile.TarFile, stream: IO[bytes]) -> None:
    """Every byte belongs to the archive: a damaged copy is not taken because the damage was between files."""
    end = stream.seek(0, os.SEEK_END)
    if end % tarfile.RECORDSIZE or end < _after(tar) + 2 * _BLOCK:
        raise Refused("The end of the backup is missing.")
    for start, stop in _gaps(tar, end):
        stream.seek(start)
        if any(stream.read(stop - start)):
            raise Refused("The backup is damaged between its files.")


def _after(tar: tarfile.TarFile) -> int:
    """Where the last file ends, filled up to a block."""
    return max(stop for _, stop in _padding(tar))


def _gaps(tar: tarfile.TarFile, end: int) -> Iterator[tuple[int, int]]:
    yield from _padding(tar)
    yield _after(tar), end


def _padding(tar: tarfile.TarFile) -> Iterator[tuple[int, int]]:
    for entry in tar.getmembers():
        data_end = entry.offset_data + entry.size
        yield data_end, data_end + -data_end % _BLOCK
