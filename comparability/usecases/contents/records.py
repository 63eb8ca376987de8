"""Change, risks, protocol, lots, methods and records of a package, from the rows on record."""

from collections import defaultdict
from datetime import datetime

from comparability.model import formatting
from comparability.model.bridging_words import CLAIMED
from comparability.model.retains import last_usable_on
from comparability.model.vocabulary import ArmClaim, ArmRole, ProtocolMode, ResultKind
from comparability.storage.dossiers import Dossier
from comparability.usecases.contents import planned_lots, results
from reports import content

NOT_STATED = "not stated"
KNOWN_SAME = "yes"


def change(record: Dossier) -> content.Change:
    """What changes, described side by side."""
    return content.Change(
        description=record.switch.description,
        pre_heading=_arms(record, ArmRole.PRE),
        post_heading=_arms(record, ArmRole.POST, ArmRole.SITE),
        rows=tuple(
            content.ChangeRow(
                aspect=row.aspect,
                pre=row.before or NOT_STATED,
                post=row.after or NOT_STATED,
                assessment=(row.impact or "resolved without comment") if row.is_resolved else "not resolved",
            )
            for row in record.differences
        ),
    )


def risks(record: Dossier) -> tuple[content.RiskRow, ...]:
    """The ranked risks, with the criterion that answers each."""
    attributes = {line.attribute.id: line for line in record.items}
    found = []
    for risk in record.risks:
        line = attributes.get(risk.attribute_id)
        if line is None:
            continue
        criterion = line.criterion.row
        found.append(
            content.RiskRow(
                change=record.switch.title,
                attribute=line.attribute.name,
                rating=f"severity {risk.severity} × likelihood {risk.likelihood}",
                rationale=risk.rationale,
                mitigation=f"tier {criterion.tier.value}, {criterion.kind.value}",
            )
        )
    return tuple(found)


def protocol(record: Dossier) -> content.Protocol:
    """The frozen protocol in words."""
    frozen = record.protocol
    rule = [
        f"uses: {', '.join(frozen.eligible_uses)}",
        f"status: {', '.join(frozen.eligible_statuses)}",
        f"testing occasion: {', '.join(frozen.eligible_occasions)}",
    ]
    if frozen.eligible_process_versions:
        rule.append(f"process versions: {', '.join(frozen.eligible_process_versions)}")
    if frozen.manufactured_from or frozen.manufactured_to:
        rule.append(
            f"made from {frozen.manufactured_from or 'any date'} to {frozen.manufactured_to or 'any date'}"
        )
    rule.append(f"failed lots: {frozen.failed_lots}")
    least = f"{frozen.minimum_lots} per arm"
    return content.Protocol(
        reference=f"{record.switch.code} protocol",
        version=str(frozen.number),
        mode=_mode(record),
        frozen_at=formatting.instant(frozen.frozen_at) if frozen.frozen_at else NOT_STATED,
        frozen_by=record.names.get(frozen.frozen_by_id or 0, NOT_STATED),
        first_post_result=_first_post(record),
        post_data_declared=frozen.post_data_seen or "nothing declared",
        eligibility=tuple(rule),
        minimum_lots=f"{least}; {frozen.minimum_lots_reason}" if frozen.minimum_lots_reason else least,
        planned_lots=f"{frozen.planned_pre} pre, {frozen.planned_post} post: {frozen.lots_justification}",
        approved_outside=_outside(record),
        several_arms=_several_arms(record),
        plans=planned_lots.section(record),
    )


