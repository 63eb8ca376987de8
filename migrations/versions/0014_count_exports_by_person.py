"""Count what each person takes away in an hour, so that nobody copies everything unnoticed and at once."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TAKEN = "exports_taken"


def upgrade() -> None:
    op.create_table(
        TAKEN,
        sa.Column("person_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("span", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "span", name="pk_exports_taken"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_exports_taken_person_id"),
    )
    record(f"schema {revision}: exports by person")


def downgrade() -> None:
    op.drop_table(TAKEN)
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
