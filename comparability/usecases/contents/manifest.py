"""A signature as documents print it: name, role and meaning, and the time in UTC and at the authority."""

from zoneinfo import ZoneInfo

from comparability.model.values import formatting
from comparability.storage.signatures import SignatureLine
from reports import content
from reports.wording import Words


def manifest_row(line: SignatureLine, zone: ZoneInfo, words: Words) -> content.Signature:
    """A row of the manifest. zone: of the authority."""
    return content.Signature(
        printed_name=line.printed_name,
        role=words.term(line.role),
        meaning=words.term(line.meaning),
        signed_at_utc=formatting.instant(line.signed_at),
        signed_at_local=formatting.local_instant(line.signed_at, zone),
    )
