"""The way to the provider and back: each request is taken once, each proof serves one form once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from comparability.storage.single_sign_on import ProviderRequest, SigningProof, forget_requests
from comparability.usecases.records import add

BACK_WITHIN: Final = timedelta(minutes=10)
SIGNED_WITHIN: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Somebody who is on the way. started_at: before which no proof counts. form: kept for the way back."""

    state: str
    nonce: str
    verifier: str
    person_id: int | None
    form: Any
    started_at: datetime


def send(session: Session, *, visit: str, person_id: int | None, form: Any, now: datetime) -> Sent:
    """Remember who is sent. visit: of the browser, which has to be the one that comes back."""
    forget_requests(session, before=now - BACK_WITHIN)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    add(
        session,
        ProviderRequest(
            state_hash=_hash(state), nonce=nonce, verifier=verifier, visit=_hash(visit), person_id=person_id,
            form=form, started_at=now,
        ),
    )  # fmt: skip
    return Sent(state=state, nonce=nonce, verifier=verifier, person_id=person_id, form=form, started_at=now)


def take(session: Session, *, state: str, visit: str, now: datetime) -> Sent | None:
    """Who comes back with this state, at most once; None for another browser, or too late."""
    found = session.get(ProviderRequest, _hash(state))
    if found is None:
        return None
    session.execute(delete(ProviderRequest).where(ProviderRequest.state_hash == found.state_hash))
    if found.visit != _hash(visit) or now - found.started_at > BACK_WITHIN:
        return None
    return Sent(
        state=state, nonce=found.nonce, verifier=found.verifier, person_id=found.person_id, form=found.form,
        started_at=found.started_at,
    )  # fmt: skip


def give_proof(session: Session, *, person_id: int, form_hash: str, now: datetime) -> str:
    """A token with which this person signs this very form once."""
    token = secrets.token_urlsafe(32)
    add(session, SigningProof(token_hash=_hash(token), person_id=person_id, form_hash=form_hash, at=now))
    return token


def spend_proof(
    session: Session, token: str | None, *, person_id: int, form_hash: str | None, now: datetime
) -> bool:
    """Whether the token was given for this person and this form, minutes ago; it is worth nothing after."""
    found = session.get(SigningProof, _hash(token or ""))
    if found is None:
        return False
    session.execute(delete(SigningProof).where(SigningProof.token_hash == found.token_hash))
    return found.person_id == person_id and found.form_hash == form_hash and now - found.at <= SIGNED_WITHIN


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
