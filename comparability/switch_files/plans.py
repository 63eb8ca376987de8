"""The plan that a switch file states: [plan], and a [[plan.assumption]] for each attribute."""

from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid
from comparability.model.people import Actor
from comparability.model.plans.question import AssumptionText
from comparability.storage.plans import Plan
from comparability.storage.protocols import Protocol, criteria_of
from comparability.storage.switches import Switch
from comparability.switch_files.reading import Data, codes_of, entry_of, tables, without
from comparability.usecases.plans import PlanEntry, save_plan


def save_stated(
    session: Session, switch: Switch, protocol: Protocol, data: Data, *, actor: Actor, now: datetime
) -> Plan:
    """Save it as the first version. Raises Invalid, naming attribute and column."""
    codes = {line.attribute.code: line.attribute.id for line in criteria_of(session, protocol.id)}
    rows = []
    for each in tables(data, "assumption"):
        for code in codes_of(each, where="assumption"):
            if code not in codes:
                raise Invalid(f"assumption: there is no attribute {code}; there are {', '.join(codes)}.")
            rows.append(
                entry_of(
                    AssumptionText,
                    without(each, "attribute", "attributes"),
                    where=f"assumption of {code}",
                    attribute_id=codes[code],
                )
            )
    entry = entry_of(PlanEntry, without(data, "assumption"), where="plan")
    try:
        return save_plan(session, switch.id, entry, rows, after=None, reason=None, actor=actor, now=now)
    except Invalid as error:
        raise Invalid(f"{_place(error.field, codes)}: {error}", field=error.field) from error


def _place(field: str | None, codes: dict[str, int]) -> str:
    """A cell in the words of the file: "assumption of potency: shift"."""
    number, _, column = (field or "").partition("-")
    code = next((name for name, known in codes.items() if str(known) == number), None)
    if code is not None:
        return f"assumption of {code}: {column}"
    return f"plan: {field}" if field else "plan"
