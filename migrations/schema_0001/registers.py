"""Sites, laboratories, products, attributes and methods: migration 0001."""

import sqlalchemy as sa
from alembic import op


def create() -> list[sa.Table]:
    return [
        site(),
        laboratory(),
        product(),
        attribute(),
        method(),
        method_version(),
    ]


def site() -> sa.Table:
    return op.create_table(
        "site",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("supplier_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("market", sa.String(64), nullable=False),
        sa.Column("address", sa.Text, nullable=True),
        sa.Column("gmp_status", sa.String(200), nullable=True),
        sa.Column("audit_status", sa.String(64), nullable=False),
        sa.Column("audited_on", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name="fk_site_supplier_id"),
    )


def laboratory() -> sa.Table:
    return op.create_table(
        "laboratory",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("supplier_id", sa.Integer, nullable=True),
        sa.Column("market", sa.String(64), nullable=False),
        sa.Column("audit_status", sa.String(64), nullable=False),
        sa.Column("audited_on", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_laboratory"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name="fk_laboratory_supplier_id"),
        sa.UniqueConstraint("name", name="uq_laboratory_name"),
    )


def product() -> sa.Table:
    return op.create_table(
        "product",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("vector_type", sa.String(64), nullable=False),
        sa.Column("serotype", sa.String(60), nullable=True),
        sa.Column("transgene", sa.String(120), nullable=True),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("development_stage", sa.String(64), nullable=False),
        sa.Column("dose", sa.String(120), nullable=True),
        sa.Column("sponsor", sa.String(200), nullable=True),
        sa.Column("is_simulated", sa.Boolean, nullable=False),
        sa.Column("illustration", sa.Text, nullable=True),
        sa.Column("notes", sa.Text, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_product"),
        sa.UniqueConstraint("code", name="uq_product_code"),
    )


def attribute() -> sa.Table:
    return op.create_table(
        "attribute",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("product_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("scale", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(60), nullable=True),
        sa.Column("worry", sa.String(64), nullable=False),
        sa.Column("tier", sa.String(64), nullable=False),
        sa.Column("is_qualitative", sa.Boolean, nullable=False),
        sa.Column("allowed_words", sa.Text, nullable=True),
        sa.Column("conforming_words", sa.Text, nullable=True),
        sa.Column("specification_low", sa.String(64), nullable=True),
        sa.Column("specification_high", sa.String(64), nullable=True),
        sa.Column("reported_as", sa.String(64), nullable=True),
        sa.Column("decimals", sa.Integer, nullable=False),
        sa.Column("is_scientific", sa.Boolean, nullable=False),
        sa.Column("derived_from", sa.Text, nullable=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_mark", sa.String(1), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attribute"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_attribute_product_id"),
        sa.UniqueConstraint("product_id", "code", name="uq_attribute_product_id_code"),
    )


def method() -> sa.Table:
    return op.create_table(
        "method",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("attribute_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("technique", sa.String(120), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_method"),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name="fk_method_attribute_id"),
        sa.UniqueConstraint("attribute_id", "name", name="uq_method_attribute_id_name"),
    )


def method_version() -> sa.Table:
    return op.create_table(
        "method_version",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("method_id", sa.Integer, nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("reportable_rule", sa.String(64), nullable=False),
        sa.Column("replicates", sa.Integer, nullable=False),
        sa.Column("loq", sa.String(64), nullable=True),
        sa.Column("lod", sa.String(64), nullable=True),
        sa.Column("precision_cv", sa.String(64), nullable=True),
        sa.Column("validation_status", sa.String(64), nullable=False),
        sa.Column("document", sa.String(200), nullable=True),
        sa.Column("effective_on", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_method_version"),
        sa.ForeignKeyConstraint(["method_id"], ["method.id"], name="fk_method_version_method_id"),
        sa.UniqueConstraint("method_id", "label", name="uq_method_version_method_id_label"),
    )