def freeze_changes(record: Dossier) -> tuple[content.FreezeChange, ...]:
    """Amendments and deviations, which stand on page 1."""
    amended = [
        content.FreezeChange(
            kind="amendment",
            reference=f"version {line.from_number} → {line.to_number}",
            what=f"{line.amendment.post_results_known} post-switch results were known when it was made",
            reason=line.amendment.reason,
            recorded=f"{formatting.instant(line.amendment.made_at)} by {line.made_by}",
            approved_by=record.names.get(record.protocol.frozen_by_id or 0),
            after_freeze=True,
        )
        for line in record.amendments
    ]
    deviated = [
        content.FreezeChange(
            kind="deviation",
            reference=deviation.reference,
            what=deviation.description,
            reason=deviation.impact or "impact not stated",
            recorded=f"{formatting.day(deviation.occurred_on)}, by {record.names[deviation.recorded_by_id]}",
            approved_by=record.names.get(deviation.closed_by_id or 0),
            after_freeze=True,
        )
        for deviation in record.deviations
    ]
    return (*amended, *deviated)


def lots(record: Dossier) -> tuple[content.Lot, ...]:
    """Every lot of the arms, counted or not."""
    left_out = {row["lot_id"]: row["excluded_reason"] for row in record.assessment.lots}
    return tuple(
        content.Lot(
            number=each.lot.number,
            arm=each.arm_name,
            role=content.ArmRole(each.role.value),
            stage=each.lot.stage.value,
            supplier=each.supplier_name,
            site=each.site_name or "",
            process_version=each.lot.process_version or "",
            scale=each.lot.batch_scale or "",
            made=formatting.day(each.lot.manufactured_on) if each.lot.manufactured_on else NOT_STATED,
            status=each.lot.status.value,
            use=each.lot.use.value,
            clinical_exposure=each.lot.clinical_exposure or "",
            retains=_retains(record, each.lot.id),
            parents=record.parents.get(each.lot.id, ()),
            excluded=_why_left_out(left_out.get(each.lot.id, "void"), each.lot.status_reason),
        )
        for each in record.lots
    )


def _why_left_out(rule: str | None, recorded: str | None) -> str | None:
    """The rule that leaves a lot out, with what was recorded of the lot itself; None for a counted one."""
    return f"{rule}: {recorded}" if rule and recorded else rule


def exclusions(record: Dossier) -> tuple[content.Exclusion, ...]:
    """The register of exclusions, approved or not."""
    numbers = {each.lot.id: each.lot.number for each in record.lots}
    attributes = {line.attribute.id: line.attribute.name for line in record.items}
    return tuple(
        content.Exclusion(
            lot=numbers.get(row.lot_id, str(row.lot_id)),
            attribute="all attributes" if row.attribute_id is None else attributes.get(row.attribute_id, ""),
            reason=row.reason,
            recorded=formatting.instant(row.requested_at),
            recorded_by=record.names[row.requested_by_id],
            approved_by=record.names.get(row.approved_by_id or 0),
        )
        for row in record.exclusions
    )


def methods(record: Dossier) -> tuple[content.Method, ...]:
    """The methods that results of the switch were measured with, and whether both sides used the same."""
    roles = {each.lot.id: each.role for each in record.lots}
    used: defaultdict[int, set[ArmRole]] = defaultdict(set)
    laboratories: defaultdict[int, set[str]] = defaultdict(set)
    for result in record.results:
        if result.method_version_id is not None and result.is_reportable:
            used[result.method_version_id].add(roles[result.lot_id])
            laboratories[result.method_version_id].add(result.laboratory or "laboratory not stated")
    return tuple(
        content.Method(
            attribute=line.attribute.name,
            name=line.method.name,
            version=line.version.label,
            validation=line.version.validation_status.value,
            loq=line.version.loq or "",
            precision=f"{line.version.precision_cv} % CV" if line.version.precision_cv else "",
            laboratory=", ".join(sorted(laboratories[line.version.id])),
            same_both_sides=_same(used[line.version.id]),
            bridging=_bridging(record, line.attribute.id),
        )
        for line in record.versions
        if line.version.id in used
    )


def out_of_expectation(record: Dossier) -> tuple[content.OutOfExpectation, ...]:
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
                attribute=line.attribute.name,
                entered=results.as_reported(line, result),
                kind=result.kind.value,
                investigation=result.investigation or "",
                disposition=_disposition(result.is_reportable, result.is_replaced, result.reason),
            )
        )
    return tuple(found)


