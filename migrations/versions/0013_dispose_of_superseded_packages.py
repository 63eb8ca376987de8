"""Let two people dispose of a superseded package after its retention, and keep a tombstone.

The content of a package stands in the trail as a fingerprint from here on, beside its whole hash, so that it
can go; what the trail already holds stays there.
"""

import runpy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FROZEN = Path(__file__).resolve().parent.parent / "schema_0001"
DISPOSAL = "disposal"
REFUSAL = "an issued package never changes; a new version supersedes it, and two people dispose of that one"
DEFAULT_YEARS = 30


def upgrade() -> None:
    op.create_table(
        DISPOSAL,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("package_id", sa.Integer, nullable=False),
        sa.Column("package_hash", sa.String(64), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=True),
        sa.Column("evidence_sha256", sa.String(64), nullable=True),
        sa.Column("retained_until", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposed_by_id", sa.Integer, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disposal"),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name="fk_disposal_package_id"),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name="fk_disposal_proposed_by_id"),
        sa.UniqueConstraint("package_id", name="uq_disposal_package_id"),
    )
    watch(DISPOSAL)
    unwatch("product")
    op.add_column("product", sa.Column("retention_years", sa.Integer, nullable=True))
    run(audit("product"))
    unwatch("package")
    run([without_content(statement) for statement in audit("package")])
    unlock()
    run(lock_sqlite() if is_sqlite() else LOCK_POSTGRESQL)
    record(f"schema {revision}: disposal of superseded packages")


def downgrade() -> None:
    unlock()
    if not is_sqlite():
        op.execute(sa.text("DROP FUNCTION frozen_package()"))
    run(earlier_lock())
    unwatch("package")
    run(audit("package"))
    unwatch("product")
    op.drop_column("product", "retention_years")
    run(audit("product"))
    # What watches a table goes with it.
    op.drop_table(DISPOSAL)
    record(f"schema {down_revision} again")


# What allows the content of a package to go: a proposal and an approval of exactly it, signed by two people,
# and a version issued in its place longer ago than the product's records are kept. The words in braces differ
# between the engines.
APPROVED = """EXISTS (
    SELECT 1 FROM disposal
      JOIN signature AS first ON first.entity = 'disposal' AND first.entity_id = disposal.id
        AND first.meaning = 'authored' AND first.person_id = disposal.proposed_by_id
      JOIN signature AS second ON second.entity = 'disposal' AND second.entity_id = disposal.id
        AND second.meaning = 'approved' AND second.person_id <> first.person_id
        AND second.content_hash = first.content_hash
      JOIN switch ON switch.id = OLD.switch_id
      JOIN product ON product.id = switch.product_id
    WHERE disposal.package_id = OLD.id AND disposal.package_hash = OLD.content_hash
      AND {end} < {today})"""


def lock_sqlite() -> list[str]:
    package = table("package")
    moved = unchanged(package, except_for=("status", "version"))
    emptied = unchanged(package, except_for=("status", "version", "content"))
    approved = APPROVED.format(
        end="(SELECT date(max(later.issued_at), '+' || coalesce(product.retention_years,"
        f" {DEFAULT_YEARS}) || ' years') FROM package AS later WHERE later.supersedes_id = OLD.id)",
        today="substr(audit_at(), 1, 10)",
    )
    closed = "WHEN OLD.status IN ('issued', 'superseded', 'disposed of')"
    return [
        f"""CREATE TRIGGER package_issued_update BEFORE UPDATE ON package {closed} BEGIN
  SELECT RAISE(ABORT, '{REFUSAL}')
    WHERE NOT (OLD.status = 'issued' AND NEW.status = 'superseded' AND {moved})
      AND NOT (OLD.status = 'superseded' AND NEW.status = 'disposed of' AND NEW.content = '' AND {emptied}
        AND {approved});
END""",
        f"""CREATE TRIGGER package_issued_delete BEFORE DELETE ON package {closed} BEGIN
  SELECT RAISE(ABORT, '{REFUSAL}');
END""",
    ]


LOCK_POSTGRESQL = [
    f"""CREATE FUNCTION frozen_package() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
  moving text[] := ARRAY['status', 'version'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'issued' AND NEW.status = 'superseded'
      AND to_jsonb(OLD) - moving = to_jsonb(NEW) - moving THEN
    RETURN NEW;
  END IF;
  moving := moving || ARRAY['content'];
  IF TG_OP = 'UPDATE' AND OLD.status = 'superseded' AND NEW.status = 'disposed of' AND NEW.content = ''
      AND to_jsonb(OLD) - moving = to_jsonb(NEW) - moving
      AND {
        APPROVED.format(
            end="(SELECT (max(later.issued_at) AT TIME ZONE 'UTC')::date + make_interval(years =>"
            f" coalesce(product.retention_years, {DEFAULT_YEARS})) FROM package AS later"
            " WHERE later.supersedes_id = OLD.id)",
            today="left(current_setting('comparability.at', true), 10)::date",
        )
    } THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '23000';
END
$$""",
    f"""CREATE TRIGGER package_issued BEFORE UPDATE OR DELETE ON package
  FOR EACH ROW WHEN (OLD.status IN ('issued', 'superseded', 'disposed of'))
  EXECUTE FUNCTION frozen_package('{REFUSAL}')""",
]


def unlock() -> None:
    if is_sqlite():
        run(["DROP TRIGGER package_issued_update", "DROP TRIGGER package_issued_delete"])
    else:
        run(["DROP TRIGGER package_issued ON package"])


def earlier_lock() -> list[str]:
    if is_sqlite():
        return list(made()["_issued_packages"](table("package")))
    return [
        """CREATE TRIGGER package_issued BEFORE UPDATE OR DELETE ON package
  FOR EACH ROW WHEN (OLD.status IN ('issued', 'superseded')) EXECUTE FUNCTION frozen_row(
  'issued', 'superseded', 'an issued package never changes; a new version supersedes it')"""
    ]


# What the triggers of 0001 were made by never changes; here it reads the tables as they now are.


def made() -> dict[str, Any]:
    return runpy.run_path(str(FROZEN / f"triggers_{op.get_bind().dialect.name}.py"))


def table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)


def audit(name: str) -> list[str]:
    statements = made()["_audit"](table(name))
    return [statements] if isinstance(statements, str) else list(statements)


def watch(name: str) -> None:
    if is_sqlite():
        run([*audit(name), *made()["_append_only"](name)])
    else:
        run([*audit(name), made()["_append_only"](name), made()["_keep"](name)])


def unwatch(name: str) -> None:
    if is_sqlite():
        run([f"DROP TRIGGER {name}_audit_{action}" for action in ("insert", "update", "delete")])
    else:
        run([f"DROP TRIGGER {name}_audit ON {name}"])


def without_content(statement: str) -> str:
    if not is_sqlite():
        return statement.replace("'content:plain'", "'content:secret'")
    for row in ("NEW", "OLD"):
        value = f'{row}."content"'
        statement = statement.replace(f"CAST({value} AS TEXT)", f"audit_fingerprint({value})")
    return statement


def unchanged(package: sa.Table, *, except_for: tuple[str, ...]) -> str:
    return str(made()["_unchanged"](package, except_for=except_for))


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(sa.text(statement))


def record(sentence: str) -> None:
    if is_sqlite():
        statement = (
            "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
            " VALUES ('event', 'migration', :revision, NULL, NULL, :sentence, NULL)"
        )
    else:
        statement = "SELECT audit_event('migration', CAST(:revision AS text), CAST(:sentence AS text), NULL)"
    op.execute(sa.text(statement).bindparams(revision=revision, sentence=sentence))
