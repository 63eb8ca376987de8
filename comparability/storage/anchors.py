"""Heads of the audit trail kept outside the database: a rewritten, cut or rolled-back trail is noticed.

One line per anchor: seq, hash, time, and a keyed MAC over these and the MAC of the line before. A head is
announced before its commit and anchored after it, so that entries which were neither were written by somebody
else, even where the machine stopped in between.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from comparability.model.errors import Refused
from comparability.storage.filelock import locked

FILE_NAME = "anchors.log"
ANNOUNCED = "anchors.next"
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
        self._announced = folder / ANNOUNCED
        self._key = key.encode()

    def append(self, anchor: Anchor) -> None:
        """Write the anchor and sync it, unless this entry or a later one is anchored already.

        Raises Refused when the last line was not written with this key.
        """
        with self._alone():
            self._append(anchor)

    def announce(self, coming: Anchor, *, before: Anchor | None) -> None:
        """Say which head the transaction is about to commit, while nobody else can write; synced.

        before: the head that it found. Where a process stopped between its commit and its anchor, only the
        announcement says that the head is its own; that is anchored before the announcement is overwritten.
        Raises Refused and OSError as `append` does; then nothing should be committed.
        """
        with self._alone():
            if before is not None and self.announces(before):
                self._append(before)
            content = _content(coming)
            # In place: what a stop leaves half written has no valid MAC, and then nothing was committed.
            with self._announced.open("rb+" if self._announced.exists() else "wb") as stream:
                stream.write(f"{content} {self._mac(ANNOUNCED, content)}\n".encode())
                stream.truncate()
                stream.flush()
                os.fsync(stream.fileno())

    def knows(self, head: Anchor) -> bool:
        """Whether this head was anchored last, or announced; also where nothing was ever anchored."""
        with self._alone():
            last = self._last()
            return last is None or _is_same(last, head) or self.announces(head)

    def announces(self, head: Anchor) -> bool:
        """Whether this head was announced last: whatever its saving appended is this program's own."""
        if not self._announced.exists():
            return False
        content, _, mac = self._announced.read_text("utf-8", errors="replace").rstrip("\n").rpartition(" ")
        is_ours = hmac.compare_digest(mac.encode(), self._mac(ANNOUNCED, content).encode())
        return is_ours and content.split(" ")[:2] == [str(head.seq), head.hash]

    def size(self) -> int:
        """Of the file in bytes, for `all`."""
        return self.path.stat().st_size if self.path.exists() else 0

    def all(self, *, until: int | None = None) -> Iterator[Anchor]:
        """Every anchor in order. until: the size that the file had; what was appended since is left out.

        Raises Refused, naming the line, where one was changed, removed or moved.
        """
        if not self.path.exists():
            return
        before, seq, read = "", 0, 0
        with self.path.open(encoding="utf-8", errors="replace", newline="\n") as stream:
            for number, line in enumerate(stream, start=1):
                read += len(line.encode(errors="replace"))
                if not line.endswith("\n") or (until is not None and read > until):
                    return  # the machine stopped while this line was written, or it came later
                anchor, mac = self._read(line)
                content = line.rstrip("\n").rpartition(" ")[0]
                if not hmac.compare_digest(mac, self._mac(before, content)) or anchor.seq <= seq:
                    raise self._damaged(f"line {number}")
                before, seq = mac, anchor.seq
                yield anchor

    def last(self) -> Anchor | None:
        """The newest anchor, without checking those before it."""
        with self._alone():
            return self._last()

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self.path.with_name(f"{FILE_NAME}.lock"))

    def _last(self) -> Anchor | None:
        lines = self._tail()
        return self._read(lines[-1])[0] if lines else None

    def _append(self, anchor: Anchor) -> None:
        lines = self._tail()
        before = ""
        if lines:
            last, before = self._read(lines[-1])
            if len(lines) == 2 and not self._follows(lines[0], lines[1]):
                raise self._damaged("the last line")
            if last.seq >= anchor.seq:
                return
        content = _content(anchor)
        with self.path.open("ab") as stream:
            stream.write(f"{content} {self._mac(before, content)}\n".encode())
            stream.flush()
            os.fsync(stream.fileno())

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


def _content(anchor: Anchor) -> str:
    return f"{anchor.seq} {anchor.hash} {anchor.at}"


def _is_same(one: Anchor, other: Anchor) -> bool:
    return (one.seq, one.hash) == (other.seq, other.hash)
