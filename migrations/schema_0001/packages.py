"""Assessments, decisions, packages and signatures: migration 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> list[sa.Table]:
    return [
        assessment(),
        assessment_item(),
        decision(),
        package(),
        signature(),
    ]


def assessment() -> sa.Table:
    return op.create_table(
        "assessment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("protocol_id", sa.Integer, nullable=False),
        sa.Column("readiness", sa.String(64), nullable=False),
        sa.Column("proposed_conclusion", sa.String(64), nullable=True),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("lots", sa.Text, nullable=False),
        sa.Column("dataset_hash", sa.String(64), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("software_version", sa.String(40), nullable=False),
        sa.Column("run_by_id", sa.Integer, nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.ForeignKeyConstraint(["protocol_id"], ["protocol.id"], name="fk_assessment_protocol_id"),
        sa.ForeignKeyConstraint(["run_by_id"], ["person.id"], name="fk_assessment_run_by_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_assessment_switch_id"),
    )


def assessment_item() -> sa.Table:
    return op.create_table(
        "assessment_item",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("effect", sa.String(64), nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("plain_words", sa.Text, nullable=False),
        sa.Column("method", sa.String(60), nullable=False),
        sa.Column("criterion", sa.Text, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("observations", sa.Text, nullable=False),
        sa.Column("lots", sa.Text, nullable=False),
        sa.Column("unused", sa.Text, nullable=False),
        sa.Column("limitations", sa.Text, nullable=False),
        sa.Column("influence", sa.Text, nullable=False),
        sa.Column("r_snippet", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_item"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_assessment_item_assessment_id"
        ),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_assessment_item_attribute_id"),
        sa.UniqueConstraint(
            "assessment_id", "attribute_id", name="uq_assessment_item_assessment_id_attribute_id"
        ),
    )


def decision() -> sa.Table:
    return op.create_table(
        "decision",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.Integer, nullable=False),
        sa.Column("conclusion", sa.String(64), nullable=False),
        sa.Column("justification", sa.Text, nullable=False),
        sa.Column("residual_uncertainty", sa.Text, nullable=False),
        sa.Column("unmet", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Integer, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name="fk_decision_assessment_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name="fk_decision_decided_by_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_decision_switch_id"),
    )


def package() -> sa.Table:
    return op.create_table(
        "package",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("switch_id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.Integer, nullable=False),
        sa.Column("decision_id", sa.Integer, nullable=True),
        sa.Column("authority", sa.String(20), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("document_id", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", sa.String(64), nullable=False),
        sa.Column("supersedes_id", sa.Integer, nullable=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("assembled_by_id", sa.Integer, nullable=False),
        sa.Column("assembled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=True),
        sa.Column("file_name", sa.String(120), nullable=True),
        sa.Column("issued_by_id", sa.Integer, nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_package"),
        sa.ForeignKeyConstraint(["assembled_by_id"], ["person.id"], name="fk_package_assembled_by_id"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name="fk_package_assessment_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_package_decision_id"),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name="fk_package_issued_by_id"),
        sa.ForeignKeyConstraint(["supersedes_id"], ["package.id"], name="fk_package_supersedes_id"),
        sa.ForeignKeyConstraint(["switch_id"], ["switch.id"], name="fk_package_switch_id"),
        sa.UniqueConstraint("document_id", "number", name="uq_package_document_id_number"),
    )


def signature() -> sa.Table:
    table = op.create_table(
        "signature",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("entity_id", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("meaning", sa.String(64), nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("printed_name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signature"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_signature_person_id"),
    )
    op.create_index("ix_signature_entity_entity_id", "signature", ["entity", "entity_id"])
    return table
