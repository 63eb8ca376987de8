"""The id and version of the statistical method behind an outcome, and its name in words.

A version rises when the numbers that the method gives can change.
"""

from collections.abc import Mapping
from typing import Final

from comparability.model.criteria.criterion import Criterion
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind

OF_KIND: Final[Mapping[CriterionKind, tuple[str, str]]] = {
    CriterionKind.QUALITY_RANGE: ("quality-range/1", "Quality range of the pre lots, mean ± k SD"),
    CriterionKind.TOLERANCE_INTERVAL: (
        "tolerance-interval/1",
        "Exact normal tolerance interval of the pre lots",
    ),
    CriterionKind.LIMIT: ("limit/1", "Every post lot against a limit"),
    CriterionKind.QUALITATIVE: ("qualitative/1", "Every post lot against the words that conform"),
    CriterionKind.DESCRIPTIVE: ("descriptive/1", "Listed without a criterion"),
}

OF_ANALYSIS: Final[Mapping[Analysis, tuple[str, str]]] = {
    Analysis.WELCH: ("welch", "t tests on lot values, variances not assumed equal (Welch)"),
    Analysis.POOLED: ("pooled", "t tests on lot values with one variance for both arms"),
    Analysis.PAIRED: ("paired", "t tests on split lots, pair by pair"),
    Analysis.SPLIT_SOURCE: (
        "split-source",
        "t tests on split lots with historic lots (Burdick, Hofer, Karl and Rushing 2024)",
    ),
    Analysis.RANK: ("rank", "exact rank tests (Hodges–Lehmann)"),
    Analysis.REPLICATES: ("replicates", "tests in a mixed model of the replicates (REML, Kenward–Roger)"),
    Analysis.CENSORED: ("censored", "tests by the likelihood of censored lot values"),
    Analysis.POSTERIOR: ("posterior", "posterior probability with the prior of the protocol"),
    Analysis.SPREAD: ("spread", "F tests of the spread between lots"),
    Analysis.COUNTS: ("counts", "exact tests of Poisson rates"),
    Analysis.SLOPES: ("slopes", "t tests on each lot's own slope, variances not assumed equal (Welch)"),
}

OF_CONTRAST: Final[Mapping[Contrast, str]] = {
    Contrast.RATIO_OF_MEANS: "fieller-",
    Contrast.ODDS_RATIO: "logit-",
}


AS_PRINTED: Final = (
    "published-comparison/1",
    "Estimate and interval of a published comparison against the margin; nothing is computed from lots",
)


def method_of(criterion: Criterion, *, has_stand_ins: bool = False, is_as_printed: bool = False) -> str:
    """Such as "welch-tost/1". has_stand_ins: published figures are used in place of lots; is_as_printed: they
    are a comparison.
    """
    if is_as_printed:
        return AS_PRINTED[0]
    if criterion.kind in OF_KIND:
        return OF_KIND[criterion.kind][0]
    if criterion.contrast is None or criterion.analysis is None:
        return "none/1"  # a criterion that cannot be used
    # Two one-sided tests, but for a posterior, which tests nothing.
    both = "equivalence" if criterion.analysis is Analysis.POSTERIOR else "tost"
    test = both if criterion.kind is CriterionKind.EQUIVALENCE else "non-inferiority"
    of_summaries = "-of-summaries" if has_stand_ins else ""
    name = f"{OF_CONTRAST.get(criterion.contrast, '')}{OF_ANALYSIS[criterion.analysis][0]}-{test}"
    return f"{name}{of_summaries}/1"


def method_in_words(
    kind: CriterionKind,
    contrast: Contrast | None,
    analysis: Analysis | None,
    *,
    has_stand_ins: bool = False,
    is_as_printed: bool = False,
) -> str:
    """Such as "Two one-sided t tests on lot values, variances not assumed equal (Welch)"."""
    if is_as_printed:
        return AS_PRINTED[1]
    if kind in OF_KIND:
        return OF_KIND[kind][1]
    sides = "Two one-sided" if kind is CriterionKind.EQUIVALENCE else "One of two one-sided"
    name = "no analysis stated" if analysis is None else OF_ANALYSIS[analysis][1]
    if analysis is Analysis.POSTERIOR:
        return f"{name[:1].upper()}{name[1:]}"
    if contrast is Contrast.RATIO_OF_MEANS:
        name = f"{name}, of a ratio of means (Fieller)"
    if contrast is Contrast.ODDS_RATIO:
        name = f"{name}, on logits"
    return f"{sides} {name}{', with published figures in place of lots' if has_stand_ins else ''}"
