"""From the columns of a criterion, as typed, to the value that is computed with.

The columns come from a row or from the frozen protocol in an evidence copy: both must give the same value.
"""

from typing import Any, Protocol

from comparability.model.criteria import TWO_ARM_KINDS, Criterion, margin
from comparability.model.plain_numbers import plain_number
from comparability.model.vocabulary import Contrast, CriterionKind, Justification, Tier
from comparability.statistics.interval import Interval

TYPED = ("margin_low", "margin_high", "multiplier", "coverage", "confidence", "limit_low", "limit_high")


class Columns(Protocol):
    """Something with the columns of a criterion or of a protocol as attributes."""

    def __getattribute__(self, name: str, /) -> Any: ...


def read_criterion(row: Columns, rule: Columns, *, attribute_id: int, range_shift_sd: str) -> Criterion:
    """The criterion as a value. row: its columns; rule: the protocol's.

    Raises Invalid, naming the column, for text that is no number.
    """
    kind = CriterionKind(row.kind)
    in_range = kind in (CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL)
    contrast = None if row.contrast is None else Contrast(row.contrast)
    return Criterion(
        attribute_id=attribute_id,
        tier=Tier(row.tier),
        kind=kind,
        minimum_lots=rule.minimum_lots,
        alpha=float(rule.alpha),
        difference_level=float(rule.difference_level),
        contrast=contrast,
        margin=_margin(row, kind, contrast),
        k=_number(row.multiplier, "multiplier"),
        coverage=_number(row.coverage, "coverage"),
        confidence=_number(row.confidence, "confidence"),
        false_pass_shift_sd=float(range_shift_sd) if in_range else None,
        limit_low=_number(row.limit_low, "limit_low"),
        limit_high=_number(row.limit_high, "limit_high"),
        accepted_words=tuple(row.accepted_words or ()),
        justification=None if row.justification is None else Justification(row.justification),
        justification_text=row.justification_text,
        source=row.source,
        impact_rationale=row.impact_rationale,
        minimum_lots_reason=rule.minimum_lots_reason,
        tier_reason=row.tier_reason,
    )


def as_typed(row: Columns) -> dict[str, str]:
    """Margins and limits as they stand in the protocol, beside the numbers that are computed with."""
    return {name: getattr(row, name) for name in TYPED if getattr(row, name) is not None}


def _margin(row: Columns, kind: CriterionKind, contrast: Contrast | None) -> Interval | None:
    if kind not in TWO_ARM_KINDS or contrast is None:
        return None
    low, high = _number(row.margin_low, "margin_low"), _number(row.margin_high, "margin_high")
    return None if low is None and high is None else margin(low=low, high=high, contrast=contrast)


def _number(text: str | None, column: str) -> float | None:
    return None if text is None else float(plain_number(text, field=column))