def completeness(record: Dossier) -> content.Completeness:
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
                states.append(_state(result.state.value, is_verified=result.is_verified))
            elif line.attribute.stage is not each.lot.stage:
                states.append("other stage")
            else:
                states.append("derived" if line.attribute.derived_from else "missing")
        rows.append(content.CompletenessRow(lot=each.lot.number, arm=each.arm_name, states=tuple(states)))
    return content.Completeness(
        attributes=tuple(line.attribute.name for line in record.items), rows=tuple(rows)
    )


def _state(state: str, *, is_verified: bool) -> str:
    return state if is_verified else f"{state}, not verified"


def _disposition(is_reportable: bool, is_replaced: bool, reason: str | None) -> str:
    stands = "replaced" if is_replaced else "reported" if is_reportable else "not reported"
    return f"{stands}: {reason}" if reason else stands


def _same(roles: set[ArmRole]) -> str:
    if ArmRole.PRE in roles and len(roles) > 1:
        return KNOWN_SAME
    return "pre lots only" if roles == {ArmRole.PRE} else "post lots only"


def _bridging(record: Dossier, attribute_id: int) -> str:
    documents = [
        f"{row.covers.value}: {row.before} → {row.after} ({row.document}: {_showed(record, row.id)})"
        for row in record.bridgings
        if row.approved_at is not None and row.attribute_id in (None, attribute_id)
    ]
    return "; ".join(documents)


def _showed(record: Dossier, bridging_id: int) -> str:
    found = record.studies.get(bridging_id)
    return CLAIMED if found is None else found.study.outcome.value


def _retains(record: Dossier, lot_id: int) -> str:
    retains = record.retains.get(lot_id, ())
    if not retains:
        return "none"
    last = last_usable_on(retain.expires_on for retain in retains)
    held = "; ".join(retain.quantity for retain in retains)
    return f"{held}, usable until {formatting.day(last)}" if last else f"{held}, expiry not stated"


def _arms(record: Dossier, *roles: ArmRole) -> str:
    return " · ".join(arm.name for arm in record.arms if arm.role in roles) or NOT_STATED


def _mode(record: Dossier) -> str:
    reason = record.protocol.mode_reason
    return f"{record.protocol.mode.value}: {reason}" if reason else record.protocol.mode.value


def _several_arms(record: Dossier) -> tuple[str, ...]:
    pairs, claim = record.protocol.arm_pairs, record.protocol.arm_claim
    if pairs is None or claim is None:
        return ()
    level = "each pair at alpha" if claim is ArmClaim.ALL else "alpha divided by the number of pairs"
    return (f"compared: {pairs.value}", f"claimed: {claim.value}, {level}")


def _outside(record: Dossier) -> str | None:
    frozen = record.protocol
    if frozen.mode is not ProtocolMode.EXTERNAL:
        return None
    approved = formatting.day(frozen.external_approved_on) if frozen.external_approved_on else NOT_STATED
    return f"{frozen.external_document}, {approved}: {frozen.external_attestation}"


def _first_post(record: Dossier) -> str:
    post = {each.lot.id for each in record.lots if each.role is not ArmRole.PRE}
    results = [result for result in record.results if result.lot_id in post]
    if not results:
        return _first_published(record) or "none yet"
    tested = min((result.tested_on for result in results if result.tested_on), default=None)
    entered = formatting.instant(min(result.entered_at for result in results))
    first = f"tested {formatting.day(tested) if tested else NOT_STATED}, entered {entered}"
    published = _first_published(record)
    return f"{first}; {published}" if published else first


def _first_published(record: Dossier) -> str | None:
    """When published figures of a post arm were entered first, of those that the assessment read."""
    entered = [
        datetime.fromisoformat(each["entered_at"])
        for line in record.items
        for each in line.item.summaries or ()
        if each["arm"] != ArmRole.PRE.value
    ]
    return f"published figures, entered {formatting.instant(min(entered))}" if entered else None
