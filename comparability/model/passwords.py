"""Which passwords are accepted: long, not obvious, not made of one's own name; no rule of composition.

NIST SP 800-63B-4, 3.1.1.2. How they are kept is in `usecases.passwords`.
"""

import unicodedata

from comparability.model.errors import Invalid

SHORTEST = 15  # without a second factor
LONGEST = 256

# The cores of the passwords that are guessed first; one of them with a tail of digits is no better.
_OBVIOUS = frozenset(
    [
        "password",
        "passwort",
        "passphrase",
        "secret",
        "letmein",
        "welcome",
        "changeme",
        "administrator",
        "default",
        "qwerty",
        "qwertyuiop",
        "qwertzuiop",
        "azertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "dragon",
        "monkey",
        "superman",
        "batman",
        "trustno",
        "master",
        "shadow",
        "michael",
        "jennifer",
        "jordan",
        "freedom",
        "whatever",
        "starwars",
        "computer",
        "internet",
        "correcthorsebatterystaple",
        "thequickbrownfox",
        "abcdefghijklmnopqrstuvwxyz",
        "abcdefghijklmno",
        "qwertyuiopasdfghjkl",
        "qwertyuiopasdfghjklzxcvbnm",
        "onceuponatime",
        "tobeornottobe",
    ]
)
_PRODUCT_WORDS = frozenset({"comparability", "bridging", "vector", "lentivirus", "adenovirus", "plasmid"})
_LEET = str.maketrans("013457@$!", "oieastasi")
_ROWS = (
    "01234567890123456789",
    "09876543210987654321",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


def check_password(password: str, *, user_name: str, full_name: str) -> str:
    """The password, if it is accepted. Raises Invalid(field="new_password"), saying what would be."""
    if len(password) < SHORTEST:
        raise _refusal(
            f"{len(password)} characters: use at least {SHORTEST}. Several unrelated words are easy to keep."
        )
    if len(password) > LONGEST:
        raise _refusal(f"{len(password)} characters: at most {LONGEST} are accepted.")
    plain = _plain(password)
    if len(set(plain)) < 5:
        raise _refusal("Too few different characters. Use several unrelated words.")
    own = {_plain(part) for part in (user_name, *full_name.split()) if len(part) >= 4}
    rest = plain
    for word in sorted(_OBVIOUS | _PRODUCT_WORDS | own, key=len, reverse=True):
        rest = rest.replace(word, "")
    letters = [character for character in rest if character.isalpha()]
    if len(letters) < 6 or _is_run(plain):
        raise _refusal(
            "This is one of the first passwords to be guessed: a common word, your name or this product's, "
            "with little added. Use several unrelated words."
        )
    return password


def _plain(password: str) -> str:
    """Lower case without spaces and signs, with the digits that stand for letters read as letters."""
    folded = unicodedata.normalize("NFKC", password).casefold().translate(_LEET)
    return "".join(character for character in folded if character.isalnum())


def _is_run(plain: str) -> bool:
    """Whether the password is a walk along a keyboard row or the alphabet, or one piece repeated."""
    repeated = any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 7))
    return repeated or any(plain in row for row in _ROWS)


def _refusal(sentence: str) -> Invalid:
    return Invalid(sentence, field="new_password")
