import math

import pytest

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.gaps import gaps, in_words
from comparability.model.vocabulary import Contrast, CriterionKind, Justification, Tier
from comparability.statistics.interval import Interval

REASONS = {"justification": Justification.DOSE, "justification_text": "Given by volume.", "source": "CSR-7"}


def criterion(kind: CriterionKind, **stated) -> Criterion:
    return Criterion(
        attribute_id=1, tier=Tier.A, kind=kind, minimum_lots=3, alpha=0.05, difference_level=0.95, **stated
    )


@pytest.mark.parametrize(
    ("drafted", "missing"),
    [
        (criterion(CriterionKind.EQUIVALENCE, **REASONS), ("what is compared", "margin")),
        (criterion(CriterionKind.EQUIVALENCE, contrast=Contrast.RATIO, **REASONS), ("margin",)),
        (
            criterion(
                CriterionKind.EQUIVALENCE, contrast=Contrast.RATIO, margin=Interval(0.5, math.inf), **REASONS
            ),
            ("high end of the margin",),
        ),
        (
            criterion(
                CriterionKind.EQUIVALENCE, contrast=Contrast.RATIO, margin=Interval(0.0, 2.0), **REASONS
            ),
            ("low end of the margin",),
        ),
        (
            criterion(
                CriterionKind.NON_INFERIORITY,
                contrast=Contrast.RATIO,
                margin=Interval(0.5, math.inf),
                **REASONS,
            ),
            (),
        ),
        (criterion(CriterionKind.QUALITY_RANGE, **REASONS), ("multiplier k",)),
        (criterion(CriterionKind.TOLERANCE_INTERVAL, coverage=0.99, **REASONS), ("confidence",)),
        (
            criterion(CriterionKind.LIMIT, limit_high=5.0),
            ("class of justification", "justification", "source"),
        ),
        (criterion(CriterionKind.LIMIT, limit_low=0.0, **REASONS), ()),
        (criterion(CriterionKind.QUALITATIVE), ("accepted words",)),
        (criterion(CriterionKind.DESCRIPTIVE), ()),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, tuple) else value.kind.value,
)
def test_a_drafted_criterion_names_what_it_lacks(drafted, missing):
    assert gaps(drafted) == missing


def test_what_is_missing_reads_as_a_sentence():
    assert in_words(("margin", "justification", "source")) == "margin, justification and source missing"
    assert in_words(("margin",)) == "margin missing"
    assert in_words(()) == ""
