"""The links of the audit trail's chain, for whoever writes, verifies or carries entries away.

The chain's format stands in `storage.audit`; no entry is read or written here.
"""

import hashlib
from typing import Final

BEFORE_THE_FIRST: Final = "0" * 64
HASHED: Final = (
    "seq", "at", "actor", "role", "action", "entity", "entity_id", "field", "old", "new", "reason",
)  # fmt: skip


def entry_hash(previous: str, *fields: str | int | None) -> str:
    """The hash of one entry after `previous`, from its fields in the order of `HASHED`."""
    parts = [previous.encode()]
    for field in fields:
        if field is None:
            parts.append(b"-")
        else:
            content = str(field).encode("utf-8", errors="surrogateescape")
            parts.append(b"%d:%b" % (len(content), content))
    return hashlib.sha256(b"".join(parts)).hexdigest()
