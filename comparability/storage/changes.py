"""Whether anything that an assessment reads was written since, asked of the audit trail and not of the data.

The database itself writes the entries of every change of a row, in its transaction, so that none can be
missing here. An entry says that something was written, not that it differs: where there is one, `readiness`
reads the data again and compares its hash.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

import comparability
from comparability.storage.assessments import Assessment
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.audit import APPEND_ONLY, AuditEntry
from comparability.storage.base import Base
from comparability.storage.lots import Lot, LotMaterial, LotParent, MaterialLot
from comparability.storage.products import Product
from comparability.storage.protocols import CriterionRow, Protocol
from comparability.storage.published_summaries import PublishedSummary
from comparability.storage.results import Investigation, Replicate, Result, Verification
from comparability.storage.suppliers import Laboratory, Site, Supplier
from comparability.storage.switches import Arm, ArmSource, Exclusion, Switch

Rule = ColumnElement[bool]

_SWITCH, _PRODUCT = bindparam("switch_id", type_=Integer), bindparam("product_id", type_=Integer)
_LOTS = bindparam("lot_ids", expanding=True, type_=Integer)


def _in(column: InstrumentedAttribute[int], kind: type[Base], rule: Rule) -> Rule:
    return column.in_(select(kind.__table__.c.id).where(rule))


# Every table that the reading of an assessment touches, with the rows that can be of its switch. The lots of
# its arms are those it read: another lot in an arm is a change of a lot or of an arm.
READ: Final[dict[type[Base], Rule | None]] = {
    Switch: Switch.id == _SWITCH,
    Arm: Arm.switch_id == _SWITCH,
    ArmSource: _in(ArmSource.arm_id, Arm, Arm.switch_id == _SWITCH),
    Exclusion: Exclusion.switch_id == _SWITCH,
    PublishedSummary: PublishedSummary.switch_id == _SWITCH,
    Protocol: Protocol.switch_id == _SWITCH,
    CriterionRow: _in(CriterionRow.protocol_id, Protocol, Protocol.switch_id == _SWITCH),
    Product: Product.id == _PRODUCT,
    Lot: Lot.product_id == _PRODUCT,
    LotParent: _in(LotParent.lot_id, Lot, Lot.product_id == _PRODUCT),
    LotMaterial: _in(LotMaterial.lot_id, Lot, Lot.product_id == _PRODUCT),
    MaterialLot: None,
    Supplier: None,
    Site: None,
    Laboratory: None,
    Attribute: Attribute.product_id == _PRODUCT,
    Method: _in(Method.attribute_id, Attribute, Attribute.product_id == _PRODUCT),
    MethodVersion: MethodVersion.method_id.in_(
        select(Method.id).join(Attribute).where(Attribute.product_id == _PRODUCT)
    ),
    Result: Result.lot_id.in_(_LOTS),
    Replicate: _in(Replicate.result_id, Result, Result.lot_id.in_(_LOTS)),
    Verification: _in(Verification.result_id, Result, Result.lot_id.in_(_LOTS)),
    Investigation: _in(Investigation.result_id, Result, Result.lot_id.in_(_LOTS)),
}
# Read too, and no part of what is compared: only the names of people, and entries of what stands above.
NAMES_ONLY: Final = ("person", "audit_entry")
# What places a row in the rows above. One that was moved elsewhere is not found among them any more.
PLACES: Final = (
    "switch_id", "arm_id", "protocol_id", "product_id", "lot_id", "attribute_id", "method_id", "result_id",
)  # fmt: skip


def is_touched(session: Session, assessment: Assessment) -> bool:
    """Whether anything of what the assessment read was written since it was stored.

    True also where another program version or a migration may read the same rows differently.
    """
    if assessment.software_version != comparability.__version__:
        return True
    since = session.scalar(_STORED_AT, {"assessment_id": str(assessment.id)})
    if since is None:
        return True
    named = {
        "since": since,
        "switch_id": assessment.switch_id,
        "product_id": session.get_one(Switch, assessment.switch_id).product_id,
        "lot_ids": [each["lot_id"] for each in assessment.lots],
    }
    return session.scalar(_WRITTEN, named) is not None or session.scalar(_GONE, named) is not None


_STORED_AT = select(func.min(AuditEntry.seq)).where(
    AuditEntry.entity == Assessment.__tablename__, AuditEntry.entity_id == bindparam("assessment_id")
)


def _rows(kind: type[Base], rule: Rule | None) -> Select[Any]:
    number = cast(kind.__table__.c.id, String)
    rows = select(literal(kind.__tablename__, literal_execute=True).label("entity"), number.label("number"))
    if rule is None:
        # What products share is read by way of a row above, whose change brings a new one in.
        rule = exists().where(
            AuditEntry.entity == kind.__tablename__,
            AuditEntry.entity_id == number,
            AuditEntry.seq <= bindparam("since"),
        )
    return rows.where(rule)


_OWN = union_all(*(_rows(kind, rule) for kind, rule in READ.items())).subquery("own")
# The newest entry of each row by the index of entity and number: the trail may be long. What was removed or
# moved is looked for among all entries of the tables whose rows can be, which are the small ones.
_NEWEST = (
    select(func.max(AuditEntry.seq))
    .where(AuditEntry.entity == _OWN.c.entity, AuditEntry.entity_id == _OWN.c.number)
    .scalar_subquery()
)
_WRITTEN = select(literal(1)).select_from(_OWN).where(_NEWEST > bindparam("since")).limit(1)
_GONE = select(literal(1)).where(
    exists().where(
        AuditEntry.seq > bindparam("since"),
        AuditEntry.entity.in_(
            ["migration", *(kind.__tablename__ for kind in READ if kind.__tablename__ not in APPEND_ONLY)]
        ),
        or_(
            AuditEntry.entity == "migration",
            AuditEntry.action == "delete",
            (AuditEntry.action == "update") & AuditEntry.field.in_(PLACES),
        ),
    )
)
