"""Where Alembic meets a database: the application hands over its transaction, a command opens one."""

from alembic import context
from sqlalchemy import Connection

from comparability.settings import Settings
from comparability.storage.schema import METADATA, migrating


def run(connection: Connection) -> None:
    # SQLite rolls back changes of tables too, so a failed migration leaves nothing behind.
    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migrating(Settings.from_environment().database_url) as own:
        run(own)
