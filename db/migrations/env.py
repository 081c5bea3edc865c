"""What Alembic runs to migrate: our tables, on the connection that db/migrations/runner.py opened.

Source: Alembic's own convention for the name and the place of this file.
"""

from alembic import context

from db.migrations.runner import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables())
with context.begin_transaction():
    context.run_migrations()
