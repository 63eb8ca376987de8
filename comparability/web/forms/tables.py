"""Forms that edit a whole table at once: one field per row and column, named "17-impact".

The same name is the field of a use-case's Invalid, so that each message stands in its cell.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from comparability.web.forms.base import BaseForm, reason
from comparability.web.forms.fields import VersionField

Table = TypeVar("Table", bound="TableForm")


class TableForm(BaseForm):
    """A table whose fields are made from its rows. The reason is for values that were saved before."""

    reason = reason(
        "Reason for the change",
        required=False,
        description="Needed when a value that was saved before changes; kept in the audit trail.",
    )

    def show_saved(self, data: Mapping[str, Any]) -> None:
        """After somebody else's save: what stands now beside each cell, and the versions for the next try."""
        for name, value in data.items():
            field = self[name]
            if isinstance(field, VersionField):
                field.raw_data, field.data = None, value
            elif value != field.data:
                self.stored[name] = "nothing" if value in (None, "", ()) else str(value)


def table_form(kind: type[Table], fields: Mapping[str, Any], data: Mapping[str, Any]) -> Table:
    """A form of that kind with the fields of its rows, filled with what is saved."""
    made: type[Table] = type(kind.__name__, (kind,), dict(fields))
    return made(data=dict(data))


def cell(row: int, column: str) -> str:
    """The name of the field in that row and column."""
    return f"{row}-{column}"
