"""Sign a record: who, in which role, with which meaning, and exactly what.

Whether this person may sign this record now (not its author, record complete) is the rule of the record's
own use-case; that the person is present is confirmed by `identity.confirm_identity` in the same transaction,
without which nothing is signed.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid, NotAllowed, Refused
from comparability.model.people import MEANINGS, Actor
from comparability.model.vocabulary import Meaning, Role
from comparability.storage import rows
from comparability.storage.people import Person
from comparability.storage.signatures import Signature
from comparability.usecases.records import add

HASH_LENGTH = 64  # SHA-256 in hex
_PRESENT = "who is present"  # key in a session's info: whose identity was confirmed in this transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a person types again for a signature: all components, each time.

    code: of the second factor; looked at only where the person has one.
    proof, form_hash: instead of all of them, that the provider of single sign-on confirmed the person for
    this form, and which form it is.
    """

    user_name: str | None
    password: str | None = field(repr=False)
    code: str | None = field(default=None, repr=False)
    proof: str | None = field(default=None, repr=False)
    form_hash: str | None = None


def note_presence(session: Session, actor: Actor) -> None:
    """Let this person sign once in this transaction; the caller has checked user name and password."""
    session.info[_PRESENT] = actor.number


def sign(
    session: Session,
    *,
    entity: str,
    entity_id: int,
    content_hash: str,
    meaning: Meaning,
    comment: str | None,
    actor: Actor,
    role: Role | None = None,
    now: datetime,
) -> Signature:
    """Bind the person to the canonical hash of what was shown.

    entity: the table of the signed record. role: in which the person signs; None takes the first of the
    person's roles that carries the meaning.
    Raises NotAllowed where no role of the person carries the meaning or the person was not confirmed for
    this signature, Refused before the person has accepted that the signature equals the handwritten one.
    21 CFR 11.50, 11.70, 11.100(c), 11.200(a)(1).
    """
    if len(content_hash) != HASH_LENGTH:
        raise ValueError("a signature binds a SHA-256 hash in hex")
    person = rows.get(session, Person, actor.number)
    if person.signature_accepted_at is None:
        raise Refused(
            "Before your first signature, confirm on the page “Your electronic signature” that it is equal "
            "to your handwritten one."
        )
    signs_as = signing_role(actor, meaning, role)
    if session.info.pop(_PRESENT, None) != person.id:
        raise NotAllowed("Each signature needs your user name and your password, typed for it.")
    return add(
        session,
        Signature(
            entity=entity,
            entity_id=entity_id,
            content_hash=content_hash,
            meaning=meaning,
            comment=comment,
            person_id=person.id,
            printed_name=person.full_name,
            role=signs_as,
            signed_at=now,
        ),
    )


def signing_role(actor: Actor, meaning: Meaning, role: Role | None = None) -> Role:
    """The role in which the actor can sign with this meaning. Raises NotAllowed where there is none."""
    carriers = [each for each in Role if each in actor.roles and each in MEANINGS[meaning]]
    if role is None and carriers:
        return carriers[0]
    if role is not None and role in carriers:
        return role
    needed = ", ".join(each.value for each in Role if each in MEANINGS[meaning])
    raise NotAllowed(f"A signature meaning “{meaning.value}” is given by: {needed}.")


def require_unchanged(content_hash: str, shown_hash: str | None) -> str:
    """The hash of the record as it stands, if it is the one that the signer saw.

    Raises Invalid (field "content_hash") where the record changed after the signing page was opened.
    """
    if shown_hash != content_hash:
        raise Invalid(
            "The record changed after you opened this page. Read it again as it stands now, then sign.",
            field="content_hash",
        )
    return content_hash
