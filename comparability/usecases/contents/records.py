"""Change, risks, protocol, lots, methods and records of a package, from the rows on record."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from comparability.model.bridging.words import CLAIMED
from comparability.model.retains import last_usable_on
from comparability.model.switch_kinds import switch_kinds
from comparability.model.values import formatting
from comparability.model.vocabulary import ArmClaim, ArmRole, ProtocolMode, ResultKind
from comparability.storage.dossiers import Dossier, SwitchRecord, VersionLine
from comparability.storage.protocols import Protocol
from comparability.usecases.contents import planned_lots, results
from reports import content
from reports.wording import Words, fixed

NOT_STATED = fixed("not stated")


def change(record: SwitchRecord, words: Words) -> content.Change:
    """What changes, described side by side."""
    return content.Change(
        description=record.switch.description,
        pre_heading=_arms(record, words, ArmRole.PRE),
        post_heading=_arms(record, words, ArmRole.POST, ArmRole.SITE),
        rows=tuple(
            content.ChangeRow(
                aspect=row.aspect,
                pre=row.before or words(NOT_STATED),
                post=row.after or words(NOT_STATED),
                assessment=(row.impact or words("resolved without comment"))
                if row.is_resolved
                else words("not resolved"),
            )
            for row in record.differences
        ),
    )


def risks(record: SwitchRecord, words: Words) -> tuple[content.RiskRow, ...]:
    """The ranked risks, with the criterion that answers each."""
    attributes = {line.attribute.id: line for line in record.criteria}
    defaults = switch_kinds()[record.switch.kind]
    found = []
    for risk in record.risks:
        line = attributes.get(risk.attribute_id)
        if line is None:
            continue
        criterion = line.row
        found.append(
            content.RiskRow(
                change=record.switch.title,
                attribute=words.named(line.attribute.name),
                rating=words(
                    "severity {severity} × likelihood {likelihood}",
                    severity=risk.severity,
                    likelihood=risk.likelihood,
                ),
                rationale=risk.rationale,
                mitigation=words(
                    "tier {tier}, {kind}", tier=criterion.tier.value, kind=words.term(criterion.kind)
                ),
                ground=defaults.ground(line.attribute.code, risk.rationale),
            )
        )
    return tuple(found)


def protocol(record: SwitchRecord, words: Words, *, first_post_result: str | None) -> content.Protocol:
    """The protocol in words. first_post_result: when it came, None for a document that looks at no result."""
    frozen = record.protocol
    least = words("{number} per arm", number=frozen.minimum_lots)
    return content.Protocol(
        reference=words("{switch} protocol", switch=record.switch.code),
        version=str(frozen.number),
        mode=_mode(record, words),
        frozen_at=formatting.instant(frozen.frozen_at) if frozen.frozen_at else words("not yet"),
        frozen_by=record.names.get(frozen.frozen_by_id or 0),
        first_post_result=first_post_result,
        post_data_declared=frozen.post_data_seen or words("nothing declared"),
        eligibility=_eligibility(frozen, words),
        minimum_lots=words.parted((least, frozen.minimum_lots_reason))
        if frozen.minimum_lots_reason
        else least,
        planned_lots=words(
            "{pre} pre, {post} post: {reason}",
            pre=frozen.planned_pre,
            post=frozen.planned_post,
            reason=frozen.lots_justification,
        ),
        approved_outside=_outside(record, words),
        several_arms=_several_arms(record, words),
        plans=planned_lots.section(record, words),
    )


def _eligibility(frozen: Protocol, words: Words) -> tuple[str, ...]:
    """Which lots count, in a line for each part of the rule."""

    def listed(values: Iterable[str]) -> str:
        return words.listed(words.term(value) for value in values)

    rule = [
        words("uses: {uses}", uses=listed(frozen.eligible_uses)),
        words("status: {statuses}", statuses=listed(frozen.eligible_statuses)),
        words("testing occasion: {occasions}", occasions=listed(frozen.eligible_occasions)),
    ]
    if frozen.eligible_process_versions:
        versions = words.listed(frozen.eligible_process_versions)
        rule.append(words("process versions: {versions}", versions=versions))
    if frozen.manufactured_from or frozen.manufactured_to:
        rule.append(
            words(
                "made from {first} to {last}",
                first=frozen.manufactured_from or words("any date"),
                last=frozen.manufactured_to or words("any date"),
            )
        )
    return (*rule, words("failed lots: {rule}", rule=frozen.failed_lots))


def freeze_changes(record: Dossier, words: Words) -> tuple[content.FreezeChange, ...]:
    """Amendments and deviations, which stand on page 1."""
    amended = [
        content.FreezeChange(
            kind=words("amendment"),
            reference=words("version {before} → {after}", before=line.from_number, after=line.to_number),
            what=words(
                "{number} post-switch results were known when it was made",
                number=line.amendment.post_results_known,
            ),
            reason=line.amendment.reason,
            recorded=words(
                "{instant}, by {person}",
                instant=formatting.instant(line.amendment.made_at),
                person=line.made_by,
            ),
            approved_by=record.names.get(record.protocol.frozen_by_id or 0),
            after_freeze=True,
        )
        for line in record.amendments
    ]
    deviated = [
        content.FreezeChange(
            kind=words("deviation"),
            reference=deviation.reference,
            what=deviation.description,
            reason=deviation.impact or words("impact not stated"),
            recorded=words(
                "{instant}, by {person}",
                instant=formatting.day(deviation.occurred_on),
                person=record.names[deviation.recorded_by_id],
            ),
            approved_by=record.names.get(deviation.closed_by_id or 0),
            after_freeze=True,
        )
        for deviation in record.deviations
    ]
    return (*amended, *deviated)


def lots(record: Dossier, words: Words) -> tuple[content.Lot, ...]:
    """Every lot of the arms, counted or not."""
    left_out = {row["lot_id"]: row["excluded_reason"] for row in record.assessment.lots}
    return tuple(
        content.Lot(
            number=each.lot.number,
            arm=each.arm_name,
            role=content.ArmRole(each.role.value),
            stage=words.term(each.lot.stage),
            supplier=each.supplier_name,
            site=each.site_name or "",
            process_version=each.lot.process_version or "",
            scale=each.lot.batch_scale or "",
            made=formatting.day(each.lot.manufactured_on) if each.lot.manufactured_on else words(NOT_STATED),
            status=words.term(each.lot.status),
            use=words.term(each.lot.use),
            clinical_exposure=each.lot.clinical_exposure or "",
            retains=_retains(record, each.lot.id, words),
            parents=record.parents.get(each.lot.id, ()),
            excluded=_why_left_out(left_out.get(each.lot.id, "void"), each.lot.status_reason, words),
        )
        for each in record.lots
    )


def _why_left_out(rule: str | None, recorded: str | None, words: Words) -> str | None:
    """The rule that leaves a lot out, with what was recorded of the lot itself; None for a counted one."""
    said = words.rule(rule) if rule else rule
    return f"{said}: {recorded}" if said and recorded else said


def exclusions(record: Dossier, words: Words) -> tuple[content.Exclusion, ...]:
    """The register of exclusions, approved or not."""
    numbers = {each.lot.id: each.lot.number for each in record.lots}
    attributes = {line.attribute.id: words.named(line.attribute.name) for line in record.items}
    return tuple(
        content.Exclusion(
            lot=numbers.get(row.lot_id, str(row.lot_id)),
            attribute=words("all attributes")
            if row.attribute_id is None
            else attributes.get(row.attribute_id, ""),
            reason=row.reason,
            recorded=formatting.instant(row.requested_at),
            recorded_by=record.names[row.requested_by_id],
            approved_by=record.names.get(row.approved_by_id or 0),
        )
        for row in record.exclusions
    )


def methods(record: Dossier, words: Words) -> tuple[content.Method, ...]:
    """The methods that results of the switch were measured with, and whether both sides used the same."""
    roles = {each.lot.id: each.role for each in record.lots}
    used: defaultdict[int, set[ArmRole]] = defaultdict(set)
    laboratories: defaultdict[int, set[str]] = defaultdict(set)
    for result in record.results:
        if result.method_version_id is not None and result.is_reportable:
            used[result.method_version_id].add(roles[result.lot_id])
            laboratory = result.laboratory or words("laboratory not stated")
            laboratories[result.method_version_id].add(laboratory)
    return tuple(
        method(
            line,
            words,
            laboratory=words.listed(sorted(laboratories[line.version.id])),
            same_both_sides=_same(used[line.version.id], words),
            bridging=_bridging(record, line.attribute.id, words),
        )
        for line in record.versions
        if line.version.id in used
    )


def method(
    line: VersionLine, words: Words, *, laboratory: str = "", same_both_sides: str = "", bridging: str = ""
) -> content.Method:
    """A method version; what its use has shown is empty where no result is looked at."""
    precision = line.version.precision_cv
    return content.Method(
        attribute=words.named(line.attribute.name),
        name=line.method.name,
        version=line.version.label,
        validation=words.term(line.version.validation_status),
        loq=line.version.loq or "",
        precision=words("{number} % CV", number=precision) if precision else "",
        laboratory=laboratory,
        same_both_sides=same_both_sides,
        bridging=bridging,
    )


def out_of_expectation(record: Dossier, words: Words) -> tuple[content.OutOfExpectation, ...]:
    """Investigated results, retests, invalid runs and corrections: whatever replaced or doubted a result."""
    numbers = {each.lot.id: each.lot.number for each in record.lots}
    lines = {line.attribute.id: line for line in record.items}
    found = []
    for result in record.results:
        is_routine = result.kind is ResultKind.ORIGINAL and result.investigation is None
        if is_routine or result.attribute_id not in lines:
            continue
        line = lines[result.attribute_id]
        found.append(
            content.OutOfExpectation(
                lot=numbers[result.lot_id],
                attribute=words.named(line.attribute.name),
                entered=results.as_reported(line, result),
                kind=words.term(result.kind),
                investigation=result.investigation or "",
                disposition=_disposition(result.is_reportable, result.is_replaced, result.reason, words),
            )
        )
    return tuple(found)


def completeness(record: Dossier, words: Words) -> content.Completeness:
    """Lot by attribute: what stands there, so that a gap is seen."""
    reportable = {
        (result.lot_id, result.attribute_id): result for result in record.results if result.is_reportable
    }
    rows = []
    for each in record.lots:
        states = []
        for line in record.items:
            result = reportable.get((each.lot.id, line.attribute.id))
            if result is not None:
                states.append(_state(result.state.value, words, is_verified=result.is_verified))
            elif line.attribute.stage is not each.lot.stage:
                states.append(words("other stage"))
            else:
                states.append(words("derived") if line.attribute.derived_from else words("missing"))
        rows.append(content.CompletenessRow(lot=each.lot.number, arm=each.arm_name, states=tuple(states)))
    return content.Completeness(
        attributes=tuple(words.named(line.attribute.name) for line in record.items), rows=tuple(rows)
    )


def _state(state: str, words: Words, *, is_verified: bool) -> str:
    said = words.term(state)
    return said if is_verified else words("{state}, not verified", state=said)


def _disposition(is_reportable: bool, is_replaced: bool, reason: str | None, words: Words) -> str:
    reported = words("reported") if is_reportable else words("not reported")
    stands = words("replaced") if is_replaced else reported
    return f"{stands}: {reason}" if reason else stands


def _same(roles: set[ArmRole], words: Words) -> str:
    if ArmRole.PRE in roles and len(roles) > 1:
        return words("yes")
    return words("pre lots only") if roles == {ArmRole.PRE} else words("post lots only")


def _bridging(record: Dossier, attribute_id: int, words: Words) -> str:
    documents = [
        f"{words.term(row.covers)}: {row.before} → {row.after} "
        f"({row.document}: {_showed(record, row.id, words)})"
        for row in record.bridgings
        if row.approved_at is not None and row.attribute_id in (None, attribute_id)
    ]
    return words.parted(documents)


def _showed(record: Dossier, bridging_id: int, words: Words) -> str:
    found = record.studies.get(bridging_id)
    return words.term(CLAIMED) if found is None else words.term(found.study.outcome)


def _retains(record: Dossier, lot_id: int, words: Words) -> str:
    retains = record.retains.get(lot_id, ())
    if not retains:
        return words("none")
    last = last_usable_on(retain.expires_on for retain in retains)
    held = words.parted(retain.quantity for retain in retains)
    if last is None:
        return words("{quantity}, expiry not stated", quantity=held)
    return words("{quantity}, usable until {day}", quantity=held, day=formatting.day(last))


def _arms(record: SwitchRecord, words: Words, *roles: ArmRole) -> str:
    return " · ".join(arm.name for arm in record.arms if arm.role in roles) or words(NOT_STATED)


def _mode(record: SwitchRecord, words: Words) -> str:
    mode, reason = words.term(record.protocol.mode), record.protocol.mode_reason
    return f"{mode}: {reason}" if reason else mode


def _several_arms(record: SwitchRecord, words: Words) -> tuple[str, ...]:
    pairs, claim = record.protocol.arm_pairs, record.protocol.arm_claim
    if pairs is None or claim is None:
        return ()
    every, divided = words("each pair at alpha"), words("alpha divided by the number of pairs")
    level = every if claim is ArmClaim.ALL else divided
    return (
        words("compared: {pairs}", pairs=words.term(pairs)),
        words("claimed: {claim}, {level}", claim=words.term(claim), level=level),
    )


def _outside(record: SwitchRecord, words: Words) -> str | None:
    frozen = record.protocol
    if frozen.mode is not ProtocolMode.EXTERNAL:
        return None
    day = frozen.external_approved_on
    approved = formatting.day(day) if day else words(NOT_STATED)
    return f"{frozen.external_document}, {approved}: {frozen.external_attestation}"


def first_post_result(record: Dossier, words: Words) -> str:
    """When the first result of a post lot was tested and entered, and the first published figure."""
    post = {each.lot.id for each in record.lots if each.role is not ArmRole.PRE}
    results = [result for result in record.results if result.lot_id in post]
    if not results:
        return _first_published(record, words) or words("none yet")
    tested = min((result.tested_on for result in results if result.tested_on), default=None)
    entered = formatting.instant(min(result.entered_at for result in results))
    day = formatting.day(tested) if tested else words(NOT_STATED)
    first = words("tested {day}, entered {instant}", day=day, instant=entered)
    published = _first_published(record, words)
    return words.parted((first, published)) if published else first


def _first_published(record: Dossier, words: Words) -> str | None:
    """When published figures of a post arm were entered first, of those that the assessment read."""
    entered = [
        datetime.fromisoformat(each["entered_at"])
        for line in record.items
        for each in line.item.summaries or ()
        if each["arm"] != ArmRole.PRE.value
    ]
    if not entered:
        return None
    return words("published figures, entered {instant}", instant=formatting.instant(min(entered)))
