"""Material lots, lots with their genealogy, retains: migration 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> list[sa.Table]:
    return [
        material_lot(),
        lot(),
        lot_parent(),
        lot_material(),
        retain(),
    ]


def material_lot() -> sa.Table:
    return op.create_table(
        "material_lot",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("supplier_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("grade", sa.String(120), nullable=True),
        sa.Column("manufactured_on", sa.Date, nullable=True),
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("notes", sa.Text, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_material_lot"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name="fk_material_lot_supplier_id"),
        sa.UniqueConstraint("supplier_id", "number", name="uq_material_lot_supplier_id_number"),
    )


def lot() -> sa.Table:
    return op.create_table(
        "lot",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("product_id", sa.Integer, nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("supplier_id", sa.Integer, nullable=False),
        sa.Column("site_id", sa.Integer, nullable=True),
        sa.Column("process_version", sa.String(120), nullable=True),
        sa.Column("batch_scale", sa.String(120), nullable=True),
        sa.Column("manufactured_on", sa.Date, nullable=True),
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("status", sa.String(64), nullable=False),
        sa.Column("status_reason", sa.Text, nullable=True),
        sa.Column("use", sa.String(64), nullable=False),
        sa.Column("clinical_exposure", sa.Text, nullable=True),
        sa.Column("split_source", sa.String(120), nullable=True),
        sa.Column("notes", sa.Text, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lot"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_lot_product_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_lot_site_id"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name="fk_lot_supplier_id"),
        sa.UniqueConstraint("product_id", "number", name="uq_lot_product_id_number"),
    )


def lot_parent() -> sa.Table:
    return op.create_table(
        "lot_parent",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lot_id", sa.Integer, nullable=False),
        sa.Column("parent_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lot_parent"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_lot_parent_lot_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["lot.id"], name="fk_lot_parent_parent_id"),
        sa.UniqueConstraint("lot_id", "parent_id", name="uq_lot_parent_lot_id_parent_id"),
    )


def lot_material() -> sa.Table:
    return op.create_table(
        "lot_material",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lot_id", sa.Integer, nullable=False),
        sa.Column("material_lot_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lot_material"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_lot_material_lot_id"),
        sa.ForeignKeyConstraint(
            ["material_lot_id"], ["material_lot.id"], name="fk_lot_material_material_lot_id"
        ),
        sa.UniqueConstraint("lot_id", "material_lot_id", name="uq_lot_material_lot_id_material_lot_id"),
    )


def retain() -> sa.Table:
    return op.create_table(
        "retain",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lot_id", sa.Integer, nullable=False),
        sa.Column("quantity", sa.String(120), nullable=False),
        sa.Column("storage_condition", sa.String(120), nullable=True),
        sa.Column("location", sa.String(200), nullable=True),
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retain"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_retain_lot_id"),
    )
