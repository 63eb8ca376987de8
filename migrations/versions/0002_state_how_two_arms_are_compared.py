"""State how two arms are compared; keep published summaries and what stands beside a verdict."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
ADDED: dict[str, tuple[tuple[str, Any], ...]] = {
    "attribute": (("composition", sa.String(60)),),
    "protocol": (("arm_pairs", sa.String(64)), ("arm_claim", sa.String(64))),
    "criterion": (
        ("analysis", sa.String(64)),
        ("control", sa.String(64)),
        ("run_sd", sa.String(64)),
        ("run_sd_source", sa.Text()),
        ("censored_floor", sa.String(64)),
        ("history_weight", sa.String(64)),
        ("variances", sa.String(64)),
        ("prior_shift_sd", sa.String(64)),
        ("prior_lot_sd", sa.String(64)),
        ("prior_lot_df", sa.String(64)),
        ("prior_source", sa.Text()),
        ("probability", sa.String(64)),
    ),
    "assessment_item": (
        ("series", sa.Text()),
        ("summaries", sa.Text()),
        ("pairs", sa.Text()),
        ("side_analyses", sa.Text()),
        ("checks", sa.Text()),
    ),
}
SUMMARY = "published_summary"


def upgrade() -> None:
    drop_triggers(tuple(ADDED))
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    published_summary()
    create_triggers((*ADDED, SUMMARY))
    record("schema 0002: analyses of criteria, pairs of arms, published summaries")


def downgrade() -> None:
    drop_triggers((*ADDED, SUMMARY))
    op.drop_table(SUMMARY)
    for table, columns in ADDED.items():
        # SQLite rebuilds the table, which needs the view of the trail and its triggers out of the way only.
        with op.batch_alter_table(table) as changed:
            for name, _ in columns:
                changed.drop_column(name)
    create_triggers(tuple(ADDED))
    record("schema 0001 again")


def published_summary() -> None:
    op.create_table(
        SUMMARY,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("arm_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("lots", sa.Integer, nullable=False),
        sa.Column("lots_pre", sa.Integer, nullable=True),
        sa.Column("centre", sa.String(64), nullable=False),
        sa.Column("spread", sa.String(64), nullable=True),
        sa.Column("low", sa.String(64), nullable=True),
        sa.Column("high", sa.String(64), nullable=True),
        sa.Column("level", sa.String(64), nullable=True),
        sa.Column("adjusted_for", sa.Text, nullable=True),
        sa.Column("source_document", sa.String(200), nullable=False),
        sa.Column("source_page", sa.String(40), nullable=True),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("entered_by_id", sa.Integer, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by_id", sa.Integer, nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_published_summary"),
        sa.ForeignKeyConstraint(["arm_id"], ["arm.id"], name="fk_published_summary_arm_id"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_published_summary_attribute_id"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name="fk_published_summary_entered_by_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_published_summary_switch_id"),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["person.id"], name="fk_published_summary_verified_by_id"
        ),
        sa.UniqueConstraint("arm_id", "attribute_id", name="uq_published_summary_arm_id_attribute_id"),
    )


# What the triggers of 0001 were made by never changes; here it reads the tables as they now are.


def triggers() -> dict[str, Any]:
    return runpy.run_path(str(FROZEN / f"triggers_{op.get_bind().dialect.name}.py"))


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def drop_triggers(tables: tuple[str, ...]) -> None:
    if not is_sqlite():
        for table in tables:
            op.execute(f"DROP TRIGGER {table}_audit ON {table}")
        return
    for table in tables:
        for action in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_audit_{action}")
    for name in locks(tables):
        op.execute(f"DROP TRIGGER {name}")


def locks(tables: tuple[str, ...]) -> tuple[str, ...]:
    """On SQLite: triggers that are lost when the table is rebuilt, or name its columns."""
    names: list[str] = []
    if "protocol" in tables:
        names += ["protocol_frozen_update", "protocol_frozen_delete"]
    if "criterion" in tables:
        names += [f"criterion_frozen_{action}" for action in ("insert", "update", "delete")]
    if "assessment_item" in tables:
        names += [f"assessment_item_append_only_{action}" for action in ("update", "delete")]
    return tuple(names)


def create_triggers(tables: tuple[str, ...]) -> None:
    made = triggers()
    columns = {
        name: sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False) for name in tables
    }
    if not is_sqlite():
        statements = [made["_audit"](table) for table in columns.values()]
        if SUMMARY in tables:
            statements.append(made["_keep"](SUMMARY))
    else:
        statements = [statement for table in columns.values() for statement in made["_audit"](table)]
        if "protocol" in tables:
            statements += made["_frozen_protocols"](columns["protocol"])
        if "assessment_item" in tables:
            statements += made["_append_only"]("assessment_item")
    for statement in statements:
        op.execute(sa.text(statement))


def record(sentence: str) -> None:
    if is_sqlite():
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', '0002', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0002', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
