"""Evidence copies signed with the certificate of the installation. What they hold stands in `contents`."""

import os
import stat
from datetime import datetime

from comparability.model.document_signing import DocumentSigning
from comparability.model.errors import Refused, Unavailable
from reports.certificates import Certificate, UnusableCertificate, certificate_in
from reports.content import Package


def certificate_of(signing: DocumentSigning, *, now: datetime) -> Certificate:
    """The certificate that would sign now. Raises Refused saying what an administrator has to mend."""
    file = signing.certificate
    try:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise Refused(f"{file} can be read by others; allow its owner only: chmod 600 {file}")
        return certificate_in(file.read_bytes(), passphrase=signing.passphrase, now=now)
    except OSError as error:
        raise Refused(f"The signing certificate {file} cannot be read: {error.strerror}.") from error
    except UnusableCertificate as error:
        raise Refused(f"The signing certificate {file} cannot be used: {error}.") from error


def statement(signing: DocumentSigning, certificate: Certificate) -> str:
    """What the trail says of the signature before it is made, so that the copy itself carries it."""
    return f"{certificate.named}; time stamp: {signing.time_stamps or 'none'}"


def signed(
    data: bytes,
    content: Package,
    *,
    signing: DocumentSigning,
    certificate: Certificate,
    name: str,
    now: datetime,
) -> bytes:
    """The evidence copy with its signature. name: of the person who issues the package.

    Raises Unavailable where the time-stamp authority gives none: a copy with less than what is configured is
    not made. Raises Refused where the signature cannot be made.
    """
    # pyHanko takes a second to import, and most installations never sign.
    from reports import signing as pades

    control = content.control
    try:
        return pades.sign(
            data,
            certificate,
            words=pades.SignatureWords(
                name=name,
                reason=f"Evidence copy of {control.document_id}, version {control.version}, as issued",
                location=control.sponsor,
            ),
            now=now,
            time_stamps=pades.authority(signing.time_stamps) if signing.time_stamps else None,
        )
    except pades.NoTimeStamp as error:
        raise Unavailable(
            f"The time-stamp authority {signing.time_stamps} gave no time stamp ({error}); nothing was "
            "issued. Try again, or tell an administrator."
        ) from error
    except pades.NotSigned as error:
        raise Refused(f"The evidence copy cannot be signed: {error}.") from error
