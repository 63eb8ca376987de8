"""What is found out about a signature of a PDF, as plain values. How stands in `pdf_signatures`."""

import enum
from dataclasses import dataclass


class UnreadableSignature(ValueError):
    """A signature is damaged so far that nothing can be said of it."""


class UnreadableTrust(ValueError):
    """The certificates given as trusted are none."""


class Trust(enum.StrEnum):
    """Whether the certificates given as trusted vouch for a signer. Revocation is never asked for."""

    NOT_CHECKED = "not checked"
    TRUSTED = "trusted"
    NOT_TRUSTED = "not trusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStamp:
    at: str
    authority: str
    is_intact: bool
    trust: Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSignature:
    """Instants are UTC, as 2026-11-23T05:31:00Z; signed_at is what the signer's machine said.

    is_intact: the bytes it covers are those that were signed. is_whole: it covers the file to its last byte.
    """

    subject: str
    serial: str
    fingerprint: str
    name: str
    reason: str
    location: str
    signed_at: str | None
    is_intact: bool
    is_whole: bool
    trust: Trust
    time_stamp: TimeStamp | None
