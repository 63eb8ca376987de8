"""Count the sign-ins that failed from each network, so that trying many accounts from one place ends."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FAILURES = "client_failures"


def upgrade() -> None:
    op.create_table(
        FAILURES,
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("span", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("client", "span", name="pk_client_failures"),
    )
    record(f"schema {revision}: failed sign-ins by network")


def downgrade() -> None:
    op.drop_table(FAILURES)
    record(f"schema {down_revision} again")


def record(sentence: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', :revision, NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', CAST(:revision AS text), CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(revision=revision, sentence=sentence))
