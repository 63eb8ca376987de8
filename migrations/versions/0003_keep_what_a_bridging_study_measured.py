"""Keep what a bridging study measured, what was computed from it, and why it counts all the same."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
BRIDGING, STUDY, PAIR = "bridging", "bridging_study", "bridging_pair"
ACTIONS = ("insert", "update", "delete")


def upgrade() -> None:
    drop_audit(BRIDGING)
    op.add_column(BRIDGING, sa.Column("explanation", sa.Text, nullable=True))
    bridging_study()
    bridging_pair()
    create_audit(BRIDGING, STUDY, PAIR)
    append_only(STUDY, PAIR)
    record("schema 0003: bridging studies with their pairs of values and figures")


def downgrade() -> None:
    # What watches a table goes with it.
    op.drop_table(PAIR)
    op.drop_table(STUDY)
    drop_audit(BRIDGING)
    with op.batch_alter_table(BRIDGING) as changed:
        changed.drop_column("explanation")
    create_audit(BRIDGING)
    record("schema 0002 again")


def bridging_study() -> None:
    op.create_table(
        STUDY,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("bridging_id", sa.Integer, nullable=False),
        sa.Column("contrast", sa.String(64), nullable=False),
        sa.Column("margin_low", sa.String(64), nullable=False),
        sa.Column("margin_high", sa.String(64), nullable=False),
        sa.Column("margin_justification", sa.Text, nullable=False),
        sa.Column("alpha", sa.String(64), nullable=False),
        sa.Column("error_variance_ratio", sa.String(64), nullable=False),
        sa.Column("coverage", sa.String(64), nullable=False),
        sa.Column("level", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(60), nullable=True),
        sa.Column("decimals", sa.Integer, nullable=False),
        sa.Column("is_scientific", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("plain_words", sa.Text, nullable=False),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("method", sa.String(120), nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("points", sa.Text, nullable=False),
        sa.Column("left_out", sa.Text, nullable=False),
        sa.Column("remarks", sa.Text, nullable=False),
        sa.Column("r_snippet", sa.Text, nullable=True),
        sa.Column("inputs_hash", sa.String(64), nullable=False),
        sa.Column("software_version", sa.String(40), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bridging_study"),
        sa.ForeignKeyConstraint(["bridging_id"], ["bridging.id"], name="fk_bridging_study_bridging_id"),
        sa.UniqueConstraint("bridging_id", name="uq_bridging_study_bridging_id"),
    )


def bridging_pair() -> None:
    op.create_table(
        PAIR,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("study_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("lot", sa.String(120), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("after", sa.String(64), nullable=False),
        sa.Column("before_result_id", sa.Integer, nullable=True),
        sa.Column("after_result_id", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bridging_pair"),
        sa.ForeignKeyConstraint(["study_id"], ["bridging_study.id"], name="fk_bridging_pair_study_id"),
        sa.ForeignKeyConstraint(
            ["before_result_id"], ["result.id"], name="fk_bridging_pair_before_result_id"
        ),
        sa.ForeignKeyConstraint(["after_result_id"], ["result.id"], name="fk_bridging_pair_after_result_id"),
        sa.UniqueConstraint("study_id", "position", name="uq_bridging_pair_study_id_position"),
    )


# What the triggers of 0001 were made by never changes; here it reads the tables as they now are.


def triggers() -> dict[str, Any]:
    return runpy.run_path(str(FROZEN / f"triggers_{op.get_bind().dialect.name}.py"))


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def drop_audit(table: str) -> None:
    if not is_sqlite():
        op.execute(f"DROP TRIGGER {table}_audit ON {table}")
        return
    for action in ACTIONS:
        op.execute(f"DROP TRIGGER {table}_audit_{action}")


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
            " VALUES ('event', 'migration', '0003', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0003', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
