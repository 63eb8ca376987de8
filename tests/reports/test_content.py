"""The content as data: canonical, complete on return, hashed without what signing changes."""

import hashlib
from dataclasses import replace

import pytest

from reports.canonical import UnreadableContent, number_text
from reports.content import (
    Approval,
    Bound,
    IntervalPlot,
    Status,
    Typography,
    content_hash,
    from_json,
    to_json,
)
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute

# RFC 8785, appendix B: IEEE 754 doubles and their canonical text.
RFC_8785_NUMBERS = [
    (0.0, "0"),
    (-0.0, "0"),
    (5e-324, "5e-324"),
    (-5e-324, "-5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"),
    (9007199254740992.0, "9007199254740992"),
    (295147905179352830000.0, "295147905179352830000"),
    (9.999999999999997e22, "9.999999999999997e+22"),
    (1e23, "1e+23"),
    (1.0000000000000001e23, "1.0000000000000001e+23"),
    (999999999999999700000.0, "999999999999999700000"),
    (999999999999999900000.0, "999999999999999900000"),
    (1e21, "1e+21"),
    (9.999999999999997e-7, "9.999999999999997e-7"),
    (0.000001, "0.000001"),
    (333333333.3333332, "333333333.3333332"),
    (-0.0000033333333333333333, "-0.0000033333333333333333"),
    (1424953923781206.2, "1424953923781206.2"),
]


@pytest.mark.parametrize(("number", "text"), RFC_8785_NUMBERS, ids=str)
def test_numbers_are_written_as_rfc_8785_prescribes(number: float, text: str) -> None:
    assert number_text(number) == text


def test_content_returns_from_json_equal_in_every_field() -> None:
    content = package()
    assert from_json(to_json(content)) == content


def test_canonical_json_of_returned_content_is_the_same_text() -> None:
    text = to_json(package())
    assert to_json(from_json(text)) == text


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    text = to_json(package())
    assert text.startswith('{"approval":{"signatures":[{"meaning":')


def test_hash_is_the_sha256_of_the_canonical_json_unsigned() -> None:
    unsigned = replace(package(), approval=Approval(status=Status.DRAFT, signatures=(), superseded_by=None))
    assert content_hash(unsigned) == hashlib.sha256(to_json(unsigned).encode()).hexdigest()


def test_signing_and_issuing_leave_the_hash_that_was_signed() -> None:
    draft = package()
    issued = replace(draft, approval=replace(draft.approval, status=Status.ISSUED, signatures=()))
    assert content_hash(issued) == content_hash(draft)


def test_what_an_earlier_version_did_not_know_is_left_unsaid_so_that_its_hashes_stay() -> None:
    text = to_json(package())
    for name in ("bilingual", "typography", "places", "catalogue", "english", "title_in_english"):
        assert f'"{name}":' not in text
    chosen = replace(package().control, bilingual=True, typography=Typography.SONG)
    said = to_json(replace(package(), control=chosen))
    assert '"bilingual":true' in said and '"typography":"song"' in said
    assert from_json(said).control == chosen


def test_any_other_change_changes_the_hash() -> None:
    content = package()
    changed = replace(content, limitations=(*content.limitations, "One more."))
    assert content_hash(changed) != content_hash(content)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"version":"2.0"', '"version":2', "content.control.version: expected str"),
        ('"simulated":true', '"simulated":"yes"', "content.control.simulated: expected bool"),
        ('"tier":"A"', '"tier":"D"', "is none of A, B, C"),
        ('"sponsor":', '"patron":', "unknown patron"),
        ('"at":1.01', '"at":NaN', "NaN is not a number"),
        ('"format":1', '"format":2', "content of format 2"),
    ],
    ids=[
        "number for text",
        "text for boolean",
        "unknown word",
        "unknown field",
        "not a number",
        "newer format",
    ],
)
def test_json_that_does_not_fit_is_refused_by_its_place(old: str, new: str, says: str) -> None:
    text = to_json(package())
    assert old in text
    with pytest.raises(UnreadableContent, match=says.replace(".", r"\.")):
        from_json(text.replace(old, new))


def test_broken_unicode_is_refused() -> None:
    with pytest.raises(UnreadableContent, match="surrogate"):
        to_json(replace(package(), limitations=("half \ud800",)))


def test_an_interval_in_the_wrong_order_cannot_be_built() -> None:
    plot = attribute().interval_plot
    assert isinstance(plot, IntervalPlot)
    with pytest.raises(ValueError, match="interval"):
        replace(plot, low=Bound(at=1.2, text="1.2"))


def test_two_attributes_cannot_share_a_place_in_the_document() -> None:
    with pytest.raises(ValueError, match="vg-titre"):
        package(attributes=(attribute(), attribute()))
