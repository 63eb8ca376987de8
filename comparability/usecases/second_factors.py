"""Setting up a second factor for oneself, and its removal with the account's other proofs.

The secret is made here, shown once to its owner and kept sealed; no request ever brings one. How codes are
checked is in `codes`.
"""

from datetime import datetime, timedelta
from typing import Final

import pyotp
from sqlalchemy.orm import Session

from comparability.model.errors import NotFound, Refused
from comparability.model.people import Actor
from comparability.storage import rows
from comparability.storage import second_factors as stored
from comparability.storage.people import SECOND_FACTOR_SET, Person
from comparability.storage.sealing import seal
from comparability.storage.second_factors import SecondFactor
from comparability.storage.sessions import record_event, state_reason
from comparability.storage.single_sign_on import account_of
from comparability.usecases.codes import owner, right_step, secret_of
from comparability.usecases.identity import IdentityNotConfirmed, confirm_identity, end_sessions
from comparability.usecases.records import add
from comparability.usecases.sign_in import open_session
from comparability.usecases.signing import Credentials

SET_UP_WITHIN: Final = timedelta(minutes=15)
ISSUER: Final = "Comparability"


def begin(session: Session, *, credentials: Credentials, actor: Actor, now: datetime) -> SecondFactor:
    """Make a new secret for oneself; it counts only when `confirm` was given a code of it.

    Raises IdentityNotConfirmed: whoever sets a factor up, or replaces it by another, proves who they are with
    all they have now. Raises Refused for who comes in through the provider. Run it inside `identified`.
    """
    if account_of(session, actor.number) is not None:
        raise Refused("You come in through your provider, which asks for your second factor.")
    confirm_identity(session, actor=actor, credentials=credentials, now=now)
    state_reason(session, "The person began to set up a second factor.")
    awaited = stored.awaited_factor(session, actor.number)
    if awaited is not None:
        session.delete(awaited)
    return add(
        session,
        SecondFactor(
            person_id=actor.number,
            sealed_secret=seal(session, pyotp.random_base32(), owner=owner(actor.number)),
            made_at=now,
            confirmed_at=None,
        ),
    )


def address_of_awaited(session: Session, *, actor: Actor, now: datetime) -> str | None:
    """The otpauth:// address of the secret that this person is setting up; None where there is none."""
    awaited = _awaited(session, actor, now)
    if awaited is None:
        return None
    totp = secret_of(session, awaited)
    return totp.provisioning_uri(name=actor.user_name, issuer_name=ISSUER)


def confirm(session: Session, *, code: str | None, actor: Actor, now: datetime) -> str:
    """Take the new secret into use; every session ends and the token of a new one is returned.

    Raises NotFound where nothing is being set up, IdentityNotConfirmed (field "code") for a wrong code. Run
    it inside `identified`.
    """
    awaited = _awaited(session, actor, now)
    if awaited is None:
        raise NotFound("No second factor is being set up. Begin again.")
    step = right_step(session, awaited, code, now=now)
    if step is None:
        raise IdentityNotConfirmed(
            "This is not the code of the new secret at this moment. Look at the clock of the device: it has "
            "to be right to half a minute.",
            field="code",
        )
    state_reason(session, "The person set up a second factor.")
    for former in stored.factors(session, actor.number):
        if former.id != awaited.id:
            session.delete(former)
    awaited.confirmed_at = now
    stored.spend_step(session, actor.number, step)
    record_event(session, kind=SECOND_FACTOR_SET, entity_id=str(actor.number), text=actor.user_name)
    end_sessions(session, actor.number)
    return open_session(session, rows.get(session, Person, actor.number), now=now)


def _awaited(session: Session, actor: Actor, now: datetime) -> SecondFactor | None:
    awaited = stored.awaited_factor(session, actor.number)
    return awaited if awaited is not None and now - awaited.made_at <= SET_UP_WITHIN else None
