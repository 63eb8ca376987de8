"""A comparison as it is stored, hashed and carried in an evidence copy: plain data, one form everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from comparability.model.canonical import content_hash
from comparability.model.criteria.criterion import TWO_ARM_KINDS
from comparability.model.datasets import AttributeData
from comparability.model.judging.comparison import Comparison
from comparability.model.plainness import plain
from comparability.model.vocabulary import Contrast


def stored(
    comparison: Comparison, data: AttributeData, *, position: int, as_typed: Mapping[str, str]
) -> dict[str, Any]:
    """The comparison of one attribute. as_typed: margins and limits as they stand in the protocol."""
    aside = _set_aside(comparison)
    observations = [
        plain(asdict(each))
        | {"is_used": each.excluded_reason is None and each.verified and each.result_id not in aside}
        for each in data.observations
    ]
    in_place = {each.summary_id for each in comparison.stand_ins}
    return {
        "attribute_id": comparison.attribute_id,
        "position": position,
        "outcome": comparison.outcome,
        "effect": comparison.effect,
        "marks": [mark.value for mark in comparison.marks],
        "reason": comparison.reason,
        "plain_words": comparison.plain_words,
        "method": comparison.method,
        "criterion": plain(asdict(comparison.criterion)) | {"as_typed": dict(as_typed)},
        "figures": [plain(asdict(figure)) for figure in comparison.figures],
        "observations": observations,
        "lots": [plain(asdict(lot)) for lot in comparison.lots],
        "unused": [plain(asdict(each)) for each in comparison.unused],
        "limitations": list(comparison.limitations),
        "influence": [plain(asdict(row)) for row in comparison.influence],
        "series": [plain(asdict(each)) for each in data.series],
        "summaries": [
            plain(asdict(each)) | {"is_used": each.summary_id in in_place} for each in data.summaries
        ],
        "side_analyses": [plain(asdict(each)) for each in comparison.side_analyses],
        "checks": list(comparison.checks),
        "pairs": [plain(asdict(pair)) for pair in comparison.pairs],
        "r_snippet": comparison.r_snippet,
    }


def _set_aside(comparison: Comparison) -> frozenset[int]:
    """Results that count and that the stated analysis cannot use: of one time beside slopes, of lots without
    a partner beside split lots.
    """
    criterion = comparison.criterion
    is_computed = criterion.kind in TWO_ARM_KINDS and bool(comparison.used)
    if not is_computed and criterion.contrast is not Contrast.SLOPE:
        return frozenset()
    return frozenset(each.result_id for each in comparison.unused)


def inputs_hash(lots: Sequence[Mapping[str, Any]], attributes: Sequence[Any]) -> str:
    """The hash of everything an assessment read. attributes: `AttributeData`, or their plain form.

    What is not stated is left out, so that a later program that can state more reads the same hash.
    """
    return content_hash(_stated(plain({"lots": lots, "attributes": attributes}, floats_as_text=True)))


def _stated(value: Any) -> Any:
    """Plain data without the names that say nothing: None and empty lists."""
    if isinstance(value, dict):
        return {name: _stated(each) for name, each in value.items() if each is not None and each != []}
    if isinstance(value, list):
        return [_stated(each) for each in value]
    return value


def assessment_hash(*, inputs: str, protocol: str | None, items: Sequence[Mapping[str, Any]]) -> str:
    """What reviewing an assessment signs. inputs, protocol: their hashes; items: of `stored`."""
    return content_hash(plain({"inputs": inputs, "protocol": protocol, "items": items}, floats_as_text=True))


def conclusion_hash(
    *,
    assessment: str | None,
    conclusion: str,
    justification: str,
    residual_uncertainty: str,
    unmet: Mapping[str, str],
) -> str:
    """What the signature of a decision binds: its words and the whole assessment they stand on."""
    return content_hash(
        {
            "assessment": assessment,
            "conclusion": conclusion,
            "justification": justification,
            "residual_uncertainty": residual_uncertainty,
            "unmet": unmet,
        }
    )
