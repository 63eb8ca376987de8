"""Keep which lots an import registered, and who took an import back, when and why."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
LOT, UNDO = "import_lot", "import_undo"


def upgrade() -> None:
    import_lot()
    import_undo()
    create_audit(LOT, UNDO)
    append_only(LOT, UNDO)
    record("schema 0005: lots of an import, and imports that were taken back")


def downgrade() -> None:
    # What watches a table goes with it.
    op.drop_table(UNDO)
    op.drop_table(LOT)
    record("schema 0004 again")


def import_lot() -> None:
    op.create_table(
        LOT,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("import_batch_id", sa.Integer, nullable=False),
        sa.Column("lot_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_lot"),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name="fk_import_lot_import_batch_id"
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_import_lot_lot_id"),
        sa.UniqueConstraint("import_batch_id", "lot_id", name="uq_import_lot_import_batch_id_lot_id"),
    )


def import_undo() -> None:
    op.create_table(
        UNDO,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("import_batch_id", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("results_invalidated", sa.Integer, nullable=False),
        sa.Column("lots_voided", sa.Integer, nullable=False),
        sa.Column("undone_by_id", sa.Integer, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_undo"),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name="fk_import_undo_import_batch_id"
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name="fk_import_undo_undone_by_id"),
        sa.UniqueConstraint("import_batch_id", name="uq_import_undo_import_batch_id"),
    )


# What the triggers of 0001 were made by never changes; here it reads the tables as they now are.


def triggers() -> dict[str, Any]:
    return runpy.run_path(str(FROZEN / f"triggers_{op.get_bind().dialect.name}.py"))


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def create_audit(*tables: str) -> None:
    made = triggers()
    for name in tables:
        table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
        statements = made["_audit"](table)
        for statement in [statements] if isinstance(statements, str) else statements:
            op.execute(sa.text(statement))


def append_only(*tables: str) -> None:
    made = triggers()
    for name in tables:
        statements = made["_append_only"](name) if is_sqlite() else [made["_append_only"](name)]
        if not is_sqlite():
            statements.append(made["_keep"](name))
        for statement in statements:
            op.execute(sa.text(statement))


def record(sentence: str) -> None:
    if is_sqlite():
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', '0005', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0005', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
