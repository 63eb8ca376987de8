"""A difference between two wordings holds both of them whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.model.text_changes import Change, Piece, pieces


@given(st.text(), st.text())
def test_both_wordings_can_be_read_from_the_difference(before, after):
    found = pieces(before, after)
    assert "".join(each.text for each in found if each.change is not Change.NEW) == before
    assert "".join(each.text for each in found if each.change is not Change.GONE) == after


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("nine lots", "ten lots", [("gone", "nine"), ("new", "ten"), ("same", " lots")]),
        ("比較する。", "比較した。", [("same", "比較"), ("gone", "する"), ("new", "した"), ("same", "。")]),
        ("same", "same", [("same", "same")]),
    ],
)
def test_whole_words_change_and_single_characters_where_no_space_parts_them(before, after, says):
    assert pieces(before, after) == tuple(Piece(Change(change), text) for change, text in says)
