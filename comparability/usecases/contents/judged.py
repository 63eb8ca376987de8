"""How each attribute of a protocol will be judged, in the words that its package will use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from comparability.model.criteria.texts import as_typed
from comparability.model.plainness import plain
from comparability.model.vocabulary import Analysis, ArmClaim, ArmPairs, ControlUse
from comparability.storage.attributes import Attribute
from comparability.storage.criteria import criterion_value
from comparability.storage.protocol_records import ProtocolRecord
from comparability.storage.protocols import CriterionLine, CriterionRow
from comparability.usecases.contents import attributes
from reports import content
from reports.protocol_content import JudgedAttribute
from reports.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """A criterion before there is anything to compare. pairs: as many as arms will be compared, or none."""

    criterion: Mapping[str, Any]
    pairs: Sequence[Mapping[str, Any]]
    figures: Sequence[Mapping[str, Any]]
    summaries: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    item: _Stated
    attribute: Attribute


def judged(record: ProtocolRecord, words: Words) -> tuple[JudgedAttribute, ...]:
    """Every attribute of the protocol, in its order."""
    return tuple(_judged(record, line, words) for line in record.criteria)


def _judged(record: ProtocolRecord, line: CriterionLine, words: Words) -> JudgedAttribute:
    row, attribute = line.row, line.attribute
    problem = record.problems.get(attribute.id)
    name = words.named(attribute.name)
    sentence, margin, method = "", None, ""
    if problem is None:
        stated = _stated(record, line)
        sentence = attributes.criterion_sentence(stated, words)
        margin, method = attributes.margin_text(stated, words), attributes.method_name(stated, words)
    return JudgedAttribute(
        key=re.sub(r"[^a-z0-9]+", "-", attribute.code.lower()).strip("-"),
        title=name,
        title_in_english=attribute.name if words.is_bilingual and name != attribute.name else "",
        tier=content.Tier(row.tier.value),
        stage=words.term(attribute.stage),
        unit=attribute.unit,
        criterion=content.Criterion(
            kind=words.term(row.kind),
            sentence=sentence or words("Open: {problem}", problem=problem),
            margin=margin,
            justification_class=words.term(row.justification) if row.justification else None,
            justification=", ".join(t for t in (row.justification_text, row.impact_rationale) if t) or None,
            source=row.source,
        ),
        method_name=method,
        tier_reason=row.tier_reason if row.tier is not attribute.tier else None,
        details=_details(row, words),
        history=row.history_lots,
        methods=tuple(
            words.listed((each.method.name, each.version.label))
            for each in record.versions
            if each.attribute.id == attribute.id
        ),
    )


def _stated(record: ProtocolRecord, line: CriterionLine) -> _Line:
    value = criterion_value(line.row, record.protocol)
    pairs = _pairs(record)
    shared = pairs if record.protocol.arm_claim is ArmClaim.CHOSEN else 1
    level = {"name": "interval_level", "value": 1.0 - 2.0 * value.alpha / shared}
    return _Line(
        item=_Stated(
            criterion=plain(asdict(value)) | {"as_typed": as_typed(line.row)},
            pairs=({},) * pairs if pairs > 1 else (),
            figures=(level,) if pairs > 1 else (),
        ),
        attribute=line.attribute,
    )


def _pairs(record: ProtocolRecord) -> int:
    """How many pairs of arms are compared."""
    arms = len(record.arms)
    if record.protocol.arm_pairs is ArmPairs.EVERY_PAIR:
        return arms * (arms - 1) // 2
    return max(1, arms - 1)


def _details(row: CriterionRow, words: Words) -> tuple[str, ...]:
    """What is stated of the analysis beyond its name."""
    said = []
    if row.control is ControlUse.NORMALISED:
        said.append(words("Values are compared in units of the control of their run."))
    if row.run_sd:
        said.append(
            words(
                "An SD between runs of {sd} widens the interval where arm and run cannot be told apart "
                "({source}).",
                sd=row.run_sd,
                source=row.run_sd_source,
            )
        )
    if row.censored_floor:
        said.append(
            words("A value below the limit is taken as not lower than {floor}.", floor=row.censored_floor)
        )
    if row.analysis is Analysis.SPLIT_SOURCE:
        weight = row.history_weight or words("estimated")
        said.append(words("Weight of the split lots beside the history: {weight}.", weight=weight))
    if row.variances is not None:
        said.append(words("Variance components: {variances}.", variances=words.term(row.variances)))
    if row.prior_source:
        said.append(
            words(
                "Prior: SD of the difference {shift}; SD between lots {sd} with {df} degrees of freedom "
                "({source}).",
                shift=row.prior_shift_sd or words("none"),
                sd=row.prior_lot_sd or words("none"),
                df=row.prior_lot_df or words("none"),
                source=row.prior_source,
            )
        )
    return tuple(said)
