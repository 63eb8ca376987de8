"""Verify this inspection bundle. Needs Python 3.10 or later and nothing else: python3 verify.py

It hashes every file again and compares it with SHA256SUMS, walks the hash chain of audit.jsonl from the first
entry to the last, and compares records.json with what the entries say. Exit status 0: everything agrees.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIELDS = ("seq", "at", "actor", "role", "action", "entity", "entity_id", "field", "old", "new", "reason")
FOLDER = Path(__file__).resolve().parent
History = dict[tuple[str, str | None, str | None], str | None]  # last value by record and field


def hashes() -> Iterator[str]:
    """Files that are missing, changed or not listed."""
    listed = {}
    for line in (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
        path = FOLDER / name
        if not path.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name} was changed"
    for path in sorted(FOLDER.rglob("*")):
        name = path.relative_to(FOLDER).as_posix()
        if path.is_file() and name not in listed and name != "SHA256SUMS":
            yield f"{name} is not listed in SHA256SUMS"


def entry_hash(entry: dict[str, Any]) -> str:
    """As docs/integration.md describes it."""
    parts = [entry["previous"].encode()]
    for name in FIELDS:
        value = entry[name]
        if value is None:
            parts.append(b"-")
        else:
            content = str(value).encode("utf-8", "surrogateescape")
            parts.append(b"%d:%b" % (len(content), content))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def chain(head: dict[str, Any], history: History) -> Iterator[str]:
    """The first entry that is missing or changed; fills `history` with the last value of every field."""
    seq, last = 0, "0" * 64
    with (FOLDER / "audit.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if head["is_whole"] and entry["seq"] != seq + 1:
                yield f"audit entry {seq + 1} is missing"
                return
            if entry["seq"] == seq + 1 and entry["previous"] != last:
                yield f"audit entry {entry['seq']} does not follow entry {seq}"
                return
            if entry_hash(entry) != entry["hash"]:
                yield f"audit entry {entry['seq']} was changed"
                return
            seq, last = entry["seq"], entry["hash"]
            if entry["action"] != "event":
                history[(entry["entity"], entry["entity_id"], entry["field"])] = entry["new"]
    if (seq, last) != (head["seq"], head["hash"]):
        yield f"the trail ends at audit entry {seq}, not at the head"


def records(found: dict[str, Any], history: History) -> Iterator[str]:
    """Fields of records.json that are text and differ from what the trail made of them."""
    for table, rows in found["records"].items():
        for row in rows:
            for name, value in row.items():
                if not isinstance(value, str):
                    continue
                said = history.get((table, str(row["id"]), name))
                if said not in (value, fingerprint(value)) and not is_same_instant(said, value):
                    where = f"records.json: {table} {row['id']}, {name}"
                    yield f"{where}: {value[:60]!r}, the trail says {said!r:.80}"


def fingerprint(value: str) -> str:
    """What the trail holds of a value that is too long to stand in it, or may have to go one day."""
    return f"•{hashlib.sha256(value.encode()).hexdigest()[:16]}"


def is_same_instant(said: str | None, value: str) -> bool:
    """2026-11-23T08:14:22.000000Z in the trail, 2026-11-23T08:14:22+00:00 in the records."""
    if said is None or not said.endswith("Z"):
        return False
    text = said[:-1].rstrip("0").rstrip(".") if "." in said else said[:-1]
    plain = value[: -len("+00:00")] if value.endswith("+00:00") else value
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return text == plain


def main() -> int:
    head = json.loads((FOLDER / "head.json").read_text(encoding="utf-8"))
    found = json.loads((FOLDER / "records.json").read_text(encoding="utf-8"))
    history: History = {}
    differences = [*hashes(), *chain(head, history), *records(found, history)]
    for sentence in differences[:20]:
        print(f"DIFFERS {sentence}")
    if not head["is_whole"]:
        print("The trail is here in part; only the installation can show that no entry between is missing.")
    print(f"last audit entry {head['seq']}, {head['hash']}")
    print("The bundle does not agree." if differences else "Everything agrees.")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
