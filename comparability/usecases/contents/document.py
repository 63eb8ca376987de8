"""The whole package in reading order: document control, conclusion, limitations and provenance."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import comparability
from comparability.model import formatting
from comparability.model.authorities import Authority, ctd_home
from comparability.model.glossary import glossary
from comparability.model.people import Actor
from comparability.model.readiness import passing_together
from comparability.model.vocabulary import Justification, Stage, Tier
from comparability.storage.dossiers import Dossier
from comparability.usecases.contents import attributes, bridging_sections, figures, records
from reports import content

SOFTWARE = "comparability"
# "Every pre lot was measured in run R-1 and every post lot in run R-2, …": see `model.confounding`.
ALIASED = re.compile(r"Every pre lot was measured (in|on) (run|plate)s? .* and every post lot \1 \2s? ")
MOST_ALIKE = 3


def package(
    record: Dossier, *, authority: Authority, document_id: str, number: int, actor: Actor, now: datetime
) -> content.Package:
    """The content of a package, frozen: after this nothing reads the database or the clock."""
    sections = attributes.sections(record)
    return content.Package(
        approval=content.Approval(status=content.Status.DRAFT, signatures=(), superseded_by=None),
        control=_control(record, authority, document_id, number),
        conclusion=_conclusion(record),
        change=records.change(record),
        risks=records.risks(record),
        protocol=records.protocol(record),
        changes=records.freeze_changes(record),
        lots=records.lots(record),
        exclusions=records.exclusions(record),
        methods=records.methods(record),
        attributes=sections,
        completeness=records.completeness(record),
        out_of_expectation=records.out_of_expectation(record),
        limitations=limitations(record),
        provenance=content.Provenance(
            software=SOFTWARE,
            software_version=comparability.__version__,
            audit_head=str(record.audit_seq),
            audit_hash=record.audit_hash,
            dataset_hash=record.assessment.dataset_hash,
            protocol_hash=record.protocol.content_hash or "",
            assembled_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            assembled_by=actor.full_name,
        ),
        glossary=tuple(
            content.GlossaryEntry(term=term, meaning=meaning) for term, meaning in glossary().items()
        ),
        bridgings=bridging_sections.sections(record),
    )


def limitations(record: Dossier) -> tuple[str, ...]:
    """What the data cannot carry, each sentence once with the attributes it holds for."""
    every = tuple(line.attribute.name for line in record.items)
    sentences: dict[str, list[str]] = {}
    for line in record.items:
        for sentence in line.item.limitations:
            sentences.setdefault(sentence, []).append(line.attribute.name)
    found = []
    if record.product.is_simulated:
        found.append("SIMULATED data: no lot of this package exists.")
    if record.product.illustration:
        found.append(record.product.illustration)
    grouped: dict[tuple[str, ...], list[str]] = {}
    for sentence, names in _summed_up(sentences).items():
        grouped.setdefault(tuple(name for name in every if name in names), []).append(sentence)
    for together, texts in grouped.items():
        found += [f"{_where(together, every)}: {text}" for text in texts]
    chances = [
        figures.values_of(line).get("chance_without_shift")
        for line in record.items
        if line.criterion.row.tier is Tier.A
    ]
    family = passing_together([each for each in chances if each is not None])
    return (*found, *([family] if family else []))


def _summed_up(sentences: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Sentences that differ only in what they name become one; each attribute's section names its own."""
    alike: dict[str, list[str]] = {}
    for sentence in sentences:
        if factor := ALIASED.match(sentence):
            alike.setdefault(f"{factor[1]} another {factor[2]}", []).append(sentence)
    summed = dict(sentences)
    for elsewhere, several in alike.items():
        if len(several) > MOST_ALIKE:
            one = (
                f"every pre lot was measured {elsewhere} than every post lot, so a difference "
                "between them cannot be told from the change. The section of each attribute names them."
            )
            summed[one] = [name for sentence in several for name in summed.pop(sentence)]
    return summed


def _where(names: tuple[str, ...], every: tuple[str, ...]) -> str:
    """The attributes in as few words as possible."""
    rest = [name for name in every if name not in names]
    if not rest and len(every) > 1:
        return "All attributes"
    if 0 < len(rest) < len(names) / 2:
        return f"All attributes except {', '.join(rest)}"
    return ", ".join(names)


def is_illustrative(record: Dossier) -> bool:
    """Whether the data or a margin only illustrate the method."""
    return record.product.illustration is not None or any(
        line.criterion.row.justification is Justification.ILLUSTRATIVE for line in record.items
    )


def _control(record: Dossier, authority: Authority, document_id: str, number: int) -> content.DocumentControl:
    home = ctd_home(stage(record), record.product.role)
    return content.DocumentControl(
        title=f"Analytical comparability of {record.product.name}: {record.switch.title}",
        document_id=document_id,
        version=str(number),
        authority=authority.code,
        ctd_home=f"{home.section} {home.title}",
        sponsor=record.product.sponsor or "sponsor not stated",
        product=f"{record.product.code}, {record.product.name}",
        switch=f"{record.switch.code}, {record.switch.title}",
        simulated=record.product.is_simulated,
        illustrative=is_illustrative(record),
        marks=tuple(record.assessment.marks),
        statements=authority.statements,
        language="en",
        page_size=content.PageSize(authority.page_size.value),
    )


def stage(record: Dossier) -> Stage:
    """The stage of most lots, which decides the package's home in the CTD."""
    stages = [each.lot.stage for each in record.lots]
    return max(set(stages), key=stages.count) if stages else Stage.DRUG_SUBSTANCE


def _conclusion(record: Dossier) -> content.Conclusion:
    decision = record.decision
    return content.Conclusion(
        overall=decision.conclusion.value if decision else None,
        justification=decision.justification if decision else None,
        concluded_by=record.names[decision.decided_by_id] if decision else None,
        concluded_at=formatting.instant(decision.decided_at) if decision else None,
        readiness=record.assessment.readiness.value,
        residual_uncertainty=_uncertainty(record),
        proposed_category=record.switch.reporting_category,
    )


def _uncertainty(record: Dossier) -> tuple[str, ...]:
    decision = record.decision
    if decision is None:
        return ()
    names = {line.attribute.code: line.attribute.name for line in record.items}
    unmet = [f"{names.get(code, code)}: {text}" for code, text in sorted(decision.unmet.items())]
    return (decision.residual_uncertainty, *unmet)
