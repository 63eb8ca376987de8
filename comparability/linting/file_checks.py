"""The file itself: name, size, version, archive format, metadata, and what must not be in it."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from comparability.linting.checks import Breach, checks
from comparability.linting.submitted import FILE, SubmittedFile
from comparability.model.file_rules import FileRule

FILE_NAME = re.compile(r"[a-z0-9-]+\.pdf")
MEGABYTE = 1_000_000
PART = "pdfaid:part"


@checks("file-name")
def file_name(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    name, longest = file.file_name, rule.number("longest")
    if not FILE_NAME.fullmatch(name):
        yield Breach(FILE, f"“{name}” has other signs than a–z, 0–9 and hyphens, or does not end in .pdf.")
    if len(name) > longest:
        yield Breach(FILE, f"“{name}” has {len(name)} characters; {longest} are accepted.")


@checks("path-length")
def path_length(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    longest = rule.number("longest")
    if len(file.path) > longest:
        yield Breach(FILE, f"The path has {len(file.path)} characters; {longest} are accepted.")


@checks("file-size")
def file_size(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    most = rule.number("megabytes")
    if len(file.data) > most * MEGABYTE:
        yield Breach(FILE, f"It has {len(file.data) / MEGABYTE:.1f} MB; {most} MB are accepted.")


@checks("pdf-version")
def pdf_version(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    accepted = rule.texts("versions")
    if file.pdf.pdf_version not in accepted:
        yield Breach(FILE, f"It is PDF {file.pdf.pdf_version}; accepted are {', '.join(accepted)}.")


@checks("pdf-a")
def pdf_a(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    with file.pdf.open_metadata(update_docinfo=False) as metadata:
        part = str(metadata.get(PART, ""))
    if part not in rule.texts("parts"):
        yield Breach(
            FILE, f"It says that it is PDF/A-{part}." if part else "It does not say that it is PDF/A."
        )


@checks("metadata")
def filled_in(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    with file.pdf.open_metadata(update_docinfo=False) as metadata:
        told = {"/Title": metadata.get("dc:title", ""), "/Author": metadata.get("dc:creator", "")}
    for key, value in told.items():
        written = str(file.pdf.docinfo.get(key, ""))
        said = ", ".join(value) if isinstance(value, list) else str(value)
        word = key.removeprefix("/").lower()
        if not written.strip():
            yield Breach(FILE, f"The document information has no {word}.")
        elif written != said:
            yield Breach(FILE, f"The {word} is “{written}” in the information and “{said}” in the metadata.")


@checks("fast-web-view")
def linearised(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    if not file.pdf.is_linearized:
        yield Breach(FILE, "It is not linearised, or was changed after it was.")


@checks("encryption")
def encryption(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    if file.pdf.is_encrypted:
        yield Breach(FILE, "It is encrypted.")


@checks("javascript")
def javascript(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    if any("/JS" in each or str(each.get("/S")) == "/JavaScript" for each in _dictionaries(file.pdf)):
        yield Breach(FILE, "It carries JavaScript.")


@checks("attachments")
def attachments(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for specification in (each for each in _dictionaries(file.pdf) if "/EF" in each):
        name = specification.get("/UF", specification.get("/F", "a file"))
        yield Breach(FILE, f"“{name}” is attached.")


@checks("annotations")
def annotations(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for page, annotation in file.annotations():
        kind = str(annotation.get("/Subtype", "")).removeprefix("/")
        if kind not in (
            "Link",
            "Widget",
        ):  # a widget is the sight of a form field, which has a rule of its own
            yield Breach(f"page {page}", f"An annotation of the kind {kind} stands on it.")


@checks("form-fields")
def form_fields(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    if "/AcroForm" in file.pdf.Root:
        yield Breach(FILE, "It has a form or a signature field.")


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, those inside others too: an action may hide at any depth."""
    for item in pdf.objects:
        yield from _inside(item)


def _inside(item: Any) -> Iterator[Any]:
    if isinstance(item, pikepdf.Array):
        for each in item.as_list():
            if isinstance(each, pikepdf.Array | pikepdf.Dictionary) and not each.is_indirect:
                yield from _inside(each)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        yield item
        for _, each in item.items():
            if isinstance(each, pikepdf.Array | pikepdf.Dictionary) and not each.is_indirect:
                yield from _inside(each)
