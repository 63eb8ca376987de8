"""Word the prose of packages: a regulatory writer saves another version, and earlier ones stay."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, NotFound
from comparability.model.people import Actor, Permission
from comparability.model.text_blocks import Block, check_template, delivered
from comparability.model.texts import meaningful_reason
from comparability.storage.sessions import state_reason
from comparability.storage.text_blocks import TextBlock, wordings_of
from comparability.usecases.entries import storable
from comparability.usecases.printable import check_printable
from comparability.usecases.records import add


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlockEntry:
    text: str


def find_block(block: str, language: str) -> Block:
    """The block of that name in a language that packages are made in. Raises NotFound."""
    if block not in set(Block) or language not in delivered()[Block(block)].texts:
        raise NotFound("There is no such text block.")
    return Block(block)


def save_text_block(
    session: Session,
    block: str,
    language: str,
    entry: TextBlockEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> bool:
    """Save another wording of a block and say whether it differs from the one in force.

    version: the number of the wording that the person saw. Packages assembled from now on have the new one;
    those that are assembled stay as they are.
    Raises NotAllowed, NotFound, Conflict when somebody else worded it meanwhile, and Invalid for an unknown
    placeholder, a character that no font has, and a change without a reason.
    """
    actor.must(Permission.WORD_TEXTS)
    found = find_block(block, language)
    stands = wordings_of(session, found, language)[0]
    if version != stands.number:
        raise Conflict("Somebody else worded this text after you opened it. Compare, then save again.")
    entry = storable(entry, TextBlock)
    check_template(entry.text, field="text")
    check_printable(entry.text, language=language, field="text")
    if entry.text == stands.text:
        return False
    why = meaningful_reason(reason or "")
    state_reason(session, why)
    add(
        session,
        TextBlock(
            block=found,
            language=language,
            number=stands.number + 1,
            text=entry.text,
            reason=why,
            written_by_id=actor.number,
            written_at=now,
        ),
    )
    return True
