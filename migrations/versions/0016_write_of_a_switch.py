"""Keep what people wrote of a switch for its packages."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
NARRATIVE = "narrative"


def upgrade() -> None:
    op.create_table(
        NARRATIVE,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.Integer, nullable=True),
        sa.Column("why", sa.Text, nullable=True),
        sa.Column("discussion", sa.Text, nullable=True),
        sa.Column("commitments", sa.Text, nullable=True),
        sa.Column("discussions", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("written_by_id", sa.Integer, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_narrative"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_narrative_switch_id"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name="fk_narrative_assessment_id"),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name="fk_narrative_written_by_id"),
        sa.UniqueConstraint("switch_id", "number", name="uq_narrative_switch_id_number"),
    )
    watch(NARRATIVE)
    record(f"schema {revision}: what people wrote of a switch")


def downgrade() -> None:
    # What watches a table goes with it.
    op.drop_table(NARRATIVE)
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
