"""Tables keep their heads, their rows and the decimal points of their numbers."""

import io
import sys
from dataclasses import replace

import pikepdf
import pytest

from reports.render import render
from reports.sections.change import risk_section
from reports.styles import styles
from reports.tables import Align, Column, Table
from reports.text import Text
from reports.typefaces import admit
from reports.wording import ENGLISH, Words
from tests.reports.reading import ReadPdf
from tests.reports.sample import RiskRow, package
from tests.reports.sample_attributes import COMMENT, attribute, results


def widths_to_the_point(values: list[str]) -> list[float]:
    """Where the decimal point of each value lies, from the left of the column."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    look = styles(ENGLISH)
    table = Table([Column("Result", Align.DECIMAL)], [(value,) for value in values], look)
    table.wrap(400, 400)
    points = []
    for row, value in zip(table.rows, values, strict=True):
        cell = row.cells[0]
        points.append(cell.left + stringWidth(value.split(".")[0], cell.style.font, cell.style.size))
    return points


def test_numbers_stand_under_each_other_at_their_decimal_points() -> None:
    points = widths_to_the_point(["7.4", "12.05", "0.001", "104", "<2.5"])
    assert max(points) - min(points) < 0.01


def calls_to_lay_out(rows: int) -> int:
    """Of Python functions while a listing is laid out and parted over pages."""
    table = Table(
        [Column("Lot"), Column("Result", Align.DECIMAL)],
        [(f"L{number}", f"{number}.5" if number % 2 else "none") for number in range(rows)],
        styles(ENGLISH),
    )
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        parts = table.split(400, 300)
        while len(parts) > 1:
            parts = parts[-1].split(400, 300)
    finally:
        sys.setprofile(None)
    return calls


def test_a_row_costs_no_more_for_being_in_a_longer_listing() -> None:
    assert calls_to_lay_out(1200) < 4.4 * calls_to_lay_out(300)


def test_a_drawing_that_does_not_fit_is_refused() -> None:
    table = Table([Column("Wide", width_mm=200)], [("x",)], styles(ENGLISH))
    with pytest.raises(ValueError, match="do not fit into 400"):
        table.wrap(400, 400)


def test_words_stay_whole_while_another_column_can_give_way() -> None:
    long = "a sentence of many short words that can be broken anywhere " * 6
    table = Table(
        [Column("Arm"), Column("Value", Align.DECIMAL), Column("Note")],
        [("Comparability", "1.5", long)],
        styles(ENGLISH),
    )
    table.wrap(300, 400)
    assert [line.text for line in table.rows[0].cells[0].lines] == ["Comparability"]
    assert sum(table.widths) == pytest.approx(300)


def test_short_words_stay_whole_where_the_longest_of_another_column_cannot() -> None:
    look = styles(ENGLISH)
    columns = [Column("n\u00a0pre /\u00a0post"), Column("Sequence"), Column("Outcome")]
    table = Table(columns, [("6 / 4", "ACGT" * 9, "equivalent"), ("6 / 4", "TGCA" * 9, "met")], look)
    table.wrap(250, 400)
    assert [line.text.strip() for line in table.head.cells[0].lines] == ["n\u00a0pre", "/\u00a0post"]
    assert [len(row.cells[2].lines) for row in table.rows] == [1, 1]
    assert len(table.rows[0].cells[1].lines) > 1
    assert sum(table.widths) == pytest.approx(250)


def test_a_table_begins_with_as_much_as_was_asked_or_on_the_next_page() -> None:
    rows = [(f"L{number}", "7") for number in range(60)]
    table = Table([Column("Lot"), Column("Result")], rows, styles(ENGLISH), begins_with=150.0)
    assert table.split(400, 120) == []
    first, rest = table.split(400, 300)
    assert first.rows_height >= 150.0
    assert len(rest.split(400, 120)) == 2  # only the beginning is held together


def test_what_backs_a_proposed_rationale_is_said_once_for_all_attributes_that_share_it() -> None:
    risk = RiskRow(change="x", attribute="Purity", rating="high", rationale="Moves.", mitigation="none")
    ground = "general knowledge: usual practice"
    risks = (replace(risk, ground=ground), replace(risk, attribute="Potency", ground=ground), risk)
    look = styles(ENGLISH)
    notes = [
        part.text for part in risk_section(risks, look) if isinstance(part, Text) and part.style == look.note
    ]
    assert notes == [
        "Rationale as proposed for this kind of switch and left as it was "
        "(general knowledge: usual practice): Purity, Potency."
    ]


def test_the_head_is_repeated_on_every_page_and_spoken_once() -> None:
    rows = results(tuple(f"{number}.5" for number in range(10)))
    data = render(package(attributes=(attribute(results=rows * 12),)))
    pages = [page for page in ReadPdf(data).pages if "CoA-00" in page]
    assert len(pages) > 2
    assert all("State, source, note" in " ".join(page.split()) for page in pages)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        scopes = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary)
            and item.get("/S") == "/TH"
            and item.A.get("/Scope") == "/Column"
        ]
    # Eight columns in the listing; twelve copies of it would be far more than all other tables have.
    assert len(scopes) < 120


@pytest.mark.requirement("DI-05")
def test_a_cell_taller_than_a_page_continues_on_the_next() -> None:
    risk = RiskRow(change="x", attribute="y", rating="high", rationale=COMMENT, mitigation="none")
    document = ReadPdf(render(package(attributes=(attribute(),), risks=(risk,))))
    first, last = document.section_pages("4 Risk")
    assert last - first >= 1
    assert sum(page.count("배치") for page in document.pages) == COMMENT.count("배치")


def test_a_long_japanese_heading_does_not_squeeze_words_of_other_columns() -> None:
    """Ideographs may break anywhere: a heading of them needs no column as wide as itself."""
    words = Words("ja")
    look = styles(words)
    heads = (
        "試験方法、バージョン",
        "定量限界（LOQ）",
        "前後で同一か、ブリッジング",
        "バリデーション済みの有無",
    )
    admit("".join(heads), language="ja")
    columns = [Column(head) for head in heads]
    word = "Electrochemiluminescence"
    table = Table([*columns, Column("試験施設")], [("", "", "", "", word)], look)
    table.wrap(300, 400)
    assert [line.text for line in table.rows[0].cells[-1].lines] == [word]
    assert all(len(cell.lines) > 1 for cell in table._head.cells[:4])
