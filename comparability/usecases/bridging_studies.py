"""Attach the values of a bridging study to its record and compute from them, once.

Who may record, and who approves, is asked in `bridgings`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import comparability
from comparability.model.bridging.design import TYPED, BothSides, read_design
from comparability.model.bridging.judgement import BridgingFinding, judge_bridging
from comparability.model.bridging.pairs import MethodPair, as_text
from comparability.model.canonical import content_hash
from comparability.model.errors import Invalid
from comparability.model.plainness import plain
from comparability.model.vocabulary import Bridged, Contrast
from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.bridging_studies import BridgingPair, BridgingStudy
from comparability.storage.measured_both_ways import MeasuredBothWays, measured_both_ways
from comparability.storage.products import Product
from comparability.storage.switches import Bridging
from comparability.usecases.entries import storable
from comparability.usecases.records import add


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyEntry:
    """How the study is judged, figures as typed, and its values. See `model.bridging.design`."""

    contrast: Contrast
    margin_low: str
    margin_high: str
    margin_justification: str
    alpha: str
    error_variance_ratio: str
    coverage: str
    level: str
    pairs: tuple[MethodPair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Values that the register has by both. text: as they can be pasted. remark: what was left out."""

    text: str
    remark: str


def attach_study(
    session: Session, bridging: Bridging, attribute: Attribute, entry: StudyEntry, *, now: datetime
) -> BridgingStudy:
    """Store the pairs and everything computed from them. Raises Invalid, naming the field."""
    if attribute.is_qualitative:
        raise Invalid(
            f"{attribute.name} is given in words, which cannot be computed with.", field="attribute_id"
        )
    entry = storable(entry, BridgingStudy)
    design = read_design(entry)
    if not entry.pairs:
        raise Invalid("Paste the values of the lots measured both ways.", field="pairs")
    sides = BothSides(
        covers=bridging.covers,
        before=bridging.before,
        after=bridging.after,
        unit=attribute.unit or "",
        decimals=attribute.decimals,
        is_scientific=attribute.is_scientific,
    )
    found = judge_bridging(entry.pairs, design, sides=sides)
    study = add(
        session,
        BridgingStudy(
            bridging_id=bridging.id,
            unit=attribute.unit,
            decimals=attribute.decimals,
            is_scientific=attribute.is_scientific,
            inputs_hash=_inputs_hash(entry, sides),
            software_version=comparability.__version__,
            computed_at=now,
            **{name: getattr(entry, name) for name in TYPED},
            **_stored(found),
        ),
    )
    known = measured_both_ways(session, attribute, bridging.covers, bridging.before, bridging.after)
    results = {each.lot: (each.before, each.after) for each in known.lots}
    for position, pair in enumerate(entry.pairs):
        before, after = results.get(pair.lot, (None, None))
        session.add(
            BridgingPair(
                study_id=study.id,
                position=position,
                lot=pair.lot,
                before=pair.before,
                after=pair.after,
                before_result_id=None if before is None else _same(before.id, before.entered, pair.before),
                after_result_id=None if after is None else _same(after.id, after.entered, pair.after),
            )
        )
    session.flush()
    return study


def offer_pairs(
    session: Session, product_id: int, *, attribute_id: int | None, covers: Bridged, before: str, after: str
) -> Offer:
    """What the register can fill in: lots with a verified result by both. Raises NotFound, Invalid."""
    if attribute_id is None:
        raise Invalid("Choose the attribute whose results are looked for.", field="attribute_id")
    attribute = rows.get(session, Attribute, attribute_id)
    if attribute.product_id != rows.get(session, Product, product_id).id:
        raise Invalid("This attribute belongs to another product.", field="attribute_id")
    found = measured_both_ways(session, attribute, covers, before, after)
    pairs = [
        MethodPair(lot=each.lot, before=each.before.entered, after=each.after.entered) for each in found.lots
    ]
    return Offer(text=as_text(pairs), remark=_remark(found, attribute, covers))


def _stored(found: BridgingFinding) -> dict[str, Any]:
    """The finding by column."""
    return {
        "outcome": found.outcome,
        "reason": found.reason,
        "plain_words": found.plain_words,
        "finding": found.finding,
        "method": found.method,
        "figures": [plain(figure) for figure in found.figures],
        "points": [plain(point) for point in found.points],
        "left_out": [plain(each) for each in found.left_out],
        "remarks": list(found.remarks),
        "r_snippet": found.r_snippet,
    }


def _inputs_hash(entry: StudyEntry, sides: BothSides) -> str:
    return content_hash(plain({"study": entry, "sides": sides}, floats_as_text=True))


def _same(result_id: int, entered: str, typed: str) -> int | None:
    """The result that a value was taken from, if it still says the same."""
    return result_id if entered.strip(" ") == typed.strip(" ") else None


def _remark(found: MeasuredBothWays, attribute: Attribute, covers: Bridged) -> str:
    lots = "1 lot" if len(found.lots) == 1 else f"{len(found.lots)} lots"
    parts = [f"{lots} of the register have a verified result of {attribute.name} by both."]
    if not found.lots:
        parts = [f"No lot of the register has a verified result of {attribute.name} by both."]
    if found.not_verified:
        parts.append(f"Not verified yet: {', '.join(found.not_verified)}.")
    if found.otherwise_different:
        parts.append(
            f"Left out, because more than the {covers} differs between the two results: "
            f"{', '.join(found.otherwise_different)}."
        )
    return " ".join(parts)
