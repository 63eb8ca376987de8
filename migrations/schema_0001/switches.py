"""Switches with arms, differences, risks and their records: migration 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> list[sa.Table]:
    return [
        switch(),
        arm(),
        arm_source(),
        difference(),
        risk(),
        exclusion(),
        deviation(),
        bridging(),
    ]


def switch() -> sa.Table:
    return op.create_table(
        "switch",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("product_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("development_stage", sa.String(64), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("reporting_category", sa.String(200), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_switch"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_switch_product_id"),
        sa.UniqueConstraint("code", name="uq_switch_code"),
    )


def arm() -> sa.Table:
    return op.create_table(
        "arm",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arm"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_arm_switch_id"),
        sa.UniqueConstraint("switch_id", "name", name="uq_arm_switch_id_name"),
    )


def arm_source() -> sa.Table:
    return op.create_table(
        "arm_source",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("arm_id", sa.Integer, nullable=False),
        sa.Column("supplier_id", sa.Integer, nullable=False),
        sa.Column("site_id", sa.Integer, nullable=True),
        sa.Column("process_version", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_arm_source"),
        sa.ForeignKeyConstraint(["arm_id"], ["arm.id"], name="fk_arm_source_arm_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_arm_source_site_id"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name="fk_arm_source_supplier_id"),
    )


def difference() -> sa.Table:
    return op.create_table(
        "difference",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("aspect", sa.String(200), nullable=False),
        sa.Column("before", sa.Text, nullable=True),
        sa.Column("after", sa.Text, nullable=True),
        sa.Column("impact", sa.Text, nullable=True),
        sa.Column("is_resolved", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_difference"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_difference_switch_id"),
    )


def risk() -> sa.Table:
    return op.create_table(
        "risk",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("likelihood", sa.Integer, nullable=False),
        sa.Column("rationale", sa.Text, nullable=False),
        sa.Column("proposed_tier", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_risk"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_risk_attribute_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_risk_switch_id"),
        sa.UniqueConstraint("switch_id", "attribute_id", name="uq_risk_switch_id_attribute_id"),
    )


def exclusion() -> sa.Table:
    return op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("lot_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("requested_by_id", sa.Integer, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exclusion"),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name="fk_exclusion_approved_by_id"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_exclusion_attribute_id"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_exclusion_lot_id"),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name="fk_exclusion_requested_by_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_exclusion_switch_id"),
    )


def deviation() -> sa.Table:
    return op.create_table(
        "deviation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("impact", sa.Text, nullable=True),
        sa.Column("recorded_by_id", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deviation"),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name="fk_deviation_closed_by_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name="fk_deviation_recorded_by_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_deviation_switch_id"),
        sa.UniqueConstraint("reference", name="uq_deviation_reference"),
    )


def bridging() -> sa.Table:
    return op.create_table(
        "bridging",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("product_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=True),
        sa.Column("covers", sa.String(64), nullable=False),
        sa.Column("before", sa.String(200), nullable=False),
        sa.Column("after", sa.String(200), nullable=False),
        sa.Column("document", sa.String(200), nullable=False),
        sa.Column("performed_on", sa.Date, nullable=False),
        sa.Column("conclusion", sa.Text, nullable=False),
        sa.Column("recorded_by_id", sa.Integer, nullable=False),
        sa.Column("approved_by_id", sa.Integer, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bridging"),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name="fk_bridging_approved_by_id"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_bridging_attribute_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_bridging_product_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name="fk_bridging_recorded_by_id"),
    )
