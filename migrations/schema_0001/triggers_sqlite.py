"""The audit trail and the locks on frozen records, as SQLite triggers of migration 0001.

audit_actor, audit_role, audit_at, audit_reason, audit_hash and audit_fingerprint are functions that only the
application's own connection has: any other program that changes a record stops with "no such function".
"""

import sqlalchemy as sa

APPEND = [
    "CREATE VIEW audit_append AS SELECT action, entity, entity_id, field, old, new, reason FROM audit_entry",
    """CREATE TRIGGER audit_append_insert INSTEAD OF INSERT ON audit_append BEGIN
  SELECT RAISE(ABORT, 'the audit trail needs to know who acts, in which role and when')
    WHERE coalesce(audit_actor(), '') = '' OR coalesce(audit_role(), '') = ''
      OR coalesce(audit_at(), '') = '';
  SELECT RAISE(ABORT, 'a change of a record needs a reason')
    WHERE NEW.action IN ('update', 'delete') AND trim(coalesce(NEW.reason, '')) = '';
  INSERT INTO audit_entry
      (seq, at, actor, role, action, entity, entity_id, field, old, new, reason, previous, hash)
    SELECT head.seq + 1, audit_at(), audit_actor(), audit_role(), NEW.action, NEW.entity, NEW.entity_id,
      NEW.field, NEW.old, NEW.new, NEW.reason, head.hash,
      audit_hash(head.hash, head.seq + 1, audit_at(), audit_actor(), audit_role(), NEW.action, NEW.entity,
        NEW.entity_id, NEW.field, NEW.old, NEW.new, NEW.reason)
    FROM audit_head AS head WHERE head.id = 1;
  SELECT RAISE(ABORT, 'the audit entry could not be written')
    WHERE coalesce((SELECT max(seq) FROM audit_entry), -1)
      IS NOT coalesce((SELECT seq + 1 FROM audit_head WHERE id = 1), -2);
  UPDATE audit_head
    SET (seq, hash) = (SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1) WHERE id = 1;
END""",
    """CREATE TRIGGER audit_entry_append_only_insert BEFORE INSERT ON audit_entry BEGIN
  SELECT RAISE(ABORT, 'audit entries are written by the triggers only')
    WHERE NEW.actor IS NOT audit_actor()
      OR NEW.seq IS NOT (SELECT seq + 1 FROM audit_head WHERE id = 1)
      OR NEW.previous IS NOT (SELECT hash FROM audit_head WHERE id = 1);
END""",
    """CREATE TRIGGER audit_head_guard_update BEFORE UPDATE ON audit_head BEGIN
  SELECT RAISE(ABORT, 'the head of the audit trail only moves to the next entry')
    WHERE NEW.id IS NOT OLD.id OR NOT EXISTS
      (SELECT 1 FROM audit_entry WHERE seq = NEW.seq AND hash = NEW.hash AND seq = OLD.seq + 1);
END""",
    """CREATE TRIGGER audit_head_guard_delete BEFORE DELETE ON audit_head BEGIN
  SELECT RAISE(ABORT, 'the head of the audit trail is never deleted');
END""",
    """CREATE TRIGGER audit_head_guard_insert BEFORE INSERT ON audit_head BEGIN
  SELECT RAISE(ABORT, 'the audit trail has one head') WHERE EXISTS (SELECT 1 FROM audit_head);
END""",
]


def statements(
    tables: list[sa.Table], *, audited: tuple[str, ...], append_only: tuple[str, ...]
) -> list[str]:
    """Every statement that makes the trail and the locks, in order."""
    by_name = {table.name: table for table in tables}
    return [
        *APPEND,
        *(made for name in audited for made in _audit(by_name[name])),
        *(made for name in append_only for made in _append_only(name)),
        *_frozen_protocols(by_name["protocol"]),
        *_issued_packages(by_name["package"]),
    ]


