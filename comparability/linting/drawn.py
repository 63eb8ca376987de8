"""What stands on a page: the pieces of text with their places, sizes and colours, and the images.

Operators are read as a viewer executes them (ISO 32000-1, 8 and 9): any program's file can be judged.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from comparability.linting.fonts import Font

BLACK = (0.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MOST_NESTED = 8  # forms within forms; a file in which a form shows itself ends here


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text that one operator shows. Places and size in points from the lower left corner of the page.

    tags: of the marked content around it, outermost first. is_running: part of a running head or foot.
    colour: red, green and blue from 0 to 1.
    """

    text: str
    font: Font
    size: float
    colour: tuple[float, float, float]
    left: float
    right: float
    bottom: float
    top: float
    tags: tuple[str, ...]
    is_running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image that a page paints. filters: how its data are compressed."""

    name: str
    filters: tuple[str, ...]


@dataclass(slots=True)
class Drawn:
    pieces: list[Piece] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    matrix: Matrix = IDENTITY
    colour: tuple[float, float, float] = BLACK
    font: Font | None = None
    size: float = 0.0
    characters: float = 0.0  # space after every character
    words: float = 0.0  # space after every space
    scale: float = 1.0  # horizontal
    leading: float = 0.0
    rise: float = 0.0


def drawn_on(page: pikepdf.Page, fonts: dict[tuple[int, int], Font]) -> Drawn:
    """Everything that the page shows. fonts: those met before, by object, so that each is read once."""
    reader = _Reader(fonts)
    reader.read(page.obj, _resources(page.obj), depth=0)
    return reader.drawn


def _resources(page: Any) -> Any:
    while "/Resources" not in page and "/Parent" in page:
        page = page.Parent
    return page.get("/Resources", {})


class _Reader:
    def __init__(self, fonts: dict[tuple[int, int], Font]) -> None:
        self.drawn = Drawn()
        self.fonts = fonts
        self.state = _State()
        self.kept: list[_State] = []
        self.marks: list[tuple[str, bool]] = []
        self.line = self.text = IDENTITY

    def read(self, content: Any, resources: Any, *, depth: int) -> None:
        for instruction in pikepdf.parse_content_stream(content):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                filters = tuple(map(str, instruction.iimage.filters))
                self.drawn.images.append(Image(name="an inline image", filters=filters))
                continue
            self._apply(str(instruction.operator), list(instruction.operands), resources, depth)

    def _apply(self, operator: str, values: list[Any], resources: Any, depth: int) -> None:
        match operator:
            case "q":
                self.kept.append(self.state)
            case "Q":
                self.state = self.kept.pop() if self.kept else self.state
            case "cm":
                self.state = replace(self.state, matrix=_times(_matrix(values), self.state.matrix))
            case "g" | "rg" | "k" | "sc" | "scn":
                self.state = replace(self.state, colour=_colour(values))
            case "BMC" | "BDC":
                self.marks.append((str(values[0]).removeprefix("/"), _is_pagination(values)))
            case "EMC":
                self.marks = self.marks[:-1]
            case "Do":
                self._paint(str(values[0]), resources, depth)
            case "Tf":
                font = self._font(resources.Font[str(values[0])])
                self.state = replace(self.state, font=font, size=float(values[1]))
            case "Tc" | "Tw" | "Tz" | "TL" | "Ts":
                self.state = _spaced(self.state, operator, float(values[0]))
            case "BT":
                self.line = self.text = IDENTITY
            case "Tm":
                self.line = self.text = _matrix(values)
            case "Td" | "TD" | "T*":
                self._next_line(operator, values)
            case "Tj" | "TJ" | "'" | '"':
                self._show_text(operator, values)

    def _next_line(self, operator: str, values: list[Any]) -> None:
        if operator == "TD":
            self.state = replace(self.state, leading=-float(values[1]))
        across, down = (0.0, -self.state.leading) if operator == "T*" else map(float, values)
        self.line = self.text = _times((1, 0, 0, 1, across, down), self.line)

    def _show_text(self, operator: str, values: list[Any]) -> None:
        if operator in ("'", '"'):
            if operator == '"':
                self.state = replace(self.state, words=float(values[0]), characters=float(values[1]))
            self._next_line("T*", [])
        shown = values[-1]
        self._show(list(shown.as_list()) if isinstance(shown, pikepdf.Array) else [shown])

    def _show(self, shown: list[Any]) -> None:
        state, start = self.state, self.text
        if state.font is None:
            return
        advance, said = 0.0, []
        for each in shown:
            if not isinstance(each, pikepdf.String):
                advance -= float(each) / 1000 * state.size * state.scale
                continue
            for code, width, character in state.font.shown(bytes(each)):
                space = state.words if code == 32 and not state.font.is_composite else 0.0
                advance += (width / 1000 * state.size + state.characters + space) * state.scale
                said.append(character)
        self.text = _times((1, 0, 0, 1, advance, 0), start)
        placed = _times(start, state.matrix)
        size = abs(state.size) * (placed[2] ** 2 + placed[3] ** 2) ** 0.5
        corners = [
            _point(placed, x, y + state.rise)
            for x in (0.0, advance)
            for y in (-0.2 * state.size, 0.75 * state.size)  # descenders and capitals of ordinary type
        ]
        self.drawn.pieces.append(
            Piece(
                text="".join(said),
                font=state.font,
                size=round(size, 3),
                colour=state.colour,
                left=min(x for x, _ in corners),
                right=max(x for x, _ in corners),
                bottom=min(y for _, y in corners),
                top=max(y for _, y in corners),
                tags=tuple(tag for tag, _ in self.marks),
                is_running=any(running for _, running in self.marks),
            )
        )

    def _paint(self, name: str, resources: Any, depth: int) -> None:
        painted = resources.XObject[name]
        if str(painted.get("/Subtype")) == "/Image":
            self.drawn.images.append(Image(name=name, filters=_filters(painted)))
        elif str(painted.get("/Subtype")) == "/Form" and depth < MOST_NESTED:
            before, kept, marks = self.state, self.kept, self.marks
            matrix = _matrix(painted.get("/Matrix", IDENTITY))
            self.state = replace(before, matrix=_times(matrix, before.matrix))
            self.kept = []
            self.read(painted, painted.get("/Resources", resources), depth=depth + 1)
            self.state, self.kept, self.marks = before, kept, marks

    def _font(self, dictionary: Any) -> Font:
        return self.fonts.setdefault(dictionary.objgen, Font(dictionary))


def _spaced(state: _State, operator: str, value: float) -> _State:
    match operator:
        case "Tc":
            return replace(state, characters=value)
        case "Tw":
            return replace(state, words=value)
        case "Tz":
            return replace(state, scale=value / 100)
        case "TL":
            return replace(state, leading=value)
        case _:
            return replace(state, rise=value)


def _is_pagination(values: list[Any]) -> bool:
    is_artifact = str(values[0]) == "/Artifact" and len(values) > 1
    properties = (
        values[1] if is_artifact and isinstance(values[1], pikepdf.Dictionary) else pikepdf.Dictionary()
    )
    return str(properties.get("/Type", "")) == "/Pagination"


def _filters(image: Any) -> tuple[str, ...]:
    filters = image.get("/Filter", pikepdf.Array())
    listed = filters if isinstance(filters, pikepdf.Array) else [filters]
    return tuple(str(each) for each in listed)


def _colour(values: list[Any]) -> tuple[float, float, float]:
    """In red, green and blue; a pattern counts as black."""
    try:
        levels = [float(value) for value in values]
    except TypeError:
        return BLACK
    match levels:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            red, green, blue = ((1 - ink) * (1 - black) for ink in (cyan, magenta, yellow))
            return red, green, blue
        case _:
            return BLACK


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    """The map that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
