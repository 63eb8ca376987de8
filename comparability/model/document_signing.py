"""With what an installation signs the evidence copies of packages, as its administrator names it."""

from dataclasses import dataclass, field
from pathlib import Path

EVIDENCE_SIGNATURE = "package-evidence-signature"  # kind of the event that says with what a copy is signed


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSigning:
    """certificate: a PKCS#12 file with a certificate, its private key and the certificates above it.

    time_stamps: the address of an RFC 3161 time-stamp authority; None where none is asked.
    """

    certificate: Path
    passphrase: str = field(repr=False)
    time_stamps: str | None
