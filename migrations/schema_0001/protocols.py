"""Protocols, criteria and amendments: migration 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> list[sa.Table]:
    return [
        protocol(),
        criterion(),
        amendment(),
    ]


def protocol() -> sa.Table:
    return op.create_table(
        "protocol",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", sa.String(64), nullable=False),
        sa.Column("mode", sa.String(64), nullable=False),
        sa.Column("mode_reason", sa.Text, nullable=True),
        sa.Column("alpha", sa.String(150), nullable=False),
        sa.Column("difference_level", sa.String(150), nullable=False),
        sa.Column("planned_pre", sa.Integer, nullable=False),
        sa.Column("planned_post", sa.Integer, nullable=False),
        sa.Column("lots_justification", sa.Text, nullable=False),
        sa.Column("minimum_lots", sa.Integer, nullable=False),
        sa.Column("minimum_lots_reason", sa.Text, nullable=True),
        sa.Column("eligible_uses", sa.Text, nullable=False),
        sa.Column("eligible_statuses", sa.Text, nullable=False),
        sa.Column("eligible_occasions", sa.Text, nullable=False),
        sa.Column("eligible_process_versions", sa.Text, nullable=True),
        sa.Column("manufactured_from", sa.Date, nullable=True),
        sa.Column("manufactured_to", sa.Date, nullable=True),
        sa.Column("failed_lots", sa.Text, nullable=False),
        sa.Column("statistical_plan", sa.Text, nullable=True),
        sa.Column("external_document", sa.String(200), nullable=True),
        sa.Column("external_approved_on", sa.Date, nullable=True),
        sa.Column("external_attestation", sa.Text, nullable=True),
        sa.Column("post_data_seen", sa.Text, nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by_id", sa.Integer, nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_protocol"),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["person.id"], name="fk_protocol_frozen_by_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_protocol_switch_id"),
        sa.UniqueConstraint("switch_id", "number", name="uq_protocol_switch_id_number"),
    )


def criterion() -> sa.Table:
    return op.create_table(
        "criterion",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("protocol_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=False),
        sa.Column("tier", sa.String(64), nullable=False),
        sa.Column("tier_reason", sa.Text, nullable=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("contrast", sa.String(64), nullable=True),
        sa.Column("margin_low", sa.String(64), nullable=True),
        sa.Column("margin_high", sa.String(64), nullable=True),
        sa.Column("multiplier", sa.String(64), nullable=True),
        sa.Column("coverage", sa.String(64), nullable=True),
        sa.Column("confidence", sa.String(64), nullable=True),
        sa.Column("limit_low", sa.String(64), nullable=True),
        sa.Column("limit_high", sa.String(64), nullable=True),
        sa.Column("accepted_words", sa.Text, nullable=True),
        sa.Column("justification", sa.String(64), nullable=True),
        sa.Column("justification_text", sa.Text, nullable=True),
        sa.Column("source", sa.Text, nullable=True),
        sa.Column("impact_rationale", sa.Text, nullable=True),
        sa.Column("history_lots", sa.Text, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_criterion"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_criterion_attribute_id"),
        sa.ForeignKeyConstraint(["protocol_id"], ["protocol.id"], name="fk_criterion_protocol_id"),
        sa.UniqueConstraint("protocol_id", "attribute_id", name="uq_criterion_protocol_id_attribute_id"),
    )


def amendment() -> sa.Table:
    return op.create_table(
        "amendment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("from_id", sa.Integer, nullable=False),
        sa.Column("to_id", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("post_results_known", sa.Integer, nullable=False),
        sa.Column("made_by_id", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_amendment"),
        sa.ForeignKeyConstraint(["from_id"], ["protocol.id"], name="fk_amendment_from_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name="fk_amendment_made_by_id"),
        sa.ForeignKeyConstraint(["to_id"], ["protocol.id"], name="fk_amendment_to_id"),
        sa.UniqueConstraint("to_id", name="uq_amendment_to_id"),
    )
