"""What a person asks the audit trail for."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from comparability.storage.audit import AUDITED, EVENTS, Filter
from comparability.storage.people import ACCESS_EVENTS
from comparability.web.forms.base import FilterForm, choice, day, number, text

ACTIONS = [
    ("insert", "added"),
    ("update", "changed"),
    ("delete", "removed"),
    ("event", "happened"),
]
LARGEST = 2**31 - 1


def _entities() -> list[tuple[str, str]]:
    records = [(name, name.replace("_", " ")) for name in sorted(AUDITED)]
    return records + [(name, name.replace("-", " ")) for name in sorted((*ACCESS_EVENTS, *EVENTS))]


class AuditFilterForm(FilterForm):
    actor = text("Who (user name)", required=False, maximum=64)
    entity = choice("Record or event", _entities(), empty="Everything")
    entity_id = text("Its number", required=False, maximum=64)
    field = text("Field", required=False, maximum=64)
    action = choice("What was done", ACTIONS, empty="Anything")
    why = text("Why", required=False)
    since = day("From (date)", description="")
    until = day("To (date)", description="")
    first = number("From entry no.", required=False, low=1, high=LARGEST)
    last = number("To entry no.", required=False, low=1, high=LARGEST)
    words = text("Text in it", required=False)
    before = number("Before", required=False, low=1, high=LARGEST)

    def wanted(self) -> Filter:
        return Filter(
            actor=self.actor.data,
            entity=self.entity.data,
            entity_id=self.entity_id.data,
            field=self.field.data,
            action=self.action.data,
            why=self.why.data,
            first=self.first.data,
            last=self.last.data,
            since=_midnight(self.since.data),
            until=_midnight(self.until.data, later=timedelta(days=1)),
            text=self.words.data,
        )

    def chosen(self) -> dict[str, str]:
        """The filter as it stands in the address, for links to further pages and for the export."""
        return {
            field.name: field.raw_data[0]
            for field in self
            if field.name != "before" and field.raw_data and field.raw_data[0] and not field.errors
        }


def _midnight(date: Any, later: timedelta = timedelta(0)) -> datetime | None:
    return None if date is None else datetime.combine(date, time.min, UTC) + later
