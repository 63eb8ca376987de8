"""What a person takes away from the records, and how often in an hour."""

from typing import Final

from flask import request
from werkzeug.exceptions import TooManyRequests

from comparability.storage.exports_taken import count_export, seconds_left
from comparability.storage.record_texts import PARTS
from comparability.web.installation import installation
from comparability.web.request import database, now, signed_in

# Every endpoint that hands out records, trail or files as a copy instead of as a page.
EXPORTS: Final = frozenset(
    {
        "access_reviews.export", "audit.export", "audit.print_", "import_records.download",
        "inspection.bundle", "packages.copy", "packages.download", "protocols.document",
        *(f"records.{entity}" for entity in PARTS),
    }
)  # fmt: skip


def limit() -> None:
    """Count an export before it is made, and refuse it above the setting. Raises TooManyRequests."""
    person = signed_in()
    if person is None or request.endpoint not in EXPORTS:
        return
    most = installation().settings.exports_per_hour
    with database().write(actor=person.actor, now=now()) as session:
        count = count_export(session, person.actor.number, now=now())
    if count > most:
        raise TooManyRequests(
            f"You have taken away {most} copies within this hour, which is the most that is set here. "
            "Nothing else is affected. Wait for the next hour, or take the inspection bundle of a product, "
            "which is one copy of everything.",
            retry_after=seconds_left(now()),
        )
