"""The document of one version of a protocol, from the record as it stood at the freeze."""

from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

import comparability
from comparability.model.authorities import Authority, ctd_sections
from comparability.model.criteria.criterion import RANGE_KINDS
from comparability.model.criteria.margins import percent_as_stated
from comparability.model.values import formatting
from comparability.model.vocabulary import Justification, Mark, ProtocolMode, ProtocolStatus, Stage
from comparability.storage.criteria import RANGE_SHIFT_SD
from comparability.storage.protocol_records import ProtocolRecord
from comparability.storage.protocols import AmendmentLine
from comparability.usecases.contents import judged, records
from comparability.usecases.contents.catalogue import catalogue
from comparability.usecases.contents.document import SOFTWARE, terms
from comparability.usecases.contents.manifest import manifest_row
from comparability.usecases.contents.plans import plan_text
from reports import content, protocol_content
from reports.protocol_content import ProtocolDocument, ProtocolState
from reports.wording import Words

HOME = "protocol"  # by which the sections of the CTD are asked
ENOUGH_LOTS = 3  # an arm; with two the test says “equivalent” too often


def document(
    record: ProtocolRecord, *, authority: Authority, words: Words, document_id: str
) -> ProtocolDocument:
    """The content of the document, the same whenever it is asked for until the version is superseded."""
    value = ProtocolDocument(
        freezing=_freezing(record, authority, words, document_id),
        control=_control(record, authority, document_id, words),
        change=records.change(record, words),
        risks=records.risks(record, words),
        arms=_arms(record, words),
        protocol=records.protocol(record, words, first_post_result=None),
        power=None if record.plan is None else plan_text(record.plan).plot,
        methods=_methods(record, words),
        attributes=judged.judged(record, words),
        rules=protocol_content.Rules(
            alpha=percent_as_stated(float(record.protocol.alpha)),
            difference_level=percent_as_stated(float(record.protocol.difference_level)),
            false_pass_shift=_shift(words),
            failed_lots=record.protocol.failed_lots,
            statistical_plan=record.protocol.statistical_plan,
        ),
        amendments=tuple(_amendment(record, line, words) for line in record.amendments),
        limitations=_limitations(record, words),
        record=protocol_content.Record(
            software=SOFTWARE,
            software_version=comparability.__version__,
            signed_hash=record.signed_hash,
            as_of=record.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            catalogue=catalogue(words),
        ),
        glossary=terms(words),
    )
    return replace(value, record=replace(value.record, english=words.untranslated))


def _freezing(
    record: ProtocolRecord, authority: Authority, words: Words, document_id: str
) -> protocol_content.Freezing:
    zone, later = ZoneInfo(authority.time_zone), record.superseded_by
    return protocol_content.Freezing(
        state=ProtocolState(record.protocol.status.value),
        signatures=tuple(manifest_row(line, zone, words) for line in record.signatures),
        superseded_by=words("{document}, version {version}", document=document_id, version=later)
        if later
        else None,
    )


def _control(
    record: ProtocolRecord, authority: Authority, document_id: str, words: Words
) -> content.DocumentControl:
    product, switch, rule = record.product, record.switch, record.protocol
    stages = [line.attribute.stage for line in record.criteria] or [Stage.DRUG_SUBSTANCE]
    home = ctd_sections(max(set(stages), key=stages.count))[HOME]
    is_retrospective = rule.mode is ProtocolMode.RETROSPECTIVE
    return content.DocumentControl(
        title=words(
            "Comparability protocol of {product}: {switch}", product=product.name, switch=switch.title
        ),
        document_id=document_id,
        version=str(rule.number),
        authority=authority.code,
        ctd_home=f"{home.section} {words.term(home.title)}",
        sponsor=product.sponsor or words("sponsor not stated"),
        product=f"{product.code}, {product.name}",
        switch=f"{switch.code}, {switch.title}",
        simulated=product.is_simulated,
        illustrative=product.illustration is not None
        or any(line.row.justification is Justification.ILLUSTRATIVE for line in record.criteria),
        marks=(words.term(Mark.RETROSPECTIVE),) if is_retrospective else (),
        statements=tuple(words.term(sentence) for sentence in authority.statements),
        language=words.language,
        bilingual=words.is_bilingual,
        page_size=content.PageSize(authority.page_size.value),
        typography=content.Typography(authority.typography.value),
    )


def _arms(record: ProtocolRecord, words: Words) -> tuple[protocol_content.Arm, ...]:
    return tuple(
        protocol_content.Arm(
            name=arm.name,
            role=words.term(arm.role),
            sources=tuple(source.words for source in record.sources if source.arm_id == arm.id),
        )
        for arm in record.arms
    )


def _methods(record: ProtocolRecord, words: Words) -> tuple[content.Method, ...]:
    """Every method version of the attributes that are judged; who measures with it is not known yet."""
    asked = {line.attribute.id for line in record.criteria}
    return tuple(records.method(line, words) for line in record.versions if line.attribute.id in asked)


def _amendment(record: ProtocolRecord, line: AmendmentLine, words: Words) -> protocol_content.Amendment:
    nothing = words("nothing stated")
    return protocol_content.Amendment(
        reference=words("version {before} → {after}", before=line.from_number, after=line.to_number),
        reason=line.amendment.reason,
        recorded=words(
            "{instant}, by {person}", instant=formatting.instant(line.amendment.made_at), person=line.made_by
        ),
        known=words(
            "{number} post-switch results were known when it was made",
            number=line.amendment.post_results_known,
        ),
        fields=tuple(
            protocol_content.AmendedField(
                place=words.named(each.place),
                field=each.field,
                before=each.before or nothing,
                after=each.after or nothing,
            )
            for each in record.changes[line.to_number]
        ),
    )


def _shift(words: Words) -> str:
    return words("a shift of {shift} SD", shift=RANGE_SHIFT_SD)


def _limitations(record: ProtocolRecord, words: Words) -> tuple[str, ...]:
    """What the protocol itself cannot carry, known before any lot is measured."""
    rule, found = record.protocol, []
    if record.product.is_simulated:
        found.append(words("SIMULATED data: no lot named here exists."))
    if record.product.illustration:
        found.append(record.product.illustration)
    if rule.status is ProtocolStatus.DRAFT:
        found.append(words("This is a draft: nothing of it is approved, and all of it may change."))
    if rule.mode is ProtocolMode.RETROSPECTIVE:
        found.append(words("The protocol was written for a switch that was under way already."))
    if rule.minimum_lots < ENOUGH_LOTS:
        found.append(words("With fewer than three lots an arm the test says “equivalent” too often."))
    if any(line.row.kind in RANGE_KINDS for line in record.criteria):
        found.append(
            words(
                "A range is weak evidence: with few lots it is met by shifted products too. The chance is "
                "stated with each outcome, at {shift}.",
                shift=_shift(words),
            )
        )
    if record.plan is None:
        found.append(words("No plan of lots was saved, so the chance to pass is not stated."))
    else:
        found += map(words.told, record.plan.cannot_show)
    return tuple(found)
