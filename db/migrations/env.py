"""The script that Alembic runs for every migration, over the connection that db/migrations/runner.py opened.

Source: Alembic's convention for its name and place.
"""

from collections.abc import Iterable
from typing import Any

from alembic import context
from alembic.operations import ops

from db.migrations.beside import in_migrations
from db.tables import Row


def add_keys_of_circles(_context: object, _revision: object, scripts: Iterable[Any]) -> None:
    """Add the foreign keys marked `use_alter` to a new migration, after both tables: Alembic puts them into CREATE TABLE and loses them."""
    for script in scripts:
        made = {each.table_name for each in script.upgrade_ops.ops if isinstance(each, ops.CreateTableOp)}
        for table in (table for name, table in Row.metadata.tables.items() if name in made):
            for key in (key for key in table.foreign_key_constraints if key.use_alter):
                script.upgrade_ops.ops.append(ops.CreateForeignKeyOp.from_constraint(key))
                script.downgrade_ops.ops.insert(0, ops.DropConstraintOp.from_constraint(key))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    process_revision_directives=add_keys_of_circles,
    include_object=in_migrations,
)
with context.begin_transaction():
    context.run_migrations()
