"""Verify an evidence copy offline: pages, content, data, figures, signatures and trail against each other.

Nothing of an installation is needed, neither its database nor its keys.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from comparability.model.canonical import content_hash
from comparability.model.derived import factors
from comparability.model.stored_comparisons import assessment_hash, inputs_hash
from comparability.model.values.units import LOG10_UNIT
from comparability.verification import bridgings, figures, pdf_signatures, trail
from comparability.verification.published_summaries import contradicted_summaries
from comparability.verification.reading import Unreadable, json_of
from comparability.verification.rewording import Rewording
from reports import content
from reports import evidence as copies
from reports.page_text import without_spaces
from reports.signatures import PdfSignature
from reports.wording import Words

FORMAT = 1
TYPED_CLOSE = 1e-12  # a decimal and the binary number read from it


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found. differences: empty when everything agrees, in the order of reading.

    remarks: what could not be looked at, and why. signatures: of people, in the record. pdf_signatures: of
    the file.
    """

    content_hash: str
    attributes: int
    figures: int
    entries: int
    signatures: int
    pdf_signatures: tuple[PdfSignature, ...]
    differences: tuple[str, ...]
    remarks: tuple[str, ...]


class NoData(Unreadable):
    """A submission copy, which carries no data."""

    def __init__(self, digest: str):
        super().__init__(
            "this is a submission copy, which carries no data. Its content has the SHA-256 "
            f"{digest}; the evidence copy of the same package prints the same one."
        )


def verify(data: bytes, *, anchors: Sequence[str] | None = None, trusted: bytes | None = None) -> Verified:
    """Verify the bytes of a file. anchors: the lines of an anchor file, None without one.

    trusted: certificates of signers or above them, as PEM or DER; None where trust is not asked for.

    Raises Unreadable for what is no evidence copy.
    """
    try:
        copy = copies.read_copy(data)
    except copies.Unreadable as error:
        raise Unreadable(str(error)) from error
    if not copy.files:
        raise NoData(copy.content_hash)
    results, protocol, assessment, signatures, chain = (
        json_of(copy.files, f"{name}.json")
        for name in ("results", "protocol", "assessment", "signatures", "audit")
    )
    for name, value in (("results", results), ("assessment", assessment), ("audit", chain)):
        if value.get("format") != FORMAT:
            raise Unreadable(f"{name}.json is of format {value.get('format')}; this version reads {FORMAT}")
    try:
        package = content.from_json(copy.files["content.json"].decode("utf-8"))
    except (KeyError, ValueError) as error:
        raise Unreadable(f"content.json: {error}") from error
    again = figures.recompute(results, protocol, assessment)
    rewording = Rewording(package)
    try:
        sealed = pdf_signatures.look_at(
            data, has_form=copy.has_form, trail=chain, content_hash=copy.content_hash, trusted=trusted
        )
        found = [
            *sealed.differences,
            *_content(copy, package),
            *_data(results, package),
            *_protocol(protocol, package),
            *figures.against_assessment(again, assessment),
            *figures.against_pages(again, package, rewording),
            *bridgings.verify_studies(assessment, chain, package, rewording),
            *_assessment(results, protocol, assessment),
            *trail.broken_links(chain),
            *trail.wrong_head(chain, seq=package.provenance.audit_head, digest=package.provenance.audit_hash),
            *trail.contradicted(chain, results["entered"], signatures["signatures"]),
            *contradicted_summaries(results, chain, run_at=assessment["run_at"]),
            *_signatures(signatures["signatures"], copy, protocol, assessment),
            *_printed_people(signatures["signatures"], copy, package, assessment),
            *([] if anchors is None else trail.wrong_anchors(chain, anchors)),
        ]
    except (KeyError, TypeError) as error:
        raise Unreadable(f"an attached file is not of the form that this version reads: {error!r}") from error
    return Verified(
        content_hash=copy.content_hash,
        attributes=len(again),
        figures=sum(len(each.stored["figures"]) for each in again),
        entries=len(chain["entries"]),
        signatures=len(signatures["signatures"]),
        differences=tuple(found),
        pdf_signatures=sealed.signatures,
        remarks=(*sealed.remarks, *rewording.remarks, *(() if chain["is_whole"] else (_EXTRACT,))),
    )


_EXTRACT = (
    "The trail is attached in part, because it is long: each entry was hashed again, but only the "
    "installation can show that none between them is missing (comparability audit verify)."
)


def _content(copy: copies.PackageCopy, package: content.Package) -> Iterator[str]:
    """One hash in content, metadata and on the pages, every figure and outcome of the content on a page."""
    digest = hashlib.sha256(copy.files["content.json"]).hexdigest()
    if digest != copy.content_hash:
        yield f"content.json has the SHA-256 {digest}, the document's metadata say {copy.content_hash}"
    if not copy.pages or digest not in copy.pages[0]:
        yield f"page 1 does not print the SHA-256 of content.json, {digest}"
    text = "".join(copy.pages)
    for title, printed in _printed(package):
        for words in printed:
            if without_spaces(words) not in text:
                yield f"pages: {title}: “{words}” of content.json is on no page"
    said = Words(package.control.language)
    judged = [(section.title, section.outcome) for section in package.attributes]
    for title, outcome in judged + [(study.document, study.outcome) for study in package.bridgings]:
        terms = said.terms(outcome)
        if not any(without_spaces(term) in text for term in terms):
            yield f"pages: {title}: “{terms[0]}” of content.json is on no page"


