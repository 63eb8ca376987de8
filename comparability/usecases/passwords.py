"""Hashing passwords by argon2id, and start passwords. Which are accepted is decided in `model.passwords`."""

import secrets
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from comparability.model.passwords import LONGEST

# Letters and digits that cannot be mistaken for one another when a start password is read aloud.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 5
_GROUP_LENGTH = 4

WORK: Final = RFC_9106_LOW_MEMORY  # of argon2id, for each password

_hasher = PasswordHasher.from_parameters(WORK)


def hash_password(password: str) -> str:
    return _hasher.hash(_composed(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash; without one it takes as long and answers no."""
    known = password_hash if password_hash is not None and len(password) <= LONGEST else _nobodys_hash()
    try:
        _hasher.verify(known, _composed(password[: LONGEST + 1]))
    except VerificationError:
        return False
    return known is password_hash


def make_start_password() -> str:
    """A password for the first sign-in: 20 characters of 31, about 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))


def _composed(password: str) -> str:
    """One form for the same characters, however the keyboard sends them (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))
