"""What the database itself keeps: one record of each name, and a version of everything that people edit."""

import pytest

from comparability.storage.audit import APPEND_ONLY, EXEMPT
from comparability.storage.base import Base, Editable
from comparability.storage.schema import METADATA

# Rows that are only added and removed, never changed: the record they belong to has the version.
PARTS = {"lot_parent", "lot_material", "person_role", "arm_source", "second_factor", "provider_account"}


@pytest.mark.requirement("CC-01")
def test_every_record_that_people_edit_has_a_version():
    edited = {
        each.class_.__tablename__ for each in Base.registry.mappers if issubclass(each.class_, Editable)
    }
    rest = set(METADATA.tables) - edited
    assert rest - set(APPEND_ONLY) - set(EXEMPT) - {"audit_head"} <= PARTS
    assert not edited & (set(APPEND_ONLY) | set(EXEMPT))
    assert all("version" in METADATA.tables[name].columns for name in edited)


@pytest.mark.requirement("CC-03")
@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("supplier", ("name",)),
        ("site", ("supplier_id", "name")),
        ("laboratory", ("name",)),
        ("product", ("code",)),
        ("switch", ("code",)),
        ("person", ("user_name",)),
        ("lot", ("product_id", "number")),
    ],
)
def test_what_identifies_a_record_is_unique_in_the_database_itself(table, columns):
    unique = {
        tuple(sorted(column.name for column in each.columns))
        for each in (*METADATA.tables[table].constraints, *METADATA.tables[table].indexes)
        if getattr(each, "unique", False) or type(each).__name__ == "UniqueConstraint"
    }
    assert tuple(sorted(columns)) in unique
