"""Reading a package back: its pages, the hash in its metadata, and the files of an evidence copy."""

import io
import re
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from reports.finish import IDENTIFIER
from reports.page_text import page_text

MOST_BYTES = 500_000_000  # of one attached file, unpacked


class Unreadable(ValueError):
    """The file is no package of ours, or is damaged; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCopy:
    """content_hash: from the metadata. pages: the text of each, without white space. files: by name.

    has_form: whether there are fields, of which a signature is one.
    """

    content_hash: str
    pages: tuple[str, ...]
    files: dict[str, bytes]
    has_form: bool


def read_copy(data: bytes) -> PackageCopy:
    """Read a submission or evidence copy; the former has no files. Raises Unreadable."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return PackageCopy(
                content_hash=_content_hash(pdf),
                pages=tuple(page_text(page) for page in pdf.pages),
                files=_files(pdf),
                has_form=Name.AcroForm in pdf.Root,
            )
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, KeyError, AttributeError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"not a readable PDF: {error}") from error


def _content_hash(pdf: pikepdf.Pdf) -> str:
    metadata = pdf.Root.get(Name.Metadata)
    text = b"" if metadata is None else metadata.read_bytes()
    found = re.findall(rb"<dc:identifier>" + IDENTIFIER.encode() + rb"([0-9a-f]{64})</dc:identifier>", text)
    if len(found) != 1:
        raise Unreadable("not a bridging package: its metadata name no content hash")
    return str(found[0].decode("ascii"))


def _files(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for specification in pdf.Root.get(Name.AF) or []:
        name, stream = str(specification.UF), specification.EF.F
        if int(stream.Params.Size) > MOST_BYTES:
            raise Unreadable(f"the attached file {name} is too large")
        files[name] = stream.read_bytes()
    return files
