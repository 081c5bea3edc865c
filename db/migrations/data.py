"""Change data within a migration, although row security is forced on the owner of the tables too.

Source: docs/decisions/001-embedded-database.md (a migration that changes data).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op


@contextmanager
def past_row_security(*tables: str) -> Iterator[None]:
    """Let the owner read and write every row of these tables within the block; the migration's locks keep all others out."""
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    yield
    op.execute("set constraints all immediate")  # a row that was changed twice has a check to come, and its table cannot be altered
    for table in tables:
        op.execute(f"alter table {table} force row level security")
