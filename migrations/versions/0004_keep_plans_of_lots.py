"""Keep plans of lots: what was assumed before they are made, and every figure that was computed from it."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
PLAN, ASSUMPTION = "plan", "plan_assumption"


def upgrade() -> None:
    plan()
    plan_assumption()
    create_audit(PLAN, ASSUMPTION)
    append_only(PLAN, ASSUMPTION)
    record("schema 0004: plans of lots with their assumptions and figures")


def downgrade() -> None:
    # What watches a table goes with it.
    op.drop_table(ASSUMPTION)
    op.drop_table(PLAN)
    record("schema 0003 again")


def plan() -> None:
    op.create_table(
        PLAN,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("protocol_id", sa.Integer, nullable=False),
        sa.Column("criteria_hash", sa.String(64), nullable=False),
        sa.Column("n_pre", sa.Integer, nullable=False),
        sa.Column("n_post", sa.Integer, nullable=False),
        sa.Column("made_post", sa.Integer, nullable=False),
        sa.Column("post_from", sa.Integer, nullable=False),
        sa.Column("post_to", sa.Integer, nullable=False),
        sa.Column("target_each", sa.String(150), nullable=False),
        sa.Column("target_joint", sa.String(150), nullable=False),
        sa.Column("sd_ratio", sa.String(150), nullable=False),
        sa.Column("correlation_source", sa.String(64), nullable=False),
        sa.Column("correlation", sa.String(150), nullable=True),
        sa.Column("correlation_lots", sa.Integer, nullable=True),
        sa.Column("pair_correlation", sa.String(150), nullable=True),
        sa.Column("lot_runs", sa.String(64), nullable=True),
        sa.Column("cost_post", sa.String(150), nullable=False),
        sa.Column("cost_pre", sa.String(150), nullable=True),
        sa.Column("cost_retest", sa.String(150), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("months_first", sa.String(150), nullable=False),
        sa.Column("months_between", sa.String(150), nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("cannot_show", sa.Text, nullable=False),
        sa.Column("justification", sa.Text, nullable=False),
        sa.Column("method", sa.String(60), nullable=False),
        sa.Column("draws", sa.Integer, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("software_version", sa.String(40), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("saved_by_id", sa.Integer, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_plan_switch_id"),
        sa.ForeignKeyConstraint(["protocol_id"], ["protocol.id"], name="fk_plan_protocol_id"),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name="fk_plan_saved_by_id"),
        sa.UniqueConstraint("switch_id", "number", name="uq_plan_switch_id_number"),
    )


def plan_assumption() -> None:
    op.create_table(
        ASSUMPTION,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("plan_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("sd", sa.String(64), nullable=False),
        sa.Column("df", sa.String(64), nullable=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("shift", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_assumption"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_assumption_plan_id"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_plan_assumption_attribute_id"),
        sa.UniqueConstraint("plan_id", "attribute_id", name="uq_plan_assumption_plan_id_attribute_id"),
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
            " VALUES ('event', 'migration', '0004', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0004', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
