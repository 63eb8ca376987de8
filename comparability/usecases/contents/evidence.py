"""The files that the evidence copy of a package carries, so that every figure can be computed again offline.

`comparability.verification` reads them; the form of each is described in docs/integration.md.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from comparability.files.csv_export import write_csv
from comparability.model.canonical import canonical_json, content_hash
from comparability.model.document_signing import EVIDENCE_SIGNATURE
from comparability.model.errors import Refused
from comparability.model.plainness import plain
from comparability.storage import evidence as stored
from comparability.storage.assessments import Decision
from comparability.storage.criteria import protocol_content
from comparability.storage.dossiers import Dossier, ItemLine
from comparability.storage.narratives import narratives_until
from comparability.storage.packages import Package
from comparability.storage.protocols import counts_from
from comparability.storage.text_blocks import wordings_until
from comparability.usecases.contents import bridging_sections
from reports.attachments import Attachment

FORMAT = 1
COLUMNS = (
    "attribute", "lot", "arm", "result id", "as entered", "state", "qualifier", "decimal", "word", "unit",
    "used", "why not", "method version", "laboratory", "run", "plate", "tested on",
)  # fmt: skip


def attachments(session: Session, package: Package, record: Dossier) -> tuple[Attachment, ...]:
    """Content, data, protocol, assessment, signatures and trail of a package, in this order of reading.

    Raises Refused where data or protocol are no longer what was assessed and signed.
    """
    records = records_behind(session, package, record)
    signatures = stored.signatures_on(
        session, {name: records[name] for name in ("protocol", "assessment", "decision", "package")}
    )
    decision = session.get(Decision, package.decision_id) if package.decision_id else None
    records["signature"] = [each["id"] for each in signatures]
    entered = _entered(record)
    return (
        _json("content.json", "The content of the package, as signed", package.content),
        _json("results.json", "The data as the assessment read them", _results(session, record, entered)),
        Attachment(
            name="results.csv",
            media_type="text/csv",
            description="The data as the assessment read them, for a spreadsheet",
            data=_table(record, entered),
        ),
        _json("protocol.json", "The protocol, as frozen by signature", _protocol(session, record)),
        _json("assessment.json", "Every figure of the assessment", _assessment(record, decision)),
        _json("signatures.json", "The signatures", {"format": FORMAT, "signatures": signatures}),
        _json("audit.json", "The audit trail", _trail(session, records)),
    )


def _json(name: str, description: str, value: Any) -> Attachment:
    """value: text is written as it is, because its hash was signed."""
    text = (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    )
    return Attachment(
        name=name, media_type="application/json", description=description, data=text.encode("utf-8")
    )


def records_behind(session: Session, package: Package, record: Dossier) -> dict[str, list[int]]:
    """The rows whose history the trail must show: by table, their numbers."""
    results = {each["result_id"] for line in record.items for each in line.item.observations}
    return {
        "switch": [record.switch.id],
        "protocol": [record.protocol.id],
        "criterion": [line.criterion.row.id for line in record.items],
        "lot": [each["lot_id"] for each in record.assessment.lots],
        "result": sorted(results),
        "published_summary": sorted(
            {each["summary_id"] for line in record.items for each in line.item.summaries or ()}
        ),
        "exclusion": [row.id for row in record.exclusions],
        "deviation": [row.id for row in record.deviations],
        "bridging": [row.id for row in record.bridgings],
        "bridging_study": [line.study.id for line in record.studies.values()],
        "bridging_pair": bridging_sections.pair_numbers(record),
        "assessment": [record.assessment.id],
        "decision": [] if package.decision_id is None else [package.decision_id],
        "package": [package.id],
        "text_block": wordings_until(session, package.language, package.assembled_at),
        "narrative": narratives_until(session, record.switch.id, package.assembled_at),
        EVIDENCE_SIGNATURE: [package.id],
    }


def _entered(record: Dossier) -> dict[int, dict[str, Any]]:
    """By number, each result that was read as its row has it: text, exact decimal, state and replicates."""
    read = {each["result_id"] for line in record.items for each in line.item.observations}
    return {
        result.id: {
            "result_id": result.id,
            "attribute_id": result.attribute_id,
            "entered": result.entered,
            "decimal": plain(result.value),
            "qualifier": result.qualifier,
            "state": result.state.value,
            "word": result.word,
            "unit": result.unit,
            "replicates": [
                {
                    "number": each.number,
                    "entered": each.entered,
                    "decimal": plain(each.value),
                    "state": each.state.value,
                }
                for each in result.replicates
            ],
        }
        for result in record.results
        if result.id in read
    }


def _results(session: Session, record: Dossier, entered: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "lots": record.assessment.lots,
        "attributes": stored.data_as_read(session, record),
        "written": {str(line.attribute.id): _written(line) for line in record.items},
        "entered": [entered[number] for number in sorted(entered)],
    }


def _written(line: ItemLine) -> dict[str, Any]:
    """How figures of the attribute are written."""
    attribute = line.attribute
    return {
        "code": attribute.code,
        "name": attribute.name,
        "unit": attribute.unit,
        "scale": attribute.scale.value,
        "decimals": attribute.decimals,
        "is_scientific": attribute.is_scientific,
        "derived_from": attribute.derived_from,
    }


def _table(record: Dossier, entered: Mapping[int, Any]) -> bytes:
    rows = []
    for line in record.items:
        for each in line.item.observations:
            decimal = entered.get(each["result_id"], {}).get("decimal")
            cells = (
                line.attribute.name, each["lot_number"], each["arm_name"], each["result_id"], each["entered"],
                each["state"], each["qualifier"], decimal, each["word"], each["unit"],
                "yes" if each["is_used"] else "no", each["excluded_reason"], each["method_version"],
                each["laboratory"], each["run"], each["plate"], each["tested_on"],
            )  # fmt: skip
            rows.append(["" if cell is None else str(cell) for cell in cells])
    return write_csv(COLUMNS, rows)


def _protocol(session: Session, record: Dossier) -> str:
    found = protocol_content(session, record.protocol)
    if content_hash(found) != record.protocol.content_hash:
        raise Refused(
            "The protocol is no longer the one that was frozen by signature, because the attributes or arms "
            "it names have changed since. Amend it, then run the assessment again."
        )
    return canonical_json(found)


def _assessment(record: Dossier, decision: Decision | None) -> dict[str, Any]:
    assessment = record.assessment
    return {
        "format": FORMAT,
        "id": assessment.id,
        "run_at": plain(assessment.run_at),
        "software_version": assessment.software_version,
        "dataset_hash": assessment.dataset_hash,
        "content_hash": assessment.content_hash,
        "protocol_hash": record.protocol.content_hash,
        "frozen_at": plain(counts_from(record.protocol)),
        "mode": record.protocol.mode.value,
        "bridges": {str(line.attribute.id): stored.bridges_at_run(record, line) for line in record.items},
        "bridging_studies": bridging_sections.carried(record),
        "items": [_item(line) for line in record.items],
        "decision": None
        if decision is None
        else {
            "id": decision.id,
            "conclusion": decision.conclusion.value,
            "justification": decision.justification,
            "residual_uncertainty": decision.residual_uncertainty,
            "unmet": decision.unmet,
        },
    }


def _item(line: ItemLine) -> dict[str, Any]:
    """The stored comparison in the form in which it was hashed."""
    item = line.item
    return {
        "attribute_id": item.attribute_id,
        "position": item.position,
        "outcome": item.outcome.value,
        "effect": item.effect.value,
        "marks": item.marks,
        "reason": item.reason,
        "plain_words": item.plain_words,
        "method": item.method,
        "criterion": item.criterion,
        "figures": item.figures,
        "observations": item.observations,
        "lots": item.lots,
        "unused": item.unused,
        "limitations": item.limitations,
        "influence": item.influence,
        "series": item.series or [],
        "summaries": item.summaries or [],
        "side_analyses": item.side_analyses or [],
        "checks": item.checks or [],
        "pairs": item.pairs or [],
        "r_snippet": item.r_snippet,
    }


def _trail(session: Session, records: stored.Records) -> dict[str, Any]:
    found = stored.trail_extract(session, records)
    return {
        "format": FORMAT,
        "is_whole": found.is_whole,
        "head": {"seq": found.seq, "hash": found.hash},
        "entries": list(found.entries),
    }