def _audit(table: sa.Table) -> list[str]:
    name = table.name
    columns = [column for column in table.columns if column.name not in ("id", "version")]
    new = ", ".join(f"('{column.name}', {_text('NEW', column)})" for column in columns)
    old = ", ".join(f"('{column.name}', {_text('OLD', column)})" for column in columns)
    both = ", ".join(
        f"('{column.name}', {_text('OLD', column)}, {_text('NEW', column)})" for column in columns
    )
    into = "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
    return [
        f"""CREATE TRIGGER {name}_audit_insert AFTER INSERT ON {name} BEGIN
  {into}
    SELECT 'insert', '{name}', CAST(NEW.id AS TEXT), column1, NULL, column2, audit_reason()
    FROM (VALUES {new}) WHERE column2 IS NOT NULL;
END""",
        f"""CREATE TRIGGER {name}_audit_update AFTER UPDATE ON {name} BEGIN
  SELECT RAISE(ABORT, 'the number of a record never changes') WHERE OLD.id IS NOT NEW.id;
  {into}
    SELECT 'update', '{name}', CAST(NEW.id AS TEXT), column1, column2, column3, audit_reason()
    FROM (VALUES {both}) WHERE column2 IS NOT column3;
END""",
        f"""CREATE TRIGGER {name}_audit_delete AFTER DELETE ON {name} BEGIN
  {into}
    SELECT 'delete', '{name}', CAST(OLD.id AS TEXT), column1, column2, NULL, audit_reason()
    FROM (VALUES {old}) WHERE column2 IS NOT NULL;
END""",
    ]


def _text(row: str, column: sa.Column) -> str:
    """The SQL that writes a value as the trail writes it on every engine."""
    value = f'{row}."{column.name}"'
    if column.name == "password_hash":
        return f"audit_fingerprint({value})"
    match column.type:
        case sa.Boolean():
            return f"CASE WHEN {value} IS NULL THEN NULL WHEN {value} THEN 'true' ELSE 'false' END"
        case sa.DateTime():
            return f"replace({value}, ' ', 'T') || 'Z'"
        case _:
            return f"CAST({value} AS TEXT)"


def _append_only(name: str) -> list[str]:
    noun = name.replace("_", " ")
    return [
        f"""CREATE TRIGGER {name}_append_only_{action} BEFORE {action.upper()} ON {name} BEGIN
  SELECT RAISE(ABORT, 'a stored {noun} is never changed or deleted');
END"""
        for action in ("update", "delete")
    ]


def _frozen_protocols(protocol: sa.Table) -> list[str]:
    same = _unchanged(protocol, except_for=("status", "version"))
    refuse = "SELECT RAISE(ABORT, 'a frozen protocol never changes; an amendment is a new version of it')"
    made = [
        f"""CREATE TRIGGER protocol_frozen_update BEFORE UPDATE ON protocol WHEN OLD.status <> 'draft' BEGIN
  {refuse} WHERE NOT (OLD.status = 'frozen' AND NEW.status = 'superseded' AND {same});
END""",
        f"""CREATE TRIGGER protocol_frozen_delete BEFORE DELETE ON protocol WHEN OLD.status <> 'draft' BEGIN
  {refuse};
END""",
    ]
    for action, rows in (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",))):
        locked = " OR ".join(
            f"(SELECT status FROM protocol WHERE id = {row}.protocol_id) <> 'draft'" for row in rows
        )
        made.append(
            f"""CREATE TRIGGER criterion_frozen_{action} BEFORE {action.upper()} ON criterion
  WHEN {locked} BEGIN
  SELECT RAISE(ABORT, 'the criteria of a frozen protocol never change; an amendment is a new version of it');
END"""
        )
    return made


def _issued_packages(package: sa.Table) -> list[str]:
    same = _unchanged(package, except_for=("status", "version"))
    closed = "WHEN OLD.status IN ('issued', 'superseded')"
    refuse = "SELECT RAISE(ABORT, 'an issued package never changes; a new version supersedes it')"
    return [
        f"""CREATE TRIGGER package_issued_update BEFORE UPDATE ON package {closed} BEGIN
  {refuse} WHERE NOT (OLD.status = 'issued' AND NEW.status = 'superseded' AND {same});
END""",
        f"CREATE TRIGGER package_issued_delete BEFORE DELETE ON package {closed} BEGIN\n  {refuse};\nEND",
    ]


def _unchanged(table: sa.Table, *, except_for: tuple[str, ...]) -> str:
    names = [column.name for column in table.columns if column.name not in except_for]
    return " AND ".join(f'OLD."{name}" IS NEW."{name}"' for name in names)
