"""Which passwords are accepted: NIST SP 800-63B-4, 3.1.1.2, with length as the one demand on their shape."""

import pytest

from comparability.model.errors import Invalid
from comparability.model.passwords import LONGEST, check_password


def check(password: str) -> str:
    return check_password(password, user_name="m.tanaka", full_name="Misaki Tanaka")


@pytest.mark.parametrize(
    "password",
    [
        "sturdy kettle orbit moss",
        "кошка гуляет по крыше",
        "猫が屋根の上を静かに歩いている夜",
        "      fifteen spaced words",
        "🌵 cactus telescope 🌵",
        "x" * 3 + "Gq8#mLw2!rTz" * 5,
        "quiet-harbour-lantern" * 12,
        "no digits or capitals needed",
    ],
)
def test_a_long_password_of_any_characters_is_accepted(password):
    assert check(password[:LONGEST]) == password[:LONGEST]


@pytest.mark.parametrize(
    "password",
    [
        "",
        "fourteen chars",
        "password123456789",
        "P@ssw0rdP@ssw0rd1",
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012345",
        "abcdefghijklmnop",
        "qwertyuiopasdfgh",
        "qwertyuiop123456",
        "letmeinletmein2026",
        "m.tanaka m.tanaka",
        "Misaki Tanaka 1985!",
        "comparability2026!",
        "lentivirus vector 1",
        "correct horse battery staple",
        "x" * (LONGEST + 1),
    ],
)
def test_an_obvious_password_is_refused_beside_its_field(password):
    with pytest.raises(Invalid) as refused:
        check(password)
    assert refused.value.field == "new_password"


def test_a_refusal_does_not_repeat_the_password():
    with pytest.raises(Invalid) as refused:
        check("Misaki Tanaka 1985!")
    assert "1985" not in str(refused.value)
