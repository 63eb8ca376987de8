"""Keep the sealed secrets of second factors, and which code of each was used last."""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
FACTOR, SPENT = "second_factor", "spent_code"


def upgrade() -> None:
    second_factor()
    spent_code()
    create_audit()
    record("schema 0007: second factors")


def downgrade() -> None:
    # What watches a table goes with it.
    op.drop_table(SPENT)
    op.drop_table(FACTOR)
    record("schema 0006 again")


def second_factor() -> None:
    op.create_table(
        FACTOR,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("sealed_secret", sa.String(300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_second_factor"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_second_factor_person_id"),
    )


def spent_code() -> None:
    op.create_table(
        SPENT,
        sa.Column("person_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_spent_code"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_spent_code_person_id"),
    )


def create_audit() -> None:
    """The triggers of 0001 as they would read this table, with the secret as a fingerprint.

    They know one column whose value stays out of the trail, by its name; here is another.
    """
    table = sa.Table(FACTOR, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    made: Any = runpy.run_path(str(FROZEN / f"triggers_{op.get_bind().dialect.name}.py"))["_audit"](table)
    for statement in made if is_sqlite() else [made, keep()]:
        op.execute(sa.text(hidden(statement)))


def hidden(statement: str) -> str:
    if not is_sqlite():
        return statement.replace("'sealed_secret:plain'", "'sealed_secret:secret'")
    for row in ("NEW", "OLD"):
        value = f'{row}."sealed_secret"'
        statement = statement.replace(f"CAST({value} AS TEXT)", f"audit_fingerprint({value})")
    return statement


def keep() -> str:
    return str(runpy.run_path(str(FROZEN / "triggers_postgresql.py"))["_keep"](FACTOR))


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def record(sentence: str) -> None:
    if is_sqlite():
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', '0007', NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', '0007', CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(sentence=sentence))
