"""Archives that are no workbook, are one of another program, or are made to exhaust whoever opens them."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from tests.files.hostile.sound_workbooks import book
from tests.files.hostile.texts import PLAIN
from tests.files.workbooks import SHEET, with_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(inside: str, *, start: str = "") -> str:
    return f'{start}<worksheet xmlns="{SHEETS}"><sheetData>{inside}</sheetData></worksheet>'


def with_sheet(xml: str | bytes) -> bytes:
    return with_parts(book(), {SHEET: xml})


def named(*names: str) -> bytes:
    """The workbook with further parts of these names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile's own, of a name that is there already
        buffer = io.BytesIO(book())
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, "x")
        return buffer.getvalue()


def content_type(kind: str) -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/x.xml" ContentType="application/{kind}"/></Types>'
    )
    return with_parts(book(), {TYPES: types})


def an_archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def flagged(data: bytes, flag: int) -> bytes:
    """Every entry marked with the flag, in its own header and in the directory."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + offset] |= flag & 0xFF
            changed[start + offset + 1] |= flag >> 8
            start = changed.find(signature, start + 4)
    return bytes(changed)


def lying_about_sizes(claimed: int) -> bytes:
    """A large sheet that the directory calls small, or a small one that it calls huge."""
    data = bytearray(with_sheet(sheet(" " * 5_000_000)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    return bytes(data.replace(struct.pack("<I", size), struct.pack("<I", claimed)))


def claiming_zip64() -> bytes:
    """Every size in the directory moved to the fields for large files, which say two to the sixty-third."""
    data = bytearray(book())
    start = data.find(b"PK\x01\x02")
    struct.pack_into("<II", data, start + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    extra = struct.pack("<HHQQ", 1, 16, 2**63, 2**63)
    name_length = struct.unpack_from("<H", data, start + 28)[0]
    struct.pack_into("<H", data, start + 30, len(extra))
    place = start + 46 + name_length
    data[place:place] = extra
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 12, struct.unpack_from("<I", data, end + 12)[0] + len(extra))
    return bytes(data)


def overlapping() -> bytes:
    """Two directory entries of one stored stretch of bytes."""
    data = bytearray(book())
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", data, second + 42, struct.unpack_from("<I", data, first + 42)[0])
    return bytes(data)


def packed_otherwise() -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def laughs(levels: int = 10) -> str:
    entities = '<!ENTITY l0 "lol">' + "".join(
        f'<!ENTITY l{each} "{f"&l{each - 1};" * 10}">' for each in range(1, levels)
    )
    return sheet(f'<row r="1"><c r="A1" t="str"><v>&l{levels - 1};</v></c></row>',
                 start=f"<!DOCTYPE x [{entities}]>")  # fmt: skip


MAKERS: dict[str, Callable[[], bytes]] = {
    # another program's file, whatever its name says
    "xlsx-is-text": lambda: PLAIN.encode(),
    "xlsx-is-a-page": lambda: b"<html><table><tr><td>lot</td></tr></table></html>",
    "xlsx-is-a-pdf": lambda: b"%PDF-1.7\n",
    "xlsx-is-noise": lambda: bytes(range(256)) * 20,
    "xlsx-is-empty": lambda: b"",
    "xlsx-is-an-old-workbook": lambda: OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"),
    "xlsx-has-a-password": lambda: OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
    "xlsx-is-binary": lambda: an_archive(TYPES, "xl/workbook.bin"),
    "xlsx-is-open-document": lambda: an_archive("mimetype", "content.xml", "META-INF/manifest.xml"),
    "xlsx-is-numbers": lambda: an_archive("Index/Document.iwa", "Metadata/Properties.plist"),
    "xlsx-is-a-letter": lambda: an_archive(TYPES, "word/document.xml"),
    "xlsx-is-any-archive": lambda: an_archive("lots.csv"),
    "named-xls": lambda: OLE + b"\x00" * 600,
    "named-xlsb": lambda: book(),
    "named-xlsm": lambda: book(),
    "named-ods": lambda: book(),
    "named-numbers": lambda: book(),
    "named-nothing": lambda: PLAIN.encode(),
    # what a workbook may carry and is refused with
    "xlsx-macro": lambda: with_parts(book(), {"xl/vbaProject.bin": b"\x00"}),
    "xlsx-macro-by-its-type": lambda: content_type("vnd.ms-excel.sheet.macroEnabled.main+xml"),
    "xlsx-macro-sheet": lambda: with_parts(book(), {"xl/macrosheets/sheet1.xml": "<x/>"}),
    "xlsx-other-workbooks": lambda: with_parts(
        book(), {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    ),
    "xlsx-data-connections": lambda: content_type(
        "vnd.openxmlformats-officedocument.spreadsheetml.connections+xml"
    ),
    "xlsx-active-controls": lambda: content_type("vnd.ms-office.activeX+xml"),
    # damage
    "xlsx-cut-off": lambda: book()[:-200],
    "xlsx-without-its-sheet": lambda: with_parts(book(), {SHEET: None}),
    "xlsx-without-types": lambda: with_parts(book(), {TYPES: None}),
    "xlsx-sheet-broken-off": lambda: with_sheet(sheet("")[:-20]),
    "xlsx-sheet-not-utf8": lambda: with_sheet(sheet("\xff").encode("latin-1")),
    "xlsx-sheet-of-unknown-encoding": lambda: with_sheet(
        sheet("", start='<?xml version="1.0" encoding="klingon"?>')
    ),
    "xlsx-sheet-with-a-control": lambda: with_sheet(sheet("<row r='1'><c r='A1'><v>\x01</v></c></row>")),
    "xlsx-sheet-with-a-surrogate": lambda: with_sheet(
        sheet("<row r='1'><c r='A1' t='str'><v>&#xD800;</v></c></row>")
    ),
    "xlsx-two-workbooks": lambda: with_parts(
        book(),
        {
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join(
                f'<Relationship Id="rId{each}" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/'
                'officeDocument/2006/relationships/officeDocument"/>'
                for each in (1, 2)
            )
            + "</Relationships>"
        },
    ),
    # archives made to mislead
    "zip-slip": lambda: named("../../../../tmp/escaped.xml"),
    "zip-slip-backslash": lambda: named("..\\..\\escaped.xml"),
    "zip-absolute": lambda: named("/etc/escaped.xml"),
    "zip-name-with-control": lambda: named("xl/\x1bescaped.xml"),
    "zip-part-twice": lambda: named(SHEET),
    "zip-part-twice-in-capitals": lambda: named(SHEET.upper()),
    "zip-encrypted": lambda: flagged(book(), 0x1),
    "zip-strongly-encrypted": lambda: flagged(book(), 0x40),
    "zip-packed-otherwise": packed_otherwise,
    "zip-claims-little": lambda: lying_about_sizes(10),
    "zip-claims-much": lambda: lying_about_sizes(0xFFFFFFF0),
    "zip-claims-zip64": claiming_zip64,
    "zip-overlapping": overlapping,
    # archives made to exhaust
    "zip-of-20000-parts": lambda: named(*(f"xl/p{each}.xml" for each in range(20_000))),
    "zip-bomb": lambda: with_sheet(sheet(" " * 60_000_000)),
    "zip-bomb-in-many-parts": lambda: with_parts(
        book(), {f"xl/p{each}.xml": " " * 4_000_000 for each in range(20)}
    ),
    "xml-entities": lambda: with_sheet(sheet("&a;", start='<!DOCTYPE x [<!ENTITY a "b">]>')),
    "xml-billion-laughs": lambda: with_sheet(laughs()),
    "xml-quadratic": lambda: with_sheet(
        sheet("&a;" * 50_000, start=f'<!DOCTYPE x [<!ENTITY a "{"b" * 50_000}">]>')
    ),
    "xml-file-of-the-server": lambda: with_sheet(
        sheet("&a;", start='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
    ),
    "xml-parameter-entity": lambda: with_sheet(
        sheet("", start='<!DOCTYPE x [<!ENTITY % a SYSTEM "http://example.org/a.dtd"> %a;]>')
    ),
    "xml-empty-doctype": lambda: with_sheet(sheet("", start="<!DOCTYPE worksheet>")),
    "xml-deep": lambda: with_sheet(sheet("<a>" * 1_000_000 + "</a>" * 1_000_000)),
    "xml-deep-in-a-cell": lambda: with_sheet(
        sheet('<row r="1"><c r="A1">' + "<a>" * 100_000 + "</a>" * 100_000 + "</c></row>")
    ),
    "xml-a-million-attributes": lambda: with_sheet(
        sheet("<row " + " ".join(f'a{each}="1"' for each in range(1_000_000)) + "/>")
    ),
    "xml-a-million-columns": lambda: with_sheet(sheet(f"<row>{'<c><v>1</v></c>' * 1_000_000}</row>")),
    "xml-a-million-empty-rows": lambda: with_sheet(sheet("<row/>" * 1_000_000)),
    "xml-one-long-text": lambda: with_sheet(
        sheet('<row r="1"><c r="A1" t="str"><v>' + "xyz 123 " * 4_000_000 + "</v></c></row>")
    ),
    "xml-long-comment": lambda: with_sheet(sheet("<!--" + "- " * 10_000_000 + "-->")),
}
