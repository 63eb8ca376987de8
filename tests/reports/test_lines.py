"""Line breaking loses nothing, overflows nothing, and respects the rules of each script."""

from hypothesis import given
from hypothesis import strategies as st

from reports.lines import break_lines, printable
from reports.styles import styles
from reports.typefaces import admit
from reports.wording import ENGLISH

ALPHABET = "abcXYZ 0123-−×/,.()éđ\n漢字かな、。（）한글 "


def broken(text: str, width: float) -> list[str]:
    admit(text, language="en")
    font = styles(ENGLISH).body.font
    lines = break_lines(text, font=font, size=9.5, width=width)
    return [line.text + " " * line.ends_with_space for line in lines]


@given(text=st.text(alphabet=ALPHABET, max_size=120), width=st.floats(30, 300))
def test_lines_put_together_are_the_text(text: str, width: float) -> None:
    assert "".join(broken(text, width)) == printable(text).replace("\n", "")


@given(text=st.text(alphabet=ALPHABET.replace(" ", ""), max_size=120), width=st.floats(40, 300))
def test_no_line_is_wider_than_its_column(text: str, width: float) -> None:
    admit(text, language="en")
    lines = break_lines(text, font=styles(ENGLISH).body.font, size=9.5, width=width)
    assert all(line.width <= width + 1e-6 for line in lines)


def test_words_that_fit_stay_whole() -> None:
    lines = broken("vector genome titre", 60)
    assert len(lines) > 1
    assert " ".join(lines).split() == ["vector", "genome", "titre"]


def test_a_number_with_its_no_break_spaces_is_not_parted() -> None:
    interval = "(90\u00a0%\u00a0CI\u00a0−0.375\u00a0to\u00a00.131)"
    assert any(interval in line for line in broken(f"the difference in means {interval}", 150))


def test_a_word_of_more_than_forty_characters_breaks_inside_its_line() -> None:
    lines = broken("lot " + "A" * 60, 200)
    assert lines[0].startswith("lot A")


def test_a_japanese_line_does_not_start_with_a_full_stop() -> None:
    lines = broken("製法変更前後の同等性を評価した。製法変更前後の同等性を評価した。", 57)
    assert len(lines) > 3
    assert not any(line.startswith(("。", "、")) for line in lines)


def test_decomposed_letters_are_composed_before_printing() -> None:
    assert printable("Nguye\u0302\u0303n") == "Nguyễn"
