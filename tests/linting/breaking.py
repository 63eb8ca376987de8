"""For each rule one change of a good file that breaks this rule and no other; pikepdf makes the changes."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.linting.conftest import PATH

TEN_MEGABYTES = 10_000_001


@dataclass(frozen=True)
class Change:
    """authority: whose good file is changed, and who judges it. save: how else it is saved."""

    change: Callable[[Pdf], None] = lambda pdf: None
    authority: str = "FDA"
    save: dict[str, Any] = field(default_factory=dict)
    path: str = PATH

    def of(self, good: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(good)) as pdf:
            self.change(pdf)
            target = io.BytesIO()
            pdf.save(target, **{"linearize": True, "fix_metadata_version": False, **self.save})
        return target.getvalue()


def links(pdf: Pdf) -> list[Any]:
    return [each for page in pdf.pages for each in page.obj.get("/Annots", [])]


def font(pdf: Pdf, ending: str) -> Any:
    """The font whose name in the file ends so."""
    found = (each for page in pdf.pages for each in page.resources.Font.values())
    return next(each for each in found if str(each.BaseFont).endswith(ending))


def instructions(page: pikepdf.Page) -> Iterator[tuple[Any, int]]:
    """Every instruction of a page, and in which running head or foot it stands: 1 the first, 0 in none."""
    depth, running, count = 0, 0, 0
    for each in pikepdf.parse_content_stream(page):
        operator = str(each.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
            if operator == "BDC" and "/Type" in each.operands[1] and not running:
                running, count = depth, count + 1
        yield each, count if running else 0
        if operator == "EMC":
            running = 0 if depth == running else running
            depth -= 1


def show_only(pdf: Pdf, page: pikepdf.Page, shows: Callable[[int], bool]) -> None:
    """Leaves the text only of running heads and feet for which `shows` is true; 0 is the page's own text."""
    kept = [each for each, running in instructions(page) if str(each.operator) != "Tj" or shows(running)]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def write(pdf: Pdf, number: int, *places: tuple[float, float], size: int = 11, mark: str = "/P BMC") -> None:
    """A sign of the first font of a page again, at other places."""
    page = pdf.pages[number - 1]
    name, code = "", b""
    for each, _ in instructions(page):
        if str(each.operator) == "Tf":
            name = str(each.operands[0])
        if str(each.operator) == "Tj" and bytes(each.operands[0]):
            code = bytes(each.operands[0])[:2]
            break
    for x, y in places:
        shown = f"{mark} 0 g BT {name} {size} Tf 1 0 0 1 {x} {y} Tm <{code.hex()}> Tj ET EMC"
        page.contents_add(f"q {shown} Q".encode("ascii"))


def change_metadata(pdf: Pdf, old: bytes, new: bytes) -> None:
    content = pdf.Root.Metadata.read_bytes()
    assert old in content
    pdf.Root.Metadata.write(content.replace(old, new))


def fill(pdf: Pdf) -> None:
    noise = random.Random(1).randbytes(TEN_MEGABYTES)
    pdf.Root.PieceInfo = Dictionary(Filler=Dictionary(Private=pdf.make_stream(noise)))


def enlarge(pdf: Pdf) -> None:
    pdf.pages[1].mediabox = [0, 0, 632, 812]


def turn(pdf: Pdf) -> None:
    pdf.pages[1].rotate(90, relative=False)


def attach(pdf: Pdf) -> None:
    pdf.attachments["lots.csv"] = b"lot,value\r\n"


def run_script(pdf: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("run"), script])))


def comment(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[100, 100, 120, 120], Contents=String("Why?"))
    pdf.pages[0].obj.Annots = Array([*pdf.pages[0].obj.get("/Annots", []), pdf.make_indirect(note)])


def add_form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]))


def forget_bookmarks(pdf: Pdf) -> None:
    del pdf.Root.Outlines


def nest_bookmarks(pdf: Pdf) -> None:
    """The first five in a row, each in the one before; their order stays."""
    with pdf.open_outline() as outline:
        flat: list[pikepdf.OutlineItem] = []
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop(0)
            waiting[:0] = list(item.children)
            item.children.clear()
            flat.append(item)
        for outer, inner in pairwise(flat[:5]):
            outer.children.append(inner)
        outline.root[:] = [flat[0], *flat[5:]]


def lose_bookmark_target(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Dest = String("nowhere")


def fit_bookmark(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Dest = Array([pdf.pages[0].obj, Name.Fit])


def lengthen_bookmark(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Title = String("同" * 501)


def reword_bookmark(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Title = String("Something else")


def lose_link_target(pdf: Pdf) -> None:
    del links(pdf)[0]["/Dest"]


def fit_link(pdf: Pdf) -> None:
    links(pdf)[0].Dest = Array([pdf.pages[0].obj, Name.Fit])


def blacken_links(pdf: Pdf) -> None:
    page = next(page for page in pdf.pages if "/Annots" in page.obj)
    black = pikepdf.ContentStreamInstruction([0, 0, 0], pikepdf.Operator("rg"))
    content = [black if str(each.operator) == "rg" else each for each, _ in instructions(page)]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))


def hide_bookmarks(pdf: Pdf) -> None:
    pdf.Root.PageMode = Name.UseNone


def open_later(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[2].obj, Name.XYZ, None, None, None])


def show_file_name(pdf: Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def label_pages(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name("/r"))]))


