"""Elements of WordprocessingML; whoever makes one gives its kids in the order of its schema."""

from functools import cache

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

Element = BaseOxmlElement
WORD = {"w": nsmap["w"]}


def element(tag: str, *kids: Element | None, **attributes: object) -> Element:
    """An element of the main namespace with its attributes; a kid that is None is left out."""
    named = {word(name): str(value) for name, value in attributes.items()}
    made: Element = oxml_parser.makeelement(word(tag), named, WORD)
    made.extend([kid for kid in kids if kid is not None])
    return made


@cache
def word(name: str) -> str:
    """The name as the parser has it, with the main namespace written out."""
    return qn(f"w:{name}")


def twips(points: float) -> int:
    """Twentieths of a point, the unit of lengths on a page."""
    return round(points * 20)
