"""The prose of a package that a regulatory writer may word: which blocks there are, and what fills them.

The wording that is delivered stands in `data/text_blocks.toml`; any other is a row of `storage.text_blocks`.
"""

import enum
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from comparability.model.errors import Invalid
from comparability.model.sources import load
from comparability.model.texts import shown


class Block(enum.StrEnum):
    """In the order in which a package has them."""

    CONCLUSION = "conclusion"
    PURPOSE = "purpose"
    APPROACH = "approach"
    LOTS = "lots"
    OUTCOMES = "outcomes"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A block as it is delivered. stands: where in a package, in words; texts: by language of the package."""

    block: Block
    stands: str
    texts: Mapping[str, str]


PLACEHOLDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "product": "name of the product",
        "product_code": "code of the product",
        "sponsor": "sponsor of the product",
        "switch": "code of the switch",
        "switch_title": "title of the switch",
        "authority": "authority that the package is for",
        "pre_arm": "what the arm before the change is called",
        "post_arm": "what the arms after the change are called",
        "pre_supplier": "suppliers of the lots before the change",
        "post_supplier": "suppliers of the lots after the change",
        "lots_pre": "number of lots before the change that are counted",
        "lots_post": "number of lots after the change that are counted",
        "attributes": "number of attributes assessed",
        "mode": "mode of the protocol, for example: prospective",
        "frozen": "when the protocol was frozen",
        "conclusion": "overall conclusion",
    }
)
_NAMED = re.compile(r"\{([^{}]*)\}")


@functools.cache
def delivered() -> Mapping[Block, Delivered]:
    """Every block in the order of a package. Raises ValueError where the data file lacks one."""
    entries = {entry.pop("key"): entry for entry in load("text_blocks.toml")["block"]}
    if sorted(entries) != sorted(Block):
        raise ValueError(f"text_blocks.toml speaks of {', '.join(entries)}")
    return MappingProxyType(
        {
            block: Delivered(
                block=block,
                stands=entries[block].pop("stands"),
                texts={language: text.strip() for language, text in entries[block].items()},
            )
            for block in Block
        }
    )


def check_template(text: str, *, field: str) -> None:
    """Raises Invalid, naming the field, for a placeholder that nothing fills and for a brace that is none."""
    unknown = [f"{{{name}}}" for name in _NAMED.findall(text) if name not in PLACEHOLDERS]
    if unknown:
        listed = ", ".join(shown(each).strip("“”") for each in dict.fromkeys(unknown))
        raise Invalid(
            f"Nothing fills {listed}. Placeholders are: {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}.",
            field=field,
        )
    if "{" in (rest := _NAMED.sub("", text)) or "}" in rest:
        raise Invalid(
            "A brace stands alone. Braces only hold the name of a placeholder: {product}.", field=field
        )


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced once: what is put in is not looked through again."""
    return _NAMED.sub(lambda match: values[match[1]], text)
