"""The container of a workbook, opened under guard: a ZIP archive of XML parts with relations between them.

Sizes are counted while unpacking, because what the archive says of itself may be false. What a sheet holds is
read in `xlsx_table`.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from comparability.files.tables import Limits
from comparability.model.errors import Invalid

_CHUNK = 64 * 1024
_SMALL_PART = 4 * 1024 * 1024  # of parts that are kept whole: relations, sheet list, styles
_RATIO_FLOOR = 1024 * 1024  # small parts of repetitive XML compress well and harm nobody
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    ElementTree.ParseError,
)


class Handler:
    """What is told of a part while it is parsed. Tags come without their namespace."""

    def element_started(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def text_found(self, text: str) -> None:
        """Text, possibly in pieces."""

    def element_ended(self, tag: str) -> None:
        """An element ends."""


class Package:
    """A workbook's archive, its entries checked. Raises Invalid for any but a plain one within limits."""

    def __init__(self, data: bytes, *, file_name: str, limits: Limits):
        self.file_name = file_name
        self.limits = limits
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise Invalid(f"{file_name} is not an .xlsx workbook, or it is damaged.") from error
        self._names = self._checked_entries()
        self._refuse_macros()

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part ("" for the package): id → (last word of the type, name of the target part)."""
        folder, name = posixpath.split(part)
        relations: dict[str, tuple[str, str]] = {}
        for tag, attributes in self.small_part(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                absolute = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                relations[attributes.get("Id", "")] = (kind, posixpath.normpath(absolute))
        return relations

    def small_part(self, part: str) -> list[tuple[str, dict[str, str]]]:
        """The elements of a small part in order, as tag and attributes."""
        collector = _Collector()
        self.parse(part, collector, largest=_SMALL_PART)
        return collector.elements

    def parse(self, part: str, handler: Handler, *, largest: int | None = None) -> None:
        """Parse one part, telling the handler. Raises Invalid for damage, a DOCTYPE and too much data.

        largest: bytes of this part, None for as many as the whole workbook may have.
        """
        if part not in self._names:
            raise self.damaged(f"the part {part[:80]} is missing")
        target = _Target(handler, refuse_doctype=self._doctype)
        # The parser's own protection is not relied on: a document type is refused before its first entity.
        parser = ElementTree.XMLParser(target=target)  # noqa: S314
        read = 0
        try:
            for chunk in self._chunks(part):
                read += len(chunk)
                if largest is not None and read > largest:
                    raise Invalid(
                        f"{self.file_name}: the part {part[:80]} is larger than a workbook's ever is."
                    )
                parser.feed(chunk)
            parser.close()
        except _DAMAGED as error:
            raise self.damaged(f"the part {part[:80]} cannot be read") from error

    def damaged(self, why: str) -> Invalid:
        return Invalid(
            f"{self.file_name} is damaged: {why}. Open it in a spreadsheet program and save it again."
        )

    def _checked_entries(self) -> frozenset[str]:
        entries = self._archive.infolist()
        if len(entries) > self.limits.entries:
            raise Invalid(
                f"{self.file_name} has {len(entries):,} parts, at most {self.limits.entries} are read."
            )
        names = [entry.filename for entry in entries]
        if len(names) != len(set(names)):
            raise self.damaged("a part stands in it twice")
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise Invalid(f"{self.file_name} is encrypted. Save it without a password.")
            if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise self.damaged("it is packed in a way that workbooks are not")
        if sum(entry.file_size for entry in entries) > self.limits.unpacked_bytes:
            raise self._too_large()
        return frozenset(names)

    def _refuse_macros(self) -> None:
        has_code = any(
            posixpath.basename(name).lower() == "vbaproject.bin" or "macrosheets/" in name.lower()
            for name in self._names
        )
        types = self.small_part("[Content_Types].xml")
        if has_code or any("macroenabled" in a.get("ContentType", "").lower() for _, a in types):
            raise Invalid(f"{self.file_name} contains macros. Save it as .xlsx without macros.")

    def _chunks(self, part: str) -> Iterator[bytes]:
        packed = max(self._archive.getinfo(part).compress_size, 1)
        read = 0
        with self._archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                read += len(chunk)
                self._unpacked += len(chunk)
                if self._unpacked > self.limits.unpacked_bytes:
                    raise self._too_large()
                if read > _RATIO_FLOOR and read > packed * self.limits.ratio:
                    raise Invalid(
                        f"{self.file_name}: the part {part[:80]} unpacks to far more than its size."
                    )
                yield chunk

    def _too_large(self) -> Invalid:
        return Invalid(
            f"{self.file_name} unpacks to more than {self.limits.unpacked_bytes:,} bytes. Split the file."
        )

    def _doctype(self) -> None:
        raise Invalid(f"{self.file_name} contains a document type declaration, which workbooks do not have.")


class _Collector(Handler):
    def __init__(self) -> None:
        self.elements: list[tuple[str, dict[str, str]]] = []

    def element_started(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements.append((tag, attributes))


class _Target:
    """What the XML parser calls; passes on to a handler with local names."""

    def __init__(self, handler: Handler, *, refuse_doctype: Callable[[], None]):
        self._handler = handler
        self._refuse_doctype = refuse_doctype
        self.data = handler.text_found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._handler.element_started(tag.rpartition("}")[2], attributes)

    def end(self, tag: str) -> None:
        self._handler.element_ended(tag.rpartition("}")[2])

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        self._refuse_doctype()

    def close(self) -> None:
        """Nothing is built, so there is nothing to return."""