def _printed(package: content.Package) -> Iterator[tuple[str, list[str]]]:
    """By attribute and bridging study, the figures and values that a page must show."""
    for section in package.attributes:
        words = [
            section.estimate or "",
            *(each.value for each in section.figures),
        ]
        words += [cell for row in (section.summary.rows if section.summary else ()) for cell in row]
        words += [row.figures for row in section.published]
        yield section.title, words + [row.entered for row in section.results]
    for study in package.bridgings:
        words = [each.estimate for each in study.figures]
        yield study.document, words + [value for pair in study.pairs for value in (pair.before, pair.after)]


def _data(results: Mapping[str, Any], package: content.Package) -> Iterator[str]:
    digest = inputs_hash(results["lots"], results["attributes"])
    if digest != package.provenance.dataset_hash:
        yield f"results.json has the hash {digest}, the pages print {package.provenance.dataset_hash}"
    entered = {each["result_id"]: each for each in results["entered"]}
    for attribute in results["attributes"]:
        written = results["written"][str(attribute["attribute_id"])]
        for each in attribute["observations"]:
            if written["derived_from"] is not None and each["unit"] == written["unit"]:
                yield from _derived(each, written, results)
            row = entered.get(each["result_id"])
            if row is None or row["attribute_id"] != attribute["attribute_id"]:
                if written["derived_from"] is None:
                    yield f"results.json: {attribute['name']}, result {each['result_id']}: never entered"
            elif row["entered"] != each["entered"] or not _same_number(row, each["value"]):
                yield (
                    f"results.json: {attribute['name']}, lot {each['lot_number']}: "
                    f"read as {each['value']!r}, entered as {row['entered']!r}"
                )


def _derived(
    each: Mapping[str, Any], written: Mapping[str, Any], results: Mapping[str, Any]
) -> Iterator[str]:
    """The quotient of two attributes of the lot, where both are attached and it was not entered itself."""
    values = []
    for code in factors(written["derived_from"]) or ():
        for attribute in results["attributes"]:
            if results["written"][str(attribute["attribute_id"])]["code"] == code:
                found = [other for other in attribute["observations"] if other["lot_id"] == each["lot_id"]]
                values += [other["value"] for other in found if other["state"] == "value"]
    typed = {(row["result_id"], row["entered"]) for row in results["entered"]}
    is_entered = (each["result_id"], each["entered"]) in typed
    if is_entered or len(values) != 2 or each["value"] is None:
        return
    if not math.isclose(values[0] / values[1], each["value"], rel_tol=TYPED_CLOSE):
        yield f"results.json: {written['name']}, lot {each['lot_number']}: not the quotient of its parts"


def _same_number(row: Mapping[str, Any], value: float | None) -> bool:
    if row["decimal"] is None or value is None:
        return row["decimal"] is None and value is None
    number = float(Decimal(row["decimal"]))
    is_log = (row["unit"] or "").startswith(LOG10_UNIT)
    return math.isclose(10.0**number if is_log else number, value, rel_tol=TYPED_CLOSE)


def _protocol(protocol: Mapping[str, Any], package: content.Package) -> Iterator[str]:
    digest = content_hash(protocol)
    if digest != package.provenance.protocol_hash:
        yield f"protocol.json has the SHA-256 {digest}, the pages print {package.provenance.protocol_hash}"


def _assessment(
    results: Mapping[str, Any], protocol: Mapping[str, Any], assessment: Mapping[str, Any]
) -> Iterator[str]:
    digest = assessment_hash(
        inputs=inputs_hash(results["lots"], results["attributes"]),
        protocol=content_hash(protocol),
        items=assessment["items"],
    )
    if digest != assessment["content_hash"]:
        yield f"assessment.json has the SHA-256 {digest} and says {assessment['content_hash']}"


def _signatures(
    signatures: Sequence[Mapping[str, Any]],
    copy: copies.PackageCopy,
    protocol: Mapping[str, Any],
    assessment: Mapping[str, Any],
) -> Iterator[str]:
    """Each signature binds what is attached, and each attached record that needs one has it."""
    decision = assessment["decision"]
    bound = {
        "protocol": content_hash(protocol),
        "assessment": assessment["content_hash"],
        "package": hashlib.sha256(copy.files["content.json"]).hexdigest(),
    }
    if decision is not None:
        words = {name: value for name, value in decision.items() if name != "id"}
        bound["decision"] = content_hash({"assessment": assessment["content_hash"], **words})
    for entity, digest in bound.items():
        hashes = [each["content_hash"] for each in signatures if each["entity"] == entity]
        if not hashes:
            yield f"signatures.json: nobody has signed the {entity}"
        elif digest not in hashes:
            yield f"signatures.json: the {entity} that was signed is not the one attached"


def _printed_people(
    signatures: Sequence[Mapping[str, Any]],
    copy: copies.PackageCopy,
    package: content.Package,
    assessment: Mapping[str, Any],
) -> Iterator[str]:
    """Whoever signed stands on the pages, and the conclusion is the one that was signed."""
    text = "".join(copy.pages)
    for each in signatures:
        if each["entity"] == "package" and without_spaces(each["printed_name"]) not in text:
            yield f"pages: {each['printed_name']}, who signed, is on no page"
    decision = assessment["decision"]
    words = Words(package.control.language)
    concluded = (None,) if decision is None else words.terms(decision["conclusion"])
    if package.conclusion.overall not in concluded:
        yield f"content.json: the conclusion is {package.conclusion.overall!r}, signed was {concluded[0]!r}"
