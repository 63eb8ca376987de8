"""Other ways to break a rule than the one of `breaking.py`, and what a rule must leave alone."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from comparability.linting.linter import lint
from comparability.linting.submitted import Unreadable
from tests.linting.breaking import Change, blacken_links, font, links
from tests.linting.conftest import PATH


def link_to(action: Dictionary):
    def change(pdf: pikepdf.Pdf) -> None:
        del links(pdf)[0]["/Dest"]
        links(pdf)[0].A = action

    return change


def with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ, None, None, None])
    pdf.pages[3].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def with_attached_comment(pdf: pikepdf.Pdf) -> None:
    file = Dictionary(Type=Name.Filespec, F=String("lots.csv"), EF=Dictionary(F=pdf.make_stream(b"lot")))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[9, 9, 20, 20], FS=file)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def without_author(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Author"]


def named_target(pdf: pikepdf.Pdf) -> None:
    target = Array([pdf.pages[0].obj, Name.XYZ, 0, 700, 0])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("start"), Dictionary(D=target)])))
    links(pdf)[0].Dest = String("start")


def action_of_bookmark(pdf: pikepdf.Pdf) -> None:
    mark = pdf.Root.Outlines.First
    mark.A = Dictionary(S=Name.GoTo, D=mark.Dest)
    del mark["/Dest"]


def framed_black_link(pdf: pikepdf.Pdf) -> None:
    blacken_links(pdf)
    for link in links(pdf):
        link.Border = Array([0, 0, 1])


def unembedded_type_1(pdf: pikepdf.Pdf) -> None:
    simple = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    name = pdf.pages[2].add_resource(pdf.make_indirect(simple), Name.Font)
    shown = f"q BT {name} 11 Tf 300 300 Td [(Lo) -20 (t)] TJ T* (A) ' ET Q"
    pdf.pages[2].contents_add(shown.encode("ascii"))


def small_text_in_a_form(pdf: pikepdf.Pdf) -> None:
    regular = font(pdf, "SourceSans3-Regular")
    form = pdf.make_stream(b"BT /F 11 Tf 1 0 0 1 0 0 Tm <00240025> Tj ET")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 20])
    form.Resources = Dictionary(Font=Dictionary(F=regular))
    name = pdf.pages[2].add_resource(form, Name.XObject)
    pdf.pages[2].contents_add(f"q 0.5 0 0 0.5 300 300 cm {name} Do Q".encode("ascii"))


def found(good: bytes, change, **options) -> set[str]:
    return {finding.rule for finding in lint(Change(change, **options).of(good), path=PATH, authority="FDA")}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        pytest.param(with_script, {"javascript"}, id="a script when a page opens"),
        pytest.param(with_attached_comment, {"attachments", "annotations"}, id="a pinned file"),
        pytest.param(without_author, {"metadata"}, id="no author"),
        pytest.param(
            link_to(Dictionary(S=Name.URI, URI=String("https://a.example"))), {"link-targets"}, id="web"
        ),
        pytest.param(
            link_to(Dictionary(S=Name.GoToR, F=String("C:/lots.pdf"))), {"link-targets"}, id="a drive"
        ),
        pytest.param(
            link_to(Dictionary(S=Name.GoToR, F=String("/m3/lots.pdf"))), {"link-targets"}, id="a root"
        ),
        pytest.param(link_to(Dictionary(S=Name.GoToR, F=String("../lots.pdf"))), set(), id="a relative path"),
        pytest.param(named_target, set(), id="a target by name"),
        pytest.param(action_of_bookmark, set(), id="a bookmark by action"),
        pytest.param(framed_black_link, set(), id="framed links"),
        pytest.param(unembedded_type_1, {"fonts-embedded"}, id="a standard font"),
        pytest.param(small_text_in_a_form, {"text-size"}, id="text made small by its form"),
    ],
)
def test_a_rule_is_judged_by_what_it_asks(good_file, change, rules):
    assert found(good_file("FDA"), change) == rules


def test_a_password_for_opening_makes_a_file_unreadable(good_file):
    locked = Change(save={"encryption": pikepdf.Encryption(owner="owner", user="user")})
    with pytest.raises(Unreadable, match="with a password only"):
        lint(locked.of(good_file("FDA")), path=PATH, authority="FDA")


def test_a_long_name_is_told_its_length(good_file):
    path = f"m3/{'a' * 61}.pdf"
    (finding,) = lint(good_file("FDA"), path=path, authority="FDA")
    assert (finding.rule, "65 characters" in finding.sentence) == ("file-name", True)
