"""Write down who was given a copy of an issued package, when and for what."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from comparability.model.dates import latest_today
from comparability.model.errors import Invalid, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import GivenCopy, PackageStatus
from comparability.storage import rows
from comparability.storage.distributions import record_distribution
from comparability.storage.packages import Package

GIVEN = (PackageStatus.ISSUED, PackageStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionEntry:
    recipient: str
    copy: GivenCopy
    purpose: str
    given_on: date


def distribute(
    session: Session, package_id: int, entry: DistributionEntry, *, actor: Actor, now: datetime
) -> Package:
    """Put a copy that was given on the chain. Nothing is sent.

    Raises NotAllowed, NotFound, Invalid for an empty text or a day to come, Refused for what was not issued.
    """
    actor.must(Permission.ASSEMBLE_PACKAGE)
    package = rows.get(session, Package, package_id)
    if package.status not in GIVEN:
        raise Refused(f"This package is {package.status.value}; copies of an issued one are given away.")
    if entry.given_on > latest_today(now):
        raise Invalid("This day is still to come.", field="given_on")
    record_distribution(
        session,
        package.id,
        recipient=meaningful_reason(entry.recipient, field="recipient"),
        copy=entry.copy.value,
        purpose=meaningful_reason(entry.purpose, field="purpose"),
        given_on=entry.given_on,
    )
    return package
