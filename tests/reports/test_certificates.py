"""What a PKCS#12 file must hold to sign, and the words in which each other one is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from reports.certificates import UnusableCertificate, certificate_in
from tests.evidence.certificates import PASSPHRASE, SERIAL, made

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def refusal(data: bytes, *, passphrase: str = PASSPHRASE, now: datetime = NOW) -> str:
    with pytest.raises(UnusableCertificate) as raised:
        certificate_in(data, passphrase=passphrase, now=now)
    return str(raised.value)


def test_a_certificate_says_whose_it_is_and_until_when():
    authority = made("Authority", NOW, usage="key_cert_sign")
    data = made("QA seal", NOW, by=authority).pkcs12(authority.certificate)
    found = certificate_in(data, passphrase=PASSPHRASE, now=NOW)
    assert (found.subject, found.serial) == ("O=Test,CN=QA seal", f"{SERIAL:x}")
    assert found.ends == NOW + timedelta(days=30)
    assert found.chain == (authority.certificate,)


def test_a_file_without_a_passphrase_is_opened_without_one():
    issuer = made("QA seal", NOW)
    data = pkcs12.serialize_key_and_certificates(None, issuer.key, issuer.certificate, None, NoEncryption())
    assert certificate_in(data, passphrase="", now=NOW).itself == issuer.certificate


@pytest.mark.parametrize("passphrase", ["", "three horses"])
def test_another_passphrase_is_said_to_be_one(passphrase):
    assert "the passphrase is another one" in refusal(made("QA seal", NOW).pkcs12(), passphrase=passphrase)


def test_what_is_no_pkcs12_file_is_said_to_be_none():
    assert "it is no PKCS#12 file" in refusal(made("QA seal", NOW).pem)


def test_a_certificate_without_its_private_key_is_refused():
    issuer = made("QA seal", NOW)
    data = pkcs12.serialize_key_and_certificates(None, None, None, [issuer.certificate], NoEncryption())
    assert "no private key" in refusal(data, passphrase="")


def test_a_key_without_its_certificate_is_refused():
    key = made("QA seal", NOW).key
    data = pkcs12.serialize_key_and_certificates(None, key, None, None, NoEncryption())
    assert "no certificate of its private key" in refusal(data, passphrase="")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (ed25519.Ed25519PrivateKey.generate(), "neither RSA"),
        (rsa.generate_private_key(65537, 1024), "1024 bits"),
    ],
    ids=["edwards curve", "short"],
)
def test_a_key_that_signs_no_document_is_refused(key, words):
    data = made("QA seal", NOW, key=key).pkcs12()
    assert words in refusal(data)


def test_a_certificate_for_something_else_is_refused():
    assert "not issued for signatures" in refusal(made("QA seal", NOW, usage="key_agreement").pkcs12())


def test_a_certificate_signs_from_its_first_to_its_last_day():
    data = made("QA seal", NOW).pkcs12()
    assert "expired on 2026-12-23" in refusal(data, now=NOW + timedelta(days=31))
    assert "begins on 2026-11-22" in refusal(data, now=NOW - timedelta(days=2))
