"""Keep the answer to each form that was sent, so that sending it again makes no second record."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ANSWER = "form_answer"


def upgrade() -> None:
    op.create_table(
        ANSWER,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_answer"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_form_answer_person_id"),
        sa.UniqueConstraint("person_id", "token", name="uq_form_answer_person_id_token"),
    )
    record("schema 0006: answers to forms that were sent")


def downgrade() -> None:
    op.drop_table(ANSWER)
    record("schema 0005 again")


def record(sentence: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', '0006', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0006', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
