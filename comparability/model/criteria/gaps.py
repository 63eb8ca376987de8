"""What a drafted criterion still lacks, in words, so that a table can say it for each attribute.

The rules themselves are in `criteria.validate`; a criterion without gaps can still break one of them.
"""

import math

from comparability.model.criteria.contrasts import lowest
from comparability.model.criteria.criterion import Criterion
from comparability.model.vocabulary import CriterionKind


def gaps(criterion: Criterion) -> tuple[str, ...]:
    """The names of the parts that are missing, in the order in which a person fills them."""
    return (*_figures_missing(criterion), *_reasons_missing(criterion))


def in_words(missing: tuple[str, ...]) -> str:
    """'margin, justification and source missing', or nothing when nothing is."""
    if not missing:
        return ""
    named = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
    return f"{named} missing"


def _figures_missing(criterion: Criterion) -> tuple[str, ...]:
    match criterion.kind:
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY:
            if criterion.contrast is None:
                return ("what is compared", "margin")
            return _ends_missing(criterion)
        case CriterionKind.QUALITY_RANGE:
            return () if criterion.k is not None else ("multiplier k",)
        case CriterionKind.TOLERANCE_INTERVAL:
            named = (("coverage", criterion.coverage), ("confidence", criterion.confidence))
            return tuple(name for name, value in named if value is None)
        case CriterionKind.LIMIT:
            return () if (criterion.limit_low, criterion.limit_high) != (None, None) else ("limit",)
        case CriterionKind.QUALITATIVE:
            return () if criterion.accepted_words else ("accepted words",)
        case CriterionKind.DESCRIPTIVE:
            return ()


def _ends_missing(criterion: Criterion) -> tuple[str, ...]:
    if criterion.margin is None:
        return ("margin",)
    if criterion.kind is CriterionKind.NON_INFERIORITY:
        return ()
    ends = (("low end of the margin", criterion.margin.low, lowest(criterion.contrast)),
            ("high end of the margin", criterion.margin.high, math.inf))  # fmt: skip
    return tuple(name for name, end, open_end in ends if end == open_end)


def _reasons_missing(criterion: Criterion) -> tuple[str, ...]:
    if criterion.kind in (CriterionKind.QUALITATIVE, CriterionKind.DESCRIPTIVE):
        return ()
    stated = (
        ("class of justification", criterion.justification),
        ("justification", criterion.justification_text),
        ("source", criterion.source),
    )
    return tuple(name for name, value in stated if not value)
