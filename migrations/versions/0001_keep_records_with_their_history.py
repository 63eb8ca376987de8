"""Keep records and their history: every table of the first release, and the audit trail that watches them."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
PARTS = ("people", "registers", "lots", "results", "switches", "protocols", "packages")

AUDITED = (
    "person", "person_role", "supplier", "site", "laboratory", "product", "material_lot", "lot",
    "lot_parent", "lot_material", "retain", "attribute", "method", "method_version", "result",
    "replicate", "verification", "investigation", "import_batch", "switch", "arm", "arm_source",
    "difference", "risk", "exclusion", "deviation", "bridging", "protocol", "criterion", "amendment",
    "assessment", "assessment_item", "decision", "package", "signature",
)  # fmt: skip
APPEND_ONLY = (
    "result", "replicate", "verification", "amendment", "assessment", "assessment_item", "decision",
    "signature", "import_batch", "audit_entry",
)  # fmt: skip
TABLES_IN_ORDER = (
    "audit_entry", "audit_head", "supplier", "person", "person_role", "sign_in", "site", "laboratory",
    "product", "attribute", "method", "method_version", "material_lot", "lot", "lot_parent",
    "lot_material", "retain", "import_batch", "result", "replicate", "verification", "investigation",
    "switch", "arm", "arm_source", "difference", "risk", "exclusion", "deviation", "bridging",
    "protocol", "criterion", "amendment", "assessment", "assessment_item", "decision", "package",
    "signature",
)  # fmt: skip


def upgrade() -> None:
    tables = [table for part in PARTS for table in frozen(part)["create"]()]
    op.execute(
        sa.text("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, :zeros)").bindparams(zeros="0" * 64)
    )
    made = triggers()["statements"](tables, audited=AUDITED, append_only=APPEND_ONLY)
    for statement in made:
        op.execute(sa.text(statement))
    record(f"schema 0001: {len(tables)} tables, {len(AUDITED)} of them audited")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("DROP VIEW audit_append")
    for name in reversed(TABLES_IN_ORDER):
        op.drop_table(name)
    if not is_sqlite:
        for function in triggers()["FUNCTION_NAMES"]:
            op.execute(f"DROP FUNCTION {function}")


def frozen(part: str) -> dict[str, Any]:
    return runpy.run_path(str(FROZEN / f"{part}.py"))


def triggers() -> dict[str, Any]:
    return frozen(f"triggers_{op.get_bind().dialect.name}")


def record(sentence: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', '0001', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0001', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
