"""Text of a Word file: runs with their language, links and places within the document, fields."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from reportlab.lib.colors import Color

from reports.lines import printable
from reports.natural import language_runs
from reports.styles import INK
from reports.twins.word.elements import Element, element, word
from reports.twins.word.fonts import EAST_ASIAN, FONTS, LATIN
from reports.typography import Typography


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the texts of one document. places: those that can be linked to, with a number for each."""

    language: str
    typography: Typography
    places: dict[str, int] = field(default_factory=dict)

    def runs(self, text: str, *, strong: bool = False, colour: Color | None = None) -> list[Element]:
        """The text as it stands, in another run wherever the language changes."""
        return [
            element("r", self._look(found, strong=strong, colour=colour), *_characters(run))
            for run, found in language_runs(printable(text), self.language)
            if run
        ]

    def _look(self, language: str | None, *, strong: bool, colour: Color | None) -> Element | None:
        font = FONTS[self.typography].east_asian.get(language or "")
        look = [
            element("rFonts", hint="eastAsia", eastAsia=font) if font else None,
            element("b") if strong else None,
            element("bCs") if strong else None,
            element("noProof") if language and language.startswith("und-") else None,
            element("color", val=hex_of(colour)) if colour not in (None, INK) else None,
            _spoken(language),
        ]
        return element("rPr", *look) if any(part is not None for part in look) else None

    def link(self, text: str, place: str, *, strong: bool = False) -> Element:
        """A text that leads to a place of this document."""
        made = element("hyperlink", anchor=self.name(place), history=1)
        for run in self.runs(text, strong=strong):
            look = run.find(word("rPr"))
            if look is None:
                look = element("rPr")
                run.insert(0, look)
            look.insert(0, element("rStyle", val="Hyperlink"))
            made.append(run)
        return made

    def marked(self, inner: Iterable[Element], place: str) -> list[Element]:
        """Elements as a place that links lead to; a place without a name is none."""
        if not place:
            return list(inner)
        number = self.places.setdefault(place, len(self.places) + 1)
        start = element("bookmarkStart", id=number, name=self.name(place))
        return [start, *inner, element("bookmarkEnd", id=number)]

    def name(self, place: str) -> str:
        """The bookmark of a place: Word takes no hyphens, and hides one with an underscore in front."""
        return f"_Place{self.places.setdefault(place, len(self.places) + 1)}"


def paragraph(style: str, *inner: Element, more: Iterable[Element] = ()) -> Element:
    """A paragraph in a style of `styles.py`. more: what it has beside its style, as the schema orders it."""
    return element("p", element("pPr", element("pStyle", val=style), *more), *inner)


def text_of(characters: str, tag: str = "t") -> Element:
    """Characters whose spaces count."""
    made = element(tag)
    made.text = characters
    made.set(qn("xml:space"), "preserve")
    return made


def tab() -> Element:
    """A run that goes to the next tab stop."""
    return element("r", element("tab"))


def counted(instruction: str, shown: str) -> list[Element]:
    """A field within a line that Word works out, with what it shows before that."""
    return [*field_opening(instruction), element("r", text_of(shown)), field_closing()]


def field_opening(instruction: str) -> list[Element]:
    """The start of a field, after which its result stands, in this paragraph or up to a later one."""
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", text_of(f" {instruction} ", "instrText")),
        element("r", element("fldChar", fldCharType="separate")),
    ]


def field_closing() -> Element:
    """The end of the result of a field."""
    return element("r", element("fldChar", fldCharType="end"))


def hex_of(colour: Color | None) -> str:
    """Six digits, as Word names a colour."""
    return "auto" if colour is None else colour.hexval()[2:].upper()


def _characters(run: str) -> list[Element]:
    found: list[Element] = []
    for number, line in enumerate(run.split("\n")):
        found += [element("br")] if number else []
        found += [text_of(line)] if line else []
    return found


def _spoken(language: str | None) -> Element | None:
    if language is None:
        return None
    if language in EAST_ASIAN:
        return element("lang", eastAsia=EAST_ASIAN[language])
    return element("lang", val=LATIN[language]) if language in LATIN else None
