"""What several attributes cannot show is said once, each keeps its own, and verification reads both."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from comparability.usecases.contents.limitations import limitations
from comparability.verification.limitations import printed_limitations
from reports.wording import ENGLISH, Words
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute

AGE = "The pre lots were 24 days old when tested and the post lots 37 to 66 days, so an effect of age cannot be told from the change."  # noqa: E501
RANGE = "A range is weak evidence and never counts as proof for a tier A attribute."
NORMAL = "The F test leans on lots that vary normally."
RUN = "Every pre lot was measured in run R-{0} and every post lot in run S-{0}, so a difference between them cannot be told from the change."  # noqa: E501


def record(*told):
    """Attributes A, B, … with these sentences, as an assessment keeps them; all that the function reads."""
    items = [
        SimpleNamespace(
            attribute=SimpleNamespace(name=name),
            item=SimpleNamespace(limitations=list(sentences), figures=[]),
            criterion=SimpleNamespace(row=SimpleNamespace(tier="B")),
        )
        for name, sentences in zip("ABCDE", told, strict=False)
    ]
    return SimpleNamespace(items=items, product=SimpleNamespace(is_simulated=False, illustration=None))


def test_a_sentence_of_several_attributes_is_said_once_and_named_by_its_number():
    made = record([AGE, RANGE], [AGE], [])
    found = limitations(made, ENGLISH)
    assert found.numbered == (f"A, B: {AGE}", "A: what holds for one attribute alone stands in its section.")
    assert [found.shared(line) for line in made.items] == [(1,), (1,), ()]
    assert [found.own(line, ENGLISH) for line in made.items] == [(RANGE,), (), ()]


def test_sentences_that_name_another_run_each_stay_with_their_attributes_and_are_summed_up_once():
    made = record(*([RUN.format(number)] for number in range(4)))
    found = limitations(made, ENGLISH)
    assert len(found.numbered) == 1 and found.numbered[0].startswith("All attributes: every pre lot")
    assert [found.own(line, ENGLISH) for line in made.items] == [(RUN.format(n),) for n in range(4)]
    assert {found.shared(line) for line in made.items} == {()}


def printed(made, words, *, numbered=None):
    """The content of these attributes with each sentence as an assessment keeps it, and its wording."""
    found = limitations(made, words)
    sections = tuple(
        attribute(
            key=line.attribute.name.lower(),
            title=line.attribute.name,
            limitations=found.own(line, words),
            shared_limitations=found.shared(line),
        )
        for line in made.items
    )
    return replace(package(), attributes=sections, limitations=numbered or found.numbered)


def told(made, words):
    return [[(each, words.told(each)) for each in line.item.limitations] for line in made.items]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_verification_reads_what_a_number_stands_for(language):
    words = Words(language)
    made = record([AGE, RANGE], [RUN.format(1), AGE], [])
    expected = [tuple(worded for _, worded in each) for each in told(made, words)]
    assert list(printed_limitations(printed(made, words), told(made, words))) == expected


def test_a_shared_sentence_in_other_words_keeps_its_place_and_leaves_the_names_away():
    made = record([RANGE, AGE, NORMAL], [AGE, NORMAL])
    before = (
        "A, B: The ages of the lots: 24, 37 and 66 days.",
        "A, B: Lots vary normally, we assume.",
        "A: own.",
    )
    found = printed_limitations(printed(made, ENGLISH, numbered=before), told(made, ENGLISH))
    ages, normal = (each.removeprefix("A, B: ") for each in before[:2])
    assert list(found) == [(RANGE, ages, normal), (ages, normal)]


def test_a_number_that_another_attribute_names_stands_for_nothing():
    made = record([AGE, RANGE], [AGE], [])
    content = printed(made, ENGLISH)
    *others, third = content.attributes
    claimed = replace(content, attributes=(*others, replace(third, shared_limitations=(1,))))
    assert list(printed_limitations(claimed, told(made, ENGLISH)))[2] == (f"A, B: {AGE}",)
