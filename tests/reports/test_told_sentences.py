"""Every sentence that the judging rooms can keep with an assessment is told in every language.

The sentences are read from the code. Where parts of one come from functions, so that it does not stand in one
place, it is named below; the sentences of the demonstration and of `PUT_TOGETHER` show that those are told.
"""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.wording import LANGUAGES, Words

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
JUDGING = Path(__file__).resolve().parents[2] / "comparability" / "model" / "judging"
SOMETHING = "7"  # what stands for a value
# Begins of sentences whose words come from several places.
ELSEWHERE = (
    "In 7 the ", "The post-switch lots gave 7 the", "By their means", "7 about 7", "7 more post lots",
    "7 no realistic", "7, so 7 is", "7 7 not conform", "7 7 reported", "7 was measured 7 7",
    "7 7 is recorded", "7 was tested", "7 measured 7", "7; listed", "7 (7). This is weak",
    "7 of 7 post-switch", "7 of the post-switch", "The 7 lots rise", "The 7 lots fall",
    "7; the interval", "Each arm was measured", "The lots of the arms share", "7 no run",
    "7 no approved", "7 No approved", "Lots 7 were made", "Estimate and interval", "It cannot be known",
    "The limit of 7", "7 has ", "7 have ", "7 lies outside the range that",
    "7 lie outside the range that", " The one that decides",
)  # fmt: skip
# A reason, which the page of an assessment shows and no package prints.
REASONS = (
    "7, lies", "the estimate", "with 7 pre and 7 post lots and this variation", "7: met (weak evidence)",
)  # fmt: skip
WIDENED = (
    "the interval is widened by the SD between runs that the protocol declares (0.05 on the scale of "
    "analysis)"
)
PUT_TOGETHER = (
    f"Each arm was measured in runs of its own; {WIDENED}.",
    f"The lots of the arms share their runs in part only; {WIDENED}, as far as they were measured apart.",
    "1 result names no run; those of an arm are taken as measured in one run that the other arm lacks.",
    "3 results name no run; those of an arm are taken as measured in one run that the other arm lacks.",
    "2 of 4 post lots were measured in run R-7, as no pre lot was.",
    "1 of 4 post lots was measured on plate P-7, as no pre lot was.",
    "Lots A-1 and A-2 were made from drug-substance lot A-DS and count once, with their geometric mean.",
    "Estimate and interval are those that Smith 2024 prints, adjusted for age; nothing was computed again.",
    "Estimate and interval are those that Smith 2024 prints; nothing was computed again.",
    "It cannot be known whether lot A-1 conforms: values on both sides of the limit are possible.",
    "It cannot be known whether lots A-1 and A-2 conform: the detection limit is not recorded.",
    "The limit of lots A-1 and A-2 is not recorded.",
    "Lots A-1 and A-2 have no result yet; enter them, or exclude the lots with a reason.",
    "Lot A-1 has no result (invalid); an exclusion with a reason would set this aside.",
    "Lot A-1 has a word instead of a number.",
    "Lot A-1 lies outside the range that the method quantifies, and means are not computed from limits.",
    "Lots A-1 and A-2 lie outside the range that the method quantifies, and means are not computed from "
    "limits.",
    "Three pairs of arms were compared: two equivalent, one inconclusive. The one that decides is CDMO B "
    "against CDMO A. None passes.",
    "This cannot be judged. 2 results are not verified.",
    "The pre arm has 1 lot; at least 2 are needed.",
    "The censoring leaves it open: by the likelihood of the lots the outcome would be equivalent, equivalent "
    "with censored lots at their limits and inconclusive with censored lots at the floor 0.1; a verdict "
    "stands only where all agree.",
)


def said_in(file: Path) -> Iterator[str]:
    """Sentences of a module with something in place of every value; errors and docstrings are left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Expr):
            skipped |= {id(each) for each in ast.walk(node)}
        elif isinstance(node, ast.JoinedStr):
            skipped |= {id(each) for each in ast.walk(node) if each is not node}
    for node in ast.walk(tree):
        if id(node) not in skipped and isinstance(node, ast.JoinedStr | ast.Constant):
            yield from (text for text in variants(node) if len(text) > 20 and text.endswith("."))


def variants(node: ast.AST) -> list[str]:
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join(parts) for parts in itertools.product(*map(variants, values))]
        case ast.FormattedValue(value=value):
            return variants(value)
        case ast.IfExp(body=one, orelse=other):
            return variants(one) + variants(other)
        case _:
            return [SOMETHING]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_a_judgement_is_told_in_the_language(language: str) -> None:
    words = Words(language)
    found = {text for file in sorted(JUDGING.rglob("*.py")) for text in said_in(file)}
    assert len(found) > 60
    left = [text for text in sorted(found) if not text.startswith((*ELSEWHERE, *REASONS))]
    assert [text for text in left if words.told(text) == text] == []


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("sentence", PUT_TOGETHER)
def test_a_sentence_of_several_parts_is_told_in_the_language(language: str, sentence: str) -> None:
    said = Words(language).told(sentence)
    assert said != sentence
    assert not any(word in said.split() for word in ("lots", "arm", "with", "against", "is", "are"))


def test_a_part_of_a_sentence_never_passes_for_the_whole() -> None:
    """As “{one} or {two}” would for any sentence with that word in it."""
    unknown = "Somebody wrote this or that of the lots."
    assert Words("ja").told(unknown) == unknown
