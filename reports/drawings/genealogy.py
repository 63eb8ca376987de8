"""The genealogy drawn: materials at the left, lots of the arms at the right, lines to what each went into."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Circle, Drawing, Rect

from reports.drawings import marks
from reports.lineage import Genealogy, Relative
from reports.styles import INK, QUIET, RULE, WHITE
from reports.typefaces import Faces
from reports.wording import Words

LINE = 11.0
EDGE = 3.0  # inside a box, above and below its lines
BETWEEN = 3.0  # boxes of a column
GAP = 34.0  # between columns
HEAD = 8.0
MARK = 12.0  # what a lot of an arm leaves for the mark of its arm
MOST_NAMES = 8  # in one box; the table has them all

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """Relatives that are drawn as one: a lot, or materials that went into the same lots."""

    relatives: tuple[Relative, ...]
    column: int

    @property
    def first(self) -> Relative:
        return self.relatives[0]

    @property
    def is_shared(self) -> bool:
        return len(self.first.arms) > 1

    @property
    def lines(self) -> int:
        return min(len(self.relatives), MOST_NAMES + 1)

    @property
    def height(self) -> float:
        return LINE * self.lines + 2 * EDGE


def genealogy_pieces(genealogy: Genealogy, *, highest: float) -> Iterator[Genealogy]:
    """The genealogy in as few pieces as are no higher than `highest` points, its lots in their order."""
    taken: list[int] = []
    for lot in genealogy.lots:
        if taken and _height(_boxes(genealogy.of([*taken, lot.number]))) > highest:
            yield genealogy.of(taken)
            taken = []
        taken.append(lot.number)
    if taken:
        yield genealogy.of(taken)


def genealogy_drawing(genealogy: Genealogy, faces: Faces, words: Words, width: float) -> Drawing:
    boxes = _boxes(genealogy)
    key = _key(genealogy, words)
    foot = LINE * len(key) + HEAD
    drawing = Drawing(width, foot + _height(boxes))
    columns = 1 + max(box.column for box in boxes)
    wide = (width - GAP * (columns - 1)) / columns
    middles = _middles(boxes, drawing.height)
    trunks = _trunks(boxes, wide)
    for box in boxes:
        end = ((wide + GAP) * box.column, middles[id(box)])
        for above in _parents_of(box, boxes):
            start = ((wide + GAP) * above.column + wide, middles[id(above)])
            _draw_link(drawing, start, end, trunks[id(above)])
    for box in boxes:
        _draw_box(drawing, box, (wide + GAP) * box.column, middles[id(box)], wide, faces, words)
    for number, (relative, text) in enumerate(reversed(key)):
        base = 3.0 + LINE * number
        if relative and relative.role:
            marks.lot_mark(drawing, 4.0, base + 3.0, relative.role, excluded=False)
        short = marks.shortened(text, faces.regular, width - MARK)
        marks.text(drawing, MARK, base, short, faces.regular)
    return drawing


def genealogy_alternative(genealogy: Genealogy, words: Words) -> str:
    """Everything with what it was made from, and what the arms share."""
    made = [
        words("{name} from {parents}", name=_named(each), parents=words.listed(genealogy.named(each)))
        for each in genealogy.relatives
        if each.parents
    ]
    alone = [
        words("{name} without a recorded parent", name=_named(each))
        for each in genealogy.lots
        if not each.parents
    ]
    shared = words.listed(each.name for each in genealogy.shared)
    common = (
        words("In lots of more than one arm: {names}.", names=shared)
        if shared
        else words("Nothing went into lots of more than one arm.")
    )
    return words("Genealogy: {lots}. {shared}", lots=words.parted([*made, *alone]), shared=common)


def _named(relative: Relative) -> str:
    return f"{relative.name} ({relative.arm})" if relative.arm else relative.name


def _boxes(genealogy: Genealogy) -> list[_Box]:
    """Materials that went into the same lots together, then every lot in the column of its generation."""
    children: dict[int, list[int]] = {each.number: [] for each in genealogy.relatives}
    for each in genealogy.relatives:
        for parent in each.parents:
            children[parent].append(each.number)
    together: dict[tuple[int, ...], list[Relative]] = {}
    for each in genealogy.relatives:
        if each.is_material:
            together.setdefault(tuple(children[each.number]), []).append(each)
    boxes = [_Box(relatives=tuple(found), column=0) for found in together.values()]
    generations: dict[int, int] = {each.number: 0 for each in genealogy.relatives if each.is_material}
    first = 1 if boxes else 0
    waiting = [each for each in genealogy.relatives if not each.is_material]
    while waiting:
        ready = [each for each in waiting if all(parent in generations for parent in each.parents)]
        for each in ready:
            generations[each.number] = max([first, *(generations[parent] + 1 for parent in each.parents)])
        waiting = [each for each in waiting if each.number not in generations]
    last = max(generations.values())
    for each in genealogy.relatives:
        if not each.is_material:
            is_end = each.arm is not None and not children[each.number]
            boxes.append(_Box(relatives=(each,), column=last if is_end else generations[each.number]))
    return boxes


def _height(boxes: Sequence[_Box]) -> float:
    """Of the highest column."""
    columns: dict[int, float] = {}
    for box in boxes:
        columns[box.column] = columns.get(box.column, 0.0) + box.height + BETWEEN
    return max(columns.values())


def _middles(boxes: Sequence[_Box], top: float) -> dict[int, float]:
    """Where each box stands: lots of the last column one under the other, the others beside what they went
    into, pushed apart where they would meet.
    """
    middles: dict[int, float] = {}
    floor = top - _height(boxes)
    for column in sorted({box.column for box in boxes}, reverse=True):
        wanted = []
        for place, box in enumerate(each for each in boxes if each.column == column):
            below = [
                middles[id(other)]
                for other in boxes
                if id(other) in middles and {each.number for each in box.relatives} & set(other.first.parents)
            ]
            wanted.append((-(math.fsum(below) / len(below)) if below else -top, place, box))
        wanted.sort(key=lambda each: each[:2])
        heights = [box.height + BETWEEN for *_, box in wanted]
        free = top
        for number, (middle, _, box) in enumerate(wanted):
            # As high as wanted, but below the box before it and with room for those after it.
            rest = math.fsum(heights[number:])
            upper = min(free, max(-middle + box.height / 2, floor + rest))
            middles[id(box)] = upper - box.height / 2
            free = upper - heights[number]
    return middles


def _parents_of(box: _Box, boxes: Sequence[_Box]) -> list[_Box]:
    wanted = set(box.first.parents)
    return [other for other in boxes if wanted & {each.number for each in other.relatives}]


def _trunks(boxes: Sequence[_Box], wide: float) -> dict[int, float]:
    """Where the upright part of the links of each box runs, beside that of every other box of its column."""
    found: dict[int, float] = {}
    for column in {box.column for box in boxes}:
        members = [box for box in boxes if box.column == column]
        for number, box in enumerate(members, start=1):
            found[id(box)] = (wide + GAP) * column + wide + GAP * number / (len(members) + 1)
    return found


def _draw_link(drawing: Drawing, start: Place, end: Place, trunk: float) -> None:
    """Along, up or down, and along; a dot where it leaves the upright, so that a crossing is no branch."""
    high, low = start[1], end[1]
    marks.line(drawing, start, (trunk, high), colour=QUIET)
    marks.line(drawing, (trunk, high), (trunk, low), colour=QUIET)
    marks.line(drawing, (trunk, low), end, colour=QUIET)
    if high != low:
        drawing.add(Circle(trunk, low, 1.5, fillColor=INK, strokeColor=None))


def _draw_box(
    drawing: Drawing, box: _Box, left: float, middle: float, wide: float, faces: Faces, words: Words
) -> None:
    bottom = middle - box.height / 2
    frame, stroke = (INK, 1.6) if box.is_shared else (RULE, 0.6)
    drawing.add(Rect(left, bottom, wide, box.height, fillColor=WHITE, strokeColor=frame, strokeWidth=stroke))
    names = [each.name for each in box.relatives]
    if len(names) > MOST_NAMES:
        names = [*names[:MOST_NAMES], words("and {count} more", count=len(names) - MOST_NAMES)]
    inset = MARK if box.first.role else 4.0
    for number, name in enumerate(names):
        base = bottom + box.height - EDGE - LINE * (number + 1) + 2.5
        short = marks.shortened(name, faces.regular, wide - inset - 4.0)
        marks.text(drawing, left + inset, base, short, faces.regular)
    if box.first.role:
        marks.lot_mark(drawing, left + 6.5, middle, box.first.role, excluded=False)


def _key(genealogy: Genealogy, words: Words) -> list[tuple[Relative | None, str]]:
    arms = {each.arm: each for each in genealogy.lots}
    key: list[tuple[Relative | None, str]] = [(each, f"{name}") for name, each in arms.items()]
    if any(len(each.arms) > 1 for each in genealogy.relatives):
        key.append((None, words("Strong frame: went into lots of more than one arm")))
    elif len({arm for each in genealogy.relatives for arm in each.arms}) > 1:
        key.append((None, words("Nothing went into lots of more than one arm.")))
    return key
