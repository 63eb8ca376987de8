"""The whole package in reading order: document control, conclusion, limitations and provenance."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import comparability
from comparability.model.authorities import Authority, ctd_home, ctd_sections
from comparability.model.glossary import glossary
from comparability.model.people import Actor
from comparability.model.values import formatting
from comparability.model.vocabulary import Justification, Stage
from comparability.storage.dossiers import Dossier
from comparability.storage.narratives import Narrative
from comparability.storage.text_blocks import Wording
from comparability.usecases.contents import (
    attributes,
    bridging_sections,
    genealogy,
    narrative,
    records,
    text_blocks,
)
from comparability.usecases.contents.catalogue import catalogue
from comparability.usecases.contents.limitations import limitations
from reports import content
from reports.wording import Words

SOFTWARE = "comparability"


def package(
    record: Dossier,
    *,
    authority: Authority,
    words: Words,
    category: str | None = None,
    document_id: str,
    number: int,
    actor: Actor,
    now: datetime,
    wordings: Iterable[Wording] = (),
    written: Narrative | None = None,
) -> content.Package:
    """The content of a package, frozen: after this nothing reads the database or the clock.

    words: of the language chosen. category: of the change, as proposed to this authority; None for what the
    switch says. wordings: of the text blocks, as they are in force; without any the package has none.
    written: what people wrote of the switch, in force; None where nobody has.
    """
    carried = limitations(record, words)
    discussions = {} if written is None else written.discussions
    value = content.Package(
        approval=content.Approval(status=content.Status.DRAFT, signatures=(), superseded_by=None),
        control=_control(record, authority, document_id, number, words),
        conclusion=_conclusion(record, category, words),
        change=replace(records.change(record, words), why=(written and written.why) or ""),
        risks=records.risks(record, words),
        protocol=records.protocol(record, words, first_post_result=records.first_post_result(record, words)),
        changes=records.freeze_changes(record, words),
        lots=records.lots(record, words),
        exclusions=records.exclusions(record, words),
        methods=records.methods(record, words),
        attributes=attributes.sections(record, words, carried, discussions),
        completeness=records.completeness(record, words),
        out_of_expectation=records.out_of_expectation(record, words),
        limitations=carried.numbered,
        provenance=content.Provenance(
            software=SOFTWARE,
            software_version=comparability.__version__,
            audit_head=str(record.audit_seq),
            audit_hash=record.audit_hash,
            dataset_hash=record.assessment.dataset_hash,
            protocol_hash=record.protocol.content_hash or "",
            assembled_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            assembled_by=actor.full_name,
            catalogue=catalogue(words),
        ),
        glossary=terms(words),
        bridgings=bridging_sections.sections(record, words),
        genealogy=genealogy.genealogy(record, words),
        blocks=text_blocks.blocks(record, wordings, authority, words),
        narrative=narrative.narrative(record, written, words),
    )
    # What the catalogue lacked is known only now, and stands in the document that it concerns.
    return replace(value, provenance=replace(value.provenance, english=words.untranslated))


def terms(words: Words) -> tuple[content.GlossaryEntry, ...]:
    """The glossary of every document."""
    return tuple(
        content.GlossaryEntry(term=words.term(term), meaning=words.term(meaning))
        for term, meaning in glossary().items()
    )


def is_illustrative(record: Dossier) -> bool:
    """Whether the data or a margin only illustrate the method."""
    return record.product.illustration is not None or any(
        line.criterion.row.justification is Justification.ILLUSTRATIVE for line in record.items
    )


def _control(
    record: Dossier, authority: Authority, document_id: str, number: int, words: Words
) -> content.DocumentControl:
    home = ctd_home(stage(record), record.product.role)
    return content.DocumentControl(
        title=words(
            "Analytical comparability of {product}: {switch}",
            product=record.product.name,
            switch=record.switch.title,
        ),
        document_id=document_id,
        version=str(number),
        authority=authority.code,
        ctd_home=f"{home.section} {words.term(home.title)}",
        sponsor=record.product.sponsor or words("sponsor not stated"),
        product=f"{record.product.code}, {record.product.name}",
        switch=f"{record.switch.code}, {record.switch.title}",
        simulated=record.product.is_simulated,
        illustrative=is_illustrative(record),
        marks=tuple(words.term(mark) for mark in record.assessment.marks),
        statements=tuple(words.term(sentence) for sentence in authority.statements),
        language=words.language,
        bilingual=words.is_bilingual,
        page_size=content.PageSize(authority.page_size.value),
        typography=content.Typography(authority.typography.value),
        places=tuple(
            content.CtdPlace(
                holds=words.term(place.holds), section=place.section, title=words.term(place.title)
            )
            for place in ctd_sections(stage(record)).values()
        ),
    )


def stage(record: Dossier) -> Stage:
    """The stage of most lots, which decides the package's home in the CTD."""
    stages = [each.lot.stage for each in record.lots]
    return max(set(stages), key=stages.count) if stages else Stage.DRUG_SUBSTANCE


def _conclusion(record: Dossier, category: str | None, words: Words) -> content.Conclusion:
    decision = record.decision
    return content.Conclusion(
        overall=words.term(decision.conclusion) if decision else None,
        justification=decision.justification if decision else None,
        concluded_by=record.names[decision.decided_by_id] if decision else None,
        concluded_at=formatting.instant(decision.decided_at) if decision else None,
        readiness=words.term(record.assessment.readiness),
        residual_uncertainty=_uncertainty(record, words),
        proposed_category=category or record.switch.reporting_category,
    )


def _uncertainty(record: Dossier, words: Words) -> tuple[str, ...]:
    decision = record.decision
    if decision is None:
        return ()
    names = {line.attribute.code: words.named(line.attribute.name) for line in record.items}
    unmet = [f"{names.get(code, code)}: {text}" for code, text in sorted(decision.unmet.items())]
    return (decision.residual_uncertainty, *unmet)
