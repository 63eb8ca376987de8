"""The bridging studies of a package, and what its evidence copy carries so that they are computed again."""

from typing import Any

from comparability.model.authorities import ctd_sections
from comparability.model.bridging.design import TYPED, BothSides
from comparability.model.plainness import plain
from comparability.model.values import formatting
from comparability.storage.attributes import Attribute
from comparability.storage.bridging_studies import BridgingStudy, StudyLine
from comparability.storage.dossiers import Dossier
from comparability.storage.evidence import in_force
from comparability.storage.switches import Bridging
from comparability.usecases.contents import bridgings
from reports import content
from reports.wording import ENGLISH, Words

FOUND = (
    "outcome", "reason", "plain_words", "finding", "method", "figures", "points", "left_out", "remarks",
    "r_snippet",
)  # fmt: skip


def sections(record: Dossier, words: Words) -> tuple[content.BridgingStudy, ...]:
    """One per study with data that was in force, for the attributes that were assessed."""
    return tuple(
        section(
            row,
            line,
            attribute,
            approved=f"{record.names[row.approved_by_id or 0]}, {_when(row)}",
            words=words,
        )
        for row, line, attribute in _studies(record)
    )


def section(
    row: Bridging, line: StudyLine, attribute: Attribute, *, approved: str, words: Words = ENGLISH
) -> content.BridgingStudy:
    """A study as the package prints it."""
    study, sides = line.study, sides_of(row, line.study)
    return content.BridgingStudy(
        key=f"bridging-{row.id}",
        document=row.document,
        ctd_section=ctd_sections(attribute.stage)["bridging of methods"].section,
        attribute=words.named(attribute.name),
        unit=study.unit,
        covers=words.term(row.covers),
        before=row.before,
        after=row.after,
        performed=formatting.day(row.performed_on),
        conclusion=row.conclusion,
        margin=bridgings.margin(study, sides, words),
        justification=study.margin_justification,
        outcome=content.Outcome(study.outcome.value),
        plain_words=study.plain_words,
        approved=approved,
        explanation=row.explanation,
        disagreement=bridgings.disagreement(study, words),
        pairs=bridgings.pairs(study, line.pairs, sides),
        figures=bridgings.figures(study, sides, words),
        remarks=tuple(study.remarks),
        methods_plot=bridgings.methods_plot(study, line.pairs, sides, words),
        agreement_plot=bridgings.agreement_plot(study, sides, words),
        method=study.method,
        snippet=study.r_snippet,
        inputs_hash=study.inputs_hash,
    )


def sides_of(row: Bridging, study: BridgingStudy) -> BothSides:
    """What was measured and by what, as it was when the study was recorded."""
    return BothSides(
        covers=row.covers,
        before=row.before,
        after=row.after,
        unit=study.unit or "",
        decimals=study.decimals,
        is_scientific=study.is_scientific,
    )


def carried(record: Dossier) -> list[dict[str, Any]]:
    """Each study as attached: what was typed, what the attribute is, and everything computed from it."""
    return [
        {
            "bridging_id": row.id,
            "attribute_id": attribute.id,
            "document": row.document,
            "explanation": row.explanation,
            "typed": {name: plain(getattr(line.study, name)) for name in TYPED},
            "sides": plain(sides_of(row, line.study)),
            "pairs": [
                {"id": pair.id, "lot": pair.lot, "before": pair.before, "after": pair.after}
                for pair in line.pairs
            ],
            "found": {name: plain(getattr(line.study, name)) for name in FOUND},
        }
        for row, line, attribute in _studies(record)
    ]


def pair_numbers(record: Dossier) -> list[int]:
    """The rows of every pair that is carried."""
    return [pair.id for _, line, _ in _studies(record) for pair in line.pairs]


def _studies(record: Dossier) -> list[tuple[Bridging, StudyLine, Attribute]]:
    attributes = {line.attribute.id: line.attribute for line in record.items}
    return [
        (row, record.studies[row.id], attributes[row.attribute_id])
        for row in in_force(record)
        if row.id in record.studies and row.attribute_id in attributes
    ]


def _when(row: Bridging) -> str:
    return "" if row.approved_at is None else formatting.instant(row.approved_at)
