"""Heads of the audit trail kept outside the database: a rewritten, cut or rolled-back trail is noticed.

One line per anchor: seq, hash, time, and a keyed MAC over these and the MAC of the line before.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comparability.model.errors import Refused
from comparability.storage.filelock import locked

FILE_NAME = "anchors.log"
_LINE_AT_MOST = 512  # bytes; a line has about 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The entry `seq` had this hash at this time (UTC, as the trail writes it)."""

    seq: int
    hash: str
    at: str


class AnchorFile:
    """The anchors of one installation, in its data folder, under its anchor key."""

    def __init__(self, folder: Path, key: str):
        self.path = folder / FILE_NAME
        self._key = key.encode()

    def append(self, anchor: Anchor) -> None:
        """Write the anchor and sync it, unless this entry or a later one is anchored already.

        Raises Refused when the last line was not written with this key.
        """
        with locked(self.path.with_name(f"{FILE_NAME}.lock")):
            lines = self._tail()
            before = ""
            if lines:
                last, before = self._read(lines[-1])
                if len(lines) == 2 and not self._follows(lines[0], lines[1]):
                    raise self._damaged("the last line")
                if last.seq >= anchor.seq:
                    return
            content = f"{anchor.seq} {anchor.hash} {anchor.at}"
            with self.path.open("ab") as stream:
                stream.write(f"{content} {self._mac(before, content)}\n".encode())
                stream.flush()
                os.fsync(stream.fileno())

    def all(self) -> Iterator[Anchor]:
        """Every anchor in order. Raises Refused, naming the line, where one was changed, removed or moved."""
        if not self.path.exists():
            return
        before, seq = "", 0
        with self.path.open(encoding="utf-8", errors="replace") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.endswith("\n"):
                    return  # the machine stopped while this line was written
                anchor, mac = self._read(line)
                content = line.rstrip("\n").rpartition(" ")[0]
                if not hmac.compare_digest(mac, self._mac(before, content)) or anchor.seq <= seq:
                    raise self._damaged(f"line {number}")
                before, seq = mac, anchor.seq
                yield anchor

    def last(self) -> Anchor | None:
        """The newest anchor, without checking those before it."""
        lines = self._tail()
        return self._read(lines[-1])[0] if lines else None

    def _tail(self) -> list[str]:
        """The last two complete lines; what a stop of the machine left half written is cut off."""
        if not self.path.exists():
            return []
        with self.path.open("rb+") as stream:
            size = stream.seek(0, os.SEEK_END)
            start = max(0, size - 3 * _LINE_AT_MOST)
            stream.seek(start)
            block = stream.read()
            complete = block.rfind(b"\n") + 1
            if complete < len(block):
                stream.truncate(start + complete)
        return block[:complete].decode("utf-8", errors="replace").splitlines()[-2:]

    def _follows(self, before: str, line: str) -> bool:
        content, _, mac = line.rpartition(" ")
        return hmac.compare_digest(mac, self._mac(before.rpartition(" ")[2], content))

    def _read(self, line: str) -> tuple[Anchor, str]:
        parts = line.rstrip("\n").split(" ")
        if len(parts) != 4 or not (parts[0].isascii() and parts[0].isdigit() and parts[3].isascii()):
            raise self._damaged("a line")
        return Anchor(seq=int(parts[0]), hash=parts[1], at=parts[2]), parts[3]

    def _mac(self, before: str, content: str) -> str:
        return hmac.new(self._key, f"{before} {content}".encode(), hashlib.sha256).hexdigest()

    def _damaged(self, where: str) -> Refused:
        return Refused(f"{self.path.name}: {where} was not written by this installation in this place.")
