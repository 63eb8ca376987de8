"""Files that an evidence copy carries, as PDF/A-3 asks: named, typed, related to the document as its data."""

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file: `name` as it is saved ("results.csv"), `media_type` as "text/csv"."""

    name: str
    media_type: str
    description: str
    data: bytes


def attach(pdf: pikepdf.Pdf, attachments: Sequence[Attachment], *, date: str) -> None:
    """Adds the files in the order of their names; `date` is a PDF date. Raises ValueError on a name twice."""
    names = Array([])
    related = Array([])
    ordered = sorted(attachments, key=lambda attachment: attachment.name)
    if len({attachment.name for attachment in ordered}) < len(ordered):
        raise ValueError("two attachments share a name")
    for attachment in ordered:
        stream = Stream(pdf, attachment.data)
        stream.Type = Name.EmbeddedFile
        stream.Subtype = Name(f"/{attachment.media_type}")
        stream.Params = Dictionary(Size=len(attachment.data), ModDate=String(date))
        file = pdf.make_indirect(stream)
        specification = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(attachment.name),
                UF=String(attachment.name),
                Desc=String(attachment.description),
                AFRelationship=Name.Data,
                EF=Dictionary(F=file, UF=file),
            )
        )
        related.append(specification)
        names.append(String(attachment.name))
        names.append(specification)
    pdf.Root.AF = related
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
