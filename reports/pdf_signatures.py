"""The signatures that a PDF carries, judged offline. Making them stands in `signing`.

Importing this takes a second, for pyHanko: whoever may verify imports it when there is a signature.
"""

import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from reports.own_thread import in_own_thread
from reports.signatures import PdfSignature, TimeStamp, Trust, UnreadableSignature, UnreadableTrust

# As when signing (`certificates`): one of the two is enough, where the certificate says for what it is.
FOR_SIGNATURES = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
PEM = b"-----BEGIN"

for _name in ("pyhanko", "pyhanko_certvalidator"):  # what they find is returned, not printed beside it
    logging.getLogger(_name).addHandler(logging.NullHandler())


def signatures_in(data: bytes, *, trusted: bytes | None) -> tuple[PdfSignature, ...]:
    """Every signature of a PDF, oldest first; none is an empty tuple.

    trusted: certificates as PEM or one as DER, of signers or of authorities above them; None checks no trust.
    Trust is judged at the time of an intact time stamp, otherwise at the time that the signer claims.
    Raises UnreadableSignature, UnreadableTrust.
    """
    roots = None if trusted is None else _certificates(trusted)
    try:
        found = PdfFileReader(io.BytesIO(data)).embedded_signatures
        return tuple(_judged(each, roots, len(data)) for each in found)
    except (PdfError, SignatureValidationError, ValidationInfoReadingError, ValueError, LookupError) as error:
        raise UnreadableSignature(str(error) or type(error).__name__) from error


def _judged(found: Any, roots: Sequence[x509.Certificate] | None, size: int) -> PdfSignature:
    claimed = found.self_reported_timestamp
    status = _status(found, (), signer_at=None, stamp_at=None)
    stamp = status.timestamp_validity
    is_stamped = stamp is not None and stamp.intact and stamp.valid
    if roots is not None:
        stamp_at = stamp.timestamp if is_stamped else None
        status = _status(found, roots, signer_at=stamp_at or claimed, stamp_at=stamp_at)
    certificate, words = found.signer_cert, found.sig_object
    return PdfSignature(
        subject=_subject(certificate),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.sha256.hex(),
        name=str(words.get("/Name", "")),
        reason=str(words.get("/Reason", "")),
        location=str(words.get("/Location", "")),
        signed_at=None if claimed is None else _instant(claimed),
        is_intact=status.intact and status.valid,
        is_whole=_covers(found, size),
        trust=_trust(roots, status.trusted),
        time_stamp=None
        if stamp is None
        else TimeStamp(
            at=_instant(stamp.timestamp),
            authority=_subject(stamp.signing_cert),
            is_intact=is_stamped,
            trust=_trust(roots, status.timestamp_validity.trusted),
        ),
    )


def _covers(found: Any, size: int) -> bool:
    """Whether only the signature itself, in hexadecimal between < and >, is left out of what it covers."""
    itself = 2 * len(found.pkcs7_content) + 2
    match found.byte_range:
        case [0, before, start, after]:
            return bool(start == before + itself and start + after == size)
    return False


def _status(
    found: Any,
    roots: Sequence[x509.Certificate],
    *,
    signer_at: datetime | None,
    stamp_at: datetime | None,
) -> Any:
    """Later changes of the file are not weighed: any change after the signature is one too many."""
    signer, stamp = (
        ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)
        for moment in (signer_at, stamp_at)
    )
    return in_own_thread(
        lambda: validate_pdf_signature(
            found,
            signer_validation_context=signer,
            ts_validation_context=stamp,
            key_usage_settings=FOR_SIGNATURES,
            skip_diff=True,
        )
    )


def _trust(roots: Sequence[x509.Certificate] | None, is_trusted: bool) -> Trust:
    if roots is None:
        return Trust.NOT_CHECKED
    return Trust.TRUSTED if is_trusted else Trust.NOT_TRUSTED


def _certificates(trusted: bytes) -> list[x509.Certificate]:
    try:
        read = load_pem_x509_certificates(trusted) if PEM in trusted else [load_der_x509_certificate(trusted)]
    except ValueError as error:
        raise UnreadableTrust("the trusted certificates are neither PEM nor DER") from error
    return [x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in read]


def _subject(certificate: x509.Certificate) -> str:
    return load_der_x509_certificate(certificate.dump()).subject.rfc4514_string()


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
