"""Line breaking loses nothing, overflows nothing, and respects the rules of each script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.lines import break_lines, longest_word, printable
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


def test_a_range_keeps_both_its_ends_on_one_line() -> None:
    for width in range(112, 220, 6):
        lines = broken("点推定値と区間は1.0900\u00a0(0.9664～1.2295)であった。", width)
        assert len(lines) > 1
        assert any("1.0900\u00a0(0.9664～1.2295)" in line for line in lines), width


def test_no_chinese_or_japanese_line_begins_or_ends_with_what_must_not_stand_there() -> None:
    """Kinsoku (JIS X 4051): closing signs, small kana and the long vowel do not begin a line."""
    text = "「バリデーション」は、キャプシド（ベクター）の力価ゥ、％及び℃を評価する。“等效”；《方案》"
    for width in range(48, 160, 5):
        lines = broken(text * 2, width)
        assert not [line for line in lines if line[0] in "」、）ャィョッーゥ％℃。；”》"], width
        assert not [line for line in lines[:-1] if line[-1] in "「（“《"], width


def test_korean_breaks_between_words() -> None:
    text = "변경 전후 품질특성의 비교동등성을 평가하였다"
    assert "".join(broken(text, 60)).split() == text.split()
    assert all(line.strip() in text for line in broken(text, 60))
    assert {word for line in broken(text, 60) for word in line.split()} == set(text.split())


def test_a_column_keeps_short_terms_whole_and_long_ones_readable() -> None:
    font = styles(ENGLISH).body.font
    admit("試験施設名及び品質特性一覧", language="en")
    assert longest_word("試験施設名", font=font, size=10) == pytest.approx(50)
    assert longest_word("試験施設及び品質特性一覧", font=font, size=10) == pytest.approx(40)
