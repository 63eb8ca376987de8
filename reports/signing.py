"""A PAdES signature on a finished document, in an update after its bytes, which stay as they are.

Importing this takes a second, for pyHanko: whoever may sign imports it when there is something to sign.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports.certificates import Certificate
from reports.own_thread import in_own_thread

FIELD = "EvidenceCopySignature"
DIGEST = "sha256"
RESERVED = 65_536  # hexadecimal digits: a signature with its chain, a time stamp with its own
SECONDS = 5  # that a time-stamp authority may take


class NotSigned(Exception):
    """The signature could not be made; the message says why."""


class NoTimeStamp(NotSigned):
    """The authority did not answer, or not with a time stamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWords:
    """What readers of the PDF show beside the certificate."""

    name: str
    reason: str
    location: str


def authority(url: str) -> TimeStamper:
    """The time-stamp authority under an address; nothing is asked of it yet."""
    return RequestsHTTPTimeStamper(url, timeout=SECONDS)


def sign(
    data: bytes,
    certificate: Certificate,
    *,
    words: SignatureWords,
    now: datetime,
    time_stamps: TimeStamper | None,
) -> bytes:
    """The document followed by its signature: PAdES baseline B-B, or B-T with a time stamp.

    The field is invisible and outside the page, because PDF/A wants it printable and PDF/UA in no one's way.
    Raises NotSigned, NoTimeStamp.
    """
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=words.name,
        reason=words.reason,
        location=words.location,
    )
    place = SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name="Signature of the evidence copy",
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )
    signer = _SignerAt(now, metadata, _signer(certificate), timestamper=time_stamps, new_field_spec=place)
    try:
        signed = in_own_thread(lambda: signer.sign_pdf(_Update(io.BytesIO(data)), bytes_reserved=RESERVED))
    except (TimestampRequestError, OSError) as error:
        raise NoTimeStamp(str(error)) from error
    except (SigningError, ValueError) as error:
        raise NotSigned(str(error)) from error
    return bytes(signed.getvalue())


class _Update(IncrementalPdfFileWriter):
    """Leaves the metadata as they are: they name the content hash, and the signature has its own time."""

    def _update_meta(self) -> None:
        pass


class _SignerAt(PdfSigner):
    """Signs at the time of the record instead of asking the clock again."""

    def __init__(self, now: datetime, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._now = now

    def init_signing_session(self, *arguments: Any, **options: Any) -> Any:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self._now
        return session


def _signer(certificate: Certificate) -> SimpleSigner:
    private = certificate.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    itself, *chain = (
        x509.Certificate.load(each.public_bytes(Encoding.DER))
        for each in (certificate.itself, *certificate.chain)
    )
    return SimpleSigner(
        signing_cert=itself,
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore.from_certs([itself, *chain]),
    )
