"""Keep who is confirmed by the provider of single sign-on, and what is under way between it and us."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
ACCOUNT, REQUEST, PROOF = "provider_account", "provider_request", "signing_proof"


def upgrade() -> None:
    provider_account()
    provider_request()
    signing_proof()
    create_audit(ACCOUNT)
    record("schema 0009: accounts of the provider of single sign-on")


def downgrade() -> None:
    # What watches a table goes with it.
    for table in (PROOF, REQUEST, ACCOUNT):
        op.drop_table(table)
    record("schema 0008 again")


def provider_account() -> None:
    op.create_table(
        ACCOUNT,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_provider_account"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_provider_account_person_id"),
        sa.UniqueConstraint("person_id", name="uq_provider_account_person_id"),
        sa.UniqueConstraint("issuer", "subject", name="uq_provider_account_issuer_subject"),
    )


def provider_request() -> None:
    op.create_table(
        REQUEST,
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer, nullable=True),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_provider_request"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_provider_request_person_id"),
    )


def signing_proof() -> None:
    op.create_table(
        PROOF,
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("form_hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_signing_proof"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_signing_proof_person_id"),
    )


# What the triggers of 0001 were made by never changes; here it reads the tables as they now are.


def create_audit(*tables: str) -> None:
    made: Any = runpy.run_path(str(FROZEN / f"triggers_{op.get_bind().dialect.name}.py"))
    for name in tables:
        table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
        statements = made["_audit"](table)
        for statement in statements if is_sqlite() else [statements, made["_keep"](name)]:
            op.execute(sa.text(statement))


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def record(sentence: str) -> None:
    if is_sqlite():
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', '0009', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0009', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
