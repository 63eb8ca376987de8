"""Results with replicates, verification and investigation, and import batches: migration 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> list[sa.Table]:
    return [
        import_batch(),
        result(),
        replicate(),
        verification(),
        investigation(),
    ]


def import_batch() -> sa.Table:
    return op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("product_id", sa.Integer, nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("mapping", sa.Text, nullable=False),
        sa.Column("lots_created", sa.Integer, nullable=False),
        sa.Column("results_created", sa.Integer, nullable=False),
        sa.Column("imported_by_id", sa.Integer, nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sa.ForeignKeyConstraint(["imported_by_id"], ["person.id"], name="fk_import_batch_imported_by_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_import_batch_product_id"),
    )


def result() -> sa.Table:
    table = op.create_table(
        "result",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lot_id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("replaces_id", sa.Integer, nullable=True),
        sa.Column("retest_of_id", sa.Integer, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("entered", sa.String(64), nullable=False),
        sa.Column("is_calculated", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("qualifier", sa.String(1), nullable=True),
        sa.Column("value", sa.String(150), nullable=True),
        sa.Column("word", sa.String(64), nullable=True),
        sa.Column("unit", sa.String(60), nullable=True),
        sa.Column("occasion", sa.String(64), nullable=False),
        sa.Column("storage_condition", sa.String(120), nullable=True),
        sa.Column("time_point_months", sa.String(150), nullable=True),
        sa.Column("method_version_id", sa.Integer, nullable=True),
        sa.Column("laboratory_id", sa.Integer, nullable=True),
        sa.Column("instrument", sa.String(120), nullable=True),
        sa.Column("run", sa.String(120), nullable=True),
        sa.Column("plate", sa.String(120), nullable=True),
        sa.Column("control_value", sa.String(64), nullable=True),
        sa.Column("reference_standard", sa.String(120), nullable=True),
        sa.Column("analyst", sa.String(120), nullable=True),
        sa.Column("tested_on", sa.Date, nullable=True),
        sa.Column("source_document", sa.String(200), nullable=True),
        sa.Column("source_page", sa.String(40), nullable=True),
        sa.Column("raw_data", sa.String(200), nullable=True),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("import_batch_id", sa.Integer, nullable=True),
        sa.Column("entered_by_id", sa.Integer, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_result"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_result_attribute_id"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name="fk_result_entered_by_id"),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], name="fk_result_import_batch_id"),
        sa.ForeignKeyConstraint(["laboratory_id"], ["laboratory.id"], name="fk_result_laboratory_id"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_result_lot_id"),
        sa.ForeignKeyConstraint(
            ["method_version_id"], ["method_version.id"], name="fk_result_method_version_id"
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["result.id"], name="fk_result_replaces_id"),
        sa.ForeignKeyConstraint(["retest_of_id"], ["result.id"], name="fk_result_retest_of_id"),
        sa.UniqueConstraint("replaces_id", name="uq_result_replaces_id"),
    )
    op.create_index("ix_result_lot_id_attribute_id", "result", ["lot_id", "attribute_id"])
    return table


def replicate() -> sa.Table:
    return op.create_table(
        "replicate",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("result_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("entered", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("qualifier", sa.String(1), nullable=True),
        sa.Column("value", sa.String(150), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_replicate"),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name="fk_replicate_result_id"),
        sa.UniqueConstraint("result_id", "number", name="uq_replicate_result_id_number"),
    )


def verification() -> sa.Table:
    return op.create_table(
        "verification",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("result_id", sa.Integer, nullable=False),
        sa.Column("is_accepted", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verification"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_verification_person_id"),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name="fk_verification_result_id"),
        sa.UniqueConstraint("result_id", name="uq_verification_result_id"),
    )


def investigation() -> sa.Table:
    return op.create_table(
        "investigation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("result_id", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("opened_by_id", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_laboratory_error", sa.Boolean, nullable=True),
        sa.Column("conclusion", sa.Text, nullable=True),
        sa.Column("closed_by_id", sa.Integer, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_investigation"),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name="fk_investigation_closed_by_id"),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name="fk_investigation_opened_by_id"),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name="fk_investigation_result_id"),
        sa.UniqueConstraint("reference", name="uq_investigation_reference"),
    )
