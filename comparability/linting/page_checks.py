"""Paper: its size and orientation, margins, running heads and feet, page numbers."""

import re
from collections import Counter
from collections.abc import Iterator

from comparability.linting.checks import Breach, checks
from comparability.linting.drawn import Piece
from comparability.linting.submitted import SubmittedFile
from comparability.model.file_rules import FileRule

PAPER = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}  # points
CLOSE = 1.0  # point; programs round the size of A4 differently
EDGES = ("left", "right", "top", "bottom")


@checks("page-size")
def page_size(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    paper = rule.text("paper")
    across, down = PAPER[paper]
    for page, width, height in file.sizes():
        upright = abs(width - across) <= CLOSE and abs(height - down) <= CLOSE
        lying = abs(width - down) <= CLOSE and abs(height - across) <= CLOSE
        if not upright and not lying:
            yield Breach(f"page {page}", f"It measures {width:.0f} by {height:.0f} points, not {paper}.")


@checks("page-rotation")
def page_rotation(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for number, page in enumerate(file.pdf.pages, start=1):
        if int(page.rotation) % 360:
            yield Breach(f"page {number}", f"It is turned by {int(page.rotation)}° when it is shown.")


@checks("print-area")
def print_area(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    left, others = rule.number("left"), rule.number("others")
    for number, width, height in file.sizes():
        body = _body(file, number)
        if not body:
            continue
        across = max(each.right for each in body) - min(each.left for each in body)
        down = max(each.top for each in body) - min(each.bottom for each in body)
        for name, paper in PAPER.items():
            wide, high = paper if height >= width else paper[::-1]
            if across > wide - left - others or down > high - 2 * others:
                yield Breach(f"page {number}", f"Its text does not fit on {name} within the margins.")


@checks("margins")
def margins(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for number, width, height in file.sizes():
        body = _body(file, number)
        if body:
            found = _distances(body, width, height)
            for edge in EDGES:
                if found[edge] < rule.number(edge):
                    yield Breach(
                        f"page {number}",
                        f"Text stands {found[edge]:.1f} points from the {edge} edge, "
                        f"{rule.number(edge):g} are asked for.",
                    )


@checks("running-edge")
def running_edge(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for number, width, height in file.sizes():
        running = _running(file, number)
        if running and min(_distances(running, width, height).values()) < rule.number("edge"):
            yield Breach(
                f"page {number}", "Its running head or foot stands too close to the edge of the paper."
            )


@checks("page-labels")
def page_labels(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for number, page in enumerate(file.pdf.pages, start=1):
        label = str(page.label)
        if label != str(number):
            yield Breach(f"page {number}", f"Its label is “{label}”.")


@checks("page-numbers")
def page_numbers(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    repeated = _repeated(file)
    for number, page in enumerate(file.pages, start=1):
        # A file whose running heads are not marked as such is looked through whole.
        lines = _lines(_running(file, number) or page.pieces)
        if not any(str(number) in re.findall(r"\d+", line) for line in lines if line not in repeated):
            yield Breach(f"page {number}", "Its number is not printed on it.")


@checks("running-head")
def running_head(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    repeated = {line for line in _repeated(file) if any(sign.isalpha() for sign in line)}
    for number in range(1, len(file.pages) + 1):
        if not repeated.intersection(_lines(_running(file, number))):
            yield Breach(f"page {number}", "Neither head nor foot names the subject.")


def _repeated(file: SubmittedFile) -> set[str]:
    """What stands on more than half of the pages, word for word: it names the document, not the page."""
    counted = Counter(line for page in file.pages for line in set(_lines(page.pieces)))
    return {line for line, pages in counted.items() if len(file.pages) > 1 and 2 * pages > len(file.pages)}


def _lines(pieces: list[Piece]) -> list[str]:
    """Pieces that continue one another on a line, joined: a change of font in a line does not part it."""
    joined: list[tuple[str, Piece]] = []
    for piece in pieces:
        text, last = joined[-1] if joined else ("", None)
        if last and abs(last.bottom - piece.bottom) < CLOSE and abs(piece.left - last.right) < piece.size:
            joined[-1] = text + piece.text, piece
        else:
            joined.append((piece.text, piece))
    return [text for text, _ in joined if text.strip()]


def _body(file: SubmittedFile, number: int) -> list[Piece]:
    return [each for each in file.pages[number - 1].pieces if each.text.strip() and not each.is_running]


def _running(file: SubmittedFile, number: int) -> list[Piece]:
    return [each for each in file.pages[number - 1].pieces if each.text.strip() and each.is_running]


def _distances(pieces: list[Piece], width: float, height: float) -> dict[str, float]:
    return {
        "left": min(each.left for each in pieces),
        "right": width - max(each.right for each in pieces),
        "top": height - max(each.top for each in pieces),
        "bottom": min(each.bottom for each in pieces),
    }
