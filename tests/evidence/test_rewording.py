"""Another version than this one may have worded prose otherwise, and nothing that decides."""

from dataclasses import replace

import pytest

from comparability.verification.package import verify
from comparability.verification.rewording import Rewording
from tests.evidence.tampering import with_file
from tests.reports.sample import package


def swapped(text, one, other):
    assert one in text and other in text
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


def of_another_version():
    made = package()
    return Rewording(replace(made, provenance=replace(made.provenance, software_version="0.0.1")))


@pytest.fixture(scope="module")
def found(issued):
    """The differences of one copy in which everything that decides was changed, the version first of all."""

    def change(content):
        content["provenance"]["software_version"] = "0.0.1"
        content["conclusion"]["overall"] = "not comparable"
        titre = content["attributes"][0]
        titre["outcome"] = titre["interval_plot"]["outcome"] = titre["interval_plot"]["verdict"] = "different"
        titre["estimate"] = swapped(titre["estimate"], "0.9029", "1.1165")
        titre["difference_seen"] = titre["difference_seen"].replace("no difference", "a difference")
        low, high = (each for each in titre["figures"] if each["name"].startswith("90\u00a0% interval"))
        low["name"] = high["name"]
        (below,) = (each for each in titre["figures"] if "at or below" in each["name"])
        below["value"] = below["value"].replace("<", ">")
        titre["summary"]["rows"][0][2] = titre["summary"]["rows"][0][2].replace("10¹³", "10¹²")
        titre["plain_words"] = swapped(titre["plain_words"], "0.90", "1.12")
        # Prose that another version may have worded so.
        titre["summary"]["headings"][0] = "side"
        titre["interval_plot"]["axis"] = "Ratio of geometric means (post / pre)"

    return verify(with_file(issued.evidence, "content.json", change)).differences


@pytest.mark.requirement("RC-04")
@pytest.mark.parametrize(
    "place",
    [
        "the conclusion is 'not comparable', signed was 'highly similar'",
        "Vector-genome titre, outcome: ",
        "interval plot, outcome: ",
        "interval plot, verdict: ",
        "Vector-genome titre, estimate: ",
        "Vector-genome titre, difference seen: ",
        "“90\u00a0% interval, high end”, name: ",
        "at or below 0.5””, value: ",
        "Vector-genome titre, summary, rows, 1, 3: ",
        "Vector-genome titre, plain words: ",
    ],
)
def test_what_decides_is_no_matter_of_wording_whatever_version_is_claimed(found, place):
    assert any(place in each for each in found), found


def test_prose_is(found):
    assert not any("headings" in each or "axis" in each for each in found)


@pytest.mark.parametrize(
    ("printed", "worded"),
    [
        ("The mean is 1.2×10¹² there.", "The mean is 1.2×10¹³ here."),
        ("From 0.9, that is 0.5 to 0.1.", "It is 0.9 (0.1 to 0.5)."),
        ("It holds at p > 0.05.", "It is so at p < 0.05."),
        ("A level of 90.", "The level is 90 %."),
        ("10⁻³ of it.", "It is 10³."),
    ],
)
def test_numbers_powers_and_signs_are_compared_in_their_order(printed, worded):
    rewording = of_another_version()
    assert rewording.settled({"remarks": [printed]}, {"remarks": [worded]}) == {"remarks": [worded]}
    assert rewording.remarks == ()


def test_other_words_around_the_same_numbers_are_a_remark():
    rewording = of_another_version()
    printed, worded = {"remarks": ["At p < 0.05 it is 1.2×10¹³."]}, {"remarks": ["With p < 0.05: 1.2×10¹³."]}
    assert rewording.settled(printed, worded) == printed
    assert "1 text is worded otherwise" in rewording.remarks[0]
