"""Changes of data within a migration: past the row security that is forced on the tables' owner too, in the migration's own transaction.

Source: docs/decisions/001-embedded-database.md (a migration that changes data).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op


@contextmanager
def past_row_security(*tables: str) -> Iterator[None]:
    """Inside, the owner reads and writes every row of these tables; nobody else can meanwhile, since a migration holds them."""
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    yield
    op.execute("set constraints all immediate")  # a row that was changed twice has a check to come, and its table cannot be altered
    for table in tables:
        op.execute(f"alter table {table} force row level security")
