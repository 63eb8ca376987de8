"""The inspection bundle: everything on record about one product, in a folder that can be read without us."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import comparability
from comparability.files.csv_export import write_csv
from comparability.files.uploads import UploadStore, upload_store
from comparability.model.errors import NotFound, Refused
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import PackageStatus
from comparability.storage.belongings import Rows, belongings, numbers
from comparability.storage.evidence import TrailExtract, trail_extract
from comparability.storage.package_files import STORE
from comparability.storage.packages import evidence_sha256
from comparability.storage.products import Product, product_by_code
from comparability.storage.sessions import instant_text, record_event
from comparability.storage.signed import current_hash

SUMS = "SHA256SUMS"
RESULTS = (
    "result id", "lot", "attribute", "as entered", "state", "qualifier", "decimal", "word", "unit",
    "occasion", "tested on", "run", "plate", "raw data", "replaces result", "retest of result", "reason",
    "entered at",
)  # fmt: skip
_COLUMNS = (
    "id", "lot_id", "attribute_id", "entered", "state", "qualifier", "value", "word", "unit", "occasion",
    "tested_on", "run", "plate", "raw_data", "replaces_id", "retest_of_id", "reason", "entered_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The files by name, and how much is in them."""

    files: Mapping[str, bytes]
    records: int
    entries: int


def inspection_bundle(session: Session, code: str, *, data_dir: Path, actor: Actor, now: datetime) -> Bundle:
    """The bundle of the product with that code; that it was made is its last audit entry.

    data_dir: where issued and imported files are kept. Raises NotAllowed without the right to read records
    and trail, NotFound, Refused where an issued file is missing or changed.
    """
    actor.must(Permission.READ)
    actor.must(Permission.READ_AUDIT)
    product = product_by_code(session, code)
    if product is None:
        raise NotFound(f"There is no product with the code {code}.")
    record_event(session, kind="inspection", entity_id=str(product.id), text=f"bundle of {product.code}")
    rows = belongings(session, product)
    trail = trail_extract(session, numbers(rows))
    content: dict[str, bytes] = {
        "records.json": _json(_records(session, product, rows, now)),
        "results.csv": _results(rows),
        "audit.jsonl": "".join(
            f"{json.dumps(each, ensure_ascii=False)}\n" for each in trail.entries
        ).encode(),
        "head.json": _json({"seq": trail.seq, "hash": trail.hash, "is_whole": trail.is_whole}),
        "verify.py": files("comparability.verification").joinpath("stand_alone.py").read_bytes(),
        "README.txt": _readme(product, trail, now).encode(),
        **dict(_packages(session, rows, data_dir / STORE)),
        **dict(_imports(rows, upload_store(data_dir))),
    }
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(content.items()))
    return Bundle(
        files={**content, SUMS: sums.encode()},
        records=sum(len(found) for found in rows.values()),
        entries=len(trail.entries),
    )


def _records(session: Session, product: Product, rows: Rows, now: datetime) -> dict[str, Any]:
    return {
        "format": 1,
        "product": product.code,
        "written_at": instant_text(now),
        "software_version": comparability.__version__,
        "records": {name: list(found.values()) for name, found in rows.items()},
        # Beside the record, so that a record holds what the database holds and nothing else.
        "signatures_valid": {
            str(each["id"]): current_hash(session, each["entity"], each["entity_id"]) == each["content_hash"]
            for each in rows.get("signature", {}).values()
        },
    }


def _results(rows: Rows) -> bytes:
    lots, attributes = rows.get("lot", {}), rows.get("attribute", {})
    table = []
    for result in rows.get("result", {}).values():
        cells: dict[str, Any] = {name: result[name] for name in _COLUMNS}
        cells["lot_id"] = lots[result["lot_id"]]["number"]
        cells["attribute_id"] = attributes[result["attribute_id"]]["name"]
        table.append(["" if cell is None else str(cell) for cell in cells.values()])
    return write_csv(RESULTS, table)


def _packages(session: Session, rows: Rows, store: Path) -> Iterator[tuple[str, bytes]]:
    """Submission and evidence copy of every package that was issued and not disposed of."""
    for package in rows.get("package", {}).values():
        if package["status"] == PackageStatus.DISPOSED:
            continue
        name = f"packages/{package['document_id'].lower()}-v{package['number']}"
        for digest, end in (
            (package["file_sha256"], ".pdf"),
            (evidence_sha256(session, package["id"]), "-evidence.pdf"),
        ):
            if digest is None:
                continue
            path = store / f"{digest}.pdf"
            data = path.read_bytes() if path.is_file() else b""
            if hashlib.sha256(data).hexdigest() != digest:
                raise Refused(f"The issued file {path.name} is missing or is not the one in the register.")
            yield f"{name}{end}", data


def _imports(rows: Rows, store: UploadStore) -> Iterator[tuple[str, bytes]]:
    """The files that were imported, as they were sent, where this installation keeps them."""
    for batch in rows.get("import_batch", {}).values():
        ending = ".xlsx" if batch["file_name"].lower().endswith(".xlsx") else ".csv"
        try:
            yield f"imports/import-{batch['id']}{ending}", store.imported(batch["file_sha256"])
        except NotFound:
            continue


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False).encode("utf-8")


def _readme(product: Product, trail: TrailExtract, now: datetime) -> str:
    part = "the whole audit trail" if trail.is_whole else "the audit entries of these records"
    return f"""Inspection bundle of {product.code}, {product.name}
Written {instant_text(now)} by comparability {comparability.__version__}

records.json    every record of the product, as stored: results as typed, exact decimals, signatures
results.csv     the results for a spreadsheet; text that a spreadsheet would calculate has an apostrophe
audit.jsonl     {part}, one entry a line; head.json names the last
packages/       every package that was issued, with its evidence copy; of one that was disposed of, the
                tombstone is in records.json: package without content, its hash, disposal and both signatures
imports/        the files that were imported, as they were sent; records.json has their names and hashes
SHA256SUMS      the SHA-256 of every file; `sha256sum -c SHA256SUMS` checks it
verify.py       checks hashes, audit chain and records: python3 verify.py

The hash of the last audit entry is {trail.hash}.
An anchor of the installation, or a package printed later, shows that it is the installation's own.
"""


def write_bundle(bundle: Bundle, folder: Path) -> None:
    """Write the files to a folder, new or empty. Raises Refused where it cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refused(f"The folder {folder} is not empty.")
        for name, data in bundle.files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise Refused(f"The bundle could not be written to {folder}: {error.strerror}.") from error


def zipped(bundle: Bundle, *, now: datetime) -> bytes:
    """The files in one archive, under a folder of their own, for who takes them away from a page."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in bundle.files.items():
            member = zipfile.ZipInfo(f"bundle/{name}", date_time=now.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return buffer.getvalue()
