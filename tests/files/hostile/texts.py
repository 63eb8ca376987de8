"""Text files: the usual forms of the same table, and everything that is none."""

import gzip
import sqlite3
import unicodedata
from collections.abc import Callable

HEAD = "lot,titre,look,comment,tested\n"
TWO = "A-1,1.20E13,clear,,2026-03-04\nA-2,<2.8E9,NA,,\n"
PLAIN = HEAD + TWO
# One lot and its titre, in every form that certificates print a number or a state in.
FORMS = (
    "0", "0.0", "1.10", "5.00E+12", "1.2 x 10^13", "1.2×10¹³", "1.2 × 10⁻³", "<2.8E9", "≤0.50", ">1E5", "≥3",
    "ND", "NT", "QNS", "INV", "over",
)  # fmt: skip
SCRIPTS = ("山田-1", "Łódź-2", "Ελένη-3", "김민수-4", "สมชาย-5", "أحمد-6")
LONG = 10 * 1024 * 1024


def with_value(typed: str) -> bytes:
    """One lot whose titre is the text, quoted where that is needed."""
    quoted = '"' + typed.replace('"', '""') + '"' if set(typed) & set(',;"\n\r') else typed
    return f"{HEAD}A-1,{quoted},clear,,\n".encode()


def with_lot(number: str) -> bytes:
    return f"{HEAD}{number},1.20E13,clear,,\n".encode()


def with_day(typed: str) -> bytes:
    return f"{HEAD}A-1,1.20E13,clear,,{typed}\n".encode()


def separated(delimiter: str, line_end: str = "\n") -> bytes:
    return PLAIN.replace(",", delimiter).replace("\n", line_end).encode()


def many_rows(count: int) -> bytes:
    return (HEAD + "".join(f"A-{number},1.20E13,clear,,\n" for number in range(1, count + 1))).encode()


def a_database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE lot (number TEXT)")
        return connection.serialize()


