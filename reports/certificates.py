"""The certificate that documents are signed with, out of a PKCS#12 file. Signing stands in `signing`."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

LEAST_RSA_BITS = 2048  # NIST SP 800-131A: shorter keys make no signatures any more


class UnusableCertificate(ValueError):
    """The file makes no signature; the message says why and what would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Whose it is, and what signs with it. fingerprint: SHA-256 of the certificate. chain: those above it."""

    subject: str
    serial: str
    fingerprint: str
    starts: datetime
    ends: datetime
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    itself: x509.Certificate = field(repr=False)
    chain: tuple[x509.Certificate, ...] = field(repr=False)

    @property
    def named(self) -> str:
        """As the audit trail names it and `comparability verify` reads it there."""
        return f"{self.subject}, serial number {self.serial}, SHA-256 {self.fingerprint}"


def certificate_in(data: bytes, *, passphrase: str, now: datetime) -> Certificate:
    """The certificate of a PKCS#12 file, which may sign now. Raises UnusableCertificate."""
    try:
        key, itself, chain = pkcs12.load_key_and_certificates(data, passphrase.encode() or None)
    except ValueError as error:
        raise UnusableCertificate(
            "it cannot be opened: the passphrase is another one, or it is no PKCS#12 file"
        ) from error
    if key is None:
        raise UnusableCertificate("it holds no private key; export certificate and key together")
    if itself is None:
        raise UnusableCertificate("it holds no certificate of its private key")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UnusableCertificate("its key is neither RSA nor of an elliptic curve")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS:
        raise UnusableCertificate(f"its key has {key.key_size} bits; RSA needs at least {LEAST_RSA_BITS}")
    if not _may_sign(itself):
        raise UnusableCertificate("its certificate is not issued for signatures (key usage)")
    if now < itself.not_valid_before_utc:
        raise UnusableCertificate(f"its certificate begins on {itself.not_valid_before_utc:%Y-%m-%d}")
    if itself.not_valid_after_utc < now:
        raise UnusableCertificate(f"its certificate expired on {itself.not_valid_after_utc:%Y-%m-%d}")
    return Certificate(
        subject=itself.subject.rfc4514_string(),
        serial=f"{itself.serial_number:x}",
        fingerprint=itself.fingerprint(hashes.SHA256()).hex(),
        starts=itself.not_valid_before_utc,
        ends=itself.not_valid_after_utc,
        key=key,
        itself=itself,
        chain=tuple(chain),
    )


def _may_sign(certificate: x509.Certificate) -> bool:
    """RFC 5280, 4.2.1.3: one that does not say what for may be used for everything."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
