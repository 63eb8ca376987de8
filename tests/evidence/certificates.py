"""Certificates that are thrown away, and a time-stamp authority on this machine. No test lives here."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

PASSPHRASE = "four horses in a row"
SERIAL = 0x1267


@dataclass(frozen=True, slots=True)
class Issuer:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def pkcs12(self, *chain: x509.Certificate) -> bytes:
        sealed = BestAvailableEncryption(PASSPHRASE.encode())
        return pkcs12.serialize_key_and_certificates(b"seal", self.key, self.certificate, chain, sealed)

    def kept(self, folder: Path) -> Path:
        """Its PKCS#12 file, for its owner only."""
        file = folder / "seal.p12"
        file.touch(mode=0o600)
        file.write_bytes(self.pkcs12())
        return file


def made(
    name: str,
    at: datetime,
    *,
    by: Issuer | None = None,
    usage: str = "digital_signature",
    is_for_stamps: bool = False,
    key: Any = None,
    days: int = 30,
) -> Issuer:
    """A certificate valid from a day before that time, of its own issuer where none is given."""
    key = key or (_rsa_key() if is_for_stamps else ec.generate_private_key(ec.SECP256R1()))
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test")]
    )
    usages = dict.fromkeys(
        (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
            "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(SERIAL)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=usage == "key_cert_sign", path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**(usages | {usage: True})), critical=True)
    )
    if is_for_stamps:
        stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamps, critical=True)
    return Issuer(
        builder.sign(
            by.key if by else key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
        ),
        key,
    )


@cache
def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def stamper(issuer: Issuer, at: datetime) -> DummyTimeStamper:
    """pyHanko's own, which answers at once and says that it is `at`."""
    private = issuer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1.Certificate.load(issuer.certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(private),
        fixed_dt=at,
    )


def closed_port() -> int:
    """Where nobody answers on the loopback interface, until something is served there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(issuer: Issuer, at: datetime, *, port: int = 0) -> Iterator[str]:
    """The address of an authority on the loopback interface that speaks RFC 3161 over HTTP.

    port: 0 for any that is free.
    """

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            body = stamper(issuer, at).request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", port), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
