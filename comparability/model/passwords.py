"""Which passwords are accepted: long, not obvious, not made of one's own name; no rule of composition.

NIST SP 800-63B-4, 3.1.1.2. How they are kept is in `usecases.passwords`.
"""

import unicodedata

from comparability.model.errors import Invalid

SHORTEST = 15  # without a second factor
SHORTEST_OF_TWO = 8  # beside a second factor
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
_ROWS = (
    "01234567890123456789",
    "09876543210987654321",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)
_LEET = str.maketrans("013457@$!", "oieastasi")
_LEAST_ADDED = 6  # characters that are left when obvious pieces are taken away
_LEAST_RUN = 4


def check_password(password: str, *, user_name: str, full_name: str, shortest: int = SHORTEST) -> str:
    """The password, if it is accepted. shortest: in characters.

    Raises Invalid(field="new_password"), saying what would be."""
    if len(password) < shortest:
        raise _refusal(
            f"{len(password)} characters: use at least {shortest}. Several unrelated words are easy to keep."
        )
    if len(password) > LONGEST:
        raise _refusal(f"{len(password)} characters: at most {LONGEST} are accepted.")
    bare = _bare(password)
    readings = (bare, bare.translate(_LEET))
    if len(set(bare)) < 5 or _is_repeated(bare):
        raise _refusal("Too few different characters. Use several unrelated words.")
    own = {_bare(part) for part in (user_name, *full_name.split()) if len(part) >= 4}
    if any(len(_left(reading, _OBVIOUS | _PRODUCT_WORDS | own)) < _LEAST_ADDED for reading in readings):
        raise _refusal(
            "This is one of the first passwords to be guessed: a common word, a row of keys, your name or "
            "this product's, with little added. Use several unrelated words."
        )
    return password


def _bare(password: str) -> str:
    """Lower case, without spaces and signs other than those that stand for letters."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    return "".join(character for character in folded if character.isalnum() or character in "@$!")


def _is_repeated(bare: str) -> bool:
    """Whether the password is one short piece over and over."""
    return any(bare == (bare[:size] * len(bare))[: len(bare)] for size in range(1, 7))


def _left(reading: str, words: frozenset[str]) -> str:
    """What a guesser of words and rows of keys would still have to guess."""
    for word in sorted(words, key=len, reverse=True):
        reading = reading.replace(word, "")
    for row in _ROWS:
        for size in range(len(row), _LEAST_RUN - 1, -1):
            for start in range(len(row) - size + 1):
                reading = reading.replace(row[start : start + size], "")
    return reading


def _refusal(sentence: str) -> Invalid:
    return Invalid(sentence, field="new_password")
