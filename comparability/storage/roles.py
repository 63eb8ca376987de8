"""The rights of the application's own PostgreSQL role: it works with records and cannot touch their history.

The owner of the tables migrates; the application signs in as a role that holds this one. SQLite has no roles.
"""

import re

from sqlalchemy import Connection, text

from comparability.model.errors import Invalid, Refused
from comparability.storage.audit import APPEND_ONLY, AUDITED
from comparability.storage.schema import migrating

DEFAULT_ROLE = "comparability_app"
# Links and drafts, whose removal is an entry of the trail; everything else is made void or superseded.
REMOVABLE = (
    "arm",
    "arm_source",
    "criterion",
    "difference",
    "lot_material",
    "lot_parent",
    "person_role",
    "provider_account",
    "risk",
    "second_factor",
)
# Sign-in sessions, used codes, ways to the provider, counts, answers to forms: no records, they end alone.
NO_RECORDS = (
    "sign_in", "spent_code", "provider_request", "signing_proof", "client_failures", "exports_taken",
    "form_answer",
)  # fmt: skip
COUNTED = ("sign_in", "spent_code", "client_failures", "exports_taken")


_MAY_MAKE_ROLES = text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")


def init_roles(url: str, *, role: str = DEFAULT_ROLE) -> None:
    """Make the role, unless it exists, and give it exactly its rights. Run as the owner of the tables.

    The role may read everything, add records, change those that people edit, and remove `REMOVABLE`. The
    trail it may only read: entries are written by functions with their owner's rights.
    Raises Invalid for a name that is no plain identifier, Refused on SQLite and where the owner may make no
    roles and nobody has made this one.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", role):
        raise Invalid("The name of a role is made of small letters, digits and _.", field="role")
    with migrating(url) as connection:
        if connection.dialect.name != "postgresql":
            raise Refused(
                "SQLite has no roles: whoever can read the file can write it. Protect the file instead."
            )
        for statement in _statements(connection, role):
            connection.execute(text(statement))


def _statements(connection: Connection, role: str) -> list[str]:
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    exists = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).scalar()
    if not exists and not connection.execute(_MAY_MAKE_ROLES).scalar_one():
        raise Refused(
            f"There is no role {role}, and the owner of the tables may not make one. Let an administrator of "
            f"the server run “CREATE ROLE {role} NOLOGIN”, then run this again."
        )
    editable = [table for table in AUDITED if table not in APPEND_ONLY]
    return [
        *([] if exists else [f"CREATE ROLE {role} NOLOGIN"]),
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        f"GRANT INSERT ON {', '.join((*AUDITED, *NO_RECORDS))} TO {role}",
        f"GRANT UPDATE ON {', '.join((*editable, *COUNTED))} TO {role}",
        f"GRANT DELETE ON {', '.join((*REMOVABLE, *NO_RECORDS))} TO {role}",
    ]
