"""The container of a workbook, opened under guard: a ZIP archive of XML parts with relations between them.

Sizes are counted while unpacking, because what the archive says of itself may be false. What a sheet holds is
read in `xlsx_table`.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from comparability.files.kinds import REMEDY
from comparability.files.tables import Limits
from comparability.model.errors import Invalid
from comparability.model.texts import shown

_CHUNK = 64 * 1024
_SMALL_PART = 4 * 1024 * 1024  # of parts that are kept whole: relations, sheet list, styles
_LEAST_HEADER = 30  # bytes before the name of a part
_MOST_NAMES = 1_000  # remembered tags; a part of a workbook has a few dozen
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # by password, strongly, with its directory
_RATIO_FLOOR = 1024 * 1024  # small parts of repetitive XML compress well and harm nobody
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    LookupError,
    ElementTree.ParseError,
)
# The namespaces that carry a workbook, by their transitional and their strict names; others carry extensions.
_KNOWN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/content-types",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    }
)
# What a workbook may carry beside its sheets and is refused with, by a word of the content type of a part.
_REFUSED_TYPES = {
    "macroenabled": "contains macros. Save it as .xlsx without macros.",
    "vbaproject": "contains macros. Save it as .xlsx without macros.",
    "intlmacrosheet": "contains macros. Save it as .xlsx without macros.",
    "externallink": "takes values from other workbooks. Break the links (Data, Edit links) and save again.",
    "connections": "takes values from elsewhere by data connections. Delete them and save it again.",
    "activex": "contains active controls. Delete them and save it again.",
}
_OTHER_ARCHIVES = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "index/document.iwa": "an Apple Numbers sheet",
    "content.xml": "an OpenDocument sheet",
    "xl/workbook.bin": "a binary Excel workbook",
}
_UNFIT_NAME = re.compile(r"(?:^|/)\.\.?(?:/|$)|^/|\\|[\x00-\x1f\x7f]|^[A-Za-z]:|//")


class Handler:
    """What is told of a part while it is parsed. Tags of a workbook come without their namespace, others
    with it in braces, so that an extension is never taken for a cell.
    """

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
        self._refuse_other_contents()

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
        target = _Target(
            handler, refuse_doctype=self._doctype, refuse_depth=self._too_deep, depth=self.limits.depth
        )
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
        # Names of parts differ by more than upper and lower case (ISO/IEC 29500-2, 6.2.2.2).
        if len(names) != len({name.lower() for name in names}):
            raise self.damaged("a part stands in it twice")
        for entry in entries:
            if _UNFIT_NAME.search(entry.filename):
                raise self.damaged(f"the part {shown(entry.filename)} has a name that no workbook has")
            if entry.flag_bits & _ENCRYPTED:
                raise Invalid(f"{self.file_name} is encrypted. Save it without a password.")
            if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise self.damaged("it is packed in a way that workbooks are not")
        if sum(entry.file_size for entry in entries) > self.limits.unpacked_bytes:
            raise self._too_large()
        self._refuse_overlap(entries)
        return frozenset(names)

    def _refuse_overlap(self, entries: list[zipfile.ZipInfo]) -> None:
        """Parts that share bytes unpack to many times the archive, and each program may read another one."""
        ends = 0
        for entry in sorted(entries, key=lambda each: each.header_offset):
            if entry.header_offset < ends:
                raise self.damaged(f"the part {shown(entry.filename)} stands on the place of another")
            ends = entry.header_offset + _LEAST_HEADER + len(entry.filename) + entry.compress_size

    def _refuse_other_contents(self) -> None:
        lower = {name.lower() for name in self._names}
        for part, kind in _OTHER_ARCHIVES.items():
            if part in lower:
                raise Invalid(f"{self.file_name} is {kind}, whatever its name says. {REMEDY}")
        for name in sorted(lower):
            if posixpath.basename(name) == "vbaproject.bin" or "macrosheets/" in name:
                raise Invalid(f"{self.file_name} {_REFUSED_TYPES['macroenabled']}")
            if "externallinks/" in name:
                raise Invalid(f"{self.file_name} {_REFUSED_TYPES['externallink']}")
        types = [a.get("ContentType", "").lower() for _, a in self.small_part("[Content_Types].xml")]
        for word, sentence in _REFUSED_TYPES.items():
            if any(word in each for each in types):
                raise Invalid(f"{self.file_name} {sentence}")

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

    def _too_deep(self) -> None:
        raise self.damaged("its elements stand inside one another more deeply than in any workbook")

    def _doctype(self) -> None:
        raise Invalid(f"{self.file_name} contains a document type declaration, which workbooks do not have.")


class _Collector(Handler):
    def __init__(self) -> None:
        self.elements: list[tuple[str, dict[str, str]]] = []

    def element_started(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements.append((tag, attributes))


class _Target:
    """What the XML parser calls; passes on to a handler with local names."""

    def __init__(
        self,
        handler: Handler,
        *,
        refuse_doctype: Callable[[], None],
        refuse_depth: Callable[[], None],
        depth: int,
    ):
        self._started, self._ended = handler.element_started, handler.element_ended
        self._refuse_doctype, self._refuse_depth = refuse_doctype, refuse_depth
        self._left = depth
        self._tags: dict[str, str] = {}
        self.data = handler.text_found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            self._refuse_depth()
        self._started(self._tags.get(tag) or self._named(tag), attributes)

    def end(self, tag: str) -> None:
        self._left += 1
        self._ended(self._tags.get(tag) or self._named(tag))

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        self._refuse_doctype()

    def close(self) -> None:
        """Nothing is built, so there is nothing to return."""

    def _named(self, tag: str) -> str:
        space, _, local = tag.removeprefix("{").rpartition("}")
        name = local if space in _KNOWN else tag
        if len(self._tags) < _MOST_NAMES:
            self._tags[tag] = name
        return name