def lose_page_number(pdf: Pdf) -> None:
    show_only(pdf, pdf.pages[2], lambda running: running in (0, 1))


def lose_running_head(pdf: Pdf) -> None:
    show_only(pdf, pdf.pages[2], lambda running: running != 1)


def lose_text(pdf: Pdf) -> None:
    show_only(pdf, pdf.pages[-1], lambda running: running != 0)


def shrink_body(pdf: Pdf) -> None:
    for page in pdf.pages:
        smaller = [
            pikepdf.ContentStreamInstruction([each.operands[0], 11], each.operator)
            if str(each.operator) == "Tf" and each.operands[1] == 12
            else each
            for each, _ in instructions(page)
        ]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(smaller))


def forget_font(pdf: Pdf) -> None:
    del font(pdf, "SourceSans3-Bold").DescendantFonts[0].FontDescriptor["/FontFile2"]


def embed_as_cff(pdf: Pdf) -> None:
    descriptor = font(pdf, "SourceSans3-Bold").DescendantFonts[0].FontDescriptor
    descriptor.FontFile3 = descriptor.FontFile2
    descriptor.FontFile3.Subtype = Name.CIDFontType0C
    del descriptor["/FontFile2"]


def name_as_subset(pdf: Pdf) -> None:
    font(pdf, "SourceSans3-Bold").BaseFont = Name("/ABCDEF+SourceSans3-Bold")


def forget_characters(pdf: Pdf) -> None:
    del font(pdf, "SourceSans3-Bold")["/ToUnicode"]


def paint_jpeg(pdf: Pdf) -> None:
    image = pdf.make_stream(b"\xff\xd8\xff\xd9", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    image.Filter = Name.DCTDecode
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    name = pdf.pages[2].add_resource(image, Name.XObject)
    pdf.pages[2].contents_add(f"q 9 0 0 9 200 200 cm {name} Do Q".encode("ascii"))


CHANGES = {
    "file-name": Change(path="m3/Manuf_Process.pdf"),
    "path-length": Change(path="m3/" + "folder/" * 26 + "manuf-process-development.pdf"),
    "file-size": Change(fill, authority="CDSCO", save={"compress_streams": False}),
    "pdf-version": Change(save={"force_version": "2.0"}),
    "pdf-a": Change(lambda pdf: change_metadata(pdf, b"<pdfaid:part>2", b"<pdfaid:part>3")),
    "metadata": Change(lambda pdf: pdf.docinfo.__setitem__("/Title", "Another title")),
    "fast-web-view": Change(save={"linearize": False}),
    "encryption": Change(save={"encryption": pikepdf.Encryption(owner="owner", user="")}),
    "javascript": Change(run_script),
    "attachments": Change(attach),
    "annotations": Change(comment),
    "form-fields": Change(add_form),
    "bookmarks": Change(forget_bookmarks),
    "bookmark-depth": Change(nest_bookmarks),
    "bookmark-targets": Change(lose_bookmark_target),
    "bookmark-zoom": Change(fit_bookmark),
    "bookmark-length": Change(lengthen_bookmark, authority="PMDA"),
    "contents": Change(reword_bookmark),
    "link-targets": Change(lose_link_target),
    "link-zoom": Change(fit_link),
    "link-colour": Change(blacken_links),
    "initial-view": Change(hide_bookmarks),
    "opening-page": Change(open_later),
    "title-shown": Change(show_file_name),
    "page-size": Change(enlarge),
    "page-rotation": Change(turn),
    "print-area": Change(lambda pdf: write(pdf, 3, (300, 800), (300, 34)), authority="EMA"),
    "margins": Change(lambda pdf: write(pdf, 3, (48, 300))),
    "running-edge": Change(
        lambda pdf: write(pdf, 3, (300, 15), mark="/Artifact << /Type /Pagination >> BDC")
    ),
    "page-labels": Change(label_pages),
    "page-numbers": Change(lose_page_number),
    "running-head": Change(lose_running_head, authority="NMPA"),
    "text-size": Change(lambda pdf: write(pdf, 3, (300, 300), size=8)),
    "body-size": Change(shrink_body, authority="NMPA"),
    "fonts-embedded": Change(forget_font),
    "font-kind": Change(embed_as_cff),
    "fonts-whole": Change(name_as_subset),
    "searchable": Change(lose_text),
    "copied-text": Change(forget_characters),
    "images": Change(paint_jpeg),
}
