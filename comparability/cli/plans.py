"""The stored plan of a switch, for a person or for a program."""

from typing import Any

import click

from comparability.cli.acting import Acting, acting, as_json_option, show
from comparability.cli.line import find_switch
from comparability.model.errors import NotFound
from comparability.model.people import Permission
from comparability.model.plainness import plain
from comparability.model.values import formatting
from comparability.storage.plans import AssumptionLine, Plan, assumptions_of, latest_plan
from comparability.usecases.contents.plans import PlanText, plan_text


@click.command()
@click.argument("switch_code")
@as_json_option
@acting
def plan(me: Acting, switch_code: str, as_json: bool) -> None:
    """Print the plan of a switch: chances, lots, money and months."""
    me.actor.must(Permission.READ)
    with me.database.read() as session:
        found = latest_plan(session, find_switch(session, switch_code).id)
        if found is None:
            raise NotFound(f"No plan of {switch_code} is saved. It is made on the page “Plan” of the switch.")
        assumptions = assumptions_of(session, found.id)
    text = plan_text(found)
    show(_data(switch_code, found, assumptions), as_json=as_json, text="\n".join(_lines(found, text)))


def _lines(plan: Plan, text: PlanText) -> list[str]:
    lines = [f"Plan, version {plan.number}, saved {formatting.instant(plan.saved_at)}", *plan.answer, ""]
    for each in text.attributes:
        lines += [
            f"{each.name} (tier {each.tier}): {each.power}",
            f"  assumed: {each.assumed} ({each.source})",
            f"  lots needed: {each.needed}; largest spread: {each.largest_spread}; "
            f"smallest margin: {each.smallest_margin}; size: {each.size}; "
            f"over the SD's uncertainty: {each.expected}",
        ]
    if text.has_joint:
        lines += ["", "All together, by post lots (simulated; if independent):"]
        lines += [
            f"  {row.n_post}: {row.power} ± {row.error} ({row.independent})"
            f"{', planned' if row.is_planned else ''}"
            for row in text.joint
        ]
    lines += ["", "Designs:"]
    lines += [
        f"  {each.name}: {each.to_make}, {each.cost}, {each.months}, {each.power}; {each.remark}"
        for each in text.designs
    ]
    lines += ["", "What these lots cannot show:", *(f"  {each}" for each in plan.cannot_show)]
    return lines


def _data(switch_code: str, plan: Plan, assumptions: tuple[AssumptionLine, ...]) -> dict[str, Any]:
    columns = {column.key: plain(getattr(plan, column.key)) for column in Plan.__mapper__.columns}
    rows = [
        {"attribute": line.attribute.code}
        | {name: plain(getattr(line.assumption, name)) for name in ("sd", "df", "source", "note", "shift")}
        for line in assumptions
    ]
    hidden = ("id", "switch_id", "protocol_id", "saved_by_id")
    return (
        {"switch": switch_code}
        | {name: value for name, value in columns.items() if name not in hidden}
        | {"assumptions": rows}
    )
