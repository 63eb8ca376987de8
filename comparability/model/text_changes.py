"""How one wording became another: what stayed, went and came, word by word."""

import difflib
import enum
import re
from dataclasses import dataclass

# Scripts that leave no space between words are compared character by character.
_PIECE = re.compile(r"[0-9A-Za-zÀ-ɏͰ-ӿḀ-ỿ]+|\s+|.", re.DOTALL)


class Change(enum.StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    change: Change
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Joined without those that are new they are `before`, without those that are gone `after`."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    found = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(Change.SAME, "".join(old[old_from:old_to])))
            continue
        if old_from < old_to:
            found.append(Piece(Change.GONE, "".join(old[old_from:old_to])))
        if new_from < new_to:
            found.append(Piece(Change.NEW, "".join(new[new_from:new_to])))
    return tuple(found)
