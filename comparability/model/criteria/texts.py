"""From the columns of a criterion, as typed, to the value that is computed with.

The columns come from a row or from the frozen protocol in an evidence copy: both must give the same value.
"""

from typing import Any, Protocol

from comparability.model.criteria.criterion import TWO_ARM_KINDS, Criterion, Prior, margin
from comparability.model.values.plain_numbers import plain_number
from comparability.model.vocabulary import (
    Analysis,
    Contrast,
    ControlUse,
    CriterionKind,
    Justification,
    Tier,
    Variances,
)
from comparability.statistics.interval import Interval

TYPED = (
    "margin_low", "margin_high", "multiplier", "coverage", "confidence", "limit_low", "limit_high", "run_sd",
    "censored_floor", "history_weight", "prior_shift_sd", "prior_lot_sd", "prior_lot_df", "probability",
)  # fmt: skip


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
        analysis=_analysis(row, kind),
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
        control=None if (control := _later(row, "control")) is None else ControlUse(control),
        run_sd=_number(_later(row, "run_sd"), "run_sd"),
        run_sd_source=_later(row, "run_sd_source"),
        floor=_number(_later(row, "censored_floor"), "censored_floor"),
        history_weight=_number(_later(row, "history_weight"), "history_weight"),
        variances=None if (shared := _later(row, "variances")) is None else Variances(shared),
        prior=_prior(row),
        prior_source=_later(row, "prior_source"),
        probability=_number(_later(row, "probability"), "probability"),
    )


def as_typed(row: Columns) -> dict[str, str]:
    """Margins and limits as they stand in the protocol, beside the numbers that are computed with."""
    return {name: text for name in TYPED if (text := _later(row, name)) is not None}


def _margin(row: Columns, kind: CriterionKind, contrast: Contrast | None) -> Interval | None:
    if kind not in TWO_ARM_KINDS or contrast is None:
        return None
    low, high = _number(row.margin_low, "margin_low"), _number(row.margin_high, "margin_high")
    return None if low is None and high is None else margin(low=low, high=high, contrast=contrast)


def _analysis(row: Columns, kind: CriterionKind) -> Analysis | None:
    if kind not in TWO_ARM_KINDS:
        return None
    # Until the analysis could be stated there was one.
    stated = _later(row, "analysis")
    return Analysis.WELCH if stated is None else Analysis(stated)


def _prior(row: Columns) -> Prior | None:
    shift_sd, lot_sd, lot_df = (
        _number(_later(row, column), column) for column in ("prior_shift_sd", "prior_lot_sd", "prior_lot_df")
    )
    if shift_sd is None and lot_sd is None and lot_df is None and _later(row, "prior_source") is None:
        return None
    return Prior(shift_sd=shift_sd, lot_sd=lot_sd, lot_df=lot_df)


def _later(row: Columns, column: str) -> Any:
    """A column that could not always be stated, and is part of a signed protocol only where it is."""
    return getattr(row, column, None)


def _number(text: str | None, column: str) -> float | None:
    return None if text is None else float(plain_number(text, field=column))
