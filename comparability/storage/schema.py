"""The version of the database, the version this program knows, and getting from one to the other.

The migrations themselves are in the `migrations` folder; they know nothing of this program's tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from comparability import resources
from comparability.model.errors import Refused
from comparability.storage import (
    access_reviews,
    assessments,
    attributes,
    audit,
    bridging_studies,
    client_failures,
    disposals,
    exports_taken,
    form_answers,
    guards,
    imports,
    lots,
    narratives,
    packages,
    people,
    plans,
    products,
    protocols,
    published_summaries,
    results,
    second_factors,
    signatures,
    single_sign_on,
    suppliers,
    switches,
    text_blocks,
    trail_reviews,
)
from comparability.storage.anchors import Anchor, AnchorFile
from comparability.storage.base import Base
from comparability.storage.engine import READ_ONLY, make_engine
from comparability.storage.filelock import locked
from comparability.storage.sessions import Stamp, instant_text, last_entry, set_stamp

# Importing the rows of every noun is what fills the metadata.
NOUNS = (
    access_reviews, assessments, attributes, audit, bridging_studies, client_failures, disposals,
    exports_taken, form_answers, imports, lots, narratives, packages, people, plans, products, protocols,
    published_summaries, results, second_factors, signatures, single_sign_on, suppliers, switches,
    text_blocks, trail_reviews,
)  # fmt: skip
METADATA: MetaData = Base.metadata


def upgrade(url: str, anchors: AnchorFile | None = None) -> None:
    """Bring the database to the version this program knows. Of processes that start together, one migrates.

    anchors: where the head of the trail is written after it, as after every other commit.
    Raises Refused when the database was written by a newer program, is not safe to write to, or holds what a
    later version has no place for.
    """
    with migrating(url, anchors) as connection:
        _refuse_newer(current_of(connection))
        try:
            command.upgrade(_config(connection), "head")
        except ValueError as error:
            # Migrations know no errors of this program: what one will not decide alone is a ValueError.
            raise Refused(str(error)) from error


def downgrade(url: str, revision: str) -> None:
    """Go back to an earlier version, "base" for none. For developers: what was added since is lost."""
    with migrating(url) as connection:
        command.downgrade(_config(connection), revision)


def current(url: str) -> str | None:
    """The version of the database, or None when it has no table of ours."""
    engine = make_engine(url)
    try:
        return _current(engine)
    finally:
        engine.dispose()


def check_version(engine: Engine) -> None:
    """Raises Refused when the database is not of the version this program knows, saying what to do."""
    found = _current(engine)
    _refuse_newer(found)
    wanted = _scripts().get_current_head()
    if found != wanted:
        raise Refused(
            f"The database has schema version {found or 'none'} and this program needs {wanted}: run "
            "“comparability database upgrade”."
        )


def known() -> str | None:
    """The version that this program works with."""
    return _scripts().get_current_head()


@contextmanager
def migrating(url: str, anchors: AnchorFile | None = None) -> Iterator[Connection]:
    """A transaction in which the system changes the schema, and nobody else writes.

    Raises Refused when triggers are not as recorded.
    """
    address = make_url(url)
    file = address.database if address.get_backend_name() == "sqlite" else None
    # SQLite does not wait its turn when a new file is switched to its write-ahead log.
    with locked(Path(f"{file}.lock")) if file else nullcontext():
        engine = make_engine(url)
        try:
            with engine.begin() as connection:
                if file is None:
                    # Another process may need longer to migrate than a person would wait for a page.
                    connection.execute(text("SET LOCAL lock_timeout = 0"))
                stamp = Stamp(
                    actor="system",
                    role="system",
                    at=instant_text(datetime.now(UTC)),
                    reason="schema migration",
                )
                set_stamp(connection, stamp)
                _refuse_broken_guards(connection)
                before = _head(connection)
                yield connection
                guards.record(connection)
                head = _head(connection)
                if anchors is not None and head is not None and head != before:
                    anchors.announce(head, before=before)
            if anchors is not None and head is not None:
                anchors.append(head)
        finally:
            engine.dispose()


def _head(connection: Connection) -> Anchor | None:
    has_trail = inspect(connection).has_table(audit.AuditEntry.__tablename__)
    return last_entry(Session(connection)) if has_trail else None


def current_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return current_of(connection.execution_options(**{READ_ONLY: True}))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(resources.migrations_folder()))


def _config(connection: Connection) -> Config:
    # A wheel carries no pyproject.toml, so nothing is read from a file here.
    config = Config()
    config.set_main_option("script_location", str(resources.migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_broken_guards(connection: Connection) -> None:
    """Triggers are recorded as a migration leaves them: changed ones would become the right ones."""
    if broken := guards.broken(connection):
        raise Refused(
            f"{', '.join(broken)}: not as recorded, so the audit trail was disabled or changed there. "
            "Nothing was done. Keep the database as it is for whoever has to find out, and restore a backup."
        )


def _refuse_newer(found: str | None) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if found is not None and found not in known:
        raise Refused(
            f"The database has schema version {found}, which is newer than the {max(known)} this "
            "program knows: use the newer program, or restore a backup made with this one."
        )
