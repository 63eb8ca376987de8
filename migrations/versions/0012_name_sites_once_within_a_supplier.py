"""Name a site once within its supplier, whoever else saves at the same moment."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAMES = "ix_site_supplier_id_name"


def upgrade() -> None:
    refuse_namesakes()
    op.create_index(NAMES, "site", ["supplier_id", "name"], unique=True)
    record(f"schema {revision}: the name of a site is unique within its supplier")


def downgrade() -> None:
    op.drop_index(NAMES, "site")
    record(f"schema {down_revision} again")


def refuse_namesakes() -> None:
    """Which of two sites keeps the name is for people to say, with a reason, in the program they have."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT supplier.name AS supplier, site.name AS site, count(*) AS sites FROM site"
            " JOIN supplier ON supplier.id = site.supplier_id"
            " GROUP BY supplier.id, supplier.name, site.name HAVING count(*) > 1"
            " ORDER BY supplier.name, site.name"
        )
    )
    named = [f"{row.supplier} has {row.sites} sites named {row.site}" for row in found]
    if named:
        raise ValueError(
            f"{'; '.join(named)}. Rename all but one of each with the program that was in use before, then "
            "upgrade again. Nothing was changed."
        )


def record(sentence: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', :revision, NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', CAST(:revision AS text), CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(revision=revision, sentence=sentence))
