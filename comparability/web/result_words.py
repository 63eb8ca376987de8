"""What is to be known of a result beside its text, in words: one short line wherever a result is shown.

Written here and not as a macro: a grid says it of hundreds of results, and a page is slow.
"""

from collections.abc import Iterator
from typing import Final

from comparability.model.vocabulary import ResultKind, ResultState
from comparability.storage.reportables import Reported

_KINDS: Final = {ResultKind.CORRECTION: "corrected", ResultKind.RETEST: "retest"}
_AS_TYPED: Final = frozenset({ResultState.VALUE, ResultState.WORD})  # the text says it all


def result_words(result: Reported, others: int = 0, is_outside: bool = False) -> str:
    """Words with commas between them, empty where there is nothing to say.

    others: results beside it that do not count. is_outside: of the release specification.
    """
    return ", ".join(_words(result, others, is_outside))


def _words(result: Reported, others: int, is_outside: bool) -> Iterator[str]:
    if result.state not in _AS_TYPED:
        yield result.state.value
    if is_outside:
        yield "out of specification"
    if result.is_calculated:
        yield f"n = {len(result.replicates)}"
    if result.kind in _KINDS:
        yield _KINDS[result.kind]
    if result.investigation:
        yield result.investigation
    if others:
        yield f"{others} beside it"
