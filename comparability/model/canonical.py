"""The canonical text of a record and its hash: what a signature binds.

Only values whose text is the same on every machine are accepted; numbers are kept as they were typed.
"""

import enum
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal


def canonical_json(value: object) -> str:
    """Canonical JSON (RFC 8785): sorted keys, no spaces, text as it is, no floating-point numbers.

    Raises TypeError on a float or any other kind of value, ValueError on an instant without a time zone.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(value: object) -> str:
    """SHA-256 of the canonical JSON in UTF-8, in lower-case hex."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()


def _plain(value: object) -> object:
    match value:
        case enum.Enum():
            return _plain(value.value)
        case None | bool() | int() | str():
            return value
        case datetime():
            if value.tzinfo is None:
                raise ValueError("an instant needs its time zone")
            return value.isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {_key(key): _plain(each) for key, each in value.items()}
        case Sequence():
            return [_plain(each) for each in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical text")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be text, not {type(key).__name__}")
    return str(key)
