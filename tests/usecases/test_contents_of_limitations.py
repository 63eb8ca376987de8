"""What several attributes cannot show is said once, each keeps its own, and verification reads both."""

from dataclasses import replace
from types import SimpleNamespace

from comparability.usecases.contents.limitations import limitations
from comparability.verification.figures import printed_limitations
from reports.wording import ENGLISH, Words
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute

AGE = "The pre lots were 24 days old when tested and the post lots 37 to 66 days, so an effect of age cannot be told from the change."  # noqa: E501
RANGE = "A range is weak evidence and never counts as proof for a tier A attribute."
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


def test_verification_reads_what_a_number_stands_for():
    words = Words("ja")
    made = record([AGE, RANGE], [AGE])
    found = limitations(made, words)
    section = attribute(limitations=found.own(made.items[0], words), shared_limitations=(1,))
    content = replace(package(), attributes=(section,), limitations=found.numbered)
    told = [words.told(AGE), words.told(RANGE)]
    assert printed_limitations(section, content, told) == told
    changed = replace(content, limitations=("A, B: nothing.", *found.numbered[1:]))
    assert printed_limitations(section, changed, told) == [told[1], "A, B: nothing."]
