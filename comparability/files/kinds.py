"""What a file is, told by its first bytes and its name; what is no plain table is refused as what it is.

How a table is read is in `csv_table` and `xlsx_table`; what a workbook's archive may hold in `xlsx_package`.
"""

from comparability.model.errors import Invalid
from comparability.model.texts import shown

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURE = b"PK\x03\x04"
WORKBOOK = "xlsx"
TEXTS = ("csv", "tsv", "txt")
REMEDY = "Save the sheet as .xlsx without macros, or as “CSV UTF-8”."

# Every program's own file that people take for a table, by its ending.
_OTHERS = {
    "xls": "an old Excel workbook",
    "xlsb": "a binary Excel workbook",
    "xlsm": "an Excel workbook with macros",
    "xltx": "an Excel template",
    "xltm": "an Excel template with macros",
    "xlam": "an Excel add-in",
    "ods": "an OpenDocument sheet",
    "fods": "an OpenDocument sheet",
    "numbers": "an Apple Numbers sheet",
    "gsheet": "a link to a Google sheet",
    "wks": "an old spreadsheet",
    "dif": "an old spreadsheet",
    "slk": "an old spreadsheet",
    "pzfx": "a GraphPad Prism file",
    "jmp": "a JMP table",
    "sas7bdat": "a SAS data set",
    "pdf": "a PDF document",
    "doc": "a Word document",
    "docx": "a Word document",
    "html": "a web page",
    "xml": "an XML file",
    "json": "a JSON file",
    "zip": "an archive",
    "gz": "a compressed file",
}
_SIGNATURES = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a Rich Text document",
    b"\x1f\x8b": "a compressed file",
    b"BZh": "a compressed file",
    b"7z\xbc\xaf": "an archive",
    b"Rar!": "an archive",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<head", b"mime-version:")


def shown_name(name: str) -> str:
    """The name of a file as messages quote it: shortened, invisible characters spelled out, no folder."""
    return shown(name.replace("\\", "/").rpartition("/")[2], length=100).strip("“”")


def checked_ending(name: str, file_name: str) -> str:
    """The ending of a file that is read. Raises Invalid for any other, saying what it is.

    name: as it was sent. file_name: as it is quoted.
    """
    ending = name.rpartition(".")[2].lower()
    if ending == WORKBOOK or ending in TEXTS:
        return ending
    if ending in _OTHERS:
        raise Invalid(f"{file_name} is {_OTHERS[ending]} (.{ending}), which is not read. {REMEDY}")
    raise Invalid(f"{file_name}: only .xlsx, .csv, .tsv and .txt files are read. {REMEDY}")


def check_content(data: bytes, file_name: str, ending: str) -> None:
    """Raises Invalid where the content is not what the ending says."""
    if data.startswith(OLE_SIGNATURE):
        raise Invalid(f"{file_name} is {_compound(data)}, which is not read. {REMEDY}")
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise Invalid(f"{file_name} is {kind} and no table. {REMEDY}")
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower().startswith(_MARKUP):
        raise Invalid(f"{file_name} is a web page or an XML file and no table. {REMEDY}")
    if ending == WORKBOOK and not data.startswith(ZIP_SIGNATURE):
        raise Invalid(
            f"{file_name} is not an .xlsx workbook, or it is damaged: it does not begin like one. Open it in "
            "a spreadsheet program and save it again; name a text file .csv."
        )
    if ending in TEXTS and data.startswith((ZIP_SIGNATURE, b"PK\x05\x06", b"PK\x07\x08")):
        raise Invalid(
            f"{file_name} is a workbook or an archive, not text. Name it .xlsx if it is a workbook."
        )


def _compound(data: bytes) -> str:
    """A compound file wraps a workbook that has a password, and is the old format of all of Office."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "a password-protected workbook"
    return "an old .xls or a password-protected workbook"
