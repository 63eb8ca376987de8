"""From drawn pages to the finished file: PDF/A and PDF/UA-1, metadata, colour profile, linearised."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from reports.attachments import Attachment, attach
from reports.structure import Bookmark, write_bookmarks, write_structure
from reports.tagging import TaggedCanvas

PRODUCER = "comparability, with ReportLab and pikepdf"
IDENTIFIER = "urn:sha-256:"  # in the metadata, before the hash of the content


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """`created` is a UTC instant, 2026-11-23T05:31:00Z; `content_hash` the SHA-256 that the pages print."""

    title: str
    author: str
    subject: str
    created: str
    language: str
    software: str
    content_hash: str

    @property
    def pdf_date(self) -> str:
        digits = "".join(character for character in self.created if character.isdigit())
        return f"D:{digits}Z"


def finish(
    drawn: bytes,
    *,
    canvas: TaggedCanvas,
    bookmarks: list[Bookmark],
    metadata: Metadata,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The finished file; the same input gives the same bytes. With attachments it is PDF/A-3a, without 2a."""
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        for page in pdf.pages:
            if Name.Trans in page.obj:
                del page.obj[Name.Trans]
        write_structure(pdf, canvas)
        write_bookmarks(pdf, canvas, bookmarks)
        _output_intent(pdf)
        _metadata(pdf, metadata, part=3 if attachments else 2)
        if attachments:
            attach(pdf, attachments, date=metadata.pdf_date)
        target = io.BytesIO()
        pdf.save(
            target,
            linearize=True,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=False,
            fix_metadata_version=False,
        )
    return target.getvalue()


def _output_intent(pdf: pikepdf.Pdf) -> None:
    profile = Stream(pdf, files("pikepdf").joinpath("pdfa/data/sRGB.icc").read_bytes())
    profile.N = 3
    profile.Alternate = Name.DeviceRGB
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _metadata(pdf: pikepdf.Pdf, metadata: Metadata, *, part: int) -> None:
    pdf.Root.Lang = String(metadata.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    info = {
        "Title": metadata.title,
        "Author": metadata.author,
        "Subject": metadata.subject,
        "Producer": PRODUCER,
        "Creator": metadata.software,
        "CreationDate": metadata.pdf_date,
        "ModDate": metadata.pdf_date,
    }
    for key, value in info.items():
        pdf.docinfo[Name(f"/{key}")] = String(value)
    stream = Stream(pdf, _xmp(metadata, part=part).encode("utf-8"))
    stream.Type = Name.Metadata
    stream.Subtype = Name.XML
    pdf.Root.Metadata = pdf.make_indirect(stream)


def _xmp(metadata: Metadata, *, part: int) -> str:
    """The facts of the information dictionary again, as PDF/A requires, and the two claims of conformance."""
    title, author, subject, software = (
        escape(text, quote=False)
        for text in (metadata.title, metadata.author, metadata.subject, metadata.software)
    )
    created = metadata.created
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:identifier>{IDENTIFIER}{metadata.content_hash}</dc:identifier>
<dc:language><rdf:Bag><rdf:li>{metadata.language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{escape(PRODUCER)}</pdf:Producer><xmp:CreatorTool>{software}</xmp:CreatorTool>
<xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{created}</xmp:ModifyDate>
<xmp:MetadataDate>{created}</xmp:MetadataDate>
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
