"""Codes of a second factor: six digits that a secret gives every 30 seconds (TOTP, RFC 6238), each used once.

Setting a factor up is in `second_factors`; who is asked for a code in `sign_in` and `identity`.
"""

import hmac
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy.orm import Session

from comparability.storage import second_factors as stored
from comparability.storage.sealing import unseal
from comparability.storage.second_factors import SecondFactor

STEPS_OFF: Final = 1  # how far the device's clock may be behind or ahead, in steps (RFC 6238, 5.2)


def owner(person_id: int) -> str:
    """Whose secret it is, as the seal says: copied to another person's row it does not open."""
    return f"second factor of person {person_id}"


def secret_of(session: Session, factor: SecondFactor) -> pyotp.TOTP:
    """Raises Refused where the seal cannot be opened."""
    return pyotp.TOTP(unseal(session, factor.sealed_secret, owner=owner(factor.person_id)))


def right_step(session: Session, factor: SecondFactor, code: str | None, *, now: datetime) -> int | None:
    """The time step whose code was typed, None where it is that of none. Spaces do not count."""
    typed = "".join((code or "").split())
    totp = secret_of(session, factor)
    step = int(now.timestamp()) // totp.interval
    for each in range(step - STEPS_OFF, step + STEPS_OFF + 1):
        if hmac.compare_digest(totp.generate_otp(each).encode(), typed.encode()):
            return each
    return None


def takes_code(
    session: Session, person_id: int, code: str | None, *, now: datetime, is_spent: bool = True
) -> bool:
    """Whether the person has no second factor, or typed a right code that was not used before.

    is_spent: whether the code is used up by this; False only where a signature takes the same code next.
    """
    factor = stored.confirmed_factor(session, person_id)
    if factor is None:
        return True
    step = right_step(session, factor, code, now=now)
    if step is None or step <= stored.last_step(session, person_id):
        return False
    if is_spent:
        stored.spend_step(session, person_id, step)
    return True
