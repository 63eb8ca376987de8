"""Text that the database keeps but cannot read: AES-256-GCM with a key that stands outside it.

Passwords are not sealed but hashed, in `usecases.passwords`: nobody needs to read them again.
"""

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from comparability.model.errors import Refused

SEALING_KEY = "sealing key"  # where the session of a transaction carries the key
_NONCE_BYTES = 12


def seal(session: Session, text: str, *, owner: str) -> str:
    """The sealed text, different each time. owner: whose it is; sealed for one, it opens for nobody else."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(session).encrypt(nonce, text.encode(), owner.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def unseal(session: Session, sealed: str, *, owner: str) -> str:
    """What was sealed for this owner. Raises Refused for another key, another owner or a changed text."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return _cipher(session).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], owner.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Refused(
            "A sealed secret cannot be opened: it was sealed with another FACTOR_KEY or was changed in the "
            "database. Bring the key back, or let an administrator reset the second factor."
        ) from error


def _cipher(session: Session) -> AESGCM:
    key = session.info.get(SEALING_KEY)
    if not key:
        raise Refused("This connection has no key for sealed secrets (FACTOR_KEY).")
    return AESGCM(hashlib.sha256(str(key).encode()).digest())
