"""Text of any script is kept; characters that cannot be seen are refused by name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.model.errors import Invalid
from comparability.model.texts import COMMENT_LENGTH, is_refused, meaningful_reason, read_text

pytestmark = pytest.mark.requirement("DI-03")

NAMES = [
    "Nguyễn Thị Hương",
    "Łukasz Żółć",
    "Ελένη Παπαδοπούλου",
    "Наталья Щербакова",
    "山田太郎",
    "葛\U000e0100飾区",  # an ideographic variation, as in Japanese registers
    "김민수",
    "王小明",
    "陳大文",
    "สมชาย ใจดี",
    "अनिता शर्मा",
    "أحمد علي",
    "O'Brien & Søn <A17>",
    "=1+1",
    "Ⅷ ½ ² µ",
]

REFUSED = {
    "NUL": "a\x00b",
    "escape": "a\x1bb",
    "U+0085": "a\x85b",
    "right-to-left override": "a\u202eb",
    "left-to-right isolate": "a\u2066b",
    "arabic letter mark": "a\u061cb",
    "zero width space": "a\u200bb",
    "zero width joiner": "a\u200db",
    "word joiner": "a\u2060b",
    "zero width no-break space": "\ufeffab",
    "soft hyphen": "a\u00adb",
    "line separator": "a\u2028b",
    "U+E000": "a\ue000b",
    "U+FFFF": "a\uffffb",
    "U+D800": "a\ud800b",
    "language tag": "a\U000e0001b",
    "hangul filler": "a\u3164b",
    "hangul choseong filler": "a\u115fb",
    "halfwidth hangul filler": "a\uffa0b",
    "combining grapheme joiner": "a\u034fb",
    "khmer vowel inherent aq": "a\u17b4b",
    "braille pattern blank": "a\u2800b",
    "tab": "a\tb",
    "line break": "a\nb",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_kept_unchanged(name):
    assert read_text(name, name="person") == name


@pytest.mark.parametrize("said", REFUSED)
def test_a_character_that_cannot_be_seen_is_refused_by_name(said):
    with pytest.raises(Invalid, match=f"^lot number: .*{said.replace('+', '[+]')}"):
        read_text(REFUSED[said], name="lot number")


def test_decomposed_text_is_kept_in_composed_form():
    decomposed = unicodedata.normalize("NFD", "Nguyễn 김")
    assert read_text(decomposed, name="person") == "Nguyễn 김"


def test_lines_and_tabs_are_kept_where_several_lines_are_asked_for():
    assert read_text("a\r\n\tb", name="comment", multiline=True) == "a\r\n\tb"


def test_outer_spaces_are_not_part_of_a_name():
    assert read_text(" LOT 1 ", name="lot number") == "LOT 1"


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\u00a0"], ids=repr)
def test_a_blank_name_is_refused(blank):
    with pytest.raises(Invalid, match="nothing was entered"):
        read_text(blank, name="lot number")


def test_an_optional_text_may_be_empty():
    assert read_text("", name="comment", required=False) == ""


def test_a_comment_has_a_longest_length():
    read_text("한" * COMMENT_LENGTH, name="comment", max_length=COMMENT_LENGTH)
    with pytest.raises(Invalid, match="4001 characters, at most 4000"):
        read_text("한" * (COMMENT_LENGTH + 1), name="comment", max_length=COMMENT_LENGTH)


@given(st.text(max_size=30))
def test_accepted_text_is_composed_and_accepted_again_unchanged(text):
    try:
        accepted = read_text(text, name="comment", required=False)
    except Invalid:
        return
    assert not any(is_refused(character) for character in accepted)
    assert read_text(accepted, name="comment", required=False) == accepted


@pytest.mark.parametrize("reason", ["Digit misread", "訂正", "오기", "42", "QC error\nsee page 2"])
def test_a_reason_says_something_in_any_script(reason):
    assert meaningful_reason(reason) == reason


@pytest.mark.parametrize("reason", ["", "   ", "\u3000\u3000", ".", "--", "…", "x", "\n\n"], ids=repr)
def test_a_reason_that_says_nothing_is_refused(reason):
    with pytest.raises(Invalid, match="say in words why"):
        meaningful_reason(reason)


def test_a_reason_cannot_be_made_of_zero_width_characters():
    with pytest.raises(Invalid):
        meaningful_reason("\u200b\u200b")
