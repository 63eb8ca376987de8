"""A limitation of several attributes is said once with its number, and their sections lead to it."""

import io
from dataclasses import replace

import pikepdf
import pytest

from reports.render import render
from reports.sections.attribute import attribute_section
from reports.sections.closing import limitations_section
from reports.styles import styles
from reports.tables import Table
from reports.text import Pointer
from reports.twins.pieces import Items, pieces
from reports.wording import ENGLISH
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute

LOOK = styles(ENGLISH)


def influence_table(section):
    return next(
        part
        for part in attribute_section(section, LOOK)
        if isinstance(part, Table) and part.columns[0].heading == "Lot left out"
    )


def test_a_section_names_the_numbers_of_the_limitations_it_shares_and_leads_to_them():
    (pointer,) = (
        part
        for part in attribute_section(attribute(shared_limitations=(1, 2)), LOOK)
        if isinstance(part, Pointer)
    )
    assert (pointer.text, pointer.place) == (
        "Limitations in common with other attributes, by number: 1, 2.",
        "limitations",
    )


def test_a_section_that_shares_none_leads_nowhere():
    parts = attribute_section(attribute(shared_limitations=()), LOOK)
    assert not any(isinstance(part, Pointer) for part in parts)


def test_the_limitations_of_the_comparison_are_numbered():
    (listed,) = (
        piece
        for piece in pieces(limitations_section(("One.", "Two."), LOOK), LOOK)
        if isinstance(piece, Items)
    )
    assert (listed.texts, listed.is_numbered) == (("One.", "Two."), True)


def test_the_link_says_where_it_leads():
    made = replace(package(), attributes=(attribute(shared_limitations=(1,)),))
    with pikepdf.open(io.BytesIO(render(made))) as pdf:
        told = [
            str(note.Contents)
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if note.get("/Subtype") == "/Link"
        ]
    assert "Go to Limitations" in told


def test_a_number_that_no_limitation_has_is_refused():
    with pytest.raises(ValueError, match="there is no limitation 3; the last is 2"):
        replace(package(), attributes=(attribute(shared_limitations=(3,)),))


def test_lots_left_out_of_a_range_have_no_column_for_an_estimate():
    rows = tuple(replace(row, estimate="") for row in attribute().influence)
    headings = [column.heading for column in influence_table(attribute(influence=rows)).columns]
    assert headings == ["Lot left out", "Interval or range", "Outcome"]
    assert "Estimate" in [column.heading for column in influence_table(attribute()).columns]
