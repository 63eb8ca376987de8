"""The triggers and functions that write the trail: as they were when the schema was made, and as they are.

An entry of the trail itself holds the digest of each, so that one removed, disabled or changed is named.
"""

import hashlib
import json

from sqlalchemy import Connection, inspect, text

EVENT = "guards"

_DEFINITIONS = {
    "sqlite": "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type IN ('trigger', 'view')",
    # The catalogue's own columns, because the printed definition of a trigger differs between versions.
    "postgresql": """
        SELECT t.tgname, concat_ws(' ', c.relname, p.proname, t.tgtype, t.tgenabled,
            encode(t.tgargs, 'hex'), pg_get_expr(t.tgqual, t.tgrelid))
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
         WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
        UNION ALL
        SELECT p.proname || '()', concat_ws(' ', p.prosecdef, p.prosrc)
          FROM pg_proc p
         WHERE p.pronamespace = current_schema()::regnamespace AND p.proname ~ '^(audit|frozen)_'
    """,
}


def digests(connection: Connection) -> dict[str, str]:
    """Name of each trigger, view and function of the schema, and the start of its definition's SHA-256."""
    found = connection.execute(text(_DEFINITIONS[connection.dialect.name]))
    return {name: hashlib.sha256(definition.encode()).hexdigest()[:16] for name, definition in found}


def record(connection: Connection) -> None:
    """Append the digests to the trail when they differ from those recorded last; nothing without a trail."""
    if not inspect(connection).has_table("audit_entry"):
        return
    now = digests(connection)
    if now != _recorded(connection):
        connection.execute(_APPEND[connection.dialect.name], {"kind": EVENT, "content": _canonical(now)})


_APPEND = {
    "sqlite": text(
        "INSERT INTO audit_append (action, entity, entity_id, field, old, new, reason)"
        " VALUES ('event', :kind, NULL, NULL, NULL, :content, NULL)"
    ),
    "postgresql": text("SELECT audit_event(CAST(:kind AS text), NULL, CAST(:content AS text), NULL)"),
}


def _canonical(content: dict[str, str]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def broken(connection: Connection) -> list[str]:
    """As `differences`; none where there is no trail yet."""
    return differences(connection) if inspect(connection).has_table("audit_entry") else []


def differences(connection: Connection) -> list[str]:
    """The names of triggers and functions that are not as recorded, in order of name."""
    recorded, now = _recorded(connection), digests(connection)
    return sorted(name for name in recorded.keys() | now.keys() if recorded.get(name) != now.get(name))


def _recorded(connection: Connection) -> dict[str, str]:
    content = connection.execute(
        text(
            "SELECT new FROM audit_entry WHERE action = 'event' AND entity = :kind ORDER BY seq DESC LIMIT 1"
        ),
        {"kind": EVENT},
    ).scalar()
    return {} if content is None else dict(json.loads(content))
