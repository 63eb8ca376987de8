"""Keep how the prose of packages was worded."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
TEXT_BLOCK = "text_block"


def upgrade() -> None:
    op.create_table(
        TEXT_BLOCK,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("block", sa.String(64), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("written_by_id", sa.Integer, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_text_block"),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name="fk_text_block_written_by_id"),
        sa.UniqueConstraint("block", "language", "number", name="uq_text_block_block_language_number"),
    )
    watch(TEXT_BLOCK)
    record(f"schema {revision}: wordings of the prose of packages")


def downgrade() -> None:
    # What watches a table goes with it.
    op.drop_table(TEXT_BLOCK)
    record(f"schema {down_revision} again")


def watch(name: str) -> None:
    """What the triggers of 0001 were made by never changes; here it reads the table as it now is."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    made: dict[str, Any] = runpy.run_path(str(FROZEN / f"triggers_{op.get_bind().dialect.name}.py"))
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    if is_sqlite:
        statements = [*made["_audit"](table), *made["_append_only"](name)]
    else:
        statements = [made["_audit"](table), made["_append_only"](name), made["_keep"](name)]
    for statement in statements:
        op.execute(sa.text(statement))


def record(sentence: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', :revision, NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', CAST(:revision AS text), CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(revision=revision, sentence=sentence))