MAKERS: dict[str, Callable[[], bytes]] = {
    # read
    "csv-plain": lambda: PLAIN.encode(),
    "csv-crlf": lambda: separated(",", "\r\n"),
    "csv-cr": lambda: separated(",", "\r"),
    "csv-byte-order-mark": lambda: "\ufeff".encode() + PLAIN.encode(),
    "csv-semicolon": lambda: separated(";"),
    "csv-tab": lambda: separated("\t"),
    "tsv": lambda: separated("\t"),
    "txt": lambda: separated("\t"),
    "csv-without-last-line-end": lambda: PLAIN.rstrip("\n").encode(),
    "csv-quoted": lambda: (HEAD + '"A-1","1.20E13","clear","one, ""two""",\n').encode(),
    "csv-lines-in-a-field": lambda: (HEAD + 'A-1,1.20E13,clear,"one\ntwo",\n').encode(),
    "csv-comment-lines": lambda: ("# from the plate reader, run 7\n" + HEAD + "# first\n" + TWO).encode(),
    "csv-blank-lines": lambda: (HEAD + "\n\n" + TWO.replace("\n", "\n\n") + "\n").encode(),
    "csv-every-form": lambda: (
        HEAD + "".join(f"A-{number},{form},NA,,\n" for number, form in enumerate(FORMS, start=1))
    ).encode(),
    "csv-spaces-kept": lambda: with_value(" 1.20E13 "),
    "csv-empty-columns-behind": lambda: PLAIN.replace("\n", ",,\n").encode(),
    "csv-scripts": lambda: (HEAD + "".join(f"{lot},1.20E13,clear,{lot},\n" for lot in SCRIPTS)).encode(),
    "csv-decomposed": lambda: with_lot(unicodedata.normalize("NFD", "Nguyễn-1")),
    "csv-formula-in-a-comment": lambda: (HEAD + "A-1,1.20E13,clear,=cmd|' /C calc'!A0,\n").encode(),
    "csv-markup-in-a-comment": lambda: (HEAD + "A-1,1.20E13,clear,<script>alert(1)</script>,\n").encode(),
    "csv-sql-in-a-comment": lambda: (HEAD + "A-1,1.20E13,clear,'); DROP TABLE lot; --,\n").encode(),
    "csv-heading-decomposed": lambda: unicodedata.normalize("NFD", PLAIN).encode(),
    "csv-delimiter-stated": lambda: b"lot;titre;look;a,b;comment;tested\nA-1;1.20E13;clear;x;;2026-03-04\n",
    "csv-named-with-folders": lambda: PLAIN.encode(),
    "csv-name-shouted": lambda: PLAIN.encode(),
    "csv-name-reversed": lambda: PLAIN.encode(),
    "csv-name-long": lambda: PLAIN.encode(),
    "csv-half-a-thousand-rows": lambda: many_rows(500),
    # other encodings
    "csv-utf16-le": lambda: PLAIN.encode("utf-16"),
    "csv-utf16-be": lambda: b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "csv-utf16-bare": lambda: PLAIN.encode("utf-16-le"),
    "csv-utf32": lambda: PLAIN.encode("utf-32"),
    "csv-latin1": lambda: (PLAIN + "Müller-3,1,clear,,\n").encode("latin-1"),
    "csv-windows1252": lambda: (PLAIN + "A-3,1,clear,5 µg “x”,\n").encode("windows-1252"),
    "csv-shift-jis": lambda: (PLAIN + "山田-3,1,clear,,\n").encode("shift-jis"),
    "csv-gb18030": lambda: (PLAIN + "王小明-3,1,clear,,\n").encode("gb18030"),
    "csv-euc-kr": lambda: (PLAIN + "김민수-3,1,clear,,\n").encode("euc-kr"),
    "csv-big5": lambda: (PLAIN + "陳大文-3,1,clear,,\n").encode("big5"),
    "csv-ebcdic": lambda: PLAIN.encode("cp500"),
    "csv-surrogate": lambda: PLAIN.encode() + b"A-3\xed\xa0\x80,1,clear,,\n",
    "csv-overlong": lambda: PLAIN.encode() + b"A-3\xc0\xaf,1,clear,,\n",
    "csv-nul": lambda: PLAIN.encode().replace(b"clear", b"cl\x00ear"),
    "csv-two-byte-order-marks": lambda: ("\ufeff\ufeff" + PLAIN).encode(),
    # no table
    "csv-empty": lambda: b"",
    "csv-blank": lambda: b"\n \n\n",
    "csv-heading-only": lambda: HEAD.encode(),
    "csv-comments-only": lambda: b"# nothing\n# here\n",
    "csv-two-delimiters": lambda: PLAIN.replace("lot,", "lot;").encode(),
    "csv-rows-of-another-delimiter": lambda: (HEAD + "A-1;1,20;clear;;2026,,,\n").encode(),
    "csv-row-too-long": lambda: (PLAIN + "A-3,1,20E13,clear,,\n").encode(),
    "csv-row-too-short": lambda: (PLAIN + "A-3,1.20E13\n").encode(),
    "csv-quote-never-closed": lambda: (PLAIN + 'A-3,"1.20E13,clear,,\nA-4,1,clear,,\n').encode(),
    "csv-quote-never-closed-large": lambda: (HEAD + 'A-1,"' + "1.20E13,clear\n" * 400_000).encode(),
    "csv-quote-inside": lambda: (PLAIN + 'A-3,"1"x,clear,,\n').encode(),
    "csv-heading-twice": lambda: PLAIN.replace("look", "lot").encode(),
    "csv-heading-twice-in-two-forms": lambda: (
        f"lot,titre,look,comment,tested,é,{unicodedata.normalize('NFD', 'é')}\nA-1,1,clear,,,,\n"
    ).encode(),
    "csv-heading-with-a-control": lambda: PLAIN.replace("look", "lo\x07ok").encode(),
    "csv-column-without-heading": lambda: PLAIN.replace("look", "").encode(),
    "csv-column-missing": lambda: PLAIN.replace("titre", "titer").encode(),
    "csv-a-million-columns": lambda: b"lot" + b",x" * 1_000_000 + b"\n",
    "csv-too-many-rows": lambda: many_rows(20_001),
    "csv-too-many-cells": lambda: (
        (",".join(f"c{number}" for number in range(250)) + "\n") + ("1" + ",1" * 249 + "\n") * 2_001
    ).encode(),
    "csv-too-large": lambda: HEAD.encode() + b"#" * LONG,
    "csv-long-cell": lambda: (HEAD + f"A-1,1.20E13,clear,{'x' * 5_000},\n").encode(),
    "csv-very-long-cell": lambda: (HEAD + f"A-1,1.20E13,clear,{'x' * 9_000_000},\n").encode(),
    # another kind of file
    "csv-is-a-workbook": lambda: b"PK\x03\x04" + b"\x00" * 60,
    "csv-is-a-pdf": lambda: b"%PDF-1.7\n1 0 obj\n",
    "csv-is-a-page": lambda: b"\n  <!DOCTYPE html><html><table><tr><td>lot</td></tr></table></html>",
    "csv-is-compressed": lambda: gzip.compress(PLAIN.encode()),
    "csv-is-a-database": a_database,
    "csv-is-noise": lambda: bytes(range(128, 256)) * 50,
    # cells that no grammar takes
    "csv-comma-decimal": lambda: with_value("1,20"),
    "csv-unit-behind": lambda: with_value("1.2E13 vg/mL"),
    "csv-other-digits": lambda: with_value("١٢"),
    "csv-full-width": lambda: with_value("５.０"),
    "csv-formula-as-value": lambda: with_value("=1+1"),
    "csv-spreadsheet-error": lambda: with_value("#N/A"),
    "csv-not-a-number": lambda: with_value("sNaN"),
    "csv-exponent-bomb": lambda: with_value("1E+10000000"),
    "csv-negative-titre": lambda: with_value("-5"),
    "csv-zero-width": lambda: with_value("1.2\u200bE13"),
    "csv-bidi-lot": lambda: with_lot("A\u202e1"),
    "csv-control-in-lot": lambda: with_lot("A\x1b1"),
    "csv-replacement-in-lot": lambda: with_lot("A\ufffd1"),
    "csv-private-use-in-lot": lambda: with_lot("A\ue0001"),
    "csv-lot-too-long": lambda: with_lot("A" * 121),
    "csv-lot-missing": lambda: with_lot("NA"),
    "csv-day-either-way": lambda: with_day("03/04/2026"),
    "csv-day-serial": lambda: with_day("46085"),
    "csv-day-buddhist": lambda: with_day("2569-03-04"),
    "csv-day-that-is-none": lambda: with_day("2026-02-30"),
    "csv-day-to-come": lambda: with_day("2099-01-01"),
    "csv-one-bad-of-many": lambda: many_rows(500).replace(b"A-250,1.20E13", b"A-250,1.20E1x"),
}
