"""Fonts for names that the browser's machine cannot show."""

import pytest

from comparability.model.vocabulary import Role


@pytest.mark.parametrize("script", ["JP", "KR", "SC"])
def test_a_font_of_each_script_is_served_and_may_be_kept(client_as, script):
    answer = client_as(Role.QC).get(f"/typefaces/{script}.ttf")
    assert answer.status_code == 200
    assert answer.data[:4] == b"\x00\x01\x00\x00"
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("script", ["TC", "..", "secret"])
def test_nothing_else_is_served_from_that_folder(client_as, script):
    assert client_as(Role.QC).get(f"/typefaces/{script}.ttf").status_code == 404
