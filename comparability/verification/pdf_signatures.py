"""The signature on the file of an evidence copy, against the file itself and against what the trail says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comparability.model.document_signing import EVIDENCE_SIGNATURE
from comparability.verification.reading import Unreadable
from reports.signatures import PdfSignature, Trust, UnreadableSignature, UnreadableTrust

UNCHECKED = "The signer was not checked against a trust list (--trust)."
UNREVOKED = "Whether a certificate was revoked was not asked for: verification is offline."
UNNAMED = "The file is signed, but the trail does not say so: the signature was added to the copy elsewhere."
UNSIGNED = "The file carries no signature, and the trail does not say that it has one."
_STATEMENT = re.compile(r"SHA-256 (?P<fingerprint>[0-9a-f]{64}); time stamp: (?P<time_stamp>.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """signatures: those of the file, oldest first."""

    signatures: tuple[PdfSignature, ...]
    differences: tuple[str, ...]
    remarks: tuple[str, ...]


def look_at(
    data: bytes, *, has_form: bool, trail: Mapping[str, Any], content_hash: str, trusted: bytes | None
) -> Looked:
    """The signatures of an evidence copy. has_form: whether the file can hold any.

    content_hash: of the package that it is a copy of. trusted: certificates as PEM or DER, None checks no
    trust. Raises Unreadable where these are neither.
    """
    said = _said(trail, content_hash)
    try:
        found = _signatures(data, trusted) if has_form else ()
    except UnreadableSignature as error:
        return Looked(signatures=(), differences=(f"signature: it cannot be read: {error}",), remarks=())
    remarks = []
    if found:
        remarks += [UNCHECKED if trusted is None else UNREVOKED]
        remarks += [UNNAMED] if said is None and trail["is_whole"] else []
    elif trusted is not None and said is None:
        remarks.append(UNSIGNED)
    differences = [*_against_file(found), *_against_trail(found, said)]
    return Looked(signatures=found, differences=tuple(differences), remarks=tuple(remarks))


def _signatures(data: bytes, trusted: bytes | None) -> tuple[PdfSignature, ...]:
    # pyHanko takes a second to import, and most copies are not signed.
    from reports.pdf_signatures import signatures_in

    try:
        return signatures_in(data, trusted=trusted)
    except UnreadableTrust as error:
        raise Unreadable(str(error)) from error


def _said(trail: Mapping[str, Any], content_hash: str) -> re.Match[str] | None:
    """What the trail says of the signature on the copy of the package with this content."""
    packages = {
        entry["entity_id"]
        for entry in trail["entries"]
        if (entry["entity"], entry["field"], entry["new"]) == ("package", "content_hash", content_hash)
    }
    for entry in trail["entries"]:
        if entry["entity"] == EVIDENCE_SIGNATURE and entry["entity_id"] in packages:
            return _STATEMENT.search(entry["new"])
    return None


def _against_file(found: Sequence[PdfSignature]) -> Iterator[str]:
    for each in found:
        name = f"signature of {each.subject}"
        if not each.is_intact:
            yield f"{name}: bytes of the file were changed after it was signed"
        if not each.is_whole:
            yield f"{name}: something was appended to the file after it was signed"
        if each.trust is Trust.NOT_TRUSTED:
            yield f"{name}: none of the trusted certificates vouches for it at the time of signing"
        stamp = each.time_stamp
        if stamp is not None and not stamp.is_intact:
            yield f"{name}: its time stamp is of something else"
        elif stamp is not None and stamp.trust is Trust.NOT_TRUSTED:
            yield f"{name}: none of the trusted certificates vouches for its time stamp of {stamp.authority}"


def _against_trail(found: Sequence[PdfSignature], said: re.Match[str] | None) -> Iterator[str]:
    if said is None:
        return
    signed = [each for each in found if each.fingerprint == said["fingerprint"]]
    if not found:
        yield (
            f"signature: the trail says that the copy is signed with the certificate {said['fingerprint']}, "
            "but the file carries no signature"
        )
    elif not signed:
        yield (
            f"signature of {found[0].subject}: its certificate is {found[0].fingerprint}, the trail says "
            f"{said['fingerprint']}"
        )
    elif said["time_stamp"] != "none" and signed[0].time_stamp is None:
        yield (
            f"signature of {signed[0].subject}: the trail says that it has a time stamp of "
            f"{said['time_stamp']}, and it has none"
        )
