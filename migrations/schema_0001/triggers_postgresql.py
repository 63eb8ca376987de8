"""The audit trail and the locks on frozen records, as PostgreSQL functions and triggers of migration 0001.

Functions that append run with their owner's rights and a fixed search path, so that the application's role
needs no right to write to the trail itself.
"""

import sqlalchemy as sa

# The same number as the application's writers take at the start of a transaction.
APPEND_LOCK = 7_205_759_403_792_794

FUNCTIONS = [
    """CREATE FUNCTION audit_part(content text) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT coalesce(octet_length(content)::text || ':' || content, '-') $$""",
    """CREATE FUNCTION audit_fingerprint(secret text) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT '•' || left(encode(sha256(convert_to(secret, 'UTF8')), 'hex'), 16) $$""",
    f"""CREATE FUNCTION audit_append(
  action text, entity text, entity_id text, fields text[], olds text[], news text[], reason text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
  actor text := nullif(current_setting('comparability.actor', true), '');
  role text := nullif(current_setting('comparability.role', true), '');
  moment text := nullif(current_setting('comparability.at', true), '');
  last_seq integer;
  last_hash text;
  link text;
BEGIN
  IF actor IS NULL OR role IS NULL OR moment IS NULL THEN
    RAISE EXCEPTION 'the audit trail needs to know who acts, in which role and when' USING ERRCODE = '23000';
  END IF;
  IF action IN ('update', 'delete') AND btrim(coalesce(reason, '')) = '' THEN
    RAISE EXCEPTION 'a change of a record needs a reason' USING ERRCODE = '23000';
  END IF;
  PERFORM pg_advisory_xact_lock({APPEND_LOCK});
  SELECT head.seq, head.hash INTO last_seq, last_hash FROM audit_head AS head WHERE head.id = 1 FOR UPDATE;
  IF last_seq IS NULL THEN
    RAISE EXCEPTION 'the audit entry could not be written' USING ERRCODE = '23000';
  END IF;
  FOR i IN 1 .. cardinality(fields) LOOP
    last_seq := last_seq + 1;
    link := encode(sha256(convert_to(last_hash || audit_part(last_seq::text) || audit_part(moment)
      || audit_part(actor) || audit_part(role) || audit_part(action) || audit_part(entity)
      || audit_part(entity_id) || audit_part(fields[i]) || audit_part(olds[i]) || audit_part(news[i])
      || audit_part(reason), 'UTF8')), 'hex');
    INSERT INTO audit_entry
        (seq, at, actor, role, action, entity, entity_id, field, old, new, reason, previous, hash)
      VALUES (last_seq, moment, actor, role, action, entity, entity_id, fields[i], olds[i], news[i], reason,
        last_hash, link);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the audit entry could not be written' USING ERRCODE = '23000';
    END IF;
    last_hash := link;
  END LOOP;
  UPDATE audit_head AS head SET seq = last_seq, hash = last_hash WHERE head.id = 1;
END
$$""",
    "REVOKE ALL ON FUNCTION audit_append(text, text, text, text[], text[], text[], text) FROM PUBLIC",
    """CREATE FUNCTION audit_event(kind text, entity_id text, content text, reason text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
  SELECT audit_append('event', kind, entity_id, ARRAY[NULL]::text[], ARRAY[NULL]::text[], ARRAY[content],
    reason)
$$""",
    # Arguments are the columns to write, each as name:kind.
    """CREATE FUNCTION audit_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
  column_name text;
  old_text text;
  new_text text;
  fields text[] := '{}';
  olds text[] := '{}';
  news text[] := '{}';
BEGIN
  IF TG_OP = 'UPDATE' AND before->>'id' IS DISTINCT FROM after->>'id' THEN
    RAISE EXCEPTION 'the number of a record never changes' USING ERRCODE = '23000';
  END IF;
  FOR i IN 0 .. TG_NARGS - 1 LOOP
    column_name := split_part(TG_ARGV[i], ':', 1);
    old_text := before->>column_name;
    new_text := after->>column_name;
    CASE split_part(TG_ARGV[i], ':', 2)
      WHEN 'instant' THEN
        old_text := to_char(old_text::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
        new_text := to_char(new_text::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
      WHEN 'secret' THEN
        old_text := audit_fingerprint(old_text);
        new_text := audit_fingerprint(new_text);
      ELSE NULL;
    END CASE;
    IF old_text IS DISTINCT FROM new_text THEN
      fields := array_append(fields, column_name);
      olds := array_append(olds, old_text);
      news := array_append(news, new_text);
    END IF;
  END LOOP;
  IF cardinality(fields) > 0 THEN
    PERFORM audit_append(lower(TG_OP), TG_TABLE_NAME::text, coalesce(after, before)->>'id', fields, olds,
      news, nullif(current_setting('comparability.reason', true), ''));
  END IF;
  RETURN NULL;
END
$$""",
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '23000'; END $$""",
    """CREATE FUNCTION audit_head_guard() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
  IF NEW.id IS DISTINCT FROM OLD.id OR NEW.seq < OLD.seq OR NOT EXISTS
      (SELECT 1 FROM audit_entry WHERE seq = NEW.seq AND hash = NEW.hash) THEN
    RAISE EXCEPTION 'the head of the audit trail only moves to the next entry' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END
$$""",
    # Arguments: the one status that may change, the one it may change to, the sentence of refusal.
    """CREATE FUNCTION frozen_row() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = TG_ARGV[0] AND NEW.status = TG_ARGV[1]
      AND to_jsonb(OLD) - ARRAY['status', 'version'] = to_jsonb(NEW) - ARRAY['status', 'version'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%', TG_ARGV[2] USING ERRCODE = '23000';
END
$$""",
    """CREATE FUNCTION frozen_criterion() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
  IF EXISTS (SELECT 1 FROM protocol WHERE status <> 'draft'
      AND id IN ((before->>'protocol_id')::integer, (after->>'protocol_id')::integer)) THEN
    RAISE EXCEPTION 'the criteria of a frozen protocol never change; an amendment is a new version of it'
      USING ERRCODE = '23000';
  END IF;
  RETURN coalesce(NEW, OLD);
END
$$""",
]

FUNCTION_NAMES = (
    "audit_row()", "audit_refuse()", "audit_head_guard()", "frozen_row()", "frozen_criterion()",
    "audit_event(text, text, text, text)", "audit_append(text, text, text, text[], text[], text[], text)",
    "audit_fingerprint(text)", "audit_part(text)",
)  # fmt: skip


def statements(
    tables: list[sa.Table], *, audited: tuple[str, ...], append_only: tuple[str, ...]
) -> list[str]:
    """Every statement that makes the trail and the locks, in order."""
    by_name = {table.name: table for table in tables}
    return [
        *FUNCTIONS,
        """CREATE TRIGGER audit_head_guard_update BEFORE UPDATE ON audit_head
  FOR EACH ROW EXECUTE FUNCTION audit_head_guard()""",
        """CREATE TRIGGER audit_head_guard_delete BEFORE DELETE ON audit_head
  FOR EACH ROW EXECUTE FUNCTION audit_refuse('the head of the audit trail is never deleted')""",
        *(_audit(by_name[name]) for name in audited),
        *(_append_only(name) for name in append_only),
        *(_keep(name) for name in sorted({*audited, "audit_entry", "audit_head"})),
        """CREATE TRIGGER protocol_frozen BEFORE UPDATE OR DELETE ON protocol
  FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION frozen_row(
  'frozen', 'superseded', 'a frozen protocol never changes; an amendment is a new version of it')""",
        """CREATE TRIGGER criterion_frozen BEFORE INSERT OR UPDATE OR DELETE ON criterion
  FOR EACH ROW EXECUTE FUNCTION frozen_criterion()""",
        """CREATE TRIGGER package_issued BEFORE UPDATE OR DELETE ON package
  FOR EACH ROW WHEN (OLD.status IN ('issued', 'superseded')) EXECUTE FUNCTION frozen_row(
  'issued', 'superseded', 'an issued package never changes; a new version supersedes it')""",
    ]


def _audit(table: sa.Table) -> str:
    columns = ", ".join(
        f"'{column.name}:{_kind(column)}'" for column in table.columns if column.name not in ("id", "version")
    )
    return f"""CREATE TRIGGER {table.name}_audit AFTER INSERT OR UPDATE OR DELETE ON {table.name}
  FOR EACH ROW EXECUTE FUNCTION audit_row({columns})"""


def _kind(column: sa.Column) -> str:
    if column.name == "password_hash":
        return "secret"
    return "instant" if isinstance(column.type, sa.DateTime) else "plain"


def _append_only(name: str) -> str:
    noun = name.replace("_", " ")
    return f"""CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name}
  FOR EACH ROW EXECUTE FUNCTION audit_refuse('a stored {noun} is never changed or deleted')"""


def _keep(name: str) -> str:
    """Row triggers do not see TRUNCATE."""
    return f"""CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name}
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('records are never removed all at once')"""
