"""Whether there are as many lots as the protocol, or the analysis that it states, asks for."""

from collections.abc import Sequence

from comparability.model.criteria.criterion import RANGE_KINDS, TWO_ARM_KINDS, Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.judging.analyses.material import Unfit, material
from comparability.model.judging.analyses.pairs_of_lots import HOW_PAIRED, TooFewPairs, counted, split_lots
from comparability.model.judging.analyses.spread import LEAST_LOTS
from comparability.model.judging.description import capitalised, count_of_lots, in_words
from comparability.model.judging.lot_values import CountedLots
from comparability.model.published_summaries import stand_ins
from comparability.model.vocabulary import Analysis, ArmRole, Contrast

SPLIT = frozenset({Analysis.PAIRED, Analysis.SPLIT_SOURCE})


def too_few(
    attribute: AttributeData,
    criterion: Criterion,
    observations: Sequence[Observation],
    lots: CountedLots,
) -> list[str]:
    """A sentence where lots or pairs of them are too few for a verdict."""
    if criterion.kind not in TWO_ARM_KINDS | RANGE_KINDS:
        return _short({"post": sum(item.arm is not ArmRole.PRE for item in observations)}, criterion)
    counts = {"pre": len(lots.pre), "post": len(lots.post)}
    for summary in stand_ins(attribute, criterion):
        counts["pre" if summary.arm is ArmRole.PRE else "post"] = summary.lots
        if summary.lots_pre is not None:
            counts["pre"] = summary.lots_pre
    short = _short(counts, criterion)
    if short or criterion.kind not in TWO_ARM_KINDS:
        return short
    if criterion.analysis in SPLIT:
        return _pairs(attribute, criterion, observations)
    if criterion.analysis is Analysis.SPREAD:
        few = [count_of_lots(count, arm) for arm, count in counts.items() if count < LEAST_LOTS]
        if few:
            return [
                f"{capitalised(' and '.join(few))}: a spread is judged from {in_words(LEAST_LOTS)} lots an "
                "arm on; with fewer its interval is a description."
            ]
    return []


def _short(counts: dict[str, int], criterion: Criterion) -> list[str]:
    least = criterion.minimum_lots
    short = [count_of_lots(count, arm) for arm, count in counts.items() if count < least]
    if not short:
        return []
    what = " with results at two times or more" if criterion.contrast is Contrast.SLOPE else ""
    return [
        f"{capitalised(' and '.join(short))}{what}: the protocol asks for at least {in_words(least)} an arm."
    ]


def _pairs(attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation]) -> list[str]:
    least = criterion.minimum_lots
    try:
        pairs = len(split_lots(material(attribute, criterion, observations)).pre)
    except TooFewPairs as few:
        pairs = few.have
    except Unfit:
        return []  # lots that cannot be paired are refused by the analysis, which says why
    if pairs >= least:
        return []
    asked = f"the protocol asks for at least {in_words(least)}"
    return [f"{capitalised(counted(pairs))} of split lots: {asked}. {HOW_PAIRED}"]
